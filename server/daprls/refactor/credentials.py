"""Credentials out of a component, with the secrets that nothing else needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from daprls.catalog import ComponentType
from daprls.model import connection_string
from daprls.model.authentication import readable, spellings
from daprls.model.component import Component, MetadataEntry
from daprls.refactor.metadata import remove_entries, replace_entries, set_entry
from daprls.refactor.orphans import remove_orphans
from daprls.snapshot import Snapshot
from daprls.text import Edit


def remove_credentials(
    snapshot: Snapshot,
    component: Component,
    entries: Collection[MetadataEntry],
    pairs: Iterable[tuple[str, str]] = (),
) -> tuple[Edit, ...] | None:
    """Takes items out, and what only they referred to; `None` where one of them cannot go.

    Items of the names and values `pairs` take the place of the first.
    """
    removed = replace_entries(snapshot, component, entries, pairs)
    orphaned = remove_orphans(snapshot, component, entries)
    return (*removed, *orphaned) if removed and orphaned is not None else None


def remove_passwords(
    snapshot: Snapshot,
    component: Component,
    known: ComponentType,
    entries: Collection[MetadataEntry],
) -> tuple[Edit, ...] | None:
    """Takes passwords out: out of a connection string that stays, else the whole item."""
    rewrite = known.identity.rewrite if known.identity is not None else ()
    kinds = {name: how for each, how in rewrite for name in spellings(known, each)}
    edits: list[Edit] = []
    gone: list[MetadataEntry] = []
    for entry in entries:
        how = kinds.get(entry.name_text.lower())
        scalar = readable(component, entry)
        if how is None or scalar is None:
            gone.append(entry)
            continue
        rest = connection_string.without_credentials(how, scalar.text)
        changed = set_entry(snapshot, component, entry, rest.strip()) if rest else None
        if changed is None:
            return None
        edits.extend(changed)
    removed = remove_entries(snapshot, component, gone)
    orphaned = remove_orphans(snapshot, component, entries)
    if orphaned is None or (gone and not removed):
        return None
    return (*edits, *removed, *orphaned)
