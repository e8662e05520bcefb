"""The rule `empty-scopes`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.dialect import Dialect, Shape
from daprls.refactor.scopes import add_scopes, remove_scopes
from daprls.snapshot import Snapshot
from daprls.syntax.scalars import plain_value
from daprls.syntax.tree import Missing, Node, Scalar, Sequence, resolve


@component_rule("empty-scopes", Severity.WARNING, layer=Layer.VALUE)
def empty_scopes(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """`scopes` is empty, which means every app and not none."""
    entry = component.scopes_entry
    if entry is None or component.document.problems or not _is_empty(resolve(entry.value)):
        return
    where = " of the environment" if component.dialect is Dialect.ACA else ""
    yield Finding(
        entry.value.span if len(entry.value.span) else entry.key.span,
        f"An empty `scopes` lets every app{where} load this component, and not none. Name the apps "
        "that use it, or leave the key out.",
        # `az` shows an empty list where there never was one.
        severity=Severity.INFO if component.shape is Shape.WRAPPED else Severity.WARNING,
        fixes=tuple(_fixes(component, snapshot)),
    )


def _is_empty(node: Node | None) -> bool:
    if isinstance(node, Scalar):
        return plain_value(node) is None
    return isinstance(node, Missing) or (isinstance(node, Sequence) and not node.items)


def _fixes(component: Component, snapshot: Snapshot) -> Iterator[Fix]:
    removed = remove_scopes(snapshot, component)
    if removed:
        yield Fix("Remove `scopes`", removed)
    yield Fix(
        "Add an app ID to fill in",
        add_scopes(snapshot, component, ("<app-id>",)),
        needs_input=True,
    )
