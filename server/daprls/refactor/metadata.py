"""Items into, out of and within a component's metadata."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from daprls.model.component import Component, MetadataEntry
from daprls.model.dialect import find_entry
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import (
    Draft,
    append_item,
    insert_entry,
    quote,
    remove_items,
    replace_entry,
    replace_item,
    replace_scalar,
    set_value,
)
from daprls.syntax.rewrite import (
    remove_entries as remove_keys,
)
from daprls.syntax.tree import Entry, Mapping, Scalar, Sequence, Style, resolve
from daprls.text import Edit, Span, TextEdit

_SOURCES = ("secretRef", "secretKeyRef", "envRef")
"""What may give an item its value instead of `value`."""


def add_entries(
    snapshot: Snapshot, component: Component, pairs: Iterable[tuple[str, str]]
) -> tuple[Edit, ...]:
    """Adds items of these names and values at the end of the metadata.

    The first value that is a placeholder (`<…>`) is what the author must fill in. The result is
    empty where the component has no place for metadata.
    """
    text = snapshot.files[component.path].text
    items = _drafts(pairs)
    if not items or component.body is None:
        return ()
    entry = component.metadata_entry
    value = resolve(entry.value) if entry is not None else None
    if isinstance(value, Sequence) and value.items:
        edits = [append_item(component.path, text, value, item) for item in items]
    elif entry is None:
        edits = [insert_entry(component.path, text, component.body, "metadata", items)]
    else:
        edits = [set_value(component.path, text, component.body, entry, items)]
    return tuple(with_selection(edits))


def remove_entries(
    snapshot: Snapshot, component: Component, entries: Iterable[MetadataEntry]
) -> tuple[Edit, ...]:
    """Takes items out of the metadata; empty where one of them cannot go."""
    sequence = _sequence(component)
    if sequence is None:
        return ()
    text = snapshot.files[component.path].text
    items = [sequence.items[entry.index] for entry in entries]
    root = component.document.root
    return remove_items(component.path, text, root, sequence, items) or ()


def replace_entries(
    snapshot: Snapshot,
    component: Component,
    entries: Iterable[MetadataEntry],
    pairs: Iterable[tuple[str, str]],
) -> tuple[TextEdit, ...] | None:
    """Puts items of these names and values in the place of the first of `entries`; the others go.

    `None` where one of them cannot go.
    """
    sequence = _sequence(component)
    gone = tuple(entries)
    if sequence is None or not gone:
        return None
    path, text, root = component.path, snapshot.files[component.path].text, component.document.root
    items = [sequence.items[entry.index] for entry in gone]
    drafts = _drafts(pairs)
    if not drafts:
        return remove_items(path, text, root, sequence, items)
    put = replace_item(path, text, root, sequence, items[0], drafts)
    removed = remove_items(path, text, root, sequence, items[1:])
    return None if put is None or removed is None else (put, *removed)


def set_entry(
    snapshot: Snapshot, component: Component, entry: MetadataEntry, value: str
) -> tuple[TextEdit, ...] | None:
    """Gives an item this value, in place of the one it has or the reference to a secret.

    `None` where what stands there cannot go.
    """
    path, text, root = component.path, snapshot.files[component.path].text, component.document.root
    item = entry.item
    sources = [each for key in _SOURCES if (each := find_entry(item, key)) is not None]
    held = find_entry(item, "value")
    source = quote(value, style=Style.DOUBLE)
    edit: TextEdit | None
    if held is not None:
        edit = _set_value(path, text, item, held, value)
    elif sources:
        edit = replace_entry(path, text, root, item, sources.pop(0), "value", source)
    else:
        edit = insert_entry(path, text, item, "value", source)
    removed = remove_keys(path, text, root, item, sources)
    return None if edit is None or removed is None else (edit, *removed)


def with_selection(edits: Iterable[TextEdit]) -> list[TextEdit]:
    """The edits, the first placeholder among their new texts selected and no other."""
    result: list[TextEdit] = []
    done = False
    for edit in edits:
        start = edit.new_text.find("<")
        end = edit.new_text.find(">", start)
        found = not done and 0 <= start < end
        result.append(replace(edit, select=Span(start, end + 1) if found else None))
        done = done or found
    return result


def _sequence(component: Component) -> Sequence | None:
    held = component.metadata_entry
    value = resolve(held.value) if held is not None else None
    return value if isinstance(value, Sequence) else None


def _drafts(pairs: Iterable[tuple[str, str]]) -> list[Draft]:
    return [
        {"name": quote(name), "value": quote(value, style=Style.DOUBLE)} for name, value in pairs
    ]


def _set_value(path: str, text: str, item: Mapping, held: Entry, value: str) -> TextEdit:
    if isinstance(held.value, Scalar):
        return replace_scalar(path, held.value, value)
    return set_value(path, text, item, held, quote(value, style=Style.DOUBLE))
