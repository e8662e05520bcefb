"""Diagnostics as GitHub Actions shows them beside the lines of a pull request: workflow commands.

GitHub keeps the first ten errors, warnings and notices of a step, so the worst come first.
"""

from __future__ import annotations

from collections.abc import Iterator

from daprls.cli.report import Report, Show
from daprls.lint.finding import Diagnostic, Severity
from daprls.positions import Encoding, range_of
from daprls.snapshot import Snapshot

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
    Severity.HINT: "notice",
}


def commands(report: Report, show: Show) -> Iterator[str]:
    """A line for each problem, failure and diagnostic; `show` gives paths from the repository."""
    for problem in report.problems:
        line = {"line": str(problem.line)} if problem.line is not None else {}
        place = {"file": show(problem.path), **line, "title": "daprls"}
        yield _command("error", place, problem.message)
    for failure in report.failures:
        yield _command("error", {"title": "daprls"}, f"{failure}; this is a bug, please report it")
    for diagnostic in sorted(report.diagnostics, key=lambda each: -each.severity):
        place = _place(diagnostic, report.snapshot, show)
        yield _command(_COMMANDS[diagnostic.severity], place, diagnostic.message)


def _place(diagnostic: Diagnostic, snapshot: Snapshot, show: Show) -> dict[str, str]:
    lines = snapshot.files[diagnostic.path].lines
    start, end = range_of(lines, diagnostic.span, Encoding.UTF_16)
    if end[0] > start[0] and end[1] == 0:
        end = (end[0] - 1, 0)  # What ends with its line break does not reach into the next line.
    place = {
        "file": show(diagnostic.path),
        "line": str(start[0] + 1),
        "endLine": str(end[0] + 1),
    }
    if start[0] == end[0]:
        # GitHub takes columns only within one line; the last one belongs to the stretch.
        place["col"] = str(start[1] + 1)
        place["endColumn"] = str(max(end[1], start[1] + 1))
    return {**place, "title": f"daprls: {diagnostic.rule}"}


def _command(name: str, properties: dict[str, str], message: str) -> str:
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {given}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
