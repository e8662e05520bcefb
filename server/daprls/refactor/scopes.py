"""The app IDs that may load a component, and more of them."""

from __future__ import annotations

from collections.abc import Iterable

from daprls.model.component import Component, ordinary_text
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import append_item, insert_entry, quote, set_value
from daprls.syntax.scalars import plain_value
from daprls.syntax.tree import Missing, Scalar, Sequence, resolve
from daprls.text import TextEdit


def apps_of(component: Component) -> frozenset[str] | None:
    """The app IDs that a component is limited to; empty: it is there for every app.

    `None` where that cannot be told, for one of them is filled in later or not understood.
    """
    entry = component.scopes_entry
    node = resolve(entry.value) if entry is not None else Missing(component.outer.span)
    if isinstance(node, Missing) or (isinstance(node, Scalar) and plain_value(node) is None):
        return frozenset()
    if not isinstance(node, Sequence):
        return None
    apps = {ordinary_text(resolve(item)) for item in node.items}
    return None if None in apps else frozenset(app for app in apps if app)


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
