"""Commands that the editor has carried out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from editor import SNIPPETS, Editor, abilities, editing
from lsprotocol import types
from pygls.exceptions import JsonRpcException

pytestmark = pytest.mark.asyncio

KEY = "c2VjcmV0LWtleS1vZi10aGUtc2hvcA=="
BLOBS = f"""\
componentType: state.azure.blobstorage
version: v1
metadata:
  - name: accountName
    value: bookshop # the account
  - name: accountKey
    value: {KEY}
"""
SWITCHED = BLOBS.partition("  - name: accountKey")[0]
GRAPH = """\
componentType: bindings.azure.cosmosdb.gremlinapi
version: v1
metadata:
  - name: url
    value: wss://shop.gremlin.cosmos.azure.com:443/
"""
ANNOTATED = {
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True, "changeAnnotationSupport": {}},
    }
}


def files(folder: Path) -> None:
    for name, text in {"a/blobs.yaml": BLOBS, "b/more.yaml": BLOBS, "b/graph.yaml": GRAPH}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


async def switch_all(it: Editor, *arguments: Any) -> tuple[Any, list[types.WorkspaceEdit]]:
    """What the command answers, and the edits that the editor was asked to make."""
    asked: list[types.WorkspaceEdit] = []

    @it.client.feature(types.WORKSPACE_APPLY_EDIT)
    def on_apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        asked.append(params.edit)
        return types.ApplyWorkspaceEditResult(applied=True)

    answer = await it.client.workspace_execute_command_async(
        types.ExecuteCommandParams("daprls.switchAll", list(arguments) or None)
    )
    return answer, asked


def read(answer: Any, name: str) -> Any:
    return answer[name] if isinstance(answer, dict) else getattr(answer, name)


async def test_all_files_are_switched_in_one_edit_that_is_to_be_confirmed(tmp_path: Path) -> None:
    files(tmp_path)
    async with editing(tmp_path, capabilities=abilities(**ANNOTATED)) as it:
        answer, (edit,) = await switch_all(it)
        assert it.after(types.CodeAction("all", edit=edit)) == {
            it.uri("a/blobs.yaml"): SWITCHED,
            it.uri("b/more.yaml"): SWITCHED,
        }
        (annotation,) = (edit.change_annotations or {}).values()
        assert annotation.needs_confirmation is True
        assert "Storage Blob Data Contributor" in (annotation.description or "")
        assert (read(answer, "switched"), read(answer, "refused")) == (2, 1)
        assert read(answer, "applied") is True
        assert "The Gremlin API" in read(answer, "preview")
        assert KEY not in read(answer, "preview")


async def test_a_preview_changes_nothing(tmp_path: Path) -> None:
    files(tmp_path)
    async with editing(tmp_path) as it:
        answer, asked = await switch_all(it, {"identity": "user", "preview": True})
        assert asked == []
        assert read(answer, "applied") is False
        assert "`azureClientId`" in read(answer, "preview")


async def test_a_preview_tells_what_every_file_becomes_and_who_needs_which_role(
    tmp_path: Path,
) -> None:
    files(tmp_path)
    async with editing(tmp_path) as it:
        answer, _ = await switch_all(it, {"preview": True})
        assert [(read(each, "uri"), read(each, "newText")) for each in read(answer, "changes")] == [
            (it.uri("a/blobs.yaml"), SWITCHED),
            (it.uri("b/more.yaml"), SWITCHED),
        ]
        (refusal,) = read(answer, "refusals")
        assert read(refusal, "uri") == it.uri("b/graph.yaml")
        assert read(refusal, "name") == "graph"
        assert read(refusal, "reason").startswith("The Gremlin API")
        role, _ = read(answer, "roles")
        assert read(role, "sentence") == (
            "The identity needs the role 'Storage Blob Data Contributor' on the storage account "
            "'bookshop'."
        )
        assert KEY not in str(answer)


async def test_one_file_can_be_switched_alone(tmp_path: Path) -> None:
    files(tmp_path)
    async with editing(tmp_path) as it:
        answer, (edit,) = await switch_all(it, {"uri": it.uri("b/more.yaml"), "identity": "user"})
        assert it.after(types.CodeAction("one", edit=edit)).keys() == {it.uri("b/more.yaml")}
        (blank,) = read(answer, "placeholders")
        assert list(read(blank, "fields")) == ["azureClientId"]


async def test_a_folder_and_a_client_id_can_be_given(tmp_path: Path) -> None:
    files(tmp_path)
    client_id = "5b1f7c9e-2a4d-4e6f-8b3a-7c9d1e2f4a6b"
    async with editing(tmp_path, capabilities=abilities(**SNIPPETS)) as it:
        wish = {"identity": "user", "clientId": client_id, "folder": it.uri("b")}
        _, (edit,) = await switch_all(it, wish)
        found = it.after(types.CodeAction("all", edit=edit))
        assert found.keys() == {it.uri("b/more.yaml")}
        assert client_id in found[it.uri("b/more.yaml")]


async def test_what_is_typed_and_not_saved_counts(tmp_path: Path) -> None:
    files(tmp_path)
    async with editing(tmp_path) as it:
        it.open("a/blobs.yaml", SWITCHED)
        _, (edit,) = await switch_all(it)
        assert it.after(types.CodeAction("all", edit=edit)).keys() == {it.uri("b/more.yaml")}


async def test_where_nothing_is_to_be_done_the_editor_is_asked_nothing(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        answer, asked = await switch_all(it)
        assert (asked, read(answer, "applied")) == ([], False)
        assert "nothing to switch" in read(answer, "preview")


@pytest.mark.parametrize("wrong", ["system", {"identity": "mine"}])
async def test_an_argument_that_cannot_be_meant_is_refused(tmp_path: Path, wrong: Any) -> None:
    async with editing(tmp_path) as it:
        with pytest.raises(JsonRpcException):
            await switch_all(it, wrong)
