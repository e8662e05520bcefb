"""What happens while the folders are being read is not undone by what was read before."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from daprls.lsp import workspace
from daprls.lsp.buffers import Buffer
from daprls.lsp.looking import look
from daprls.lsp.server import DaprLanguageServer
from daprls.lsp.uris import uri_of
from daprls.model.source_file import SourceFile

TEXT = "componentType: state.redis\nversion: v1\nscopes: [cart]\nmetadata:\n  - name: redisHost\n"


class Desk:
    """A server whose reading of the folder waits, once it has read, for what happens meanwhile."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.server = DaprLanguageServer()
        self.server.protocol.set_writer(self)
        self.server.folders.settled.set()
        self.server.folders.roots = {folder.as_posix(): folder.as_uri()}
        self.has_read, self.may_go_on = threading.Event(), threading.Event()

        def waiting(*arguments: Any) -> Any:
            found = look(*arguments)
            self.has_read.set()
            assert self.may_go_on.wait(10)
            return found

        monkeypatch.setattr(workspace, "look", waiting)
        monkeypatch.setattr(workspace, "_QUIET", 0.0)

    def write(self, data: bytes) -> None:
        json.loads(data.partition(b"\r\n\r\n")[2])

    def close(self) -> None:
        """Nothing is to be closed."""

    def key(self, name: str) -> str:
        return (self.folder / name).as_posix()

    def tell(self, name: str, kind: types.FileChangeType) -> None:
        self.server.folders.changed([types.FileEvent(uri_of(self.key(name)), kind)])

    async def texts(self, before: Callable[[], None], meanwhile: Callable[[], None]) -> Any:
        """The texts by name, in the end: something happens before reading, and something then."""
        before()
        self.server.folders.look_again()
        while not self.has_read.is_set():
            await asyncio.sleep(0.001)
        meanwhile()
        self.may_go_on.set()
        work = self.server.folders._work
        assert work is not None
        await asyncio.wait_for(work, 10)
        await self.server.publisher.settle()
        start = f"{self.folder.as_posix()}/"
        return {
            key.removeprefix(start): file.text for key, file in self.server.snapshot.files.items()
        }


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Desk]:
    (tmp_path / ".git").mkdir()
    (tmp_path / "part.d").mkdir()
    (tmp_path / "part.d" / "state.yaml").write_text(TEXT, encoding="utf-8")
    return lambda: Desk(tmp_path, monkeypatch)


NAME = "part.d/state.yaml"


def test_a_document_that_is_closed_meanwhile_is_what_the_disk_has(
    desk: Callable[[], Desk],
) -> None:
    async def run() -> None:
        it = desk()
        key = it.key(NAME)

        def open_and_type() -> None:
            it.server.buffers[key] = Buffer(uri_of(key), 1)
            it.server.put(key, SourceFile(key, "typed: and thrown away\n" + TEXT))

        def close() -> None:
            del it.server.buffers[key]
            it.server.put(key, None)
            it.server.folders.closed(key)

        assert await it.texts(open_and_type, close) == {NAME: TEXT}

    asyncio.run(run())


def test_a_file_that_is_changed_meanwhile_is_read_again(desk: Callable[[], Desk]) -> None:
    async def run() -> None:
        it = desk()

        def change() -> None:
            (it.folder / NAME).write_text(f"# new\n{TEXT}", encoding="utf-8")
            it.tell(NAME, types.FileChangeType.Changed)

        assert await it.texts(lambda: None, change) == {NAME: f"# new\n{TEXT}"}

    asyncio.run(run())


def test_a_template_that_is_changed_meanwhile_is_read_again(desk: Callable[[], Desk]) -> None:
    bicep = "resource a 'Microsoft.App/containerApps@2024-03-01' = {\n  name: 'one'\n}\n// dapr\n"

    async def run() -> None:
        it = desk()
        (it.folder / "main.bicep").write_text(bicep, encoding="utf-8")

        def change() -> None:
            (it.folder / "main.bicep").write_text(bicep.replace("one", "two"), encoding="utf-8")
            it.tell("main.bicep", types.FileChangeType.Changed)

        found = await it.texts(lambda: None, change)
        assert found["main.bicep"] == bicep.replace("one", "two")

    asyncio.run(run())


@pytest.mark.parametrize("gone", [NAME, "part.d"])
def test_a_file_that_goes_meanwhile_is_gone(gone: str, desk: Callable[[], Desk]) -> None:
    async def run() -> None:
        it = desk()

        def remove() -> None:
            (it.folder / NAME).unlink()
            it.tell(gone, types.FileChangeType.Deleted)

        assert await it.texts(lambda: None, remove) == {}

    asyncio.run(run())
