"""Tells whether the process that started the server is still there."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

_STILL_RUNNING = 0x102
"""What `WaitForSingleObject` returns when its time is over (`WAIT_TIMEOUT`)."""
_SYNCHRONIZE = 0x100000


def watch(process: int, parent: int) -> Callable[[], bool] | None:
    """A question: is the process still there? `None` where that cannot be told.

    `parent` is the process that has started this one. Another that is not even there now lives out
    of sight, as when a container runs the server.
    """
    if process == parent and sys.platform != "win32":
        # A dead parent is replaced at once, even while its own parent has not buried it.
        return lambda: os.getppid() == process
    alive = _is_alive_on_windows if sys.platform == "win32" else _is_alive
    return (lambda: alive(process)) if alive(process) else None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _is_alive_on_windows(process: int) -> bool:
    import ctypes

    kernel: Any = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(_SYNCHRONIZE, False, process)
    if not handle:
        return False
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == _STILL_RUNNING)
    finally:
        kernel.CloseHandle(handle)
