"""Items of `name` and `value` made of settings that were written in another shape.

Values are moved and never written anew, but for one that stood in one text with its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.syntax.rewrite import quote
from daprls.syntax.stretches import indent_of, line_start, newline
from daprls.syntax.tree import Entry, Mapping, Node, Scalar, Sequence, Style
from daprls.text import LineIndex, Span, TextEdit

_PAIR = re.compile(r"(?P<name>[A-Za-z][\w.-]*)(?:[ \t]*=[ \t]*|:[ \t]+)(?P<value>.*\S)")
_WORD = re.compile(r"[A-Za-z][\w.-]*")
_SOURCES = frozenset({"name", "value", "secretRef", "secretKeyRef", "envRef"})


def is_plain_pair(text: str, entry: Entry) -> bool:
    """Whether a key is a word before its colon; behind a `?` it may be anything, a map even."""
    key = entry.key
    if text[: key.span.start].rstrip(" ").endswith("?") or "\n" in key.raw:
        return False
    return not key.is_plain or not (key.raw.startswith(("[", "{")) or ": " in key.raw)


def item_of_pair(path: str, text: str, mapping: Mapping, entry: Entry) -> TextEdit:
    """Spells out `timeout: 5s`, the one pair of a list item."""
    key = entry.key
    between = ", " if mapping.flow else newline(text) + indent_of(text, key.span.start)
    return TextEdit(path, key.span, f"name: {key.raw}{between}value")


def items_of_pairs(path: str, text: str, dash: int, mapping: Mapping) -> tuple[TextEdit, ...]:
    """Makes an item each of the pairs that are one item of a list; empty where that is not safe.

    `dash` is the offset of the item's own `-`.
    """
    indent = indent_of(text, dash)
    edits: list[TextEdit] = []
    for number, entry in enumerate(mapping.entries):
        key, value = entry.key, entry.value
        if not isinstance(value, Scalar) or "\n" in value.raw or mapping.flow or value.anchor:
            return ()
        start = key.span.start
        if number:
            start = line_start(text, start) + len(indent)
            if text[start : key.span.start].strip(" ") or start >= key.span.start:
                return ()
        marker = "- " if number else ""
        width = indent + " " * (2 if number else key.span.start - dash)
        new = f"{marker}name: {key.raw}{newline(text)}{width}value"
        edits.append(TextEdit(path, Span(start, key.span.end), new))
    return tuple(edits)


def is_nested(node: Node) -> bool:
    """Whether a map under a setting's name holds what belongs beside it."""
    return isinstance(node, Mapping) and {each.key.text for each in node.entries} <= _SOURCES


def item_of_nested(path: str, text: str, mapping: Mapping, entry: Entry) -> tuple[TextEdit, ...]:
    """Spells out `timeout:` with `value: 5s` below it; empty where that is not safe.

    `entry` is all that the item holds.
    """
    key, nested = entry.key, entry.value
    if not isinstance(nested, Mapping) or not nested.entries or nested.anchor:
        return ()
    named = nested.entry("name")
    if named is not None:
        return _unwrapped(path, text, entry, nested, named)
    start, inner = key.span.start, nested.entries[0].key.span.start
    if nested.flow:
        opening = "" if mapping.flow else "{"
        edits = [TextEdit(path, Span(start, inner), f"{opening}name: {key.raw}, ")]
        if mapping.flow:
            edits.append(TextEdit(path, Span(nested.span.end - 1, nested.span.end), ""))
        return tuple(edits)
    colon = text.find(":", key.span.end)
    edits = [TextEdit(path, Span(start, colon + 1), f"name: {key.raw}")]
    shift = len(indent_of(text, inner)) - len(indent_of(text, start))
    return (*edits, *_dedented(path, text, Span(inner, nested.span.end), shift))


def _unwrapped(
    path: str, text: str, entry: Entry, nested: Mapping, named: Entry
) -> tuple[TextEdit, ...]:
    """Takes away a name above a map that has that very name itself."""
    start, inner = entry.key.span.start, nested.entries[0].key.span.start
    is_same = isinstance(named.value, Scalar) and named.value.text == entry.key.text
    if not is_same or nested.flow or "#" in text[start:inner]:
        return ()
    shift = len(indent_of(text, inner)) - len(indent_of(text, start))
    below = list(_dedented(path, text, Span(inner, nested.span.end), shift))
    return (TextEdit(path, Span(start, inner), ""), *below[1:])


def _dedented(path: str, text: str, span: Span, shift: int) -> Iterator[TextEdit]:
    """The lines of a span that much further to the left."""
    lines = LineIndex(text)
    for number in range(lines.line_at(span.start), lines.line_at(span.end) + 1):
        line = lines.span(number)
        content = line.of(text)
        blank = min(shift, len(content) - len(content.lstrip(" ")))
        if content.strip() and blank:
            yield TextEdit(path, Span(line.start, line.start + blank), "")


def name_and_value(node: Node) -> tuple[str, str | None] | None:
    """What an item that is no map says: a name alone, or with its value.

    Read are `name`, `name=value`, `"name: value"` and `[name, value]`.
    """
    if isinstance(node, Sequence):
        parts = [each.text for each in node.items if isinstance(each, Scalar)]
        is_pair = len(parts) == len(node.items) == 2 and _WORD.fullmatch(parts[0]) is not None
        return (parts[0], parts[1]) if is_pair else None
    if not isinstance(node, Scalar) or "\n" in node.raw:
        return None
    if _WORD.fullmatch(node.text):
        return node.text, None
    pair = _PAIR.fullmatch(node.text)
    return (pair["name"], pair["value"]) if pair is not None else None


def item_of_text(
    path: str, text: str, node: Node, name: str, value: str, *, flow: bool
) -> TextEdit:
    """Puts `name` and `value` in the place of an item that is no map."""
    named, quoted = f"name: {quote(name)}", f"value: {quote(value, style=Style.DOUBLE)}"
    if flow:
        return TextEdit(path, node.span, f"{{{named}, {quoted}}}")
    below = newline(text) + indent_of(text, node.span.start)
    return TextEdit(path, node.span, f"{named}{below}{quoted}")
