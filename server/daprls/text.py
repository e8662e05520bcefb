"""Places in a text and changes to it. Everything here counts code points.

There are no lines, columns or encodings below the doors: a place is an offset, a stretch is a
`Span`. `LineIndex` only says where lines begin; turning an offset into a line and a character of
some encoding is the work of `daprls.positions`.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from daprls.records import record

_LINE_BREAK = re.compile(r"\r\n|\n|\r")


@record(order=True)
class Span:
    """A half-open stretch `start <= offset < end` of code points in one text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def touches(self, offset: int) -> bool:
        """Whether a caret at `offset` stands in or at either edge of the span."""
        return self.start <= offset <= self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point, or are the same empty place."""
        return self == other or (self.start < other.end and other.start < self.end)

    def cover(self, other: Span) -> Span:
        """The smallest span that holds both."""
        return Span(min(self.start, other.start), max(self.end, other.end))

    def of(self, text: str) -> str:
        """The part of `text` that the span names."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A span in the file whose key is `path` (see `SourceFile.path`)."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Replaces `span` of the file `path` by `new_text`.

    `select` is a span inside `new_text` that the author is expected to fill in: an editor that
    can, puts the caret there.
    """

    path: str
    span: Span
    new_text: str
    select: Span | None = None


@dataclass(frozen=True, slots=True)
class CreateFile:
    """Creates the file `path` with `text`; the file must not exist."""

    path: str
    text: str


Edit = TextEdit | CreateFile


class OverlappingEditsError(ValueError):
    """Two edits of one file touch the same code points."""


def apply(text: str, edits: Iterable[TextEdit]) -> str:
    """`text` after all `edits`, whose spans refer to `text` as it was before any of them.

    Insertions at one offset keep the order in which they are given.

    Raises:
        OverlappingEditsError: two edits overlap, or one lies outside the text.

    """
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < done or edit.span.end > len(text):
            raise OverlappingEditsError(f"edit at {edit.span} overlaps one before it")
        parts.append(text[done : edit.span.start])
        parts.append(edit.new_text)
        done = edit.span.end
    parts.append(text[done:])
    return "".join(parts)


def changed(text: str, span: Span, edits: Iterable[TextEdit]) -> str:
    """What stands in a stretch of `text` after those of the `edits` that lie in it."""
    inside = (
        replace(edit, span=Span(edit.span.start - span.start, edit.span.end - span.start))
        for edit in edits
        if span.contains(edit.span)
    )
    return apply(span.of(text), inside)


def filled(text: str, spans: Iterable[Span], fill: Callable[[str], str]) -> str:
    """`text` with what `fill` makes of each stretch in its place; spans that overlap count once."""
    parts: list[str] = []
    done = 0
    for span in sorted(spans):
        start = max(span.start, done)
        if start < span.end:
            parts += (text[done:start], fill(text[start : span.end]))
            done = span.end
    parts.append(text[done:])
    return "".join(parts)


@dataclass(frozen=True)
class LineIndex:
    r"""Where the lines of a text begin; only `\n`, `\r\n` and a lone `\r` end a line, as in LSP."""

    text: str

    @cached_property
    def starts(self) -> Sequence[int]:
        """The offset of the first code point of each line; line 0 starts at 0."""
        return [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]

    def line_at(self, offset: int) -> int:
        """The number of the line (from 0) that `offset` stands on; offsets outside are clamped."""
        return bisect.bisect_right(self.starts, max(0, min(offset, len(self.text)))) - 1

    def span(self, line: int) -> Span:
        """The line's text without its line break."""
        whole = self.span_with_break(line)
        end = whole.end
        while end > whole.start and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(whole.start, end)

    def span_with_break(self, line: int) -> Span:
        """The line's text with its line break, so that removing it removes the line."""
        starts = self.starts
        end = starts[line + 1] if line + 1 < len(starts) else len(self.text)
        return Span(starts[line], end)
