"""Flags put on in a component's metadata."""

from __future__ import annotations

from collections.abc import Iterable

from daprls.model.component import Component
from daprls.model.entra_flag import Setting
from daprls.refactor.metadata import add_entries, set_entry
from daprls.snapshot import Snapshot
from daprls.text import Edit


def put_on(
    snapshot: Snapshot, component: Component, settings: Iterable[Setting]
) -> tuple[Edit, ...] | None:
    """Gives flags the values that they must have; `None` where one of them cannot be set."""
    edits: list[Edit] = []
    absent: list[tuple[str, str]] = []
    for setting in settings:
        if setting.entry is None:
            absent.append((setting.name, setting.value))
            continue
        changed = set_entry(snapshot, component, setting.entry, setting.value)
        if changed is None:
            return None
        edits.extend(changed)
    added = add_entries(snapshot, component, absent)
    if absent and not added:
        return None
    return (*edits, *added)
