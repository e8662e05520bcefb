"""Long work that a person can see and take back."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import uuid
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer

_PATIENCE = 0.5
"""Seconds that work may take before it is shown; a flash of a message only disturbs."""
_BEAT = 0.3

T = TypeVar("T")


class TakenBackError(Exception):
    """The work was taken back."""


class Steps:
    """Counts the steps of work in another thread, and ends it at one when it is taken back."""

    def __init__(self) -> None:
        self.count = 0
        self._stopped = False

    def stop(self) -> None:
        """Ends the work at its next step."""
        self._stopped = True

    def __call__(self) -> None:
        """One step is done.

        Raises:
            TakenBackError: the work is to end.

        """
        if self._stopped:
            raise TakenBackError
        self.count += 1


async def in_thread(function: Callable[..., T], *arguments: Any) -> T:
    """The result of a function that is called in another thread.

    The thread does not keep the process from ending, as one of a pool would.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(settle: Callable[[Any], None], value: Any) -> None:
        if not done.done():
            settle(value)

    def work() -> None:
        try:
            settle, value = done.set_result, function(*arguments)
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            settle, value = done.set_exception, error  # type: ignore[assignment]
        with contextlib.suppress(RuntimeError):  # The loop has ended in the meantime.
            loop.call_soon_threadsafe(tell, settle, value)

    threading.Thread(target=work, daemon=True).start()
    return await done


async def shown_progress(
    server: DaprLanguageServer, title: str, steps: Steps, work: Coroutine[Any, Any, T]
) -> T:
    """The result of `work`, whose progress is shown if it takes long."""
    task = asyncio.ensure_future(work)
    done, _ = await asyncio.wait({task}, timeout=_PATIENCE)
    if done or not server.client.progress:
        return await task
    token = str(uuid.uuid4())
    progress = server.work_done_progress
    try:
        await asyncio.wait_for(progress.create_async(token), _PATIENCE)
    except Exception:  # noqa: BLE001 - an editor that shows nothing is no reason not to work
        return await task
    progress.begin(token, types.WorkDoneProgressBegin(title, cancellable=True))
    while not (await asyncio.wait({task}, timeout=_BEAT))[0]:
        if progress.tokens[token].cancelled():
            steps.stop()
        progress.report(token, types.WorkDoneProgressReport(message=f"{steps.count} files"))
    progress.end(token, types.WorkDoneProgressEnd())
    del progress.tokens[token]
    return await task
