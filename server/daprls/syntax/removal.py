"""Entries and items out of a text, with the lines that they stand on.

Removing takes whole lines, with the comments on them and between them. A comment above, on a line
of its own, stays: whether it speaks of what is removed or of all that follows, only its author
knows. Everything here returns `None` where it would take an anchor that an alias elsewhere needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Row

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
    values = [entry.value for entry in mapping.entries]
    starts = [stretches.before_properties(text, one.key.span.start) for one in mapping.entries]
    parts = [Span(start, one.span.end) for start, one in zip(starts, mapping.entries, strict=True)]
    indices = {position(mapping.entries, entry) for entry in entries}
    return _removals(path, text, root, list(_spans(text, mapping, parts, values, indices)))


def remove_items(
    path: str, text: str, root: Node, sequence: Sequence, items: Iterable[Node]
) -> tuple[TextEdit, ...] | None:
    """Takes several items out of `sequence`, by edits that do not overlap."""
    parts = parts_of(text, sequence)
    indices = {position(sequence.items, item) for item in items}
    return _removals(path, text, root, list(_spans(text, sequence, parts, sequence.items, indices)))


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
    starts = sequence.dashes or [
        stretches.before_properties(text, item.span.start) for item in sequence.items
    ]
    ends = stretches.ends(sequence.items)
    return [Span(start, max(start, end)) for start, end in zip(starts, ends, strict=True)]


def position(parts: tuple[Entry, ...] | tuple[Node, ...], wanted: Entry | Node) -> int:
    """Which of the parts is the very one wanted; `ValueError` where a caller mixes two trees."""
    for index, part in enumerate(parts):
        if part is wanted:
            return index
    raise ValueError("the node is not part of this collection")


def _spans(
    text: str,
    collection: Mapping | Sequence,
    parts: list[Span],
    values: Row[Node],
    indices: set[int],
) -> Iterator[Span]:
    for first, last in _runs(indices):
        behind_dash = first == 0 and not stretches.begins_line(text, parts[0].start)
        if not collection.flow and not behind_dash:
            for index in range(first, last + 1):
                end = stretches.end_of(text, values[index])
                yield stretches.whole_lines(text, Span(parts[index].start, end))
            continue
        # Neighbours share a comma or a dash, so they go as one.
        merged = [*parts[:first], parts[first].cover(parts[last]), *parts[last + 1 :]]
        if collection.flow:
            yield stretches.between_brackets(text, collection.span, merged, first)
        else:
            end = stretches.end_of(text, values[last])
            yield stretches.behind_dash(text, merged, first, end)


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
