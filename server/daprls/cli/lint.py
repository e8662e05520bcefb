"""`daprls lint`: reads, asks the engine, prints."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from daprls.cli import json, text
from daprls.cli.exit_code import ExitCode
from daprls.cli.progress import progress
from daprls.cli.text import counted
from daprls.cli.workspace import Workspace, shown, workspace
from daprls.disk import MAX_BYTES, UnreadableFileError, decode
from daprls.files import Problem, file_key
from daprls.lint.engine import lint
from daprls.lint.finding import Diagnostic, Severity
from daprls.model.source_file import SourceFile
from daprls.rules import ALL_RULES

_NAMELESS = "<stdin>"


def run(paths: Sequence[Path], output: str, fail_on: str, stdin_filename: Path | None) -> ExitCode:
    """Lints and prints; the arguments are those of the command line."""
    file, unreadable = _stdin(paths, stdin_filename)
    paths = (paths or (Path(),)) if file is None and unreadable is None else ()
    with progress("Reading") as step:
        space = workspace(paths, step, text=file)
    problems = (*space.problems, *([unreadable] if unreadable is not None else []))
    with watching_rules() as failures:
        diagnostics = [] if space.settings_are_broken else _diagnose(space)
    if output == "json":
        click.echo(json.report(space.snapshot, space.asked, diagnostics, problems, shown))
    else:
        print_problems(problems)
        _print_report(space, diagnostics, paths)
    if problems:
        return ExitCode.UNUSABLE
    if failures:
        return ExitCode.BUG
    worst = max((diagnostic.severity for diagnostic in diagnostics), default=None)
    if fail_on != "never" and worst is not None and worst >= Severity[fail_on.upper()]:
        return ExitCode.FINDINGS
    return ExitCode.CLEAN


def _stdin(
    paths: Sequence[Path], stdin_filename: Path | None
) -> tuple[SourceFile | None, Problem | None]:
    """The file whose text comes on stdin, or why it cannot be read; neither where none does."""
    if not any(str(path) == "-" for path in paths):
        if stdin_filename is not None:
            raise click.UsageError("'--stdin-filename' goes with '-' only.")
        return None, None
    if len(paths) > 1:
        raise click.UsageError("'-' stands alone: stdin holds one file.")
    if stdin_filename is not None and stdin_filename.is_dir():
        raise click.UsageError(f"'--stdin-filename': '{stdin_filename}' is a folder.")
    key = file_key(stdin_filename or Path(_NAMELESS))
    try:
        content = decode(sys.stdin.buffer.read(MAX_BYTES + 1))
    except UnreadableFileError as error:
        return None, Problem(key, str(error))
    return SourceFile(key, content, declared_yaml=True), None


def _diagnose(space: Workspace) -> list[Diagnostic]:
    """All diagnostics, ordered by file and place."""
    diagnostics: list[Diagnostic] = []
    with progress("Linting", total=len(space.asked)) as step:
        for path in space.asked:
            diagnostics += lint(space.snapshot, space.snapshot.files[path], ALL_RULES)
            step()
    return diagnostics


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
        place = shown(problem.path) + (f":{problem.line}" if problem.line is not None else "")
        click.echo(f"{word}: {place}: {problem.message}", err=True)


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


def _print_report(
    space: Workspace, diagnostics: Sequence[Diagnostic], paths: Sequence[Path]
) -> None:
    for block in text.report(diagnostics, space.snapshot, shown):
        click.echo(block)
        click.echo()
    if space.settings_are_broken:
        return
    print_notes(space)
    if not any(space.snapshot.files[path].is_ours for path in space.asked):
        where = " and ".join(f"'{shown(file_key(path))}'" for path in paths) or "the text"
        looked = f" among {counted(len(space.asked), 'YAML file')}" if space.asked else ""
        if not (space.problems and not space.asked):
            note(f"No Dapr component found in {where}{looked}.")
        return
    click.echo(text.summary(diagnostics, len(space.asked)))
    fixable = sum(any(fix.safe for fix in diagnostic.fixes) for diagnostic in diagnostics)
    if fixable:
        click.echo(f"'daprls fix' corrects {fixable} of them.")
    if diagnostics:
        click.echo("'daprls explain RULE' says more about what a rule finds.")
