"""The rule `auth-profile-conflict`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daprls.catalog import ComponentType
from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model.authentication import is_truthy, readable
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.refactor.metadata import remove_entries
from daprls.snapshot import Snapshot
from daprls.text import Location
from daprls.wording import enumerated

Pair = frozenset[str]


@component_rule("auth-profile-conflict", Severity.ERROR, layer=Layer.VALUE)
def auth_profile_conflict(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """Two ways to authenticate are given, and the component refuses to start with both."""
    known = snapshot.type(component)
    if known is None or not known.rival_credentials:
        return
    named = [
        (field.name, entry)
        for entry in component.metadata
        if (field := known.field(entry.name_text)) is not None
    ]
    rivals = frozenset().union(*known.rival_credentials)
    given = {name for name, entry in named if name in rivals and _counts(component, entry, known)}
    pairs = {pair for pair in known.rival_credentials if pair <= given}
    if not pairs:
        return
    involved = [(name, entry) for name, entry in named if name in frozenset().union(*pairs)]
    *before, (_, last) = involved
    yield Finding(
        last.anchor.span,
        f"{_and(entry for _, entry in involved)} exclude each other: '{known.type}' refuses to "
        "start. Keep one way to authenticate.",
        fixes=tuple(_fixes(component, snapshot, known, involved, pairs)),
        related=tuple(
            Related(Location(component.path, entry.anchor.span), f"'{entry.name_text}' stands here")
            for _, entry in before
        ),
    )


def _counts(component: Component, entry: MetadataEntry, known: ComponentType) -> bool:
    """Whether the component surely gets something by the item; of a flag, that it is on."""
    scalar = readable(component, entry)
    field = known.field(entry.name_text)
    if field is not None and field.type == "bool":
        if scalar is None or ordinary_text(scalar) is None:
            return False
        return is_truthy(scalar, known.decoder)
    if entry.reference is not None:
        return scalar is None or bool(scalar.text.strip())
    return not entry.is_blank and ordinary_text(scalar) is not None


def _is_sensitive(name: str, known: ComponentType) -> bool:
    field = known.field(name)
    return field is not None and field.sensitive


def _fixes(
    component: Component,
    snapshot: Snapshot,
    known: ComponentType,
    involved: list[tuple[str, MetadataEntry]],
    pairs: set[Pair],
) -> Iterator[Fix]:
    """For each way to authenticate, those without a secret first, the removal of all others."""
    every = {name for name, _ in involved}
    offered: list[Pair] = []
    for kept, _ in sorted(involved, key=lambda each: _is_sensitive(each[0], known)):
        removed = frozenset(name for name in every if {kept, name} in pairs)
        if removed in offered or any(pair <= every - removed for pair in pairs):
            continue
        offered.append(removed)
        entries = [entry for name, entry in involved if name in removed]
        edits = remove_entries(snapshot, component, entries)
        if edits:
            yield Fix(f"Remove {_and(entries)}", edits)


def _and(entries: Iterable[MetadataEntry]) -> str:
    return enumerated(dict.fromkeys(f"'{entry.name_text}'" for entry in entries))
