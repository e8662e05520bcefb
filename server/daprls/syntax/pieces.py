"""A map of a document cut into its entries as they are written, to be laid out elsewhere.

Lines move whole, with the comments above and beside them; only their indentation changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from daprls.syntax.stretches import before_properties, end_of, line_end, line_start
from daprls.syntax.tree import Document, Entry, Mapping
from daprls.text import Span, TextEdit, changed

_BREAK = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry: its lines, without the indentation of its map and without breaks."""

    entry: Entry
    lead: tuple[str, ...]
    """The comments and blank lines above it."""
    lines: tuple[str, ...]


def pieces(
    text: str, mapping: Mapping, begin: int, edits: Sequence[TextEdit] = ()
) -> tuple[Piece, ...]:
    """The entries of a map, in order, changed by those of the `edits` that lie within them.

    What stands between `begin` and the first entry is that entry's lead. Entries between brackets
    have no leads.
    """
    if mapping.flow:
        return tuple(_between_brackets(text, entry, edits) for entry in mapping.entries)
    found: list[Piece] = []
    for entry in mapping.entries:
        start = line_start(text, before_properties(text, entry.key.span.start))
        end = line_end(text, max(entry.span.end, end_of(text, entry.value)))
        column = before_properties(text, entry.key.span.start) - start
        own = changed(text, Span(start, end), edits)
        lead = split(text[begin:start])
        found.append(
            Piece(
                entry,
                tuple(_dedented(line, column) for line in lead),
                tuple(_dedented(line, column) for line in _BREAK.split(own)),
            )
        )
        begin = _behind_break(text, end)
    return tuple(found)


def tail(text: str, document: Document, mapping: Mapping) -> tuple[str, ...]:
    """What stands behind the last entry of a document's outermost map."""
    last = mapping if mapping.flow or not mapping.entries else mapping.entries[-1].value
    end = _behind_break(text, line_end(text, end_of(text, last)))
    return split(text[end : max(end, document.span.end)])


def split(text: str) -> tuple[str, ...]:
    """The lines of a text; a break at its end begins no line."""
    lines = _BREAK.split(text)
    return tuple(lines[:-1] if not lines[-1].strip() else lines)


def indented(lines: Iterable[str], width: int) -> tuple[str, ...]:
    """The lines, all that hold something this much further to the right."""
    return tuple(" " * width + line if line else line for line in lines)


def _between_brackets(text: str, entry: Entry, edits: Sequence[TextEdit]) -> Piece:
    start = before_properties(text, entry.key.span.start)
    first, *rest = _BREAK.split(changed(text, Span(start, entry.span.end), edits))
    # Outside the brackets a line that goes on has to stand further to the right than its key.
    return Piece(entry, (), (first, *(f"  {line.lstrip(' ')}" for line in rest)))


def _dedented(line: str, width: int) -> str:
    return line[min(width, len(line) - len(line.lstrip(" "))) :]


def _behind_break(text: str, end: int) -> int:
    match = _BREAK.match(text, end)
    return match.end() if match is not None else end
