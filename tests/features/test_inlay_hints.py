"""What stands within lines and not in the file: names, types of stores, defaults."""

from __future__ import annotations

import pytest

from daprls.features.hints import Hint, HintKind, inlay_hints
from daprls.lint.engine import lint
from daprls.rules import ALL_RULES
from daprls.text import Span, apply
from workspaces import snapshot_of

PATH = "/w/carts.yaml"
CARTS = """\
componentType: state.redis
version: v1
secretStoreComponent: vault
metadata:
  - name: redisHost
    value: cache:6379
  - name: redisPassword
    secretRef: redis-password
"""
VAULT = """\
# daprls: name=vault
componentType: secretstores.azure.keyvault
version: v1
metadata:
  - name: vaultName
    value: shop
"""
OSS = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: carts
spec:
  type: pubsub.kafka
  version: v1
  metadata:
    - name: brokers
      value: kafka:9092
    - name: authType
      value: none
auth:
  secretStore: vault
"""
ALL = '[hints]\ndefaults = "on"\n'


def hints(text: str, settings: str = "", path: str = PATH, **others: str) -> list[Hint]:
    files = {f"/w/{name.replace('__', '.')}": content for name, content in others.items()}
    snapshot = snapshot_of({"/w/daprls.toml": settings, path: text, **files})
    return list(inlay_hints(snapshot, snapshot.files[path], Span(0, len(text))))


def shown(text: str, found: list[Hint]) -> str:
    """The text with its hints in angle brackets."""
    for hint in sorted(found, key=lambda hint: hint.offset, reverse=True):
        text = f"{text[: hint.offset]}‹{hint.label}›{text[hint.offset :]}"
    return text


def only(found: list[Hint], kind: HintKind) -> Hint:
    (hint,) = (each for each in found if each.kind is kind)
    return hint


def test_names_and_stores_are_shown_by_default() -> None:
    found = hints(CARTS, vault__yaml=VAULT)
    assert shown(CARTS, found) == CARTS.replace("state.redis", "state.redis‹name: carts›").replace(
        "secretStoreComponent: vault", "secretStoreComponent: vault‹secretstores.azure.keyvault›"
    )


@pytest.mark.parametrize("kind", list(HintKind))
def test_each_kind_is_switched_by_settings(kind: HintKind) -> None:
    for switch in ("on", "off"):
        found = hints(CARTS, f'[hints]\n{kind.value} = "{switch}"\n', vault__yaml=VAULT)
        assert (kind in {each.kind for each in found}) == (switch == "on")


class TestNames:
    def test_a_guess_is_written_down_above_the_component(self) -> None:
        hint = only(hints(CARTS), HintKind.NAME)
        assert "a guess" in hint.tooltip
        text = apply(CARTS, hint.edits)
        assert text == f"# daprls: name=carts\n{CARTS}"
        assert not hints(text, '[hints]\nstores = "off"\n')

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("\ufeff", "\ufeff# daprls: name=carts\r\n"),
            ("# The carts.\r\n", "# The carts.\r\n# daprls: name=carts\r\n"),
            ("---\r\n", "---\r\n# daprls: name=carts\r\n"),
        ],
    )
    def test_whatever_stands_above_it_stays(self, before: str, after: str) -> None:
        text = before + CARTS.replace("\n", "\r\n")
        hint = only(hints(text), HintKind.NAME)
        written = apply(text, hint.edits)
        assert written == after + CARTS.replace("\n", "\r\n")
        assert HintKind.NAME not in {each.kind for each in hints(written)}

    def test_a_file_name_that_is_none_is_written_as_one(self) -> None:
        hint = only(hints(CARTS, path="/w/My_Carts.yaml"), HintKind.NAME)
        assert hint.label == "name: My_Carts"
        assert apply(CARTS, hint.edits).startswith("# daprls: name=my-carts\n")

    def test_a_deploy_command_is_led_to(self) -> None:
        script = (
            "az containerapp env dapr-component set --dapr-component-name basket "
            "--yaml carts.yaml\n"
        )
        hint = only(hints(CARTS, deploy__sh=script), HintKind.NAME)
        assert (hint.label, hint.edits) == ("name: basket", ())
        assert hint.target is not None
        assert (hint.target.path, hint.target.span.of(script)) == ("/w/deploy.sh", "basket")

    def test_settings_tell_it_too(self) -> None:
        hint = only(hints(CARTS, '[components]\n"carts.yaml" = "basket"\n'), HintKind.NAME)
        assert (hint.label, hint.edits, hint.target) == ("name: basket", (), None)

    @pytest.mark.parametrize("text", [OSS, f"# daprls: name=carts\n{CARTS}"])
    def test_a_file_that_says_it_gets_none(self, text: str) -> None:
        assert HintKind.NAME not in {each.kind for each in hints(text)}

    def test_each_of_several_components_gets_one(self) -> None:
        found = hints(f"{CARTS}---\n{CARTS}")
        assert [each.kind for each in found].count(HintKind.NAME) == 2


class TestStores:
    def test_it_leads_to_the_store(self) -> None:
        hint = only(hints(CARTS, vault__yaml=VAULT), HintKind.STORE)
        assert hint.target is not None
        assert hint.target.path == "/w/vault.yaml"
        assert hint.tooltip == (
            "Secret store `vault`: `secretstores.azure.keyvault`, defined in `vault.yaml`."
        )

    def test_one_of_the_settings_is_known(self) -> None:
        settings = '[deployed]\nvault = "secretstores.hashicorp.vault"\n'
        assert only(hints(CARTS, settings), HintKind.STORE).label == "secretstores.hashicorp.vault"

    def test_one_of_a_template_is_known(self) -> None:
        bicep = (
            "resource vault 'Microsoft.App/managedEnvironments/daprComponents@2024-03-01' = {\n"
            "  name: 'vault'\n  parent: environment\n"
            "  properties: {\n    componentType: 'secretstores.azure.keyvault'\n"
            "    version: 'v1'\n  }\n}\n"
        )
        hint = only(hints(CARTS, main__bicep=bicep), HintKind.STORE)
        assert hint.label == "secretstores.azure.keyvault"
        assert hint.target is not None
        assert hint.target.path == "/w/main.bicep"

    @pytest.mark.parametrize(
        "others",
        [
            {},
            {"vault__yaml": VAULT.replace("secretstores.azure.keyvault", "state.redis")},
            {"vault__yaml": VAULT.replace("secretstores.azure.keyvault", '"#{type}#"')},
            {
                "vault__yaml": VAULT,
                "other__yaml": VAULT.replace("azure.keyvault", "hashicorp.vault"),
            },
        ],
    )
    def test_what_is_not_sure_gets_none(self, others: dict[str, str]) -> None:
        assert HintKind.STORE not in {each.kind for each in hints(CARTS, **others)}


class TestDefaults:
    def test_the_first_few_stand_in_the_line_and_all_beside_it(self) -> None:
        hint = only(hints(OSS, ALL), HintKind.DEFAULT)
        assert OSS[: hint.offset].endswith("\n  metadata:")
        assert hint.label.startswith("by default ")
        assert hint.label.endswith(" more")
        assert hint.label.count(": ") == 3
        assert hint.tooltip.count("\n- ") > 3
        assert "`brokers`" not in hint.tooltip

    def test_what_it_says_can_be_written_down_and_changes_nothing(self) -> None:
        before = hints(OSS, ALL)
        text = apply(OSS, only(before, HintKind.DEFAULT).edits)
        assert text.count("- name:") == OSS.count("- name:") + 3
        told = only(hints(text, ALL), HintKind.DEFAULT).tooltip
        assert told.count("\n- ") == only(before, HintKind.DEFAULT).tooltip.count("\n- ") - 3
        rules = [{each.rule for each in found(text)}, {each.rule for each in found(OSS)}]
        assert rules[0] <= rules[1]

    def test_a_version_that_is_not_given(self) -> None:
        text = OSS.replace("  version: v1\n", "")
        hint = next(each for each in hints(text, ALL) if each.label == "version: v1")
        assert apply(text, hint.edits) == OSS

    @pytest.mark.parametrize(
        "text",
        [
            OSS.replace("pubsub.kafka", "pubsub.nobody"),
            OSS.replace("pubsub.kafka", '"#{type}#"'),
            OSS.replace("name: brokers", 'name: "#{name}#"'),
            "componentType: bindings.cron\nversion: v1\nmetadata: []\n",
            "componentType: state.redis\nversion: v1\n",
        ],
    )
    def test_what_is_not_sure_gets_none(self, text: str) -> None:
        assert HintKind.DEFAULT not in {each.kind for each in hints(text, ALL)}

    def test_no_credential_is_offered(self) -> None:
        found = hints("componentType: pubsub.rabbitmq\nversion: v1\nmetadata: []\n", ALL)
        assert "connectionString" not in only(found, HintKind.DEFAULT).tooltip


def found(text: str) -> list[object]:
    snapshot = snapshot_of({PATH: text})
    return list(lint(snapshot, snapshot.files[PATH], ALL_RULES))


def test_only_the_lines_that_are_asked_for_get_hints() -> None:
    text = f"{CARTS}---\n{CARTS}"
    snapshot = snapshot_of({PATH: text})
    file = snapshot.files[PATH]
    half = Span(0, len(CARTS))
    assert all(each.offset <= half.end for each in inlay_hints(snapshot, file, half))
    assert len(list(inlay_hints(snapshot, file, half))) == 1


@pytest.mark.parametrize("text", ["", "a: b\n", "componentType: [\n", f"{CARTS}  - name: [\n"])
def test_what_is_broken_or_not_ours_gets_none(text: str) -> None:
    assert not hints(text, ALL)


def test_a_name_that_looks_like_a_credential_is_not_shown() -> None:
    settings = '[components]\n"carts.yaml" = "AccountKey=abcdefghijklmnop"\n'
    assert HintKind.NAME not in {each.kind for each in hints(CARTS, settings)}
