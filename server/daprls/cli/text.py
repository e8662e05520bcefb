"""Diagnostics as a person reads them in a terminal: a headline, the line with carets, the fixes.

Lines are shown masked: no output holds a secret's value. Columns count code points from 1.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import click

from daprls.lint.finding import Diagnostic, Severity
from daprls.model.secrecy import masked
from daprls.snapshot import Snapshot
from daprls.text import LineIndex, Location, Span

_COLOURS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFO: "blue",
    Severity.HINT: "cyan",
}


def render(diagnostic: Diagnostic, snapshot: Snapshot, shown_path: str) -> str:
    """One diagnostic as several lines, styled for a terminal (`click.echo` strips the colours)."""
    file = snapshot.files[diagnostic.path]
    text = masked(file, snapshot.type)
    line, column = _place(file.lines, diagnostic.span.start)
    colour = _COLOURS[diagnostic.severity]
    head = (
        f"{click.style(f'{shown_path}:{line}:{column}', bold=True)}: "
        f"{click.style(diagnostic.severity.word, fg=colour, bold=True)}"
        f"[{diagnostic.rule}]: {diagnostic.message}"
    )
    return "\n".join([head, *_excerpt(text, diagnostic, snapshot, shown_path)])


def _excerpt(
    text: str, diagnostic: Diagnostic, snapshot: Snapshot, shown_path: str
) -> Iterator[str]:
    lines = snapshot.files[diagnostic.path].lines
    colour = _COLOURS[diagnostic.severity]
    number = lines.line_at(diagnostic.span.start)
    line = lines.span(number)
    margin = " " * len(str(number + 1))
    bar = click.style("|", fg="blue")
    source = line.of(text)
    marked = Span(
        diagnostic.span.start, max(min(diagnostic.span.end, line.end), diagnostic.span.start)
    )
    before = source[: marked.start - line.start]
    under = source[marked.start - line.start : marked.end - line.start]
    carets = "^" * max(1, _width(under))
    yield f"  {margin} {bar}"
    yield f"  {click.style(str(number + 1), fg='blue')} {bar} {_printable(source)}"
    yield f"  {margin} {bar} {' ' * _width(before)}{click.style(carets, fg=colour, bold=True)}"
    for related in diagnostic.related:
        place = _place_of(related.location, diagnostic.path, snapshot, shown_path)
        yield f"  {margin} {click.style('=', fg='blue')} see: {place}: {related.message}"
    for fix in diagnostic.fixes:
        kind = "fix" if fix.safe else "suggestion"
        yield f"  {margin} {click.style('=', fg='blue')} {kind}: {fix.title}"


def _place_of(location: Location, path: str, snapshot: Snapshot, shown_path: str) -> str:
    """The location as the headline shows places: `path` is shown as `shown_path`."""
    shown = location.path
    base = path.removesuffix(shown_path)
    if base != path:
        shown = shown.removeprefix(base)
    file = snapshot.files.get(location.path)
    if file is None:
        return shown
    line, column = _place(file.lines, location.span.start)
    return f"{shown}:{line}:{column}"


def _place(lines: LineIndex, offset: int) -> tuple[int, int]:
    line = lines.line_at(offset)
    return line + 1, offset - lines.starts[line] + 1


def _printable(text: str) -> str:
    """The text without anything that moves a terminal's cursor."""
    return "".join(
        " " if sign == "\t" else sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for sign in text
    )


def _width(text: str) -> int:
    """The columns that the text takes in a terminal."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in _printable(text)
    )
