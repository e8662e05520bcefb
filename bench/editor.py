"""An editor that measures: it speaks to a server's process and notes when each answer came.

Times are in milliseconds, from the moment a message is handed over to the one at which the last
byte of the answer was read. CPU time is that of the server's process with all of its threads.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 120.0
_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
_KILOBYTES = re.compile(r"^(VmRSS|VmHWM):\s*(\d+) kB", re.MULTILINE)

ABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {
        "configuration": True,
        "workspaceFolders": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
    "textDocument": {
        "publishDiagnostics": {
            "relatedInformation": True,
            "versionSupport": True,
            "codeDescriptionSupport": True,
            "dataSupport": True,
        },
        "completion": {
            "completionItem": {
                "snippetSupport": True,
                "documentationFormat": ["markdown", "plaintext"],
                "insertTextModeSupport": {"valueSet": [1, 2]},
            },
            "contextSupport": True,
        },
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "codeAction": {
            "codeActionLiteralSupport": {
                "codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source"]}
            },
        },
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
    },
    "window": {"workDoneProgress": True},
}
"""Diagnostics are sent, not asked for: so they are with every server alike."""


def now() -> float:
    """This moment, in milliseconds."""
    return time.perf_counter() * 1000


@dataclass
class Published:
    """The diagnostics that came last for a document."""

    moment: float
    version: int | None
    diagnostics: list[dict[str, Any]]


@dataclass
class Editor:
    """One conversation with one server."""

    command: Sequence[str]
    folder: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    published: dict[str, Published] = field(default_factory=dict)
    answers: dict[int, asyncio.Future[tuple[float, dict[str, Any]]]] = field(default_factory=dict)
    waiting: list[tuple[str, Callable[[Published], bool], asyncio.Future[Published]]] = field(
        default_factory=list
    )
    started: float = 0.0
    full: bool = True
    """Whether the server wants whole texts."""

    async def __aenter__(self) -> Editor:
        self.started = now()
        self._process = await asyncio.create_subprocess_exec(
            *self.command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, **self.environment},
            limit=1 << 26,
        )
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_error: object) -> None:
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self.request("shutdown", None), 5)
            self.notify("exit", None)
            await asyncio.wait_for(self._process.wait(), 5)
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        self._reading.cancel()

    async def _read(self) -> None:
        assert self._process.stdout is not None
        try:
            while True:
                head = await self._process.stdout.readuntil(b"\r\n\r\n")
                found = _LENGTH.search(head)
                assert found is not None
                body = await self._process.stdout.readexactly(int(found[1]))
                moment = now()
                self._take(json.loads(body), moment)
        except (asyncio.IncompleteReadError, ConnectionError):
            futures: list[asyncio.Future[Any]] = list(self.answers.values())
            for future in (*futures, *(each[2] for each in self.waiting)):
                if not future.done():
                    future.set_exception(ConnectionError("the server is gone"))

    def _take(self, message: dict[str, Any], moment: float) -> None:
        if "method" not in message:
            future = self.answers.pop(message["id"], None)
            if future is not None and not future.done():
                future.set_result((moment, message))
        elif "id" in message:
            self._answer(message)
        elif message["method"] == "textDocument/publishDiagnostics":
            told = message["params"]
            news = Published(moment, told.get("version"), told["diagnostics"])
            self.published[told["uri"]] = news
            for each in self.waiting[:]:
                uri, wanted, waiter = each
                if uri == told["uri"] and not waiter.done() and wanted(news):
                    waiter.set_result(news)
                    self.waiting.remove(each)

    def _answer(self, message: dict[str, Any]) -> None:
        result: Any = None
        if message["method"] == "workspace/configuration":
            result = [self._section(item.get("section")) for item in message["params"]["items"]]
        elif message["method"] == "workspace/workspaceFolders":
            result = [{"uri": self.folder.as_uri(), "name": "workspace"}]
        self._send({"id": message["id"], "result": result})

    def _section(self, name: str | None) -> Any:
        value: Any = self.settings
        for part in name.split(".") if name else ():
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}, separators=(",", ":")).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def notify(self, method: str, params: Any) -> None:
        """Sends a notification."""
        self._send({"method": method, "params": params})

    def request(self, method: str, params: Any) -> asyncio.Future[tuple[float, dict[str, Any]]]:
        """Sends a request; the result is the moment of its answer, and the answer."""
        number = len(self.answers) + 1 + getattr(self, "_number", 0)
        self._number = number
        future: asyncio.Future[tuple[float, dict[str, Any]]]
        future = asyncio.get_running_loop().create_future()
        self.answers[number] = future
        self._send({"id": number, "method": method, "params": params})
        return future

    async def timed(self, method: str, params: Any) -> tuple[float, Any]:
        """How long a request took, and its result."""
        begin = now()
        moment, message = await asyncio.wait_for(self.request(method, params), PATIENCE)
        if "error" in message:
            raise RuntimeError(f"{method}: {message['error']}")
        return moment - begin, message["result"]

    def expect(
        self, uri: str, wanted: Callable[[Published], bool] = lambda _: True
    ) -> asyncio.Future[Published]:
        """The next diagnostics of a document that are as `wanted`."""
        future: asyncio.Future[Published] = asyncio.get_running_loop().create_future()
        self.waiting.append((uri, wanted, future))
        return future

    async def begin(self) -> float:
        """Says hello; the result is when the answer came, counted from the process's start."""
        folder = self.folder.as_uri()
        params = {
            "processId": os.getpid(),
            "clientInfo": {"name": "bench"},
            "rootUri": folder,
            "capabilities": ABILITIES,
            "workspaceFolders": [{"uri": folder, "name": "workspace"}],
        }
        moment, message = await asyncio.wait_for(self.request("initialize", params), PATIENCE)
        sync = message["result"]["capabilities"].get("textDocumentSync")
        self.full = (sync if isinstance(sync, int) else (sync or {}).get("change", 1)) == 1
        self.notify("initialized", {})
        self.notify("workspace/didChangeConfiguration", {"settings": self.settings})
        return moment - self.started

    def open(self, uri: str, text: str) -> None:
        """Opens a document."""
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    async def drain(self) -> None:
        """Waits until the server has read what was sent."""
        assert self._process.stdin is not None
        await self._process.stdin.drain()

    async def quiet(self, still: float = 0.6, longest: float = 30.0) -> None:
        """Waits until the server's process rests."""
        end = now() + longest * 1000
        used = self.cpu()
        while now() < end:
            await asyncio.sleep(still)
            before, used = used, self.cpu()
            if used - before < 20 * still:
                return

    def cpu(self) -> float:
        """The CPU time that the server's process has used."""
        # What `clock_getcpuclockid` returns on Linux.
        return time.clock_gettime((~self._process.pid << 3) | 2) * 1000

    def memory(self) -> dict[str, float]:
        """The memory of the server's process: now, and at its highest, in megabytes."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        found = dict(_KILOBYTES.findall(status))
        return {"now": int(found["VmRSS"]) / 1024, "highest": int(found["VmHWM"]) / 1024}


@dataclass
class Document:
    """An open document that is typed in."""

    editor: Editor
    uri: str
    text: str
    version: int = 1

    def replace(self, line: int, start: int, end: int, new: str) -> None:
        """Replaces a stretch of one line."""
        lines = self.text.split("\n")
        lines[line] = lines[line][:start] + new + lines[line][end:]
        self.text = "\n".join(lines)
        self.version += 1
        change: dict[str, Any] = {"text": self.text}
        if not self.editor.full:
            places = [{"line": line, "character": each} for each in (start, end)]
            change = {"range": {"start": places[0], "end": places[1]}, "text": new}
        self.editor.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": self.uri, "version": self.version},
                "contentChanges": [change],
            },
        )

    def looked_at(self) -> asyncio.Future[Published]:
        """The diagnostics of the next version, or of a later one."""
        wanted = self.version + 1
        return self.editor.expect(
            self.uri, lambda news: news.version is None or news.version >= wanted
        )

    def place(self, pattern: str, nth: int = 0) -> tuple[int, int]:
        """Where the group of a pattern starts on the nth line that it is found on."""
        found = [
            (number, match.start(1))
            for number, line in enumerate(self.text.split("\n"))
            if (match := re.search(pattern, line))
        ]
        return found[min(nth, len(found) - 1)]
