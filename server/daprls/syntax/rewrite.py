"""Edits of a text by the nodes of its tree; every code point that an edit does not name stays.

New lines have the file's line break and the indentation of their neighbours. How something is
taken out is told in `daprls.syntax.removal`; what removes returns `None` where it would take an
anchor that an alias elsewhere needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from daprls.syntax import stretches
from daprls.syntax.removal import (
    is_free,
    parts_of,
    position,
    remove_entries,
    remove_entry,
    remove_item,
    remove_items,
)
from daprls.syntax.tree import Alias, Entry, Mapping, Missing, Node, Scalar, Sequence, Style, walk
from daprls.syntax.writing import Draft, block_lines, flow_text, is_plain, quote
from daprls.text import Span, TextEdit

__all__ = [
    "Draft",
    "append_item",
    "insert_entry",
    "insert_item",
    "is_plain",
    "move_entry",
    "quote",
    "remove_entries",
    "remove_entry",
    "remove_item",
    "remove_items",
    "rename_key",
    "replace_entry",
    "replace_item",
    "replace_scalar",
    "set_value",
]

_KEY_MARK = re.compile(r"\?[ \t]+\Z")
_BREAK = re.compile(r"\r\n|\n|\r")


def replace_scalar(path: str, scalar: Scalar, text: str) -> TextEdit:
    """Makes `scalar` say `text`, in its own quotes where they can hold it."""
    source = quote(text, scalar)
    # After an anchor or a tag without a value there is no blank yet.
    return TextEdit(path, scalar.span, source if scalar.raw else " " + source)


def rename_key(path: str, entry: Entry, key: str) -> TextEdit:
    """Gives an entry another key."""
    return replace_scalar(path, entry.key, key)


def append_item(path: str, text: str, sequence: Sequence, draft: Draft) -> TextEdit:
    """Adds an item at the end of a sequence."""
    return insert_item(path, text, sequence, len(sequence.items), draft)


def insert_item(path: str, text: str, sequence: Sequence, index: int, draft: Draft) -> TextEdit:
    """Adds an item so that it becomes number `index` of the sequence."""
    count = len(sequence.items)
    index = max(0, min(index, count))
    parts = parts_of(text, sequence)
    if sequence.flow:
        source = flow_text(draft, json=_is_json(sequence))
        span, new = stretches.place_in_brackets(text, sequence.span, parts, index, source)
        return TextEdit(path, span, new)
    neighbour = min(index, count - 1)
    dash = sequence.dashes[neighbour]
    indent = stretches.indent_of(text, dash)
    lines = _item_lines(text, dash, sequence.items[neighbour], draft)
    if index == count:
        span, new = stretches.lines_after(text, sequence.items[-1], indent, lines)
    else:
        span, new = stretches.lines_before(text, dash, indent, lines)
    return TextEdit(path, span, new)


def replace_item(
    path: str, text: str, root: Node, sequence: Sequence, item: Node, drafts: Iterable[Draft]
) -> TextEdit | None:
    """Puts one or more items in the place of `item`, whose comments go with it."""
    part = parts_of(text, sequence)[position(sequence.items, item)]
    if sequence.flow:
        json = _is_json(sequence)
        span, new = part, ", ".join(flow_text(draft, json=json) for draft in drafts)
    else:
        indent = stretches.newline(text) + stretches.indent_of(text, part.start)
        lines = (line for draft in drafts for line in _item_lines(text, part.start, item, draft))
        span = Span(part.start, stretches.line_end(text, stretches.end_of(text, item)))
        new = indent.join(lines)
    return TextEdit(path, span, new) if is_free(root, (span,)) else None


def replace_entry(
    path: str, text: str, root: Node, mapping: Mapping, entry: Entry, key: str, value: str
) -> TextEdit | None:
    """Puts an entry with a scalar (YAML source) in the place of `entry`; a comment beside stays."""
    start = stretches.before_properties(text, entry.key.span.start)
    mark = _KEY_MARK.search(text, stretches.line_start(text, start), start)
    start = mark.start() if mark is not None else start
    end = max(entry.span.end, _behind_colon(text, entry))
    beside = ""
    if not mapping.flow and isinstance(entry.value, Mapping | Sequence) and not entry.value.flow:
        beside, _ = _comment_beside(text, _behind_colon(text, entry), entry.value)
    source = flow_text(value, json=_is_json(mapping)) if mapping.flow else value
    span = Span(start, end)
    new = f"{_key(key, mapping)}: {source}{beside}"
    return TextEdit(path, span, new) if is_free(root, (span,)) else None


def insert_entry(
    path: str,
    text: str,
    mapping: Mapping,
    key: str,
    draft: Draft,
    *,
    after: Entry | None = None,
    before: Entry | None = None,
) -> TextEdit:
    """Adds an entry after or before a neighbour, or else at the end of a mapping."""
    entries = mapping.entries
    index = len(entries)
    if before is not None:
        index = position(entries, before)
    elif after is not None:
        index = position(entries, after) + 1
    starts = [stretches.before_properties(text, entry.key.span.start) for entry in entries]
    if mapping.flow:
        value = flow_text(draft, json=_is_json(mapping))
        source = f"{_key(key, mapping)}: {value}".rstrip()
        parts = [Span(at, entry.span.end) for at, entry in zip(starts, entries, strict=True)]
        span, new = stretches.place_in_brackets(text, mapping.span, parts, index, source)
        return TextEdit(path, span, new)
    indent = stretches.indent_of(text, starts[0])
    lines = block_lines({key: draft})
    if index > 0:
        span, new = stretches.lines_after(text, entries[index - 1].value, indent, lines)
    else:
        span, new = stretches.lines_before(text, starts[0], indent, lines)
    return TextEdit(path, span, new)


def set_value(path: str, text: str, mapping: Mapping, entry: Entry, draft: Draft) -> TextEdit:
    """Gives an entry of `mapping` another value, a scalar or a collection.

    A comment on the line of the key stays there. Anchor and tag stay with a scalar and go with a
    collection.
    """
    value = entry.value
    colon = _behind_colon(text, entry)
    inline = isinstance(draft, str) or not draft or mapping.flow
    if not inline:
        indent = stretches.indent_of(text, entry.key.span.start) + "  "
        lines = (stretches.newline(text) + indent + line for line in block_lines(draft))
        comment, end = _comment_beside(text, colon, value)
        return TextEdit(path, Span(colon, end), comment + "".join(lines))
    if isinstance(draft, str) and not mapping.flow:
        source = draft
    else:
        source = flow_text(draft, json=_is_json(mapping))
    if isinstance(value, Missing):
        lead = " " if text[value.span.start - 1 : value.span.start] == ":" else ": "
        return TextEdit(path, stretches.with_blanks(text, value.span), lead + source)
    if isinstance(value, Scalar | Alias) or value.flow:
        return TextEdit(path, value.span, source if len(value.span) else " " + source)
    comment, end = _comment_beside(text, colon, value)
    return TextEdit(path, Span(colon, end), f" {source}{comment}")


def move_entry(
    path: str, text: str, root: Node, mapping: Mapping, entry: Entry, to: Mapping
) -> tuple[TextEdit, ...] | None:
    """Takes an entry out of `mapping` and puts it, as it is written, at the end of `to`.

    `None` also where it cannot stand there: between brackets, or within itself.
    """
    if to.flow or entry.value.span.contains(to.span):
        return None
    removal = remove_entry(path, text, root, mapping, entry)
    if removal is None:
        return None
    start = stretches.before_properties(text, entry.key.span.start)
    end = stretches.end_of(text, entry.value)
    old = len(stretches.indent_of(text, start))
    first, *rest = _BREAK.split(
        text[start : end if mapping.flow else stretches.line_end(text, end)]
    )
    lines = [first, *(line[min(old, len(line) - len(line.lstrip(" \t"))) :] for line in rest)]
    column = stretches.before_properties(text, to.entries[0].key.span.start)
    indent = stretches.indent_of(text, column)
    span, new = stretches.lines_after(text, to.entries[-1].value, indent, lines)
    if not removal.span.touches(span.start):
        return removal, TextEdit(path, span, new)
    # The entry is the last line of `to` already, only deeper.
    new = new.removeprefix(stretches.newline(text))
    if removal.span.of(text).endswith(("\r", "\n")):
        new += stretches.newline(text)
    return (TextEdit(path, removal.span, new),)


def _is_json(collection: Mapping | Sequence) -> bool:
    """Whether keys within the brackets are quoted as JSON demands."""
    if not collection.flow:
        return False
    keys = (
        entry.key
        for each in walk(collection)
        if isinstance(each, Mapping)
        for entry in each.entries
    )
    return next((key.style is Style.DOUBLE for key in keys), False)


def _key(key: str, mapping: Mapping) -> str:
    return quote(key, style=Style.DOUBLE if _is_json(mapping) else None)


def _item_lines(text: str, dash: int, like: Node, draft: Draft) -> list[str]:
    """The lines of a new item of a block sequence, in the style of `like` behind its `dash`."""
    gap = text[dash + 1 : like.span.start]
    gap = " " if gap.strip(" ") or not gap else gap
    if isinstance(like, Mapping) and like.flow and not isinstance(draft, str):
        return [f"-{gap}{flow_text(draft, json=_is_json(like))}"]
    first, *rest = block_lines(draft)
    return [f"-{gap}{first}", *(f" {gap}{line}" for line in rest)]


def _behind_colon(text: str, entry: Entry) -> int:
    """Right behind the `:` of an entry, or behind its key where it has none."""
    colon = re.compile(r"\s*:").match(text, entry.key.span.end)
    return colon.end() if colon is not None else entry.key.span.end


def _comment_beside(text: str, colon: int, value: Node) -> tuple[str, int]:
    """The comment on the line of a key with the blanks before it, and where its value ends."""
    end = max(colon, stretches.end_of(text, value))
    if not isinstance(value, Mapping | Sequence) or value.flow:
        # The comment stands behind the value, or where one would be.
        line = stretches.line_end(text, end)
        return text[end:line].rstrip(), line
    line = stretches.line_end(text, colon)
    beside = text[colon:line].rstrip()
    return (beside if beside.lstrip().startswith("#") else ""), end
