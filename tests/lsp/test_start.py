"""The server's first words are said before what takes long is loaded."""

from __future__ import annotations

import subprocess
import sys

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
