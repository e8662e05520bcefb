"""The server's process, spoken to byte by byte: for what no library of a client would send."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from editor import PATIENCE, SERVER

from daprls.lsp.uris import uri_of


class Wire:
    """One server, and all that it has said."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said: list[Any] = []
        self.stderr = b""
        self.stray = b""
        """What stood on stdout behind the last message."""
        self.ended = False
        self._next = 0
        self._news = asyncio.Event()
        self.reading = [asyncio.create_task(self._read()), asyncio.create_task(self._listen())]

    async def _read(self) -> None:
        assert self.process.stdout is not None
        while True:
            try:
                head = await self.process.stdout.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError as error:
                self.stray = error.partial
                self.ended = True
                self._news.set()
                return
            name, _, length = head.split(b"\r\n")[0].partition(b": ")
            assert name == b"Content-Length"
            self.said.append(json.loads(await self.process.stdout.readexactly(int(length))))
            self._news.set()

    async def _listen(self) -> None:
        assert self.process.stderr is not None
        self.stderr = await self.process.stderr.read()

    def raw(self, data: bytes) -> None:
        """Sends bytes as they are."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)

    def send(self, message: Any) -> None:
        """Sends a message, framed."""
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method: str, params: Any = None) -> None:
        """Sends a notification."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: Any = None) -> int:
        """Sends a request; the result is its number."""
        self._next += 1
        self.send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})
        return self._next

    async def answer(self, number: object) -> Any:
        """The answer to a request."""
        return await self.message(lambda each: "method" not in each and each.get("id") == number)

    async def notified(self, method: str) -> Any:
        """The first notification of a method."""
        return await self.message(lambda each: each.get("method") == method)

    async def message(self, wanted: Any) -> Any:
        """The first message that is as `wanted`."""

        async def wait() -> Any:
            while True:
                for each in self.said:
                    if wanted(each):
                        return each
                assert not self.ended, "the server is gone"
                self._news.clear()
                await self._news.wait()

        return await asyncio.wait_for(wait(), PATIENCE)

    async def start(self, folder: Path, **more: Any) -> Any:
        """Initializes; `more` are further parameters."""
        params = {"processId": None, "rootUri": uri_of(folder.as_posix()), "capabilities": {}}
        number = self.request("initialize", {**params, **more})
        answer = await self.answer(number)
        self.notify("initialized", {})
        return answer

    def open(self, uri: str, text: str) -> None:
        """Opens a document."""
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    async def end(self) -> int:
        """Says goodbye; the result is the exit code."""
        await self.answer(self.request("shutdown"))
        self.notify("exit")
        return await self.over()

    async def over(self) -> int:
        """Waits for the process to end; the result is the exit code."""
        code = await asyncio.wait_for(self.process.wait(), PATIENCE)
        if self.process.stdin is not None:
            self.process.stdin.close()
        await asyncio.gather(*self.reading)
        assert self.stray == b""
        return code


@asynccontextmanager
async def wired(command: Sequence[str] = SERVER) -> AsyncIterator[Wire]:
    """A server process."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=1 << 26,
    )
    wire = Wire(process)
    try:
        yield wire
    finally:
        if process.returncode is None:
            process.kill()
        await wire.over()
