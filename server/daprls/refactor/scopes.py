"""App IDs into and out of a component's `scopes`."""

from __future__ import annotations

from collections.abc import Iterable

from daprls.model.component import Component
from daprls.refactor.metadata import with_selection
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import (
    append_item,
    insert_entry,
    quote,
    remove_entry,
    remove_item,
    replace_item,
    set_value,
)
from daprls.syntax.tree import Node, Sequence, resolve
from daprls.text import TextEdit


def add_scopes(
    snapshot: Snapshot, component: Component, apps: Iterable[str]
) -> tuple[TextEdit, ...]:
    """Adds app IDs at the end of the scopes of a component, which may have had none.

    One in angle brackets is left to fill in.
    """
    text = snapshot.files[component.path].text
    items = [quote(app) for app in apps]
    entry = component.scopes_entry
    if entry is None:
        edits = [insert_entry(component.path, text, component.outer, "scopes", items)]
    elif isinstance(held := resolve(entry.value), Sequence) and held.items:
        edits = [append_item(component.path, text, held, item) for item in items]
    else:
        edits = [set_value(component.path, text, component.outer, entry, items)]
    return tuple(with_selection(edits))


def remove_scopes(snapshot: Snapshot, component: Component) -> tuple[TextEdit, ...]:
    """Takes the key away; empty where it is not there or cannot go."""
    text, root = snapshot.files[component.path].text, component.document.root
    entry = component.scopes_entry
    if entry is None:
        return ()
    removed = remove_entry(component.path, text, root, component.outer, entry)
    return (removed,) if removed is not None else ()


def remove_scope(
    snapshot: Snapshot, component: Component, scopes: Sequence, item: Node
) -> tuple[TextEdit, ...]:
    """Takes one item out of the scopes; empty where it cannot go."""
    text, root = snapshot.files[component.path].text, component.document.root
    removed = remove_item(component.path, text, root, scopes, item)
    return (removed,) if removed is not None else ()


def replace_scope(
    snapshot: Snapshot, component: Component, scopes: Sequence, item: Node, apps: Iterable[str]
) -> tuple[TextEdit, ...]:
    """Puts several app IDs in the place of one item; empty where it cannot go."""
    text, root = snapshot.files[component.path].text, component.document.root
    drafts = [quote(app) for app in apps]
    replaced = replace_item(component.path, text, root, scopes, item, drafts)
    return (replaced,) if replaced is not None else ()
