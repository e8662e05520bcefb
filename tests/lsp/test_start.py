"""The server's first words are said before what takes long is loaded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from daprls.lsp import start
from daprls.lsp.frames import framed

HEAVY = ("asyncio", "attrs", "click", "jsonschema", "lsprotocol", "pygls", "ruamel", "daprls.rules")


def test_nothing_heavy_is_loaded_before_the_first_answer() -> None:
    code = f"""
import sys
import daprls.lsp.start
print([each for each in {HEAVY!r} if each in sys.modules])
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


LATER = (
    *("click", "rich", "jsonschema", "pathspec", "xml", "multiprocessing"),
    *("daprls.cli", "daprls.features.drawing", "daprls.features.component_schema"),
)

TELL = """
import json, os, sys
from daprls.lsp import start

class Told:
    def __init__(self, stream):
        self.stream = stream

    def write(self, data):
        self.stream.write(data)
        if b"textDocument/publishDiagnostics" in data:
            from daprls.lsp import late_types
            found = json.loads(data.partition(b"\\r\\n\\r\\n")[2])["params"]["diagnostics"]
            told = [len(found), len(late_types._waiting), sorted(sys.modules)]
            sys.stderr.write(json.dumps(told))
            sys.stderr.flush()
            os._exit(0)

    def flush(self):
        self.stream.flush()

take = start._take_standard_output
start._take_standard_output = lambda: Told(take())
start.serve()
"""

TEXT = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: state
spec:
  type: state.redis
  version: v1
  metadata:
    - name: redisHots
      value: localhost:6379
"""


def conversation(folder: Path) -> bytes:
    """An editor that opens one document."""

    def message(method: str, params: Any, **more: Any) -> bytes:
        told = {"jsonrpc": "2.0", "method": method, "params": params, **more}
        return framed(json.dumps(told).encode())

    document = {"uri": (folder / "a.yaml").as_uri(), "languageId": "yaml", "version": 1}
    hello = {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}}
    return (
        message("initialize", hello, id=1)
        + message("initialized", {})
        + message("textDocument/didOpen", {"textDocument": {**document, "text": TEXT}})
    )


def test_what_the_first_finding_does_not_need_is_not_loaded_before_it(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    try:
        os.write(writing, conversation(tmp_path))
        done = subprocess.run(
            [sys.executable, "-c", TELL], stdin=reading, capture_output=True, timeout=120
        )
    finally:
        os.close(reading)
        os.close(writing)
    found, waiting, modules = json.loads(done.stderr)
    assert found == 1
    assert waiting > 480, "The protocol's types are finished when they are used."
    assert [each for each in LATER if each in modules] == []


HELLO = b'{"jsonrpc": "2.0", "id": 7, "method": "initialize", "params": {"capabilities": {}}}'


class Stream:
    """What an editor reads."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> None:
        self.data += data

    def flush(self) -> None:
        """Nothing waits."""


@pytest.mark.parametrize(
    ("received", "number"),
    [
        (framed(HELLO), 7),
        (framed(HELLO) + framed(b"{}") + b"Content-Len", 7),
        (framed(HELLO)[:-1], None),
        (framed(b"{"), None),
        (framed(b"[" * 100_000), None),
        (framed(b"\xff"), None),
        (framed(b'{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}'), None),
        (b"GET / HTTP/1.1\r\n\r\n", None),
        (b"", None),
    ],
)
def test_only_a_plain_hello_is_answered_at_once(received: bytes, number: int | None) -> None:
    stream = Stream()
    assert start._greet(stream, received) == number  # type: ignore[arg-type]
    assert bool(stream.data) == (number is not None)


def test_an_editor_that_is_gone_already_is_left_to_the_server() -> None:
    class Gone(Stream):
        def write(self, data: bytes) -> None:
            raise BrokenPipeError(len(data))

    assert start._greet(Gone(), framed(HELLO)) is None  # type: ignore[arg-type]
