"""The rule `metadata-item-without-value`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import ComponentType, Need
from daprls.lint.finding import Finding, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.dialect import Dialect, find, find_entry
from daprls.model.gaps import gaps, is_legible
from daprls.model.secrecy import holds_value
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Entry, Mapping, resolve
from daprls.text import Span

_TOLD = (Need.INIT, Need.ONE_OF, Need.USE)
"""Needs of which `missing-required-metadata` says what becomes of an item that is empty."""


@component_rule("metadata-item-without-value", Severity.WARNING, layer=Layer.VALUE)
def metadata_item_without_value(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """An item has neither a value nor a reference to one."""
    if ordinary_text(component.type) is None or component.document.problems:
        # What the component needs is not known, or what it is given.
        return
    known = snapshot.certain_type(component)
    missed = _missed(component, known)
    for item in component.metadata:
        name = ordinary_text(item.name)
        if item.name is None or not name or item.value is not None or holds_value(name):
            continue
        reference = find_entry(item.item, "secretKeyRef")
        if reference is not None and _is_nameless(component, item, reference):
            yield Finding(
                reference.key.span,
                f"The 'secretKeyRef' of '{name}' has no 'name', so no secret is asked for and the "
                "component gets an empty value; Kubernetes refuses it.",
            )
        elif len(item.item.entries) == 1 and item.name.span not in missed and _reads(known, name):
            # Another key beside the name, or a name that nobody reads, is what has to be told.
            lacking = "secretRef" if component.dialect is Dialect.ACA else "secretKeyRef"
            yield Finding(
                item.name.span,
                f"'{name}' has neither a 'value' nor a '{lacking}': the component gets an empty "
                "value.",
            )


def _is_nameless(component: Component, item: MetadataEntry, reference: Entry) -> bool:
    """Whether a reference is filled in, but for the name of the secret."""
    target = resolve(reference.value)
    return (
        component.dialect is Dialect.OSS
        and item.env_ref is None
        and isinstance(target, Mapping)
        and find(target, "name") is None
        and find(target, "key") is not None
    )


def _reads(known: ComponentType | None, name: str) -> bool:
    return known is None or not known.complete or known.reads(name)


def _missed(component: Component, known: ComponentType | None) -> frozenset[Span]:
    """The names of items that the component cannot do without."""
    if known is None or not is_legible(component):
        return frozenset()
    return frozenset(
        gap.blank.anchor.span
        for gap in gaps(component, known)
        if gap.blank is not None and gap.need in _TOLD
    )
