"""Names: where an editor is led from them, and other names for them in one edit."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor import Editor, abilities, editing
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from samples import NAMED_STORE, STORE, USER

pytestmark = pytest.mark.asyncio

DEPLOY = (
    "az containerapp env dapr-component set -n env --dapr-component-name vault --yaml vault.yaml"
)


def at(it: Editor, name: str, before: str) -> tuple[types.TextDocumentIdentifier, types.Position]:
    """The place behind the first `before` of an open document."""
    document = it.documents[name]
    place = document.place(document.text.index(before) + len(before))
    return types.TextDocumentIdentifier(document.uri), place


@pytest.mark.parametrize("name", ["visual-studio-code", "neovim"])
async def test_a_store_is_renamed_in_all_files_by_one_edit(tmp_path: Path, name: str) -> None:
    files = {"vault.yaml": NAMED_STORE, "deploy.sh": DEPLOY, "cart.yaml": USER, "b/x.yaml": USER}
    async with editing(tmp_path, capabilities=abilities(name), files=files) as it:
        it.open("cart.yaml")
        where = at(it, "cart.yaml", "secretStoreComponent: ")
        ready = await it.client.text_document_prepare_rename_async(
            types.PrepareRenameParams(*where)
        )
        assert isinstance(ready, types.PrepareRenamePlaceholder)
        assert it.documents["cart.yaml"].under(ready.range) == ready.placeholder == "vault"
        edit = await it.client.text_document_rename_async(types.RenameParams(*where, "safe"))
        after = it.after(types.CodeAction("", edit=edit))
        assert after == {
            it.uri(name): text.replace("=vault", "=safe")
            .replace(": vault\n", ": safe\n")
            .replace("name vault", "name safe")
            for name, text in files.items()
        }


async def test_what_keeps_its_name_says_why(tmp_path: Path) -> None:
    files = {"vault.yaml": STORE, "cart.yaml": USER}
    async with editing(tmp_path, files=files) as it:
        it.open("cart.yaml")
        where = at(it, "cart.yaml", "secretStoreComponent: ")
        for ask in (
            it.client.text_document_prepare_rename_async(types.PrepareRenameParams(*where)),
            it.client.text_document_rename_async(types.RenameParams(*where, "safe")),
        ):
            with pytest.raises(JsonRpcException, match=r"inferred from the file's name") as refused:
                await ask
            assert refused.value.code == types.LSPErrorCodes.RequestFailed.value
        nowhere = at(it, "cart.yaml", "redisHo")
        params = types.PrepareRenameParams(*nowhere)
        assert await it.client.text_document_prepare_rename_async(params) is None
        assert it.messages == []


async def test_all_places_of_a_name_in_the_file_are_highlighted(tmp_path: Path) -> None:
    own = "secrets:\n  - name: redis-password\n    value: x\n"
    text = USER.replace("secretStoreComponent: vault\n", "") + own
    async with editing(tmp_path) as it:
        document = it.open("cart.yaml", text)
        found = await it.client.text_document_document_highlight_async(
            types.DocumentHighlightParams(*at(it, "cart.yaml", "secretRef: "))
        )
        kinds = types.DocumentHighlightKind
        shown = [(document.under(each.range), each.kind) for each in found or ()]
        assert shown == [("redis-password", kinds.Read), ("redis-password", kinds.Write)]


async def test_a_file_around_the_folder_is_changed_as_it_is_by_now(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    around = tmp_path / "deploy.sh"
    around.write_text(DEPLOY, encoding="utf-8")
    files = {"vault.yaml": NAMED_STORE, "cart.yaml": USER}
    async with editing(tmp_path / "app", files=files) as it:
        it.open("cart.yaml")
        where = at(it, "cart.yaml", "secretStoreComponent: ")
        await it.client.text_document_prepare_rename_async(types.PrepareRenameParams(*where))
        around.write_text("# Nobody tells of this change.\n" + DEPLOY, encoding="utf-8")
        edit = await it.client.text_document_rename_async(types.RenameParams(*where, "safe"))
        assert edit is not None
        assert edit.document_changes is not None
        (changed,) = (
            each
            for each in edit.document_changes
            if isinstance(each, types.TextDocumentEdit)
            and each.text_document.uri.endswith("/deploy.sh")
        )
        assert [each.range.start.line for each in changed.edits] == [1]
