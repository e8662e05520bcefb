"""Runs a server until its editor has said goodbye or is gone."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from daprls.lsp import parent, transport
from daprls.lsp.frames import Frames
from daprls.lsp.log import LOG, EditorHandler, failure, keep_quiet
from daprls.lsp.transport import Inbox, Output

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer

_HOST = "127.0.0.1"
"""Nobody but this machine is served."""
_BEAT = 2.0
"""Seconds between two looks at whether the editor is still there."""

Make = Callable[[], "DaprLanguageServer"]
Receive = Callable[[bytes], None]


def over_stdio(make: Make, stream: BinaryIO, received: bytes, greeted: int | str | None) -> int:
    """Serves over standard input and `stream`; the result is the process's exit code.

    `received` is what was read already, and `greeted` the number of an `initialize` in it that was
    answered (see `daprls.lsp.start`).
    """

    async def converse() -> int:
        server = make()
        finished = server.protocol.finished
        server.protocol.set_writer(Output(stream, finished.set))
        server.protocol.greeted = greeted
        with _conversation(server) as receive:
            transport.read_standard_input(received, receive, finished.set)
            await finished.wait()
        return server.protocol.exit_code

    return asyncio.run(converse())


def over_tcp(make: Make, port: int) -> int:
    """Serves the first editor that connects; the result is the process's exit code."""

    async def converse() -> int:
        connected: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
        connected = asyncio.get_running_loop().create_future()

        async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if connected.done():
                writer.close()
            else:
                connected.set_result((reader, writer))

        listener = await asyncio.start_server(connect, _HOST, port)
        chosen = listener.sockets[0].getsockname()[1]
        sys.stderr.write(f"Waiting for one client on {_HOST}:{chosen}.\n")
        sys.stderr.flush()
        reader, writer = await connected
        listener.close()
        server = make()
        finished = server.protocol.finished
        server.protocol.set_writer(transport.Connection(writer))
        with _conversation(server) as receive:
            reading = asyncio.ensure_future(transport.read_connection(reader, receive))
            reading.add_done_callback(lambda _: finished.set())
            await finished.wait()
            reading.cancel()
        with suppress(OSError):
            await writer.drain()
            writer.close()
        return server.protocol.exit_code

    return asyncio.run(converse())


@contextmanager
def _conversation(server: DaprLanguageServer) -> Iterator[Receive]:
    """Leads what comes in to the server, and what the server has to log to the editor."""
    loop = asyncio.get_running_loop()
    keep_quiet()
    handler = EditorHandler(lambda told: server.window_log_message(told))
    LOG.addHandler(handler)
    LOG.propagate = False
    loop.set_exception_handler(_log_exception)
    server.inbox = inbox = Inbox(server.protocol.receive, server.protocol.unreadable)
    frames = Frames()
    try:
        yield lambda data: inbox.put(frames.feed(data))
    finally:
        server.folders.stop()
        LOG.removeHandler(handler)


def _log_exception(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    if isinstance(error, Exception):
        LOG.error("%s", failure("A task", error))


def watch_parent(server: DaprLanguageServer, process: int) -> None:
    """Ends the server when the process that started it is no more."""
    alive = parent.watch(process, server.parent)
    if alive is not None:
        _look_at_parent(server, alive)


def _look_at_parent(server: DaprLanguageServer, alive: Callable[[], bool]) -> None:
    if alive():
        asyncio.get_running_loop().call_later(_BEAT, _look_at_parent, server, alive)
    else:
        server.protocol.finished.set()
