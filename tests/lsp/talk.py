"""A conversation with a server that runs in the same process: each message is handled at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sized
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from daprls.lsp.server import DaprLanguageServer
from daprls.lsp.uris import uri_of

PULLS = {
    "textDocument": {"diagnostic": {}},
    "workspace": {"diagnostics": {"refreshSupport": True}, "configuration": True},
}
PUSHED = {"workspace": {"configuration": True}}
CREATED, CHANGED, DELETED = 1, 2, 3


def component(name: str, more: str = "") -> str:
    """A store with a mistake in it."""
    return (
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n"
        f"  name: {name}\nspec:\n  type: secretstores.local.file\n  version: v1\n  metadata:\n"
        f"    - name: secretsFiles\n      value: one\n{more}"
    )


class Talk:
    """What an editor says, and what it hears."""

    def __init__(self, folder: Path, *, answers: bool = True) -> None:
        self.folder = folder
        self.answers = answers
        self.server = DaprLanguageServer()
        self.server.protocol.set_writer(self)
        self.asked: list[str] = []
        """The methods of what the server has asked for."""
        self.shown: dict[str, list[Any]] = {}
        self.told: list[Any] = []
        """Whatever else the server tells."""
        self._answered: dict[int, asyncio.Future[Any]] = {}
        self._next = 0

    def write(self, data: bytes) -> None:
        message = json.loads(data.partition(b"\r\n\r\n")[2])
        if "method" not in message:
            assert "error" not in message or message["error"]["code"] == -32800, message
            if message["id"] in self._answered:
                self._answered.pop(message["id"]).set_result(message.get("result"))
        elif "id" in message:
            self.asked.append(message["method"])
            if self.answers:
                loop = asyncio.get_running_loop()
                result = [None] if message["method"] == "workspace/configuration" else None
                loop.call_soon(self._say, {"id": message["id"], "result": result})
        elif message["method"] == "textDocument/publishDiagnostics":
            self.shown[message["params"]["uri"]] = message["params"]["diagnostics"]
        else:
            self.told.append(message)

    def close(self) -> None:
        """Nothing is to be closed."""

    def _say(self, message: dict[str, Any]) -> None:
        self.server.protocol.receive({"jsonrpc": "2.0", **message}, False)

    def tell(self, method: str, **params: Any) -> None:
        """Sends a notification."""
        self._say({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> int:
        """Sends a request that nobody waits for; the result is its number."""
        self._next += 1
        self._answered[self._next] = asyncio.get_running_loop().create_future()
        self._say({"id": self._next, "method": method, "params": params})
        return self._next

    async def answer(self, method: str, **params: Any) -> Any:
        """The answer to a request."""
        self._next += 1
        future = self._answered[self._next] = asyncio.get_running_loop().create_future()
        self._say({"id": self._next, "method": method, "params": params})
        return await asyncio.wait_for(future, 20)

    async def begin(self, capabilities: Any) -> None:
        """Greets the server."""
        uri = self.folder.as_uri()
        folders = [{"uri": uri, "name": "shop"}]
        await self.answer(
            "initialize", processId=None, capabilities=capabilities, workspaceFolders=folders
        )
        self.tell("initialized")

    async def settle(self) -> None:
        """Waits until nothing is left to be done."""
        folders = self.server.folders
        while True:
            await self.server.publisher.settle()
            if folders._work is None or folders._work.done():
                break
            await asyncio.wait({folders._work})
        await asyncio.sleep(0.01)
        await self.server.publisher.settle()

    def uri(self, name: str) -> str:
        """The address of a file of the folder."""
        return uri_of((self.folder / name).as_posix())

    def changed(self, names: list[str], kind: int) -> None:
        """Tells of changes on disk."""
        events = [{"uri": self.uri(name), "type": kind} for name in names]
        self.tell("workspace/didChangeWatchedFiles", changes=events)

    def edit(self, name: str, texts: Iterator[str]) -> None:
        """Opens a document and types."""
        uri = name if ":" in name else self.uri(name)
        item = {"uri": uri, "languageId": "yaml", "version": 1, "text": next(texts)}
        self.tell("textDocument/didOpen", textDocument=item)
        for version, text in enumerate(texts, 2):
            document = {"uri": uri, "version": version}
            self.tell(
                "textDocument/didChange", textDocument=document, contentChanges=[{"text": text}]
            )

    def close_document(self, name: str) -> None:
        """Closes a document."""
        uri = name if ":" in name else self.uri(name)
        self.tell("textDocument/didClose", textDocument={"uri": uri})

    def sizes(self) -> dict[str, int]:
        """How much each of the server's parts remembers."""
        server = self.server
        parts = (server, server.protocol, server.publisher, server.folders, server.workspace)
        found = {
            f"{type(part).__name__}.{name}": len(value)
            for part in parts
            for name, value in vars(part).items()
            if isinstance(value, Sized) and not isinstance(value, str)
        }
        return {**found, "tokens": len(server.work_done_progress.tokens)}


@asynccontextmanager
async def talking(folder: Path, capabilities: Any, *, answers: bool = True) -> AsyncIterator[Talk]:
    """A conversation about a folder that was read."""
    it = Talk(folder, answers=answers)
    await it.begin(capabilities)
    await it.settle()
    yield it
    it.server.folders.stop()
