"""Which apps may load a component, as its `scopes` say."""

from __future__ import annotations

from daprls.model.component import Component, ordinary_text
from daprls.syntax.scalars import plain_value
from daprls.syntax.tree import Missing, Scalar, Sequence, resolve


def apps_of(component: Component) -> frozenset[str] | None:
    """The app IDs that a component is limited to; empty: it is there for every app.

    `None` where that cannot be told, for one of them is filled in later or not understood, or YAML
    refuses a line of the document.
    """
    if component.document.problems:
        return None
    entry = component.scopes_entry
    node = resolve(entry.value) if entry is not None else Missing(component.outer.span)
    if isinstance(node, Missing) or (isinstance(node, Scalar) and plain_value(node) is None):
        return frozenset()
    if not isinstance(node, Sequence):
        return None
    apps = {ordinary_text(resolve(item)) for item in node.items}
    return None if None in apps else frozenset(app for app in apps if app)


def share_an_app(first: Component, second: Component) -> bool:
    """Whether some app surely loads both, as far as scopes say."""
    apps, others = apps_of(first), apps_of(second)
    if apps is None or others is None:
        return False
    return not apps or not others or not apps.isdisjoint(others)
