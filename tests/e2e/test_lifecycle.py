"""How a server begins and ends, and that nothing in between ends it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from editor import EDITORS, PATIENCE, SERVER, abilities, editing
from lsprotocol import types
from samples import MISSPELT, WRONG
from wire import Wire, wired

from daprls import __version__

pytestmark = pytest.mark.asyncio

URI = "file:///nowhere/state.yaml"
PLACE = {"line": 0, "character": 0}


@pytest.mark.parametrize("name", EDITORS)
async def test_every_editor_is_told_what_there_is(name: str, tmp_path: Path) -> None:
    async with editing(tmp_path, capabilities=abilities(name)) as it:
        told = it.result.capabilities
        sync = told.text_document_sync
        assert isinstance(sync, types.TextDocumentSyncOptions)
        assert (sync.open_close, sync.change) == (True, types.TextDocumentSyncKind.Full)
        assert told.hover_provider
        assert told.definition_provider
        assert told.references_provider
        assert told.completion_provider is not None
        assert set("- :\"'.\n") <= set(told.completion_provider.trigger_characters or ())
        assert isinstance(told.code_action_provider, types.CodeActionOptions)
        kinds = told.code_action_provider.code_action_kinds or ()
        assert {"quickfix", "refactor.rewrite", "source.fixAll.daprls"} == {
            str(getattr(kind, "value", kind)) for kind in kinds
        }
        assert it.result.server_info == types.ServerInfo("daprls", __version__)


async def test_a_goodbye_ends_well_and_a_departure_does_not(tmp_path: Path) -> None:
    async with wired() as it:
        await it.start(tmp_path)
        assert await it.end() == 0
        assert it.stderr == b""
    async with wired() as it:
        await it.start(tmp_path)
        it.notify("exit")
        assert await it.over() == 1


async def test_the_server_ends_when_its_input_does(tmp_path: Path) -> None:
    async with wired() as it:
        await it.start(tmp_path)
        assert it.process.stdin is not None
        it.process.stdin.close()
        assert await it.over() == 1
        assert it.stderr == b""


async def test_nothing_is_served_before_the_beginning_or_after_the_end(tmp_path: Path) -> None:
    async with wired() as it:
        early = await it.answer(it.request("textDocument/hover", {}))
        assert early["error"]["code"] == -32002
        await it.start(tmp_path)
        again = await it.answer(it.request("initialize", {"processId": None, "capabilities": {}}))
        assert again["error"]["code"] == -32600
        await it.answer(it.request("shutdown"))
        late = await it.answer(it.request("shutdown"))
        assert late["error"]["code"] == -32600


PARENT = """
import subprocess, sys
process = subprocess.Popen(sys.argv[1:])
print(process.pid, file=sys.stderr, flush=True)
process.wait()
"""


@pytest.mark.skipif(os.name == "nt", reason="processes have no parents there")
async def test_the_server_ends_when_its_parent_is_gone(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PARENT,
        *SERVER,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    child = int(await process.stderr.readline())
    wire = Wire(process)
    await wire.start(tmp_path, processId=process.pid)
    process.kill()
    # The input stays open, so only the parent's death can end it; its output then ends too.
    await asyncio.wait_for(asyncio.gather(*wire.reading), PATIENCE)
    await wire.over()
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


async def test_a_parent_out_of_sight_is_no_reason_to_end(tmp_path: Path) -> None:
    async with wired() as it:
        await it.start(tmp_path, processId=2**22 + 1)
        await asyncio.sleep(0)
        assert (await it.answer(it.request("shutdown")))["result"] is None


async def test_what_is_no_message_is_refused_and_the_next_one_answered(tmp_path: Path) -> None:
    async with wired() as it:
        await it.start(tmp_path)
        for body in (b"{", b"[1]", b'"text"', b"\xff\xfe", b"[" * 100_000):
            it.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        refused = await it.message(lambda each: each.get("error", {}).get("code") == -32700)
        assert refused["id"] is None
        it.raw(b"content-type: x\r\nCONTENT-LENGTH: 2\r\n\r\n{}")
        it.send({"jsonrpc": "1.0", "id": 77, "method": "shutdown"})
        it.send({"jsonrpc": "2.0", "id": 78, "method": 5})
        it.send({"jsonrpc": "2.0", "id": "unknown", "result": None})
        it.send({"jsonrpc": "2.0", "id": None, "error": {"code": 1, "message": "x"}})
        number = it.request("textDocument/hover", {"textDocument": 5})
        assert (await it.answer(number))["error"]["code"] == -32602
        it.notify("textDocument/didOpen", {"textDocument": {"uri": 5}})
        it.notify("textDocument/didChange", {})
        it.notify("$/unknown", {})
        it.open(URI, WRONG)
        shown = await it.notified("textDocument/publishDiagnostics")
        assert MISSPELT in [each["code"] for each in shown["params"]["diagnostics"]]
        assert await it.end() == 0
        assert errors(it) == []


async def test_input_that_is_not_framed_ends_the_server(tmp_path: Path) -> None:
    async with wired() as it:
        await it.start(tmp_path)
        it.raw(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert await it.over() == 1


async def test_an_editor_that_knows_more_than_we_do_is_served(tmp_path: Path) -> None:
    told = {
        "textDocument": {
            "completion": {"completionItem": {"documentationFormat": ["markdown", "asciidoc"]}},
            "hover": {"contentFormat": ["markdown"]},
            "telepathy": {"range": "far"},
        },
        "general": {"positionEncodings": ["utf-64", "utf-8"]},
        "mind": 7,
    }
    async with wired() as it:
        answer = await it.start(tmp_path, capabilities=told, trace="loud", clientInfo=None)
        if "error" in answer:
            answer = await it.start(tmp_path, capabilities=told)
        assert answer["result"]["capabilities"]["positionEncoding"] == "utf-8"
        assert await it.end() == 0


async def test_a_request_that_was_taken_back_is_not_worked_on(tmp_path: Path) -> None:
    async with wired() as it:
        await it.start(tmp_path)
        it.open(URI, WRONG)
        place = {"textDocument": {"uri": URI}, "position": {"line": 1, "character": 0}}
        number = 100
        numbers = []
        frames = []
        for _ in range(20):
            number += 1
            numbers.append(number)
            request = {"id": number, "method": "textDocument/completion", "params": place}
            cancel = {"method": "$/cancelRequest", "params": {"id": number}}
            frames += [{"jsonrpc": "2.0", **each} for each in (request, cancel)]
        bodies = [json.dumps(each).encode() for each in frames]
        it.raw(b"".join(b"Content-Length: %d\r\n\r\n" % len(body) + body for body in bodies))
        answers = [await it.answer(number) for number in numbers]
        assert {each["error"]["code"] for each in answers if "error" in each} == {-32800}
        assert await it.end() == 0


async def test_a_connection_of_this_machine_serves_as_well() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *SERVER, "--tcp", str(port), stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    told = await asyncio.wait_for(process.stderr.readline(), PATIENCE)
    assert f"127.0.0.1:{port}" in told.decode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        messages: list[dict[str, Any]] = [
            {"id": 1, "method": "initialize", "params": {"processId": None, "capabilities": {}}},
            {"method": "initialized", "params": {}},
            {"id": 2, "method": "shutdown"},
            {"method": "exit"},
        ]
        for each in messages:
            body = json.dumps({"jsonrpc": "2.0", **each}).encode()
            writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        answered = await asyncio.wait_for(reader.read(), PATIENCE)
        assert b'"capabilities"' in answered
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    finally:
        writer.close()
        if process.returncode is None:
            process.kill()


def errors(wire: Wire) -> list[str]:
    """What was logged as an error."""
    return [
        each["params"]["message"]
        for each in wire.said
        if each.get("method") == "window/logMessage" and each["params"]["type"] == 1
    ]


async def test_a_hello_is_answered_once_even_if_it_is_taken_back() -> None:
    async with wired() as it:
        params = {"processId": None, "rootUri": None, "capabilities": {}}
        it.send({"jsonrpc": "2.0", "id": "hello", "method": "initialize", "params": params})
        it.notify("$/cancelRequest", {"id": "hello"})
        it.notify("initialized", {})
        hover = it.request("textDocument/hover", {"textDocument": {"uri": URI}, "position": PLACE})
        assert "error" not in await it.answer(hover)
        assert await it.end() == 0
        told = [each for each in it.said if each.get("id") == "hello" and "method" not in each]
        assert len(told) == 1
        assert told[0]["result"]["serverInfo"]["name"] == "daprls"
        assert errors(it) == []


async def test_a_conversation_that_comes_at_once_is_led_to_its_end() -> None:
    async with wired() as it:
        params = {"processId": None, "rootUri": None, "capabilities": {}}
        first = it.request("initialize", params)
        it.notify("initialized", {})
        last = it.request("shutdown")
        it.notify("exit")
        assert await it.over() == 0
        assert "result" in await it.answer(first)
        assert (await it.answer(last))["result"] is None
