"""More app IDs for a component's `scopes`."""

from __future__ import annotations

from collections.abc import Iterable

from daprls.model.component import Component
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import append_item, insert_entry, quote, set_value
from daprls.syntax.tree import Sequence, resolve
from daprls.text import TextEdit


def add_scopes(
    snapshot: Snapshot, component: Component, apps: Iterable[str]
) -> tuple[TextEdit, ...]:
    """Adds app IDs at the end of the scopes of a component, which may have had none."""
    text = snapshot.files[component.path].text
    items = [quote(app) for app in apps]
    entry = component.scopes_entry
    if entry is None:
        return (insert_entry(component.path, text, component.outer, "scopes", items),)
    held = resolve(entry.value)
    if isinstance(held, Sequence) and held.items:
        return tuple(append_item(component.path, text, held, item) for item in items)
    return (set_value(component.path, text, component.outer, entry, items),)
