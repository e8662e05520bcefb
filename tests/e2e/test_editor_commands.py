"""Commands behind what an editor's palette offers: they look at everything, correct it, or tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from editor import PULLS, Editor, abilities, editing
from lsprotocol import types
from pygls.exceptions import JsonRpcException

pytestmark = pytest.mark.asyncio

BLOBS = """\
componentType: state.azure.blobstorage
version: v1
metadata:
  - name: accountName
    value: bookshop
  - name: accountKey
    secretRef: blob-key
  - name: containerName
    value: carts
secrets:
  - name: blob-key
    value: "[blob_key]"
scopes:
  - shop
  - shop
"""
REDIS = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: carts
spec:
  type: state.redis
  version: v1
  metadata:
    - name: redisHost
      value: localhost:6379
    - name: redisPassword
      value: ""
"""
TWICE = "  - shop\n  - shop\n"


async def execute(it: Editor, command: str, *arguments: Any) -> Any:
    """What a command answers, as it goes over the wire."""
    answer = await it.client.workspace_execute_command_async(
        types.ExecuteCommandParams(command, list(arguments) or None)
    )
    return as_data(answer)


def as_data(value: Any) -> Any:
    """A value of the client's as plain data."""
    if hasattr(value, "_asdict"):
        return {key: as_data(each) for key, each in value._asdict().items()}
    if isinstance(value, list):
        return [as_data(each) for each in value]
    return {key: as_data(each) for key, each in value.items()} if isinstance(value, dict) else value


def answering_edits(it: Editor) -> list[types.WorkspaceEdit]:
    """The edits that the editor is asked to make from now on, all of which it says it made."""
    asked: list[types.WorkspaceEdit] = []

    @it.client.feature(types.WORKSPACE_APPLY_EDIT)
    def on_apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        asked.append(params.edit)
        return types.ApplyWorkspaceEditResult(applied=True)

    return asked


@pytest.mark.parametrize("more", [{}, PULLS])
async def test_everything_is_looked_at_before_it_is_summed_up(
    tmp_path: Path, more: dict[str, Any]
) -> None:
    files = {"a/blobs.yaml": BLOBS, "b/redis.yaml": REDIS, "c/other.yaml": "a: 1\n"}
    async with editing(tmp_path, capabilities=abilities(**more), files=files) as it:
        found = await execute(it, "daprls.lint")
        assert (found["files"], found["components"], found["fixable"]) == (2, 2, 1)
        assert found["hint"] >= 1
        if not more:
            sent = it.sent("a/blobs.yaml")
            assert sent is not None
            assert "duplicate-scope" in {each.code for each in sent.diagnostics}


async def test_what_is_being_typed_is_looked_at_as_well(tmp_path: Path) -> None:
    async with editing(tmp_path, files={"blobs.yaml": BLOBS}) as it:
        before = await execute(it, "daprls.lint")
        it.open("blobs.yaml")
        it.change("blobs.yaml", BLOBS.replace("value: carts", "vlaue: carts"))
        after = await execute(it, "daprls.lint")
        assert sum(after[each] for each in ("error", "warning")) > sum(
            before[each] for each in ("error", "warning")
        )


async def test_safe_fixes_of_all_files_are_one_edit(tmp_path: Path) -> None:
    async with editing(tmp_path, files={"a/b.yaml": BLOBS, "c/d.yaml": BLOBS}) as it:
        asked = answering_edits(it)
        answer = await execute(it, "daprls.fixAll")
        (edit,) = asked
        fixed = BLOBS.replace(TWICE, "  - shop\n")
        assert it.after(types.CodeAction("all", edit=edit)) == {
            it.uri("a/b.yaml"): fixed,
            it.uri("c/d.yaml"): fixed,
        }
        assert answer["applied"] is True
        assert [each["rule"] for each in answer["fixes"]] == ["duplicate-scope"] * 2


async def test_one_file_or_one_folder_can_be_fixed_and_only_shown(tmp_path: Path) -> None:
    async with editing(tmp_path, files={"a/b.yaml": BLOBS, "c/d.yaml": BLOBS}) as it:
        asked = answering_edits(it)
        fixed = BLOBS.replace(TWICE, "  - shop\n")
        for wish in ({"uri": it.uri("a/b.yaml")}, {"folder": it.uri("a")}):
            answer = await execute(it, "daprls.fixAll", {**wish, "preview": True})
            assert answer["changes"] == [
                {"uri": it.uri("a/b.yaml"), "newText": fixed, "version": None}
            ]
            assert answer["applied"] is False
        assert asked == []


async def test_a_proposed_text_names_the_version_that_it_was_made_of(tmp_path: Path) -> None:
    async with editing(tmp_path, files={"blobs.yaml": BLOBS}) as it:
        it.open("blobs.yaml")
        it.change("blobs.yaml", f"# ours\n{BLOBS}")
        for command in ("daprls.fixAll", "daprls.switchAll"):
            answer = await execute(it, command, {"preview": True})
            assert [each["version"] for each in answer["changes"]] == [2]


async def test_where_nothing_can_be_fixed_the_editor_is_asked_nothing(tmp_path: Path) -> None:
    async with editing(tmp_path, files={"redis.yaml": REDIS}) as it:
        asked = answering_edits(it)
        answer = await execute(it, "daprls.fixAll")
        assert (answer["changes"], answer["fixes"], answer["applied"]) == ([], [], False)
        assert asked == []


async def test_the_identity_is_told_that_settings_and_components_agree_on(tmp_path: Path) -> None:
    client_id = "5b1f7c9e-2a4d-4e6f-8b3a-7c9d1e2f4a6b"
    used = f"  - name: azureClientId\n    value: {client_id}\n"
    switched = BLOBS.replace("  - name: accountKey\n    secretRef: blob-key\n", used)
    files = {
        "a/daprls.toml": 'identity = "user"\n',
        "a/blobs.yaml": switched,
        "b/blobs.yaml": BLOBS,
    }
    async with editing(tmp_path, files=files) as it:
        told = await execute(it, "daprls.identity", {"uri": it.uri("a/blobs.yaml")})
        assert told == {"identity": "user", "clientId": "", "usedClientId": client_id}
        assert (await execute(it, "daprls.identity"))["identity"] == ""
        told = await execute(it, "daprls.identity", {"folder": it.uri("a")})
        assert told["identity"] == "user"


async def test_the_component_at_a_place_is_told_in_a_few_words(tmp_path: Path) -> None:
    both = f"{REDIS}---\n{REDIS.replace('carts', 'orders').replace('state.redis', 'lock.redis')}"
    async with editing(tmp_path, files={"blobs.yaml": BLOBS, "both.yaml": both}) as it:
        told = await execute(it, "daprls.component", {"uri": it.uri("blobs.yaml")})
        assert (told["name"], told["nameSource"], told["dialect"]) == ("blobs", "stem", "aca")
        assert told["type"] == "state.azure.blobstorage"
        assert told["authentication"] == "account key, filled in later"
        assert told["hint"] >= 1
        for line, name in ((2, "carts"), (20, "orders")):
            place = {"uri": it.uri("both.yaml"), "position": {"line": line, "character": 0}}
            assert (await execute(it, "daprls.component", place))["name"] == name


async def test_of_other_files_nothing_is_told(tmp_path: Path) -> None:
    files = {"blobs.yaml": BLOBS, "other.yaml": "a: 1\n"}
    async with editing(tmp_path, files=files) as it:
        assert await execute(it, "daprls.component", {"uri": it.uri("other.yaml")}) is None
        assert await execute(it, "daprls.component", {"uri": "git:/w/blobs.yaml"}) is None
        assert await execute(it, "daprls.componentFiles") == [it.uri("blobs.yaml")]


async def test_the_command_that_deploys_a_file_is_quoted_for_two_shells(tmp_path: Path) -> None:
    files = {"in o'ne/blobs.yaml": BLOBS, "redis.yaml": REDIS}
    files |= dict.fromkeys(("a’b.yaml", "-c.yaml", "d\n.yaml"), BLOBS)
    async with editing(tmp_path, files=files) as it:
        told = await execute(it, "daprls.azCommand", {"uri": it.uri("in o'ne/blobs.yaml")})
        start = "az containerapp env dapr-component set --resource-group '<resource-group>' "
        start += "--name '<environment>' --dapr-component-name blobs --yaml "
        assert told["bash"] == start + """'in o'"'"'ne/blobs.yaml'"""
        assert told["powershell"] == start + "'in o''ne/blobs.yaml'"
        assert (told["name"], told["isGuess"]) == ("blobs", True)
        told = await execute(it, "daprls.azCommand", {"uri": it.uri("a’b.yaml")})
        assert told["powershell"].endswith(" --yaml 'a’’b.yaml'")
        told = await execute(it, "daprls.azCommand", {"uri": it.uri("-c.yaml")})
        assert told["bash"].endswith(" --yaml ./-c.yaml")
        refused = await execute(it, "daprls.azCommand", {"uri": it.uri("d\n.yaml")})
        assert refused == {
            "reason": "The file's path holds a character that no command line can show.",
            "convertible": False,
        }
        refused = await execute(it, "daprls.azCommand", {"uri": it.uri("redis.yaml")})
        assert refused["convertible"] is True
        assert "Dapr's own dialect" in refused["reason"]


async def test_an_error_is_explained_with_links_and_without_its_words(tmp_path: Path) -> None:
    password = "hunter2-hunter2"
    error = f"process component carts error: [INIT_COMPONENT_FAILURE]: {password} dial tcp"
    files = {"carts.yaml": REDIS, "blobs.yaml": BLOBS}
    async with editing(tmp_path, files=files) as it:
        wish = {"text": error, "rulePages": "file:///pages"}
        told = await execute(it, "daprls.explain", wish)
        assert [each["uri"] for each in told["places"]] == [it.uri("carts.yaml")]
        assert f"[carts.yaml:6]({it.uri('carts.yaml')}#L6)" in told["page"]
        code = told["rules"][0]
        assert f"[{code}](file:///pages/{code}.md): " in told["page"]
        assert password not in str(told)
        assert await execute(it, "daprls.explain", {"text": "good morning"}) is None


async def test_an_argument_that_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    async with editing(tmp_path, files={"blobs.yaml": BLOBS}) as it:
        for command, argument in (
            ("daprls.lint", "all"),
            ("daprls.fixAll", {"uri": 1}),
            ("daprls.fixAll", {"uri": "git:/w/blobs.yaml"}),
            ("daprls.fixAll", {"preview": "yes"}),
            ("daprls.component", {}),
            ("daprls.component", {"uri": it.uri("blobs.yaml"), "position": 3}),
            ("daprls.component", {"uri": it.uri("blobs.yaml"), "position": {"line": -1}}),
            ("daprls.switchAll", {"identity": "group"}),
            ("daprls.graph", {"depth": True}),
            ("daprls.explain", {}),
        ):
            with pytest.raises(JsonRpcException):
                await execute(it, command, argument)
