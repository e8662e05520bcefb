"""Makes lists of what was written where a list belongs: a map, a word, items that lack a blank.

Lines are moved and marked, never written anew, so that comments and quoting stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from daprls.syntax.parser import parse
from daprls.syntax.rewrite import set_value
from daprls.syntax.stretches import indent_of, line_end, line_start, newline
from daprls.syntax.tree import Entry, Mapping, Scalar
from daprls.syntax.writing import Draft, quote
from daprls.text import LineIndex, Span, TextEdit, changed

_WORDS = re.compile(r"[\w.-]+(?:[ \t]*,[ \t]*[\w.-]+)*")
_DASH = re.compile(r"(?:\A|(?<=[\r\n]))[ \t]*-(?=[^\s-])")


def items_of_pairs(
    path: str, text: str, mapping: Mapping, entry: Entry
) -> tuple[TextEdit, ...] | None:
    """Makes a list of `name` and `value` of the map of names and values under `entry`.

    `None` where a value is not written on one line.
    """
    pairs = entry.value
    if not isinstance(pairs, Mapping) or not all(_is_short(each) for each in pairs.entries):
        return None
    if pairs.flow:
        drafts: list[Draft] = [
            {"name": each.key.raw, "value": each.value.raw}
            for each in pairs.entries
            if isinstance(each.value, Scalar)
        ]
        return (set_value(path, text, mapping, entry, drafts),)
    edits: list[TextEdit] = []
    for each in pairs.entries:
        start = each.key.span.start
        below = newline(text) + indent_of(text, start)
        edits.append(TextEdit(path, each.key.span, f"- name: {each.key.raw}{below}  value"))
    return tuple(edits)


def item_of_map(path: str, text: str, pairs: Mapping) -> tuple[TextEdit, ...]:
    """Makes the map `pairs` the one item of a list."""
    if pairs.flow:
        start, end = pairs.span.start, pairs.span.end
        return TextEdit(path, Span(start, start), "["), TextEdit(path, Span(end, end), "]")
    start = pairs.entries[0].key.span.start
    rest = _lines_of(text, Span(start, pairs.span.end))
    return TextEdit(path, Span(start, start), "- "), *_shifted(path, text, rest[1:])


def items_of_dashed_keys(path: str, text: str, pairs: Mapping) -> tuple[TextEdit, ...] | None:
    """Puts a blank behind the dash of each `-name:` in the map `pairs`, the rest moving along.

    `None` where that would make something else of it.
    """
    if pairs.flow or not pairs.entries[0].key.text.startswith("-"):
        return None
    edits: list[TextEdit] = []
    for each in pairs.entries:
        start = each.key.span.start
        lines = _lines_of(text, each.span)
        if each.key.raw.startswith("-"):
            edits.append(TextEdit(path, Span(start + 1, start + 1), " "))
            lines = lines[1:]
        edits += _shifted(path, text, lines)
    return _unless_refused(text, pairs.span, edits)


def list_of_words(path: str, text: str, entry: Entry) -> tuple[TextEdit, ...] | None:
    """Makes a list of the text under `entry`: a word, words with commas, lines with a dash each.

    `None` where it is none of these.
    """
    value = entry.value
    if not isinstance(value, Scalar):
        return None
    start = value.span.start
    if value.is_plain and value.raw.startswith("-"):
        if text[line_start(text, start) : start].strip():
            return None
        marks = [start + match.end() for match in _DASH.finditer(value.raw)]
        edits = [TextEdit(path, Span(mark, mark), " ") for mark in marks]
        return _unless_refused(text, value.span, edits)
    if _WORDS.fullmatch(value.text) is None:
        return None
    words = [word.strip() for word in value.text.split(",")]
    source = value.raw if len(words) == 1 else ", ".join(quote(word) for word in words)
    return (TextEdit(path, value.span, f"[{source}]"),)


def _unless_refused(
    text: str, span: Span, edits: Iterable[TextEdit]
) -> tuple[TextEdit, ...] | None:
    """The edits of `span`, unless YAML refuses what they make: what follows a dash may mean more.

    A quote that was text begins a quoted one, and `&` or `*` is no text any more. The lines are
    looked at alone, for a file may hold thousands of such places.
    """
    edits = tuple(edits)
    lines = Span(line_start(text, span.start), span.end)
    before, after = parse(lines.of(text)), parse(changed(text, lines, edits))
    return edits if len(after.problems) <= len(before.problems) else None


def _is_short(entry: Entry) -> bool:
    value = entry.value
    return isinstance(value, Scalar) and "\n" not in value.raw and "\r" not in value.raw


def _lines_of(text: str, span: Span) -> list[Span]:
    """The lines on which `span` stands."""
    start = line_start(text, span.start)
    index = LineIndex(text[start : line_end(text, span.end)])
    lines = map(index.span, range(len(index.starts)))
    return [Span(start + line.start, start + line.end) for line in lines]


def _shifted(path: str, text: str, lines: Iterable[Span]) -> list[TextEdit]:
    return [
        TextEdit(path, Span(line.start, line.start), "  ")
        for line in lines
        if line.of(text).strip()
    ]
