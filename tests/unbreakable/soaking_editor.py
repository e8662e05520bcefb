"""An editor that keeps count of what it was shown, what it asked, and what was never answered.

It speaks to the real server over stdio, either as one that diagnostics are sent to or as one that
asks for them, and fails of nothing by itself: what went wrong stands in `faults`.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

PATIENCE = 60.0
"""Seconds within which every question must be answered, however busy the machine is."""
_INTERNAL_ERROR = -32603
_ERROR = 1
_ABILITIES = {
    "textDocument": {
        "publishDiagnostics": {
            "relatedInformation": True,
            "versionSupport": True,
            "codeDescriptionSupport": True,
            "dataSupport": True,
            "tagSupport": {"valueSet": [1, 2]},
        },
        "completion": {
            "completionItem": {
                "snippetSupport": True,
                "insertTextModeSupport": {"valueSet": [1, 2]},
                "documentationFormat": ["markdown"],
            }
        },
        "hover": {"contentFormat": ["markdown"]},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
    },
    "workspace": {
        "configuration": True,
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
        "inlayHint": {"refreshSupport": True},
        "codeLens": {"refreshSupport": True},
        "executeCommand": {},
    },
    "window": {"workDoneProgress": True},
}
_ASKS = {"diagnostic": {"relatedInformation": True, "tagSupport": {"valueSet": [1, 2]}}}


class SoakingEditor:
    """One editor with its server."""

    def __init__(self, folder: Path, pulls: bool) -> None:
        self.folder = folder
        self.pulls = pulls
        self.settings: dict[str, Any] = {}
        self.open: dict[str, int] = {}
        """The versions of the open documents, by address."""
        self.shown: dict[str, list[Any]] = {}
        """The diagnostics of each file, by address."""
        self.faults: list[str] = []
        self.counts: Counter[str] = Counter()
        self.waiting: dict[int, str] = {}
        """The methods of the questions that were not answered yet."""
        self._then: dict[int, Callable[[dict[str, Any]], None]] = {}
        self._numbers = itertools.count(1)
        self._known_of_documents: dict[str, str] = {}
        self._known_of_workspace: dict[str, str] = {}
        self._long_question: int | None = None

    async def start(self) -> None:
        """Starts the server and greets it."""
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "daprls", "serve"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=1 << 26,
        )
        self._reading = [asyncio.create_task(self._read()), asyncio.create_task(self._listen())]
        abilities: dict[str, Any] = dict(_ABILITIES)
        if self.pulls:
            abilities["textDocument"] = {**_ABILITIES["textDocument"], **_ASKS}
            abilities["workspace"] = {
                **_ABILITIES["workspace"],
                "diagnostics": {"refreshSupport": True},
            }
        uri = self.folder.as_uri()
        params = {
            "processId": None,
            "rootUri": uri,
            "workspaceFolders": [{"uri": uri, "name": self.folder.name}],
            "capabilities": abilities,
        }
        await self.answered("initialize", params)
        self.notify("initialized", {})
        if self.pulls:
            self._ask_for_everything()

    async def end(self) -> None:
        """Says goodbye; what the server did not do in good order is a fault."""
        await self.answered("shutdown", None)
        self.notify("exit", None)
        try:
            code = await asyncio.wait_for(self.process.wait(), PATIENCE)
        except asyncio.TimeoutError:
            self.kill()
            code = None
        await asyncio.gather(*self._reading)
        if code != 0:
            self.faults.append(f"The server ended with {code}.")

    def kill(self) -> None:
        """Ends the server if it is still there."""
        if self.process.returncode is None:
            self.process.kill()

    def uri(self, name: str) -> str:
        """The address of a file of the folder, or of a document that was never saved."""
        return name if name.startswith("untitled:") else (self.folder / name).as_uri()

    def notify(self, method: str, params: Any) -> None:
        """Sends a notification."""
        self._send({"method": method, "params": params})

    def ask(
        self, method: str, params: Any, then: Callable[[dict[str, Any]], None] | None = None
    ) -> int:
        """Sends a request, whose answer is given to `then`; the result is its number."""
        number = next(self._numbers)
        self.waiting[number] = method
        self.counts["questions"] += 1
        if then is not None:
            self._then[number] = then
        self._send({"id": number, "method": method, "params": params})
        return number

    async def answered(self, method: str, params: Any) -> Any:
        """The answer to a request."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

        def then(message: dict[str, Any]) -> None:
            if not future.done():
                future.set_result(message.get("result"))

        self.ask(method, params, then)
        return await asyncio.wait_for(future, PATIENCE)

    def take_back(self, number: int) -> None:
        """Takes a question back, which is to be answered all the same."""
        self.notify("$/cancelRequest", {"id": number})

    def ask_for(self, uri: str) -> None:
        """Asks for the diagnostics of a document, as an editor does behind each change."""
        params = {"textDocument": {"uri": uri}, "identifier": "daprls"}
        known = self._known_of_documents.get(uri)
        if known is not None:
            params["previousResultId"] = known  # type: ignore[assignment]

        def then(message: dict[str, Any]) -> None:
            report = message.get("result")
            if report is None:
                return
            if report["kind"] == "full":
                self.shown[uri] = report["items"]
            if uri in self.open:
                self._known_of_documents[uri] = report["resultId"]

        self.ask("textDocument/diagnostic", params, then)

    def forget(self, uri: str) -> None:
        """A document was closed: it is asked for once more, then it is one file of the folder."""
        self.ask_for(uri)
        self._known_of_documents.pop(uri, None)

    def _ask_for_everything(self) -> None:
        known = {**self._known_of_workspace, **self._known_of_documents}
        ids = [{"uri": uri, "value": value} for uri, value in known.items()]
        params = {"identifier": "daprls", "previousResultIds": ids}
        self._long_question = self.ask("workspace/diagnostic", params, self._take_everything)

    def _take_everything(self, message: dict[str, Any]) -> None:
        for report in (message.get("result") or {"items": ()})["items"]:
            uri = report["uri"]
            if report["kind"] == "full" and uri not in self._known_of_documents:
                self.shown[uri] = report["items"]
            self._known_of_workspace.pop(uri, None)
            if "resultId" in report:
                self._known_of_workspace[uri] = report["resultId"]
        # An editor waits a moment, else the two would do nothing else.
        asyncio.get_running_loop().call_later(0.2, self._ask_for_everything)

    @property
    def unanswered(self) -> list[str]:
        """The questions that wait for an answer, but for the one that waits for news."""
        return [method for number, method in self.waiting.items() if number != self._long_question]

    async def drain(self) -> None:
        """Waits until the server has read what was sent."""
        assert self.process.stdin is not None
        await self.process.stdin.drain()

    def memory(self) -> int:
        """The server's resident memory in kilobytes; 0 where that is not told."""
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return 0
        return next(
            (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0
        )

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    async def _listen(self) -> None:
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            self.faults.append(f"On standard error: {line.decode('utf-8', 'replace').strip()}")

    async def _read(self) -> None:
        assert self.process.stdout is not None
        try:
            while True:
                head = await self.process.stdout.readuntil(b"\r\n\r\n")
                length = int(head.split(b"\r\n")[0].split(b":")[1])
                self._take(json.loads(await self.process.stdout.readexactly(length)))
        except asyncio.IncompleteReadError:
            return

    def _take(self, message: dict[str, Any]) -> None:
        method, params = message.get("method"), message.get("params")
        if method is None:
            self._take_answer(message)
        elif "id" in message:
            self._answer(message)
        elif method == "textDocument/publishDiagnostics":
            self.counts["published"] += 1
            uri, version = params["uri"], params.get("version")
            if version is not None and version > self.open.get(uri, version):
                self.faults.append(f"{uri} has no version {version}.")
            self.shown[uri] = params["diagnostics"]
        elif method == "window/logMessage" and params["type"] == _ERROR:
            self.faults.append(f"In the log: {params['message']}")

    def _take_answer(self, message: dict[str, Any]) -> None:
        number = message["id"]
        method = self.waiting.pop(number, None)
        then = self._then.pop(number, None)
        if method is None:
            self.faults.append(f"Nobody asked what was answered: {message}")
            return
        error = message.get("error")
        if error is not None:
            self.counts[f"answered with {error['code']}"] += 1
            if error["code"] == _INTERNAL_ERROR:
                self.faults.append(f"{method}: {error['message']}")
        if then is not None:
            then(message)

    def _answer(self, message: dict[str, Any]) -> None:
        result: Any = None
        if message["method"] == "workspace/configuration":
            result = [self.settings for _ in message["params"]["items"]]
        elif message["method"] == "workspace/applyEdit":
            result = {"applied": False}
        self._send({"id": message["id"], "result": result})
        if message["method"] == "workspace/diagnostic/refresh":
            self.counts["refreshes"] += 1
            for uri in self.open:
                self.ask_for(uri)
