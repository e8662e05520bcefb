"""Comments that switch rules off: `# daprls: ignore[rule, …] reason`, or `ignore-file[rule, …]`.

A comment behind something counts for its own line, one on a line of its own for the next line that
is no comment. A finding in a text that spans lines heeds the line where the text begins, too. What
a comment keeps from being shown is decided by the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from daprls.model.source_file import SourceFile
from daprls.syntax.cursor import locate
from daprls.text import Span

_IGNORE = re.compile(
    r"#[ \t]*daprls:[ \t]*ignore(?P<file>-file)?[ \t]*\[(?P<rules>[^\]\r\n]*)\](?P<reason>[^\r\n]*)"
)
RULE_NAME = re.compile(r"[^\s,]+")
"""What stands between the commas of an ignore comment."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """One rule that a comment switches off."""

    rule: str
    span: Span
    """Where the comment names the rule."""
    comment: Span
    line: int | None
    """The line that it counts for; `None`: the whole file."""
    reason: str = ""


def ignores(file: SourceFile) -> tuple[Ignore, ...]:
    """Every rule that comments of the file switch off, in order."""
    return tuple(_ignores(file)) if "daprls:" in file.text else ()


def _ignores(file: SourceFile) -> Iterator[Ignore]:
    for match in _IGNORE.finditer(file.text):
        if not locate(file.tree, match.start() + 1).in_comment:
            continue
        line = None if match["file"] else _line(file, match.start())
        start = match.start("rules")
        for rule in RULE_NAME.finditer(match["rules"]):
            yield Ignore(
                rule[0],
                Span(start + rule.start(), start + rule.end()),
                Span(*match.span()),
                line,
                match["reason"].strip(),
            )


def lines_of(file: SourceFile, span: Span) -> frozenset[int]:
    """The lines for which a comment counts that switches a finding at `span` off.

    It is the one where the finding begins. A text that spans lines takes no comment, so that there
    it may as well be the one where the text begins.
    """
    line = file.lines.line_at(span.start)
    node = locate(file.tree, span.start).node
    first = file.lines.line_at(node.span.start) if node is not None else line
    return frozenset((first, line)) if first < line else frozenset((line,))


def _line(file: SourceFile, comment: int) -> int:
    """The line that a comment beginning at `comment` counts for."""
    line = file.lines.line_at(comment)
    if file.text[file.lines.starts[line] : comment].strip():
        return line
    last = len(file.lines.starts) - 1
    while line < last and file.lines.span(line).of(file.text).lstrip()[:1] in ("", "#"):
        line += 1
    return line
