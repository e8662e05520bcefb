"""A server that has been busy for long keeps no more than one that has just started."""

from __future__ import annotations

import asyncio
import gc
import shutil
from pathlib import Path
from typing import Any

import pytest
from talk import CREATED, DELETED, PULLS, PUSHED, component, talking

from daprls import tables
from daprls.lsp import protocol, publish, workspace
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.tables import Table

PLACE = {"line": 5, "character": 10}


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "OTHERS_QUIET", 0.002)
    monkeypatch.setattr(publish, "QUIET", 0.001)
    monkeypatch.setattr(workspace, "_QUIET", 0.002)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path.resolve() / "shop"
    (folder / ".git").mkdir(parents=True)
    for number in range(5):
        (folder / f"stays-{number}.yaml").write_text(component(f"stays-{number}"), "utf-8")
    return folder


def alive(folder: Path) -> tuple[int, int]:
    """How many files of a folder, and snapshots of them, are held by anybody."""
    gc.collect()
    found = gc.get_objects()
    start = folder.as_posix()
    files = sum(
        type(each) is SourceFile and each.path.startswith((start, "untitled:")) for each in found
    )
    snapshots = sum(
        type(each) is Snapshot and any(path.startswith(start) for path in each.files)
        for each in found
    )
    return files, snapshots


async def sizes_of_a_fresh_one(folder: Path, capabilities: Any) -> dict[str, int]:
    async with talking(folder, capabilities) as it:
        return it.sizes()


@pytest.mark.parametrize("capabilities", [PUSHED, PULLS], ids=["sent", "asked for"])
def test_files_that_come_and_go_leave_nothing_behind(
    capabilities: Any, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_LAID_OVER", 8)
    monkeypatch.setattr(tables, "_CHANGES", 8)

    async def run() -> None:
        other = Path(shutil.copytree(shop, shop.parent / "other"))
        expected = await sizes_of_a_fresh_one(other, capabilities)
        async with talking(shop, capabilities) as it:
            for turn in range(12):
                names = [f"part-{turn}/comes-{n}.yaml" for n in range(4)]
                (shop / f"part-{turn}").mkdir()
                for name in names:
                    (shop / name).write_text(component("vault"), "utf-8")
                it.changed(names, CREATED)
                await it.settle()
                unsaved = f"untitled:Untitled-{turn}"
                for name in (names[0], unsaved):
                    it.edit(name, (component("vault", f"# {'x' * n}\n") for n in range(6)))
                    if capabilities is PULLS:
                        uri = name if ":" in name else it.uri(name)
                        await it.answer("textDocument/diagnostic", textDocument={"uri": uri})
                await it.settle()
                for name in (names[0], unsaved):
                    it.close_document(name)
                for name in names:
                    (shop / name).unlink()
                it.changed(names, DELETED)
                await it.settle()
                if capabilities is PULLS:
                    # Answered while anything is news, else it waits until it is taken back.
                    number = it.ask("workspace/diagnostic", previousResultIds=[])
                    await asyncio.sleep(0.01)
                    it.tell("$/cancelRequest", id=number)
                    await it.settle()
            assert it.sizes() == expected
            now = it.server.snapshot
            # What was worked out of earlier files is held with those that have changed since.
            assert all(len(since) <= 8 for _, since in now.earlier.values())
            files, snapshots = alive(shop)
            assert files <= 5 + 2 * 8, "72 have come and gone"
            assert snapshots == 1
            for table in now._tables._made.values():
                if isinstance(table, Table):
                    assert len(table._keys) <= 8
                    assert len(table._base_keys) <= 5 + 8

    asyncio.run(run())


def test_what_was_handled_is_not_remembered(shop: Path) -> None:
    async def run() -> None:
        async with talking(shop, PULLS) as it:
            before = it.sizes()
            place = {"textDocument": {"uri": it.uri("stays-0.yaml")}, "position": PLACE}
            for number in range(30):
                await it.answer("workspace/executeCommand", command="daprls.graph", arguments=[])
                await it.answer("textDocument/hover", **place)
                it.tell("workspace/didChangeConfiguration", settings=None)
                it.tell("$/setTrace", value="off")
                it.tell("window/workDoneProgress/cancel", token=f"{number}")
                it.tell("$/cancelRequest", id=number)
                it.tell("$/unknown", value=1)
                it.tell("workspace/didChangeWorkspaceFolders", event={"added": [], "removed": []})
                taken_back = it.ask("workspace/executeCommand", command="daprls.lint")
                it.tell("$/cancelRequest", id=taken_back)
            await it.settle()
            assert it.sizes() == before
            assert it.server.protocol._request_futures == {}

    asyncio.run(run())


def test_an_editor_that_never_answers_is_not_waited_for_with_more_and_more(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "_MOST_ASKED", 10)

    async def run() -> None:
        async with talking(shop, {}, answers=False) as it:
            for _ in range(30):
                it.server.workspace_diagnostic_refresh(None)
            waiting = it.server.protocol
            assert len(waiting._request_futures) == len(waiting._result_types) == 10
            it._say({"id": "forgotten", "result": None})
            place = {"textDocument": {"uri": it.uri("stays-0.yaml")}, "position": PLACE}
            assert await it.answer("textDocument/hover", **place) is not None

    asyncio.run(run())


def test_a_goodbye_takes_back_what_is_being_done(shop: Path) -> None:
    async def run() -> None:
        async with talking(shop, PULLS) as it:
            for _ in range(5):
                it.ask("workspace/diagnostic", previousResultIds=[])
                it.ask("workspace/executeCommand", command="daprls.lint")
            await it.answer("shutdown")
            await asyncio.sleep(0.05)
            assert it.server.protocol._request_futures == {}
            assert it.server.protocol.exit_code == 0

    asyncio.run(run())


def test_an_editor_that_asks_for_documents_alone_is_told_once_of_one_that_is_gone(
    shop: Path,
) -> None:
    async def run() -> None:
        async with talking(shop, PULLS) as it:
            name, uri = "untitled:Untitled-1", it.uri("stays-0.yaml")
            it.edit(name, iter([component("vault")]))
            it.edit("stays-0.yaml", iter([component("stays-0")]))
            for each in (name, uri):
                report = await it.answer("textDocument/diagnostic", textDocument={"uri": each})
                assert report["items"]
            await it.settle()
            it.close_document(name)
            await it.settle()
            assert it.asked.count("workspace/diagnostic/refresh") >= 1
            it.asked.clear()
            for version in range(2, 8):
                document = {"uri": uri, "version": version}
                text = component("stays-0", f"# {version}\nscopes: [app-{version}]\n")
                it.tell(
                    "textDocument/didChange", textDocument=document, contentChanges=[{"text": text}]
                )
                await it.settle()
                await it.answer("textDocument/diagnostic", textDocument={"uri": uri})
            assert it.asked.count("workspace/diagnostic/refresh") == 0
            # Whoever asks for everything learns of it all the same.
            reports = await it.answer("workspace/diagnostic", previousResultIds=[])
            (gone,) = [each for each in reports["items"] if each["uri"] == name]
            assert gone["items"] == []
            assert "resultId" not in gone, "an editor need not name it from now on"

    asyncio.run(run())


def test_no_more_than_some_hundreds_of_files_are_remembered_because_an_editor_shows_them(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "_MOST_LEFT", 3)

    async def run() -> None:
        async with talking(shop, PULLS) as it:
            names = [f"untitled:Untitled-{number}" for number in range(8)]
            for name in names:
                it.edit(name, iter([component("vault")]))
                await it.answer("textDocument/diagnostic", textDocument={"uri": name})
                it.close_document(name)
                await it.settle()
            reports = await it.answer("workspace/diagnostic", previousResultIds=[])
            told = [each["uri"] for each in reports["items"] if each["uri"] in names]
            assert sorted(told) == names[-3:]

    asyncio.run(run())


def test_a_document_that_is_opened_asked_for_and_closed_at_once_is_cleared(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        async with talking(shop, PULLS) as it:
            everything = await it.answer("workspace/diagnostic", previousResultIds=[])
            known = [{"uri": e["uri"], "value": e["resultId"]} for e in everything["items"]]
            news = asyncio.ensure_future(it.answer("workspace/diagnostic", previousResultIds=known))
            await asyncio.sleep(0.01)
            assert not news.done()
            monkeypatch.setattr(publish, "QUIET", 0.2)
            name = "untitled:Untitled-1"
            it.edit(name, iter([component("vault")]))
            report = await it.answer("textDocument/diagnostic", textDocument={"uri": name})
            assert report["items"]
            it.close_document(name)
            assert [(each["uri"], each["items"]) for each in (await news)["items"]] == [(name, [])]

    asyncio.run(run())
