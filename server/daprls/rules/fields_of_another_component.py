"""The rule `fields-of-another-component`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daprls.catalog import ComponentType
from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.metadata_name import Unread, unread_names
from daprls.refactor.metadata import remove_entries
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.text import Location
from daprls.wording import enumerated

_MOST_NAMED = 4
"""So many names a message tells one by one."""


@component_rule("fields-of-another-component", Severity.WARNING, layer=Layer.VALUE)
def fields_of_another_component(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """Several metadata names that are not read belong to one other component type."""
    known = snapshot.certain_type(component)
    if known is None:
        return
    unread = unread_names(component, known, snapshot.catalog_for(component.path))
    foreign = [each for each in unread if each.kind is Unread.FOREIGN]
    if not foreign:
        return
    owners = foreign[0].owners
    entries = [each.entry for each in foreign]
    yield Finding(
        entries[0].anchor.span,
        f"{_listed(entries)} belong to {_or(owners)}; '{known.type}' ignores them without a word.",
        fixes=(
            *_change_type(component, snapshot, known, owners),
            *_remove(component, snapshot, entries),
        ),
        related=tuple(
            Related(Location(component.path, entry.anchor.span), f"'{entry.name_text}' stands here")
            for entry in entries[1:]
        ),
    )


def _change_type(
    component: Component, snapshot: Snapshot, known: ComponentType, owners: Iterable[str]
) -> Iterator[Fix]:
    """Makes the component what its metadata describes, where that is one other type altogether."""
    if component.type is None or ordinary_text(component.type) is None:
        return
    for owner in owners:
        other = snapshot.catalog_for(component.path).find(owner)
        if (
            other is not None
            and other.category == known.category
            and all(other.reads(entry.name_text) for entry in component.metadata)
        ):
            edit = replace_scalar(component.path, component.type, owner)
            yield Fix(f"Change the type to '{owner}'", (edit,))


def _remove(
    component: Component, snapshot: Snapshot, entries: list[MetadataEntry]
) -> Iterator[Fix]:
    edits = remove_entries(snapshot, component, entries)
    if edits:
        yield Fix(f"Remove {_listed(entries)}", edits)


def _listed(entries: list[MetadataEntry]) -> str:
    names = dict.fromkeys(f"'{entry.name_text}'" for entry in entries)
    return enumerated(names, most=_MOST_NAMED)


def _or(owners: tuple[str, ...]) -> str:
    return " or ".join(f"'{owner}'" for owner in owners)
