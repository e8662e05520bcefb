"""What every command that looks at files says on stderr: what is unusable, and what is limited."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from daprls.cli.progress import progress
from daprls.cli.workspace import Workspace, readable, workspace
from daprls.files import Problem
from daprls.wording import printable


def opened(paths: Sequence[Path], bundles: Sequence[Path] = ()) -> Workspace | None:
    """What the paths of a command line lead to, or the working directory where there are none.

    Files that cannot be used are told; `None` where settings are among them, without which nothing
    can be done rightly.
    """
    with progress("Reading") as step:
        space = workspace(paths or (Path(),), step, bundles=bundles)
    print_problems(space.problems)
    return None if space.settings_are_broken else space


@contextmanager
def watching_rules() -> Iterator[list[str]]:
    """Gives what the engine tells of rules that fail, and says it on stderr, each once."""
    failures: list[str] = []

    class Watch(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            if message not in failures:
                failures.append(message)

    log = logging.getLogger("daprls")
    watch = Watch(logging.ERROR)
    log.addHandler(watch)
    try:
        yield failures
    finally:
        log.removeHandler(watch)
    for message in failures:
        word = click.style("error", fg="red", bold=True)
        click.echo(f"{word}: {message}; this is a bug, please report it", err=True)


def print_problems(problems: Iterable[Problem]) -> None:
    """Says on stderr which files cannot be used."""
    for problem in problems:
        word = click.style("error", fg="red", bold=True)
        place = readable(problem.path) + (f":{problem.line}" if problem.line is not None else "")
        click.echo(f"{word}: {place}: {printable(problem.message)}", err=True)


def note(message: str) -> None:
    """Says on stderr what is good to know."""
    click.echo(f"{click.style('note', fg='cyan', bold=True)}: {message}", err=True)


def print_notes(space: Workspace) -> None:
    """Says on stderr what limits the findings."""
    if space.cut_short is not None:
        note(
            f"'{space.cut_short}' holds too many files to look at them all. What others define may "
            "be reported as missing; name the folder that matters."
        )
