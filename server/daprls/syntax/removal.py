"""Entries and items out of a text, with the lines that they stand on.

Removing takes whole lines, with the comments on them and between them. A comment above, on a line
of its own, stays: whether it speaks of what is removed or of all that follows, only its author
knows. Everything here returns `None` where it would take an anchor that an alias elsewhere needs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Row
from itertools import chain

from daprls.syntax import stretches
from daprls.syntax.tree import Alias, Entry, Mapping, Node, Sequence, resolve, walk
from daprls.text import Span, TextEdit


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
    removals = remove_entries(path, text, root, mapping, (entry,))
    return removals[0] if removals else None


def remove_item(
    path: str, text: str, root: Node, sequence: Sequence, item: Node, *, prune: bool = False
) -> TextEdit | None:
    """Takes `item` out of `sequence`; `root` and `prune` are those of `remove_entry`."""
    if prune and len(sequence.items) == 1:
        pruned = _remove_holder(path, text, root, sequence, prune=True)
        if pruned is not None:
            return pruned
    removals = remove_items(path, text, root, sequence, (item,))
    return removals[0] if removals else None


def remove_entries(
    path: str, text: str, root: Node, mapping: Mapping, entries: Iterable[Entry]
) -> tuple[TextEdit, ...] | None:
    """Takes several entries out of `mapping`, by edits that do not overlap."""
    indices = {position(mapping.entries, entry) for entry in entries}
    return _removals(path, text, root, list(_spans(text, mapping, indices)))


def remove_items(
    path: str, text: str, root: Node, sequence: Sequence, items: Iterable[Node]
) -> tuple[TextEdit, ...] | None:
    """Takes several items out of `sequence`, by edits that do not overlap."""
    indices = {position(sequence.items, item) for item in items}
    return _removals(path, text, root, list(_spans(text, sequence, indices)))


def is_free(root: Node, spans: Row[Span]) -> bool:
    """Whether no alias outside the spans stands for something that begins within one of them."""
    for node in walk(root):
        if isinstance(node, Alias) and not any(span.contains(node.span) for span in spans):
            target = resolve(node)
            if target is not None and any(span.contains(target.span) for span in spans):
                return False
    return True


def parts_of(text: str, sequence: Sequence) -> list[Span]:
    """Each item with the dash or the anchor and tag before it."""
    return [_part(text, sequence, index) for index in range(len(sequence.items))]


def _part(text: str, collection: Mapping | Sequence, index: int) -> Span:
    """One entry or item with what stands before it and is its own."""
    if isinstance(collection, Mapping):
        entry = collection.entries[index]
        return Span(stretches.before_properties(text, entry.key.span.start), entry.span.end)
    span = collection.items[index].span
    if collection.dashes:
        start = collection.dashes[index]
    else:
        start = stretches.before_properties(text, span.start)
    return Span(start, max(start, span.end))


def position(parts: tuple[Entry, ...] | tuple[Node, ...], wanted: Entry | Node) -> int:
    """Which of the parts is the very one wanted; `ValueError` where a caller mixes two trees."""
    # Parts stand in the order of the text, so a list of thousands need not be searched for each.
    near = bisect_left(parts, wanted.span.start, key=lambda part: part.span.start)
    for index in chain(range(near, len(parts)), range(near)):
        if parts[index] is wanted:
            return index
    raise ValueError("the node is not part of this collection")


def _spans(text: str, collection: Mapping | Sequence, indices: set[int]) -> Iterator[Span]:
    for first, last in _runs(indices):
        start = _part(text, collection, first)
        behind_dash = first == 0 and not stretches.begins_line(text, start.start)
        if not collection.flow and not behind_dash:
            for index in range(first, last + 1):
                end = stretches.end_of(text, _value(collection, index))
                span = Span(_part(text, collection, index).start, end)
                yield stretches.whole_lines(text, span)
            continue
        # Neighbours share a comma or a dash, so they go as one; others than the next do not matter.
        before = [_part(text, collection, first - 1)] if first else []
        behind = [_part(text, collection, last + 1)] if last + 1 < _size(collection) else []
        parts = [*before, start.cover(_part(text, collection, last)), *behind]
        if collection.flow:
            yield stretches.between_brackets(text, collection.span, parts, len(before))
        else:
            end = stretches.end_of(text, _value(collection, last))
            yield stretches.behind_dash(text, parts, len(before), end)


def _value(collection: Mapping | Sequence, index: int) -> Node:
    if isinstance(collection, Mapping):
        return collection.entries[index].value
    return collection.items[index]


def _size(collection: Mapping | Sequence) -> int:
    return len(collection.entries if isinstance(collection, Mapping) else collection.items)


def _runs(indices: set[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of each row of neighbours."""
    for first in sorted(indices):
        if first - 1 not in indices:
            last = first
            while last + 1 in indices:
                last += 1
            yield first, last


def _removals(path: str, text: str, root: Node, spans: list[Span]) -> tuple[TextEdit, ...] | None:
    # Without a `*` there is no alias, and no need to walk through the document for each removal.
    if "*" in text and not is_free(root, spans):
        return None
    return tuple(TextEdit(path, span, "") for span in spans)


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
