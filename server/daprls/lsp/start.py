"""The server's first words: `initialize` is answered before anything is loaded that takes long.

Loading the protocol's library takes longer than all else of a start, and until an editor has this
answer it says nothing more. What it says then waits in the pipe. Anything but a plain `initialize`
is left to the server itself.
"""

from __future__ import annotations

import gc
import json
import os
import sys

from daprls.lsp.frames import BrokenFramingError, Frames, framed
from daprls.lsp.greeting import can_be_greeted, welcome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

_PIECE = 1 << 16
_TURN = 0.001
"""Seconds that reading files in a thread may keep a keystroke waiting."""
_YOUNG = 20_000
"""How many new objects make Python look for garbage. Texts become trees of many thousands, which
are gone when the next text comes, and none of which is ever garbage of the kind that is looked for.
"""


def serve(*, tcp: int | None = None) -> int:
    """Serves one editor over standard input and output, or over a port of this machine.

    The result is the process's exit code.
    """
    parent = os.getppid()
    stream, received, greeted = None, b"", None
    if tcp is None:
        stream = _take_standard_output()
        received = _first_message()
        greeted = _greet(stream, received)
    # Nothing that is loaded is garbage, and who looks for garbage later need not look at it.
    gc.disable()
    from daprls.lsp.late_types import load_types

    load_types()
    from daprls.lsp.run import over_stdio, over_tcp
    from daprls.lsp.server import DaprLanguageServer

    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
    gc.enable()
    sys.setswitchinterval(_TURN)

    def make() -> DaprLanguageServer:
        return DaprLanguageServer(parent)

    if stream is None:
        return over_tcp(make, tcp or 0)
    return over_stdio(make, stream, received, greeted)


def _take_standard_output() -> BinaryIO:
    """Standard output for the protocol alone; what anyone else prints goes to standard error."""
    stream = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = sys.stderr
    return stream


def _first_message() -> bytes:
    """What has come in until one message was complete; less where the input ends before."""
    frames, received = Frames(), b""
    try:
        while data := os.read(sys.stdin.fileno(), _PIECE):
            received += data
            if frames.feed(data):
                break
    except (OSError, BrokenFramingError):
        pass
    return received


def _greet(stream: BinaryIO, received: bytes) -> int | str | None:
    """Answers a first message that can be answered already; the result is its number."""
    try:
        message = json.loads(Frames().feed(received)[0])
    except (BrokenFramingError, IndexError, ValueError, RecursionError):
        return None
    if not can_be_greeted(message):
        return None
    result = welcome(message["params"])
    answer = {"jsonrpc": "2.0", "id": message["id"], "result": result}
    try:
        stream.write(framed(json.dumps(answer).encode()))
        stream.flush()
    except OSError:
        return None
    number: int | str = message["id"]
    return number
