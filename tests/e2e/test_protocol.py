"""Whatever an editor sends, in whatever order, is answered; nothing fails, and the next counts."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from editor import PULLS
from lsprotocol import types
from samples import MISSPELT, NAMED_STORE, USER, WRONG
from wire import Wire, wired

from daprls.lsp.server import _FEATURES, _PULLED
from daprls.lsp.uris import uri_of

pytestmark = pytest.mark.asyncio

URI = "file:///nowhere/state.yaml"
METHODS = sorted({method for method, _, _ in _FEATURES} | {method for method, _ in _PULLED})
REQUESTS = [
    *(m for m in METHODS if types.METHOD_TO_TYPES[m][1] is not None and m != types.INITIALIZE),
    types.WORKSPACE_EXECUTE_COMMAND,
]
NOTIFICATIONS = [
    *(m for m in METHODS if types.METHOD_TO_TYPES[m][1] is None and m != types.INITIALIZED),
    *("$/cancelRequest", "window/workDoneProgress/cancel", "notebookDocument/didOpen"),
    *("textDocument/didSave", "textDocument/willSave", "notebookDocument/didClose"),
    *("$/unknown", "$/logTrace", "unknown/notification"),
]
PARSE_ERROR, INVALID_REQUEST, UNKNOWN_METHOD, INVALID_PARAMS = -32700, -32600, -32601, -32602
INTERNAL_ERROR, NOT_INITIALIZED, TAKEN_BACK = -32603, -32002, -32800


def asked(uri: str, line: int = 0, character: int = 0, end: tuple[int, int] = (0, 0)) -> Any:
    """Parameters for every method: each takes what it knows."""
    place = {"line": line, "character": character}
    span = {"start": place, "end": {"line": end[0], "character": end[1]}}
    return {
        "textDocument": {"uri": uri, "version": 2, "languageId": "yaml", "text": WRONG},
        "position": place,
        "range": span,
        "context": {"includeDeclaration": True, "diagnostics": [], "triggerKind": 1},
        "newName": "vault",
        "query": "v",
        "previousResultIds": [{"uri": uri, "value": "1"}],
        "value": "off",
        "data": {"uri": uri, "kind": "users", "number": 0},
    }


async def is_well(it: Wire) -> None:
    """The server still looks at what is typed, says goodbye, and told nobody of a failure."""
    uri = "untitled:well"
    it.open(uri, WRONG)
    place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 2}}
    hover = await it.answer(it.request("textDocument/hover", place))
    assert hover["result"]["contents"]["value"]
    assert await it.end() == 0
    assert it.stderr == b""
    assert failures(it) == []


def failures(it: Wire) -> list[Any]:
    """What was answered as a failure of the server's, or logged as an error."""
    return [
        each
        for each in it.said
        if each.get("error", {}).get("code") == INTERNAL_ERROR
        or (each.get("method") == "window/logMessage" and each["params"]["type"] == 1)
    ]


def publications(it: Wire, uri: str) -> list[Any]:
    """What was sent about a document."""
    return [
        each["params"]
        for each in it.said
        if each.get("method") == "textDocument/publishDiagnostics" and each["params"]["uri"] == uri
    ]


async def published(it: Wire, uri: str, version: int) -> list[Any]:
    """The diagnostics of a version of a document."""
    told = await it.message(
        lambda each: (
            each.get("method") == "textDocument/publishDiagnostics"
            and each["params"]["uri"] == uri
            and each["params"].get("version") == version
        )
    )
    return [each["code"] for each in told["params"]["diagnostics"]]


async def test_every_method_waits_for_the_beginning_and_ends_with_the_end(tmp_path: Path) -> None:
    async with wired() as it:
        early = [it.request(method, asked(URI)) for method in REQUESTS]
        for method in NOTIFICATIONS:
            it.notify(method, asked(URI))
        answers = [await it.answer(number) for number in early]
        assert {each["error"]["code"] for each in answers} == {NOT_INITIALIZED}
        await it.start(tmp_path)
        assert publications(it, URI) == []
        await it.answer(it.request("shutdown"))
        late = [it.request(method, asked(URI)) for method in REQUESTS]
        for method in NOTIFICATIONS:
            it.notify(method, asked(URI))
        answers = [await it.answer(number) for number in late]
        assert {each["error"]["code"] for each in answers} == {INVALID_REQUEST}
        it.notify("exit")
        assert await it.over() == 0
        assert it.stderr == b""
        assert failures(it) == []


async def test_an_exit_before_anything_else_is_one() -> None:
    async with wired() as it:
        it.notify("exit")
        assert await it.over() == 1
        assert it.stderr == b""


SHAPES: tuple[Any, ...] = (
    *(None, [], {}, "text", 5, True, [[]], {"textDocument": None}, {"textDocument": []}),
    *({"textDocument": {"uri": 5}}, {"textDocument": {"uri": None}}, {**asked(URI), "range": []}),
    {**asked(URI), "position": {"line": "0", "character": None}},
    {**asked(URI), "position": {"line": 1.5, "character": -1}, "context": None},
    {**asked(URI), "position": {}, "range": {"start": 1, "end": {}}, "context": 5, "query": None},
    {**asked(URI), "textDocument": {"uri": "\ud800"}, "newName": 5, "query": {}, "command": []},
    {"contentChanges": [5], "changes": [{}], "event": 5, "settings": 5, "value": 5, "arguments": 5},
    {"previousResultIds": 5, "previousResultId": {}, "data": 5, "range": {}, "command": None},
)


@pytest.mark.parametrize("capabilities", [{}, PULLS], ids=["sent", "asked for"])
async def test_parameters_of_any_shape_are_answered(tmp_path: Path, capabilities: Any) -> None:
    async with wired() as it:
        await it.start(tmp_path, capabilities=capabilities)
        it.open(URI, WRONG)
        numbers = []
        for method in REQUESTS:
            for shape in SHAPES:
                if method == types.WORKSPACE_DIAGNOSTIC and isinstance(shape, dict):
                    continue
                numbers.append(it.request(method, shape))
        for method in NOTIFICATIONS:
            for shape in SHAPES:
                it.notify(method, shape)
        for number in numbers:
            answer = await it.answer(number)
            assert "result" in answer or answer["error"]["code"] in (
                *(INVALID_PARAMS, UNKNOWN_METHOD, INVALID_REQUEST, PARSE_ERROR, -32803),
            ), answer
        await is_well(it)


_ASKED_FOR = [method for method, _ in _PULLED]
"""What only an editor is offered that asks for diagnostics."""
_NO_PLACE = (types.WORKSPACE_DIAGNOSTIC, types.WORKSPACE_EXECUTE_COMMAND)
EDGES = (0, 1, 7, 10**9, 2**31 - 1, 2**31, 2**53, -1)
URIS = (
    *("file:///nowhere/unknown.yaml", "untitled:unknown", "git:/nowhere/state.yaml?HEAD", "", "x"),
    *(
        "vscode-notebook-cell:/nowhere/state.ipynb#W0sZmlsZQ%3D%3D",
        "http://[::1",
        "file:",
        "file://",
    ),
    *("vscode-vfs://github/a/b.yaml", "file:///C:/a.yaml", "file://server/share/a.yaml", "%", "\0"),
)


@pytest.mark.parametrize("capabilities", [{}, PULLS], ids=["sent", "asked for"])
async def test_every_method_takes_any_place_of_any_document(
    tmp_path: Path, capabilities: Any
) -> None:
    async with wired() as it:
        await it.start(tmp_path, capabilities=capabilities)
        it.open(URI, WRONG)
        it.open("untitled:1", "")
        it.open("git:/nowhere/state.yaml?HEAD", WRONG)
        it.open("vscode-notebook-cell:/nowhere/state.ipynb#W0sZmlsZQ%3D%3D", WRONG)
        places = [(URI, a, b) for a in EDGES for b in (0, 10**9, -1)]
        places += [(URI, 0, b) for b in EDGES] + [("untitled:1", 9, 9)]
        numbers = {}
        for method in REQUESTS:
            if method not in _NO_PLACE and (capabilities or method not in _ASKED_FOR):
                for uri, line, character in chain(places, ((uri, 0, 0) for uri in URIS)):
                    number = it.request(method, asked(uri, line, character, (3, 2**31)))
                    numbers[number] = (method, uri, line, character)
        for number, what in numbers.items():
            answer = await it.answer(number)
            assert "result" in answer or answer["error"]["code"] in (INVALID_PARAMS, -32803), (
                what,
                answer,
            )
            if what[1] in URIS and what[0].startswith("textDocument/") and "result" in answer:
                assert not answer["result"] or answer["result"].get("items") == [], (what, answer)
        assert {
            each["params"]["uri"] for each in it.said if "publish" in each.get("method", "")
        } <= {
            URI,
            "untitled:1",
        }
        await is_well(it)


WISHES: tuple[Any, ...] = (
    *(None, [], {}, 5, "daprls", [None], [5], ["x"], [[]], [{}], [{}, {}, 5], [{"uri": 5}]),
    *([{"uri": "git:/x"}], [{"uri": "file:///nowhere/none.yaml"}], [{"folder": "x", "preview": 1}]),
    *(
        [{"preview": "yes"}],
        [{"position": {"line": "x"}}],
        [{"to": "x"}],
        [{"to": 5}],
        [{"text": 5}],
    ),
    [
        {
            "uri": URI,
            "position": {"line": 10**9, "character": -(10**9)},
            "to": "oss",
            "preview": True,
        }
    ],
    *(
        [{"type": "x.y", "scopes": 5}],
        [{"type": "", "auth": {}}],
        [{"format": "png"}],
        [{"depth": 0}],
    ),
    [{"identity": "x", "clientId": 7, "groupBy": "x", "theme": 5, "apps": 5, "components": [5]}],
    *([{"text": "\0" * 5000}], [{"type": "state.redis", "dialect": "x", "secrets": "x"}]),
)


async def test_every_command_takes_or_refuses_any_argument(tmp_path: Path) -> None:
    (tmp_path / "vault.yaml").write_text(NAMED_STORE, encoding="utf-8")
    async with wired() as it:
        hello = await it.start(tmp_path)
        commands = hello["result"]["capabilities"]["executeCommandProvider"]["commands"]
        assert len(commands) > 10
        it.open(URI, WRONG)
        numbers = {}
        for command in (*commands, "daprls.unknown", "", "__class__"):
            for wish in WISHES:
                params = {"command": command, "arguments": wish}
                numbers[it.request("workspace/executeCommand", params)] = params
        for number, params in numbers.items():
            answer = await it.answer(number)
            if "error" in answer:
                codes = (INVALID_PARAMS, UNKNOWN_METHOD, INVALID_REQUEST, -32803)
                assert answer["error"]["code"] in codes, (params, answer)
            else:
                assert params["command"] in commands
        await is_well(it)


async def test_documents_open_close_and_change_in_any_order(tmp_path: Path) -> None:
    def change(uri: str, version: Any, text: str = WRONG, **more: Any) -> None:
        document = {"uri": uri, "version": version}
        change = {"text": text, **more}
        it.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def close(uri: str) -> None:
        it.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    async with wired() as it:
        await it.start(tmp_path)
        change("file:///never/opened.yaml", 1)
        close("file:///never/opened.yaml")
        it.open(URI, USER)
        it.open(URI, WRONG)
        assert MISSPELT in await published(it, URI, 1)
        # Versions that repeat themselves or go back: the text that came last is the text.
        for version, text in ((7, USER), (7, WRONG), (3, USER), (-1, WRONG), (5, USER)):
            change(URI, version, text)
        assert MISSPELT not in await published(it, URI, 5)
        start = {"line": 0, "character": 0}
        change(URI, 6, "# a\n", range={"start": start, "end": start})
        beyond = {"line": 10**6, "character": 5}
        change(URI, 8, WRONG, range={"start": start, "end": beyond})
        assert MISSPELT in await published(it, URI, 8)
        close(URI)
        close(URI)
        change(URI, 9, WRONG)
        assert (await it.message(lambda each: told(each, URI, [])))["params"]["diagnostics"] == []
        it.open(URI, WRONG)
        await published(it, URI, 1)
        assert publications(it, "file:///never/opened.yaml") == []
        await is_well(it)


def told(message: Any, uri: str, diagnostics: Any) -> bool:
    params = message.get("params") or {}
    return (
        message.get("method") == "textDocument/publishDiagnostics"
        and params["uri"] == uri
        and params["diagnostics"] == diagnostics
    )


async def test_a_storm_of_cancellations_leaves_no_question_without_answer(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.yaml").write_text(WRONG, encoding="utf-8")
    async with wired() as it:
        await it.start(tmp_path, capabilities=PULLS)
        it.open(URI, WRONG)
        numbers = []
        for count in range(250):
            # A graph is drawn in another thread, a hover at once, and this question waits for news.
            method, params = (
                ("workspace/executeCommand", {"command": "daprls.graph", "arguments": []}),
                ("textDocument/hover", asked(URI)),
                ("workspace/diagnostic", {"previousResultIds": []}),
            )[count % 3 if count < 60 else 1]
            number = it.request(method, params)
            numbers.append(number)
            for id_ in (number, number, 10_000 + count, f"x{count}"):
                it.notify("$/cancelRequest", {"id": id_})
            if count % 20 == 0:
                await asyncio.sleep(0.005)
        answers = [await it.answer(number) for number in numbers]
        assert {each["error"]["code"] for each in answers if "error" in each} == {TAKEN_BACK}
        ids = [each["id"] for each in it.said if "method" not in each]
        assert len(ids) == len(set(ids)), "nothing is answered twice"
        await is_well(it)


async def test_questions_are_answered_while_the_folder_is_read(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.yaml").write_text(NAMED_STORE, encoding="utf-8")
    uri = uri_of((tmp_path / "state.yaml").as_posix())
    async with wired() as it:
        await it.start(tmp_path)
        it.open(uri, WRONG)
        numbers = [
            it.request(method, asked(uri, line, 5))
            for method in REQUESTS
            if method not in (*_ASKED_FOR, types.WORKSPACE_EXECUTE_COMMAND)
            for line in range(4)
        ]
        (tmp_path / "new.yaml").write_text(NAMED_STORE, encoding="utf-8")
        for count in range(20):
            event = {"uri": uri_of((tmp_path / f"{count}.yaml").as_posix()), "type": 1 + count % 3}
            it.notify("workspace/didChangeWatchedFiles", {"changes": [event]})
        for number in numbers:
            answer = await it.answer(number)
            assert "result" in answer or answer["error"]["code"] == -32803, answer
        assert MISSPELT in await published(it, uri, 1)
        await is_well(it)


async def test_what_is_no_object_is_refused_one_by_one(tmp_path: Path) -> None:
    def frames() -> Iterator[bytes]:
        call = {"jsonrpc": "2.0", "id": 900, "method": "textDocument/hover", "params": asked(URI)}
        yield json.dumps([call, call]).encode()
        yield b"[]"
        yield b""
        yield b"null"
        yield b'{"jsonrpc": "2.0", "id": 901,'
        yield b'{"a": ' * 50_000

    async with wired() as it:
        await it.start(tmp_path)
        bodies = list(frames())
        for body in bodies:
            it.raw(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        await it.answer(it.request("textDocument/hover", asked(URI)))
        refused = [each for each in it.said if each.get("error", {}).get("code") == PARSE_ERROR]
        assert [each["id"] for each in refused] == [None] * len(bodies)
        strange = [{"jsonrpc": "2.0", "id": each, "method": "x"} for each in (1.5, True, [1], {})]
        for message in (*strange, {"jsonrpc": "2.0"}, {"id": 5}, {"jsonrpc": "2.0", "result": 1}):
            it.send(message)
        await is_well(it)


BROKEN = (
    b"Content-Length: 99999999999999999\r\n\r\n{}",
    b"{}\r\n\r\n",
    b"\0" * 70_000 + b"\r\n\r\n",
)
"""What tells no length; where the next message begins is not to be known then."""


async def test_headers_that_tell_no_length_end_the_server(tmp_path: Path) -> None:
    for broken in BROKEN:
        async with wired() as it:
            await it.start(tmp_path)
            it.raw(broken)
            assert await it.over() == 1, broken
            assert it.stderr == b""
            assert failures(it) == []


async def test_a_length_that_lies_ends_the_server_or_waits_for_the_rest(tmp_path: Path) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "shutdown"}).encode()
    async with wired() as it:
        await it.start(tmp_path)
        it.raw(b"Content-Length: %d\r\n\r\n%b" % (len(body) - 10, body))
        it.request("shutdown")
        assert await it.over() == 1
        assert it.stderr == b""
    async with wired() as it:
        await it.start(tmp_path)
        it.raw(b"Content-Length: %d\r\n\r\n%b" % (len(body) + 10, body))
        assert it.process.stdin is not None
        it.process.stdin.close()
        assert await it.over() == 1
        assert it.stderr == b""


async def test_a_huge_message_is_a_message(tmp_path: Path) -> None:
    async with wired() as it:
        await it.start(tmp_path)
        it.open(URI, "# " + "x" * (8 << 20) + "\n")
        it.request("textDocument/hover", {**asked(URI), "more": "y" * (2 << 20)})
        await is_well(it)


async def test_an_editor_that_reads_nothing_and_goes_leaves_no_server_behind(
    tmp_path: Path,
) -> None:
    async with wired() as it:
        await it.start(tmp_path)
        for task in it.reading:
            task.cancel()
        transport = it.process._transport  # type: ignore[attr-defined]
        transport.get_pipe_transport(1).pause_reading()
        it.open(URI, WRONG * 200)
        for _ in range(200):
            it.request("textDocument/documentSymbol", asked(URI))
        await asyncio.sleep(0.3)
        for number in (0, 1):
            transport.get_pipe_transport(number).close()
        assert await asyncio.wait_for(it.process.wait(), 10) == 1
        it.reading = []
        with contextlib.suppress(Exception):
            transport.get_pipe_transport(2).close()


async def test_an_editor_that_goes_while_the_folder_is_read_leaves_no_server_behind(
    tmp_path: Path,
) -> None:
    for number in range(1000):
        (tmp_path / f"{number}.yaml").write_text(WRONG, encoding="utf-8")
    async with wired() as it:
        await it.start(tmp_path)
        it.open(URI, WRONG)
        it.request("workspace/executeCommand", {"command": "daprls.lint"})
        await asyncio.sleep(0.2)
        assert it.process.stdin is not None
        it.process.stdin.close()
        assert await asyncio.wait_for(it.over(), 10) == 1
        assert it.stderr == b""
        assert failures(it) == []
