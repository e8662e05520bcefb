r"""Offsets to line and character, and back, in the encodings that editors count in.

Four ways to count meet here and nowhere else: code points (all code below the doors), UTF-16 code
units (LSP's default, JSON output, SARIF), UTF-8 bytes and UTF-32 code units (what some editors
ask for). Lines count from 0 and end at `\n`, `\r\n` or a lone `\r` only.
"""

from __future__ import annotations

from enum import Enum

from daprls.text import LineIndex, Span


class Encoding(Enum):
    """What a `character` counts."""

    UTF_8 = "utf-8"
    UTF_16 = "utf-16"
    UTF_32 = "utf-32"

    def units(self, text: str) -> int:
        """The length of `text` in this encoding's units."""
        if self is Encoding.UTF_32 or text.isascii():
            return len(text)
        if self is Encoding.UTF_16:
            return len(text) + sum(sign > "\uffff" for sign in text)
        return len(text.encode("utf-8", "surrogatepass"))

    def code_points(self, text: str, units: int) -> int:
        """How many code points of `text` lie wholly within its first `units` units."""
        if self is Encoding.UTF_32 or text.isascii():
            return max(0, min(units, len(text)))
        counted = 0
        for index, sign in enumerate(text):
            counted += self.units(sign)
            if counted > units:
                return index
        return len(text)


def position(lines: LineIndex, offset: int, encoding: Encoding) -> tuple[int, int]:
    """The line and character of `offset`; an offset outside the text is clamped."""
    line = lines.line_at(offset)
    start = lines.starts[line]
    return line, encoding.units(lines.text[start : max(start, min(offset, len(lines.text)))])


def offset(lines: LineIndex, line: int, character: int, encoding: Encoding) -> int:
    """The offset of a line and character.

    A character past the line's end means its end, a line past the last means the text's end, as
    LSP has it.
    """
    if line < 0:
        return 0
    if line >= len(lines.starts):
        return len(lines.text)
    span = lines.span(line)
    return span.start + encoding.code_points(span.of(lines.text), max(0, character))


def range_of(
    lines: LineIndex, span: Span, encoding: Encoding
) -> tuple[tuple[int, int], tuple[int, int]]:
    """The positions of a span's start and end."""
    return position(lines, span.start, encoding), position(lines, span.end, encoding)
