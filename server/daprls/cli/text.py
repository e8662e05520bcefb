"""Diagnostics as a person reads them in a terminal: a headline, the line with carets, the fixes.

Lines are shown masked: no output holds a secret's value. Columns count code points from 1.
"""

from __future__ import annotations

import functools
import itertools
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

import click

from daprls.cli.report import Comparison, Count, Show
from daprls.lint.finding import Diagnostic, Severity
from daprls.model.secrecy import masked
from daprls.snapshot import Snapshot
from daprls.text import LineIndex, Location, Span
from daprls.wording import counted, printable

_COLOURS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFO: "blue",
    Severity.HINT: "cyan",
}
_BAR = click.style("|", fg="blue")
_EQUALS = click.style("=", fg="blue")
_LONGEST = 200
"""Code points of a line that are shown; of a longer one only what surrounds the carets."""
_BEFORE = 60
_WIDTH = 80
"""Columns of running text."""


def report(
    diagnostics: Iterable[Diagnostic],
    snapshot: Snapshot,
    show: Show,
    about: Callable[[str], str] | None = None,
) -> Iterator[str]:
    """Each diagnostic as several lines, styled for a terminal (`click.echo` strips the colours).

    `about` says more of a rule; it is told with the rule's first diagnostic.
    """
    show = _readable(show)
    told: set[str] = set()
    for path, group in itertools.groupby(diagnostics, key=lambda diagnostic: diagnostic.path):
        text = masked(snapshot.files[path], snapshot.type)
        for diagnostic in group:
            lines = [
                _styled_headline(diagnostic, snapshot, show),
                *_excerpt(text, diagnostic, snapshot, show),
            ]
            if about is not None and diagnostic.rule not in told:
                lines += _wrapped(about(diagnostic.rule))
            told.add(diagnostic.rule)
            yield "\n".join(lines)


def _readable(show: Show) -> Show:
    """The same, without what in a path breaks a line or steers a terminal."""
    return functools.cache(lambda key: printable(show(key)))


def _wrapped(markdown: str) -> Iterator[str]:
    """What is said of a rule, below its finding."""
    for block in markdown.split("\n\n") if markdown else ():
        yield ""
        if block.startswith((" ", "|", "-", "```")):
            yield from (f"    {line}" for line in block.splitlines())
        else:
            yield from textwrap.wrap(
                block,
                _WIDTH,
                initial_indent="    ",
                subsequent_indent="    ",
                break_long_words=False,
                break_on_hyphens=False,
            )


def render(diagnostic: Diagnostic, snapshot: Snapshot, show: Show) -> str:
    """One diagnostic, as `report` shows it."""
    return next(report([diagnostic], snapshot, show))


def headline(diagnostic: Diagnostic, snapshot: Snapshot, show: Show) -> str:
    """Place, severity, rule and message on one line, without colours."""
    return click.unstyle(_styled_headline(diagnostic, snapshot, _readable(show)))


def _styled_headline(diagnostic: Diagnostic, snapshot: Snapshot, show: Show) -> str:
    line, column = _place(snapshot.files[diagnostic.path].lines, diagnostic.span.start)
    word = click.style(diagnostic.severity.word, fg=_COLOURS[diagnostic.severity], bold=True)
    place = click.style(f"{show(diagnostic.path)}:{line}:{column}", bold=True)
    return f"{place}: {word}[{diagnostic.rule}]: {diagnostic.message}"


def _excerpt(text: str, diagnostic: Diagnostic, snapshot: Snapshot, show: Show) -> Iterator[str]:
    lines = snapshot.files[diagnostic.path].lines
    colour = _COLOURS[diagnostic.severity]
    number = lines.line_at(diagnostic.span.start)
    margin = " " * len(str(number + 1))
    before, under, after = _cut(text, lines.span(number), diagnostic.span)
    carets = "^" * max(1, _width(under))
    yield f"  {margin} {_BAR}"
    yield f"  {click.style(str(number + 1), fg='blue')} {_BAR} {printable(before + under + after)}"
    yield f"  {margin} {_BAR} {' ' * _width(before)}{click.style(carets, fg=colour, bold=True)}"
    for related in diagnostic.related:
        place = _place_of(related.location, snapshot, show)
        yield f"  {margin} {_EQUALS} see: {place}: {related.message}"
    for fix in diagnostic.fixes:
        kind = "fix" if fix.safe else "suggestion"
        yield f"  {margin} {_EQUALS} {kind}: {fix.title}"


def _cut(text: str, line: Span, marked: Span) -> tuple[str, str, str]:
    """What of the line stands before, in and after the marked span, at most `_LONGEST` in all."""
    start, end = marked.start, max(min(marked.end, line.end), marked.start)
    if len(line) <= _LONGEST:
        return text[line.start : start], text[start:end], text[end : line.end]
    first = max(line.start, start - _BEFORE)
    last = min(line.end, first + _LONGEST)
    end = min(end, last)
    return (
        ("…" if first > line.start else "") + text[first:start],
        text[start:end],
        text[end:last] + ("…" if last < line.end else ""),
    )


def _place_of(location: Location, snapshot: Snapshot, show: Show) -> str:
    file = snapshot.files.get(location.path)
    if file is None:
        return show(location.path)
    line, column = _place(file.lines, location.span.start)
    return f"{show(location.path)}:{line}:{column}"


def _place(lines: LineIndex, offset: int) -> tuple[int, int]:
    line = lines.line_at(offset)
    return line + 1, offset - lines.starts[line] + 1


def _width(text: str) -> int:
    """The columns that the text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in printable(text)
    )


def summary(diagnostics: Iterable[Diagnostic], files: int) -> str:
    """How many there are of each severity: `3 errors, 1 warning in 12 files.`, say."""
    counts = dict.fromkeys(sorted(Severity, reverse=True), 0)
    for diagnostic in diagnostics:
        counts[diagnostic.severity] += 1
    found = ", ".join(
        click.style(counted(count, severity.word), fg=_COLOURS[severity], bold=True)
        for severity, count in counts.items()
        if count
    )
    return f"{found or 'No problems'} in {counted(files, 'file')}."


def compared(baseline: Comparison) -> str:
    """What a baseline did to the findings, as a sentence."""
    told = f"The baseline hides {counted(baseline.hidden, 'finding')}"
    if not baseline.outdated:
        return f"{told}."
    verb = "is" if baseline.outdated == 1 else "are"
    return f"{told}; {baseline.outdated} more that it knows {verb} no longer found: write it anew."


def table(counts: Sequence[Count]) -> Iterator[str]:
    """How often each rule found something, a line each."""
    width = max(len(str(each.count)) for each in counts)
    for each in counts:
        fixable = f"  ({each.fixable} with a fix)" if each.fixable else ""
        yield f"{each.count:>{width}}  {each.rule}{fixable}"
