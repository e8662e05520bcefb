"""A secret's value is in nothing that the server says, whatever happens and however loud it is."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from wire import wired

from daprls.lsp.uris import uri_of

pytestmark = pytest.mark.asyncio

CANARY = "c4n4ryS3cr3tV4lu3"

LOUD = """
import logging, sys
logging.basicConfig(level=logging.DEBUG)
from daprls.lsp.start import serve
sys.exit(serve())
"""

FAILING = """
import logging, sys
logging.basicConfig(level=logging.DEBUG)
import daprls.lsp.server as server
def fail(snapshot, file, offset, *rest, **more):
    raise ValueError(f"cannot handle {file.text}")
server.hover = server.completion = server.lint = fail
server.code_actions = lambda snapshot, file, *rest: fail(snapshot, file, 0)
from daprls.lsp.start import serve
sys.exit(serve())
"""

TEXT = f"""\
componentType: state.redis
version: v1
metadata:
  - name: redisHost
    value: cache:6379
  - name: redisPassword
    secretRef: password
  - name: maxRetrys
    value: "3"
secrets:
  - name: password
    value: {CANARY}
scopes:
  - cart
  - cart
"""
BROKEN = TEXT.replace("secrets:", f"  - name: [{CANARY}\nsecrets:").replace("scopes:", "\tscopes")
CAPABILITIES = {
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True, "dataSupport": True},
        "hover": {"contentFormat": ["markdown"]},
        "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
    },
    "window": {"workDoneProgress": True},
}


async def converse(script: str, folder: Path, expected: str) -> tuple[str, list[Any]]:
    """Everything that is said in a conversation about a file with a secret, stderr included.

    It does not end before something of the method `expected` was said.
    """
    (folder / "state.yaml").write_text(TEXT)
    (folder / "other.yaml").write_text(BROKEN)
    uri = uri_of((folder / "state.yaml").as_posix())
    async with wired([sys.executable, "-c", script]) as it:
        await it.start(folder, capabilities=CAPABILITIES, trace="verbose")
        it.open(uri, TEXT)
        version = 1
        for text in (TEXT, BROKEN, TEXT[: TEXT.index(CANARY) + 5], TEXT):
            version += 1
            document = {"uri": uri, "version": version}
            it.notify(
                "textDocument/didChange",
                {"textDocument": document, "contentChanges": [{"text": text}]},
            )
            numbers = []
            for line, each in enumerate(text.split("\n")):
                place = {"line": line, "character": len(each)}
                at = {"textDocument": {"uri": uri}, "position": place}
                numbers += [
                    it.request("textDocument/hover", at),
                    it.request("textDocument/completion", at),
                    it.request("textDocument/definition", at),
                    it.request("textDocument/hover", {**at, "position": CANARY}),
                ]
            numbers.append(it.request(CANARY.join(("textDocument/", "")), {}))
            for number in numbers:
                await it.answer(number)
        actions = it.request(
            "textDocument/codeAction",
            {
                "textDocument": {"uri": uri},
                "range": {
                    "start": {"line": 7, "character": 12},
                    "end": {"line": 7, "character": 12},
                },
                "context": {"diagnostics": []},
            },
        )
        await it.answer(actions)
        it.notify("textDocument/didOpen", {"textDocument": {"text": TEXT}})
        await it.notified(expected)
        assert await it.end() == 0
        said = json.dumps([each for each in it.said if CANARY not in str(each.get("method"))])
        return said + it.stderr.decode(), it.said


async def test_no_secret_is_said(tmp_path: Path) -> None:
    everything, _ = await converse(LOUD, tmp_path, "textDocument/publishDiagnostics")
    assert without_unknown_method(everything).count(CANARY) == 0


async def test_no_secret_is_said_when_everything_fails(tmp_path: Path) -> None:
    everything, said = await converse(FAILING, tmp_path, "window/logMessage")
    assert any("ValueError" in json.dumps(each) for each in said)
    assert not any(each.get("method") == "window/showMessage" for each in said)
    assert without_unknown_method(everything).count(CANARY) == 0


def without_unknown_method(everything: str) -> str:
    """Without the answers that name the method that was asked for."""
    return everything.replace(f"textDocument/{CANARY}", "")
