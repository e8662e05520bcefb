"""What the process says when it ends; docs/cli.md lists it for users."""

from __future__ import annotations

from enum import IntEnum

import click

from daprls.wording import printable


class ExitCode(IntEnum):
    """Why a command ended."""

    CLEAN = 0
    FINDINGS = 1
    UNUSABLE = 2
    """Bad usage, settings that cannot be used, or a path that cannot be read or written."""
    BUG = 70
    INTERRUPTED = 130
    BROKEN_PIPE = 141


class UnusableError(click.ClickException):
    """Something given to a command cannot be used; the message is a sentence."""

    exit_code = ExitCode.UNUSABLE

    def __init__(self, message: str) -> None:
        super().__init__(printable(message))
