"""What the server says about itself goes to the editor's log, and never quotes a file.

An exception's own words may quote the text that it choked on, and so a secret: only its type and
the places in the code are told.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import Path

from lsprotocol import types

from daprls.wording import printable

LOG = logging.getLogger("daprls")
_TYPES = {
    logging.ERROR: types.MessageType.Error,
    logging.WARNING: types.MessageType.Warning,
    logging.INFO: types.MessageType.Info,
}
_DEEP = 6
"""How many places of a failure are told, counted from where it happened."""


class EditorHandler(logging.Handler):
    """Hands each record to an editor."""

    def __init__(self, send: Callable[[types.LogMessageParams], None]) -> None:
        super().__init__()
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        """Sends one record."""
        kind = _TYPES.get(record.levelno, types.MessageType.Log)
        try:
            self._send(types.LogMessageParams(kind, printable(record.getMessage())))
        except Exception:  # noqa: BLE001 - a log that cannot be sent must not end the server
            self.handleError(record)


def keep_quiet() -> None:
    """Keeps out of every log what the protocol's library would write: whole messages."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
    logging.raiseExceptions = False


def verbosity(trace: types.TraceValue | None) -> int:
    """The level of the log that an editor asks for."""
    return logging.DEBUG if trace == types.TraceValue.Verbose else logging.INFO


def failure(what: str, error: BaseException) -> str:
    """A sentence about a failure that quotes nothing but the code."""
    frames = traceback.extract_tb(error.__traceback__)[-_DEEP:]
    places = ", ".join(f"{Path(each.filename).name}:{each.lineno}" for each in frames)
    return f"{what} failed with {type(error).__name__} at {places or 'an unknown place'}."
