"""Folders: files that change on disk, several of them at once, documents that win over the disk."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from editor import editing
from lsprotocol import types
from samples import MISSPELT, NAMED_STORE, NO_STORE, STORE, USER, WRONG

from daprls.lsp.uris import uri_of

pytestmark = pytest.mark.asyncio

OTHER_STORE = NAMED_STORE.replace("name=vault", "name=volt")


async def test_a_store_that_changes_on_disk_refreshes_who_uses_it(tmp_path: Path) -> None:
    files = {"state.yaml": USER, "store.yaml": NAMED_STORE}
    async with editing(tmp_path, files=files) as it:
        it.open("state.yaml")
        assert NO_STORE not in await it.codes("state.yaml")
        it.write("store.yaml", OTHER_STORE)
        assert NO_STORE in await it.codes("state.yaml", lambda found: NO_STORE in found)


async def test_a_store_that_comes_and_goes_on_disk_is_noticed(tmp_path: Path) -> None:
    files = {"state.yaml": USER, "store.yaml": OTHER_STORE}
    async with editing(tmp_path, files=files) as it:
        it.open("state.yaml")
        assert NO_STORE in await it.codes("state.yaml")
        it.write("sub/vault.yaml", NAMED_STORE)
        assert NO_STORE not in await it.codes("state.yaml", lambda found: NO_STORE not in found)
        it.write("sub/vault.yaml", None)
        assert NO_STORE in await it.codes("state.yaml", lambda found: NO_STORE in found)


async def test_a_removed_folder_takes_its_files_along(tmp_path: Path) -> None:
    files = {"state.yaml": USER, "store.yaml": OTHER_STORE, "sub/a/vault.yaml": NAMED_STORE}
    async with editing(tmp_path, files=files) as it:
        it.open("state.yaml")
        assert NO_STORE not in await it.codes("state.yaml")
        (tmp_path / "sub" / "a" / "vault.yaml").unlink()
        event = types.FileEvent(it.uri("sub"), types.FileChangeType.Deleted)
        it.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        assert NO_STORE in await it.codes("state.yaml", lambda found: NO_STORE in found)


async def test_a_deploy_command_that_is_written_names_a_component(tmp_path: Path) -> None:
    files = {"state.yaml": USER, "store.yaml": OTHER_STORE, "kv.yaml": STORE, "deploy.sh": "echo\n"}
    async with editing(tmp_path, files=files) as it:
        it.open("kv.yaml")
        at = STORE.index("keyvault")
        assert "`kv`" in (await it.hover("kv.yaml", at) or "")
        await it.shown("kv.yaml")
        it.write(
            "deploy.sh",
            "az containerapp env dapr-component set -g g -n e "
            "--dapr-component-name vault --yaml kv.yaml\n",
        )
        for _ in range(100):
            if "`vault`" in (await it.hover("kv.yaml", at) or ""):
                return
            await asyncio.sleep(0.05)
        raise AssertionError("the command was never read")


async def test_an_open_document_wins_over_the_disk(tmp_path: Path) -> None:
    async with editing(tmp_path, files={"state.yaml": WRONG, "other.yaml": USER}) as it:
        it.open("state.yaml", USER)
        assert MISSPELT not in await it.codes("state.yaml")
        it.write("state.yaml", WRONG + "\n")
        it.write("other.yaml", WRONG)
        assert MISSPELT in await it.codes("other.yaml", lambda found: MISSPELT in found)
        assert MISSPELT not in await it.codes("state.yaml")


async def test_ignored_files_are_not_looked_at_until_they_are_opened(tmp_path: Path) -> None:
    files = {".gitignore": "out/\n", "out/state.yaml": WRONG, "state.yaml": WRONG}
    (tmp_path / ".git").mkdir()
    async with editing(tmp_path, files=files) as it:
        await it.shown("state.yaml")
        it.write("out/new.yaml", WRONG)
        it.write("new.yaml", WRONG)
        await it.shown("new.yaml")
        assert it.sent("out/state.yaml") is None
        assert it.sent("out/new.yaml") is None
        it.open("out/state.yaml")
        assert MISSPELT in await it.codes("out/state.yaml")
        it.close("out/state.yaml")
        assert await it.codes("out/state.yaml", lambda found: not found) == []


async def test_several_folders_are_one_workspace(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    second.mkdir()
    (second / "vault.yaml").write_text(NAMED_STORE)
    files = {"state.yaml": USER, "store.yaml": OTHER_STORE}
    async with editing(first, second, files=files) as it:
        it.open("state.yaml")
        assert NO_STORE not in await it.codes("state.yaml")


async def test_folders_come_and_go(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    second.mkdir()
    (second / "vault.yaml").write_text(NAMED_STORE)
    (second / "wrong.yaml").write_text(WRONG)
    folder = types.WorkspaceFolder(uri_of(second.as_posix()), "second")
    files = {"state.yaml": USER, "store.yaml": OTHER_STORE}
    async with editing(first, files=files) as it:
        it.open("state.yaml")
        assert NO_STORE in await it.codes("state.yaml")
        for added, removed in (([folder], []), ([], [folder])):
            it.client.workspace_did_change_workspace_folders(
                types.DidChangeWorkspaceFoldersParams(
                    types.WorkspaceFoldersChangeEvent(added, removed)
                )
            )
            there = bool(added)
            await it.codes("state.yaml", lambda found, there=there: (NO_STORE in found) != there)
            wrong = "../second/wrong.yaml"
            await it.codes(wrong, lambda found, there=there: (MISSPELT in found) == there)


async def test_an_unreadable_file_is_told_to_the_log_and_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"componentType: state.redis # caf\xe9\n")
    async with editing(tmp_path, files={"state.yaml": WRONG}) as it:
        assert MISSPELT in await it.codes("state.yaml")
        warnings = [each.message for each in it.client.log_messages if each.type == 2]
        assert any("latin.yaml" in each and "UTF-8" in each for each in warnings)


async def test_names_with_blanks_and_signs_are_names(tmp_path: Path) -> None:
    name = "a b/st#te %41 \u00e9.yaml"
    async with editing(tmp_path, files={name: WRONG}) as it:
        assert MISSPELT in await it.codes(name)
        it.open(name)
        assert MISSPELT in await it.codes(name)
        assert len(it.received) == 1, "the file has one address"
