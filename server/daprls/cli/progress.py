"""A bar for work that takes long, shown on a terminal only and gone when the work is done."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_PATIENCE = 0.7
"""Seconds of work before a bar is worth showing."""


@contextmanager
def progress(title: str, total: int | None = None) -> Iterator[Callable[[], None]]:
    """Gives a function to be called after each of `total` steps (`None`: nobody knows how many)."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    try:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    except ModuleNotFoundError:  # The VS Code extension does not bring it along.
        yield lambda: None
        return

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task(title, total=total)
    impatient_at = time.monotonic() + _PATIENCE

    def step() -> None:
        bar.advance(task)
        if not bar.live.is_started and time.monotonic() > impatient_at:
            bar.start()

    try:
        yield step
    finally:
        bar.stop()
