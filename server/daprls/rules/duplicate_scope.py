"""The rule `duplicate-scope`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Related, Severity, Tag
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.secrecy import may_be_quoted
from daprls.refactor.scopes import remove_scope
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Node, Sequence, resolve
from daprls.text import Location


@component_rule("duplicate-scope", Severity.HINT, layer=Layer.VALUE)
def duplicate_scope(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """An app ID stands twice in `scopes`."""
    entry = component.scopes_entry
    scopes = resolve(entry.value) if entry is not None else None
    if not isinstance(scopes, Sequence):
        return
    first: dict[str, Node] = {}
    for item in scopes.items:
        app = ordinary_text(resolve(item))
        if not app or not may_be_quoted(app) or first.setdefault(app, item) is item:
            continue
        edits = remove_scope(snapshot, component, scopes, item)
        yield Finding(
            item.span,
            f"'{app}' stands in `scopes` twice; the second has no effect.",
            fixes=(Fix(f"Remove the second '{app}'", edits, safe=True),) if edits else (),
            tags=(Tag.UNNECESSARY,),
            related=(Related(Location(component.path, first[app].span), "It stands here first"),),
        )
