"""Messages in and out: over standard input and output, or a connection of this machine.

A message waits here until it is its turn, so that what newer ones make needless is never done: a
text that was typed over, a request that was taken back.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, BinaryIO

from lsprotocol import types

from daprls.lsp.frames import BrokenFramingError

_PIECE = 1 << 16

Message = dict[str, Any]


class Inbox:
    """Messages that have come in and were not handled yet, in order."""

    def __init__(
        self, handle: Callable[[Message, bool], None], unreadable: Callable[[], None]
    ) -> None:
        """`handle` is given each message, and whether it was taken back since it was sent."""
        self._loop = asyncio.get_running_loop()
        self._handle = handle
        self._unreadable = unreadable
        self._bodies: deque[bytes] = deque()
        self._messages: deque[Message] = deque()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is waiting."""
        return not self._bodies and not self._messages

    def put(self, bodies: list[bytes]) -> None:
        """Adds messages as they came in; may be called from any thread."""
        if bodies:
            self._bodies.extend(bodies)
            with contextlib.suppress(RuntimeError):  # The loop has ended in the meantime.
                self._loop.call_soon_threadsafe(self._drain)

    def _drain(self) -> None:
        self._read()
        while self._messages:
            message = self._messages.popleft()
            if not self._is_superseded(message):
                self._handle(message, self._is_taken_back(message))
            self._read()

    def _read(self) -> None:
        while self._bodies:
            try:
                message = json.loads(self._bodies.popleft())
            except (ValueError, RecursionError):
                message = None
            if isinstance(message, dict):
                self._messages.append(message)
            else:
                self._unreadable()

    def _is_superseded(self, message: Message) -> bool:
        """Whether the next message gives the same document another text."""
        if not self._messages or message.get("method") != types.TEXT_DOCUMENT_DID_CHANGE:
            return False
        following = self._messages[0]
        return (
            following.get("method") == types.TEXT_DOCUMENT_DID_CHANGE
            and _changed(message) is not None
            and _changed(message) == _changed(following)
        )

    def _is_taken_back(self, message: Message) -> bool:
        if "id" not in message or "method" not in message:
            return False
        return any(
            later.get("method") == types.CANCEL_REQUEST
            and isinstance(params := later.get("params"), dict)
            and params.get("id") == message["id"]
            for later in self._messages
        )


def _changed(message: Message) -> str | None:
    """The document that gets a whole new text."""
    match message.get("params"):
        case {"textDocument": {"uri": str(uri)}, "contentChanges": [*_, {"text": str()} as last]}:
            return None if "range" in last else uri
        case _:
            return None


class Output:
    """Where messages go; a reader that is gone is told of once and no error."""

    def __init__(self, stream: BinaryIO, gone: Callable[[], None]) -> None:
        self._stream = stream
        self._gone = gone

    def write(self, data: bytes) -> None:
        """Writes one message."""
        try:
            self._stream.write(data)
            self._stream.flush()
        except (OSError, ValueError):
            self._gone()

    def close(self) -> None:
        """Nothing is to be closed: the process ends."""


class Connection:
    """A connection that messages go to."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    def write(self, data: bytes) -> None:
        """Writes one message; who reads it is told of as gone by the reading side."""
        self._writer.write(data)

    def close(self) -> None:
        """Whoever made the connection closes it."""


def read_standard_input(
    received: bytes, receive: Callable[[bytes], None], gone: Callable[[], None]
) -> None:
    """Starts to read standard input, which never keeps the process from ending.

    `received` is what was read of it already; it is received first.
    A thread reads, because not every kind of standard input can be waited for otherwise, and it
    reads without Python's buffer, whose lock would be in the way when the process ends.
    """
    loop = asyncio.get_running_loop()
    source = sys.stdin.fileno()

    def read() -> None:
        try:
            receive(received)
            while data := os.read(source, _PIECE):
                receive(data)
        except (OSError, BrokenFramingError):
            pass
        finally:
            with contextlib.suppress(RuntimeError):  # The loop has ended in the meantime.
                loop.call_soon_threadsafe(gone)

    threading.Thread(target=read, name="input", daemon=True).start()


async def read_connection(reader: asyncio.StreamReader, receive: Callable[[bytes], None]) -> None:
    """Reads a connection to its end."""
    try:
        while data := await reader.read(_PIECE):
            receive(data)
    except (OSError, BrokenFramingError):
        return
