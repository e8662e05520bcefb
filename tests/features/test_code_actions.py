"""What is offered at a caret."""

from __future__ import annotations

import pytest

from daprls.features.code_actions import ActionKind, CodeAction, code_actions
from daprls.lint.engine import lint
from daprls.rules import ALL_RULES
from daprls.text import CreateFile, Span, TextEdit, apply
from marked import marked
from workspaces import snapshot_of

KEY = """\
componentType: state.azure.blobstorage
version: v1
metadata:
  - name: accountName
    value: bookshop
  - name: containerName
    value: carts
  - name: accountKey
    secretRef: key
secrets:
  - name: key
    value: "something"
scopes:
  - cart
"""
OSS = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: carts
spec:
  type: state.azure.blobstorage
  version: v1
  metadata:
    - name: accountName
      value: bookshop
    - name: containerName
      value: carts
    - name: accountKey
      secretKeyRef:
        name: carts
        key: key
"""


def offered(text: str, *kinds: ActionKind) -> tuple[CodeAction, ...]:
    snapshot, file, offset = marked(text)
    found = lint(snapshot, file, ALL_RULES)
    wanted = frozenset(kinds or ActionKind)
    return code_actions(snapshot, file, Span(offset, offset), found, ALL_RULES, wanted)


def after(text: str, action: CodeAction) -> str:
    edits = [edit for edit in action.edits if isinstance(edit, TextEdit)]
    assert not any(isinstance(edit, CreateFile) for edit in action.edits)
    return apply(text.replace("<|>", ""), edits)


def test_a_fix_is_offered_where_its_finding_is_and_nowhere_else() -> None:
    text = KEY.replace("accountName", "acc<|>ountNam")
    titles = [each.title for each in offered(text, ActionKind.QUICK_FIX)]
    assert "Change to 'accountName'" in titles
    elsewhere = KEY.replace("accountName", "accountNam").replace("carts", "ca<|>rts")
    titles = [each.title for each in offered(elsewhere, ActionKind.QUICK_FIX)]
    assert "Change to 'accountName'" not in titles


def test_a_safe_fix_is_preferred() -> None:
    text = KEY.replace("state.azure.blobstorage", "state.azure.blob<|>storag")
    fixes = offered(text, ActionKind.QUICK_FIX)
    assert [each.preferred for each in fixes] == [True, False]


@pytest.mark.parametrize("text", [KEY, OSS], ids=["ACA", "OSS"])
def test_a_switch_of_identity_is_offered_wherever_one_thinks_of_authentication(text: str) -> None:
    for place in ("blobstorage", "accountKey", "accountName", "metadata:\n"):
        marked_text = text[: text.rindex(place) + 3] + "<|>" + text[text.rindex(place) + 3 :]
        found = [each for each in offered(marked_text) if "managed identity" in each.title]
        assert [each.title for each in found] == [
            "Switch to managed identity (system-assigned)",
            "Switch to managed identity (user-assigned)",
        ]
        assert "accountKey" not in after(marked_text, found[0])


def test_a_switch_is_not_offered_elsewhere_or_for_what_has_none() -> None:
    kinds = (ActionKind.REWRITE,)
    assert offered(KEY.replace("- cart", "- ca<|>rt"), *kinds) == ()
    found = offered("componentType: state.red<|>is\nversion: v1\n", *kinds)
    assert not [each for each in found if "identity" in each.title]
    assert offered("name: val<|>ue\n", *kinds) == ()


def test_all_safe_fixes_are_one_action_that_leaves_nothing_to_fix() -> None:
    text = "<|>" + KEY.replace("blobstorage", "blobstorag").replace(
        "  - cart", "  - cart\n  - cart"
    )
    (action,) = offered(text, ActionKind.FIX_ALL)
    assert after(text, action).startswith("componentType: state.azure.blobstorage\n")
    assert offered("<|>" + after(text, action), ActionKind.FIX_ALL) == ()


def test_all_safe_fixes_keep_line_ends_and_a_byte_order_mark() -> None:
    wrong = "\ufeff" + KEY.replace("blobstorage", "blobstorag").replace("\n", "\r\n")
    (action,) = offered(wrong.replace("version", "<|>version"), ActionKind.FIX_ALL)
    assert after(wrong, action) == wrong.replace("blobstorag", "blobstorage")


class TestConversions:
    def test_the_other_dialect_comes_as_a_new_file_beside(self) -> None:
        (action,) = [
            each for each in offered("<|>" + KEY) if each.title == "Convert to open-source Dapr"
        ]
        assert action.kind is ActionKind.REWRITE
        made, template = action.edits
        assert isinstance(made, CreateFile)
        assert isinstance(template, CreateFile)
        assert made.path == "/app/component.oss.yaml"
        assert template.path == "/app/component.secret.yaml"
        assert "something" not in made.text + template.text
        assert "'component.secret.yaml'" in action.notes[0]

    def test_the_way_back_stands_at_the_kind_too(self) -> None:
        text = OSS.replace("kind: Comp", "kind: Comp<|>")
        titles = [action.title for action in offered(text, ActionKind.REWRITE)]
        assert "Convert to Azure Container Apps" in titles

    def test_it_is_not_offered_elsewhere(self) -> None:
        text = KEY.replace("bookshop", "book<|>shop")
        assert not [each for each in offered(text) if each.title.startswith("Convert")]

    def test_all_components_of_a_file_can_go_at_once(self) -> None:
        text = OSS + "---\n" + OSS.replace("\n  name: carts\n", "\n  name: more\n")
        text = text.replace("kind: Comp", "kind: Comp<|>", 1)
        (action,) = [each for each in offered(text) if each.title.endswith("of the file")]
        paths = [edit.path for edit in action.edits]
        assert paths == ["/app/carts.aca.yaml", "/app/more.aca.yaml"]
        assert action.notes[0].startswith("'carts': ")

    def test_bicep_comes_as_a_new_file_that_holds_no_secret(self) -> None:
        (action,) = [each for each in offered("<|>" + KEY) if each.title == "Convert to Bicep"]
        (made,) = action.edits
        assert isinstance(made, CreateFile)
        assert made.path == "/app/component.bicep"
        assert "something" not in made.text


STORED = """\
componentType: state.azure.cosmosdb
version: v1
secretStoreComponent: vault
<|>metadata:
  - name: url
    value: https://shop.documents.azure.com:443/
  - name: database
    value: shop
  - name: collection
    value: carts
  - name: masterKey
    secretRef: cosmos-key
"""
STORE = """\
# daprls: name=vault
componentType: secretstores.azure.keyvault
version: v1
metadata:
  - name: vaultName
    value: shop
"""


@pytest.mark.parametrize(("others", "is_last"), [(0, True), (1, False)])
def test_a_switch_names_the_store_that_nobody_uses_then(others: int, is_last: bool) -> None:
    text = STORED.replace("<|>", "")
    more = {f"/app/{number}.yaml": text for number in range(others)}
    snapshot = snapshot_of({"/app/carts.yaml": text, "/app/vault.yaml": STORE, **more})
    file = snapshot.files["/app/carts.yaml"]
    at = STORED.index("<|>")
    found = code_actions(snapshot, file, Span(at, at), (), ALL_RULES)
    switch = next(each for each in found if each.title.endswith("(system-assigned)"))
    assert any("from the store 'vault' any more" in note for note in switch.notes) is is_last
