"""Edits of a text by the nodes of its tree; every code point that an edit does not name stays.

Removing takes whole lines, with the comments on them and between them. A comment above, on a line
of its own, stays: whether it speaks of what is removed or of all that follows, only its author
knows. New lines have the file's line break and the indentation of their neighbours. What removes
returns `None` where it would take an anchor that an alias elsewhere needs.
"""

from __future__ import annotations

import re

from daprls.syntax import stretches
from daprls.syntax.tree import Alias, Entry, Mapping, Missing, Node, Scalar, Sequence, resolve, walk
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
    "remove_entry",
    "remove_item",
    "rename_key",
    "replace_scalar",
    "set_value",
]

_BREAK = re.compile(r"\r\n|\n|\r")


def replace_scalar(path: str, scalar: Scalar, text: str) -> TextEdit:
    """Makes `scalar` say `text`, in its own quotes where they can hold it."""
    source = quote(text, scalar)
    # After an anchor or a tag without a value there is no blank yet.
    return TextEdit(path, scalar.span, source if scalar.raw else " " + source)


def rename_key(path: str, entry: Entry, key: str) -> TextEdit:
    """Gives an entry another key."""
    return replace_scalar(path, entry.key, key)


def remove_entry(
    path: str, text: str, root: Node, mapping: Mapping, entry: Entry, *, prune: bool = False
) -> TextEdit | None:
    """Takes `entry` out of `mapping`; `root` is the root of their document.

    With `prune`, a collection that would be left empty goes with what holds it, and so on upwards;
    without, its key or its dash stays, and so do its brackets. The pair in `[a: b]` has none of its
    own and goes as the item that it is.
    """
    if len(mapping.entries) == 1 and (prune or stretches.is_bare_pair(text, mapping)):
        pruned = _remove_holder(path, text, root, mapping, prune=prune)
        if pruned is not None:
            return pruned
    index = _index(mapping.entries, entry)
    starts = [stretches.before_properties(text, one.key.span.start) for one in mapping.entries]
    end = stretches.end_of(text, entry.value)
    parts = [Span(at, one.span.end) for at, one in zip(starts, mapping.entries, strict=True)]
    if mapping.flow:
        span = stretches.between_brackets(text, mapping.span, parts, index)
    else:
        span = _lines_of(text, parts, index, end)
    return _removal(path, root, span)


def remove_item(
    path: str, text: str, root: Node, sequence: Sequence, item: Node, *, prune: bool = False
) -> TextEdit | None:
    """Takes `item` out of `sequence`; `root` and `prune` are those of `remove_entry`."""
    if prune and len(sequence.items) == 1:
        pruned = _remove_holder(path, text, root, sequence, prune=True)
        if pruned is not None:
            return pruned
    index = _index(sequence.items, item)
    parts = _parts(text, sequence)
    if sequence.flow:
        span = stretches.between_brackets(text, sequence.span, parts, index)
    else:
        span = _lines_of(text, parts, index, stretches.end_of(text, item))
    return _removal(path, root, span)


def append_item(path: str, text: str, sequence: Sequence, draft: Draft) -> TextEdit:
    """Adds an item at the end of a sequence."""
    return insert_item(path, text, sequence, len(sequence.items), draft)


def insert_item(path: str, text: str, sequence: Sequence, index: int, draft: Draft) -> TextEdit:
    """Adds an item so that it becomes number `index` of the sequence."""
    count = len(sequence.items)
    index = max(0, min(index, count))
    parts = _parts(text, sequence)
    if sequence.flow:
        source = flow_text(draft)
        span, new = stretches.place_in_brackets(text, sequence.span, parts, index, source)
        return TextEdit(path, span, new)
    neighbour = min(index, count - 1)
    dash = sequence.dashes[neighbour]
    indent = stretches.indent_of(text, dash)
    gap = text[dash + 1 : sequence.items[neighbour].span.start]
    gap = " " if gap.strip(" ") or not gap else gap
    first, *rest = block_lines(draft)
    lines = [f"-{gap}{first}", *(" " + " " * len(gap) + line for line in rest)]
    if index == count:
        span, new = stretches.lines_after(text, sequence.items[-1], indent, lines)
    else:
        span, new = stretches.lines_before(text, dash, indent, lines)
    return TextEdit(path, span, new)


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
        index = _index(entries, before)
    elif after is not None:
        index = _index(entries, after) + 1
    starts = [stretches.before_properties(text, entry.key.span.start) for entry in entries]
    if mapping.flow:
        source = f"{quote(key)}: {flow_text(draft)}".rstrip()
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
    source = draft if isinstance(draft, str) and not mapping.flow else flow_text(draft)
    if isinstance(value, Missing):
        lead = " " if text[value.span.start - 1 : value.span.start] == ":" else ": "
        return TextEdit(path, value.span, lead + source)
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


def _parts(text: str, sequence: Sequence) -> list[Span]:
    """Each item with the dash or the anchor and tag before it."""
    starts = sequence.dashes or [
        stretches.before_properties(text, item.span.start) for item in sequence.items
    ]
    ends = stretches.ends(sequence.items)
    return [Span(start, max(start, end)) for start, end in zip(starts, ends, strict=True)]


def _lines_of(text: str, parts: list[Span], index: int, end: int) -> Span:
    start = parts[index].start
    if text[stretches.line_start(text, start) : start].strip(" \t") not in ("", "?"):
        return stretches.behind_dash(text, parts, index, end)
    return stretches.whole_lines(text, Span(start, end))


def _removal(path: str, root: Node, span: Span) -> TextEdit | None:
    """The removal of `span`, unless an alias outside it stands for something within."""
    for node in walk(root):
        if isinstance(node, Alias) and not span.contains(node.span):
            target = resolve(node)
            if target is not None and span.contains(target.span):
                return None
    return TextEdit(path, span, "")


def _remove_holder(
    path: str, text: str, root: Node, collection: Mapping | Sequence, *, prune: bool
) -> TextEdit | None:
    """The removal of what holds `collection`; `None` where it is the document's root."""
    for node in walk(root):
        if isinstance(node, Mapping):
            for entry in node.entries:
                if entry.value is collection:
                    return remove_entry(path, text, root, node, entry, prune=prune)
        elif isinstance(node, Sequence) and any(item is collection for item in node.items):
            return remove_item(path, text, root, node, collection, prune=prune)
    return None


def _index(parts: tuple[Entry, ...] | tuple[Node, ...], wanted: Entry | Node) -> int:
    """Which of the parts is the very one wanted; `ValueError` where a caller mixes two trees."""
    for index, part in enumerate(parts):
        if part is wanted:
            return index
    raise ValueError("the node is not part of this collection")


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
