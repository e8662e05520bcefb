"""A name for a component, or another one wherever files of the workspace say it."""

from __future__ import annotations

from daprls.model.component import Component
from daprls.model.dialect import find_entry
from daprls.refactor.component_renaming import renaming_of
from daprls.refactor.renaming import RenameError, refuse_shared
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import insert_entry, quote, set_value
from daprls.syntax.tree import Mapping, resolve
from daprls.text import TextEdit


def rename_component(snapshot: Snapshot, component: Component, new: str) -> tuple[TextEdit, ...]:
    """Renames a component wherever its name is said.

    Empty where that cannot be done for certain, and where the new name is taken.
    """
    bearers = snapshot.index.by_name.get(new, ())
    if any(bearer.dialect is component.dialect for bearer in bearers):
        return ()
    try:
        renaming = renaming_of(snapshot, component)
        refuse_shared(snapshot, renaming.scalars)
        return renaming.edits(new) if renaming.objection(new) is None else ()
    except RenameError:
        return ()


def give_name(snapshot: Snapshot, component: Component, name: str) -> tuple[TextEdit, ...]:
    """Gives a component of the open-source dialect the name that it lacks."""
    path, text, root = component.path, snapshot.files[component.path].text, component.root
    source = quote(name)
    entry = find_entry(root, "metadata")
    if entry is None:
        before = find_entry(root, "spec")
        return (insert_entry(path, text, root, "metadata", {"name": source}, before=before),)
    held = resolve(entry.value)
    if not isinstance(held, Mapping):
        return (set_value(path, text, root, entry, {"name": source}),)
    own = find_entry(held, "name")
    if own is not None:
        return (set_value(path, text, held, own, source),)
    first = held.entries[0] if held.entries else None
    return (insert_entry(path, text, held, "name", source, before=first),)
