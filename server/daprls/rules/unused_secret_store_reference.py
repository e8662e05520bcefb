"""The rule `unused-secret-store-reference`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity, Tag
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import find_entry
from daprls.refactor.secret_store import remove_store
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Mapping, Missing, Sequence, resolve


@component_rule("unused-secret-store-reference", Severity.HINT, layer=Layer.VALUE)
def unused_secret_store_reference(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component names a secret store and takes no secret from it."""
    name = ordinary_text(component.store)
    if component.store is None or not name or component.document.problems or _may_refer(component):
        return
    key = component.store_entry.key.text if component.store_entry is not None else ""
    edits = remove_store(snapshot, component)
    yield Finding(
        component.store.span,
        f"The secret store '{name}' is never asked: no metadata of this component refers to a "
        "secret.",
        fixes=(Fix(f"Remove `{key}`", edits),) if edits else (),
        tags=(Tag.UNNECESSARY,),
    )


def _may_refer(component: Component) -> bool:
    """Whether an item refers to a secret in either dialect, or cannot be understood."""
    entry = component.metadata_entry
    items = resolve(entry.value) if entry is not None else None
    if not isinstance(items, Sequence):
        return entry is not None and not isinstance(items, Missing)
    return any(
        not isinstance(item, Mapping) or _has_reference(item) for item in map(resolve, items.items)
    )


def _has_reference(item: Mapping) -> bool:
    return any(find_entry(item, key) is not None for key in ("secretRef", "secretKeyRef"))
