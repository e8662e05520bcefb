"""`daprls lint`: reads, asks the engine, prints."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from daprls.cli import baseline, github, json, junit, sarif, text
from daprls.cli.exit_code import ExitCode, UnusableError
from daprls.cli.garbage import kept_for_long
from daprls.cli.notices import note, print_notes, print_problems, watching_rules
from daprls.cli.pages import about
from daprls.cli.progress import progress
from daprls.cli.report import Report, statistics
from daprls.cli.workspace import Workspace, readable, shown, shown_from_repository, workspace
from daprls.disk import (
    MAX_BYTES,
    UnreadableFileError,
    UnwritableFileError,
    decode,
    overwrite,
)
from daprls.files import Problem, file_key
from daprls.lint.engine import lint
from daprls.lint.finding import Diagnostic, Severity
from daprls.model.source_file import SourceFile
from daprls.rules import ALL_RULES
from daprls.wording import counted

_NAMELESS = "<stdin>"


@dataclass(frozen=True)
class Options:
    """What the command line says beside the paths."""

    output: str = "text"
    """The format."""
    fail_on: str = "error"
    stdin_filename: Path | None = None
    output_file: Path | None = None
    statistics: bool = False
    explain: bool = False
    baseline: Path | None = None
    write_baseline: Path | None = None
    bundles: tuple[Path, ...] = ()
    """Component metadata to lay over the catalog."""

    def check(self) -> None:
        """Makes sure that the options go together.

        Raises:
            click.UsageError: they do not.

        """
        if self.statistics and self.output not in ("text", "json"):
            raise click.UsageError("'--statistics' goes with the formats 'text' and 'json' only.")
        if self.explain and self.output != "text":
            raise click.UsageError("'--explain' goes with the format 'text' only.")
        if self.write_baseline is not None and (self.baseline or self.output_file):
            raise click.UsageError(
                "'--write-baseline' reports nothing: '--baseline' and '--output' do not go with it."
            )


def run(paths: Sequence[Path], options: Options) -> ExitCode:
    """Lints and prints; the arguments are those of the command line."""
    options.check()
    known = baseline.load(options.baseline) if options.baseline is not None else None
    file, unreadable = _stdin(paths, options.stdin_filename)
    paths = (paths or (Path(),)) if file is None and unreadable is None else ()
    with kept_for_long(), progress("Reading") as step:
        space = workspace(paths, step, text=file, bundles=options.bundles)
    with kept_for_long(), watching_rules() as failures:
        diagnostics = [] if space.settings_are_broken else _diagnose(space)
    report = Report(
        space.snapshot,
        space.asked,
        diagnostics,
        (*space.problems, *([unreadable] if unreadable is not None else [])),
        tuple(failures),
        None if options.fail_on == "never" else Severity[options.fail_on.upper()],
        with_statistics=options.statistics,
    )
    if options.write_baseline is not None:
        return _write_baseline(options.write_baseline, report)
    if known is not None and not space.settings_are_broken:
        new, comparison = baseline.compare(known, space.snapshot, space.asked, diagnostics)
        report = replace(report, diagnostics=new, baseline=comparison)
    if options.output_file is not None:
        print_problems(report.problems)
        _write(options.output_file, _rendered(report, options))
        _print_end(space, report, paths, options)
    elif options.output == "text":
        print_problems(report.problems)
        for line in _text(report, options):
            click.echo(line)
        _print_end(space, report, paths, options)
    else:
        click.echo(click.unstyle(_rendered(report, options)), nl=False)
    return report.exit_code


def _rendered(report: Report, options: Options) -> str:
    """The report in the format asked for, as a text that ends with a line break or is empty."""
    match options.output:
        case "json":
            return json.render(report, shown) + "\n"
        case "sarif":
            return sarif.log(report, shown_from_repository) + "\n"
        case "junit":
            return junit.document(report, shown) + "\n"
        case "github":
            lines = github.commands(report, shown_from_repository)
        case _:
            lines = map(click.unstyle, _text(report, options))
    return "".join(f"{line}\n" for line in lines)


def _write(path: Path, content: str) -> None:
    try:
        overwrite(file_key(path), content)
    except UnwritableFileError as error:
        raise UnusableError(f"'{path}' cannot be written: {error}") from None


def _write_baseline(path: Path, report: Report) -> ExitCode:
    print_problems(report.problems)
    if report.problems:
        raise UnusableError("No baseline is written while something cannot be read.")
    _write(path, baseline.render(path, report.snapshot, report.diagnostics))
    found = counted(len(report.diagnostics), "finding")
    click.echo(f"'{path}' now holds {found}; 'daprls lint --baseline {path}' reports others only.")
    return ExitCode.BUG if report.failures else ExitCode.CLEAN


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


def _text(report: Report, options: Options) -> Iterator[str]:
    """The report for people, up to its summary."""
    for block in text.report(
        report.diagnostics, report.snapshot, shown, about if options.explain else None
    ):
        yield f"{block}\n"
    if options.statistics and report.diagnostics:
        yield from text.table(statistics(report.diagnostics))
        yield ""


def _print_end(space: Workspace, report: Report, paths: Sequence[Path], options: Options) -> None:
    """Says what limits the findings, and sums up."""
    if space.settings_are_broken:
        return
    print_notes(space)
    if not any(space.snapshot.files[path].is_read for path in space.asked):
        where = " and ".join(f"'{readable(file_key(path))}'" for path in paths) or "the text"
        looked = f" among {counted(len(space.asked), 'YAML file')}" if space.asked else ""
        if not (space.problems and not space.asked):
            note(f"No Dapr component found in {where}{looked}.")
        return
    click.echo(text.summary(report.diagnostics, len(space.asked)))
    if report.baseline is not None:
        click.echo(text.compared(report.baseline))
    fixable = sum(any(fix.safe for fix in each.fixes) for each in report.diagnostics)
    if fixable:
        click.echo(f"'daprls fix' corrects {fixable} of them.")
    if report.diagnostics and not options.explain:
        click.echo("'daprls explain RULE' says more about what a rule finds.")
