"""What nothing refers to any more once items have left a component's metadata: entries of its
`secrets`, and its secret store.
"""

from __future__ import annotations

from collections.abc import Collection

from daprls.model.component import Component, MetadataEntry, Secret, ordinary_text
from daprls.model.dialect import Dialect, find_entry
from daprls.refactor.secret_store import remove_store
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import remove_entries, remove_items
from daprls.syntax.tree import Entry, Missing, Sequence, resolve
from daprls.text import TextEdit


def remove_orphans(
    snapshot: Snapshot, component: Component, gone: Collection[MetadataEntry]
) -> tuple[TextEdit, ...] | None:
    """Takes out what only the items `gone` referred to; `None` where an anchor has to stay.

    An entry that nothing referred to before stays: it is no business of this edit.
    """
    if not any(entry.reference is not None for entry in gone):
        return ()
    indices = {entry.index for entry in gone}
    left = [entry for entry in component.metadata if entry.index not in indices]
    store = component.store_entry if not any(map(_refers, left)) else None
    if component.dialect is Dialect.OSS:
        return (remove_store(snapshot, component) or None) if store is not None else ()
    return _remove_aca(snapshot, component, _orphans(component, gone, left), store)


def _refers(entry: MetadataEntry) -> bool:
    """Whether an item refers to a secret in either dialect, be it half written."""
    found = (find_entry(entry.item, key) for key in ("secretRef", "secretKeyRef"))
    return any(each is not None and not isinstance(each.value, Missing) for each in found)


def _orphans(
    component: Component, gone: Collection[MetadataEntry], left: Collection[MetadataEntry]
) -> tuple[Secret, ...]:
    """The secrets of which the last reference went.

    A reference whose name is put in later could mean any of them.
    """
    needed = [entry.reference.name for entry in left if entry.reference is not None]
    if any(ordinary_text(name) is None for name in needed):
        return ()
    names = {entry.reference.name.text.lower() for entry in gone if entry.reference is not None}
    names -= {name.text.lower() for name in needed}
    return tuple(secret for secret in component.secrets if secret.name_text.lower() in names)


def _remove_aca(
    snapshot: Snapshot, component: Component, secrets: Collection[Secret], store: Entry | None
) -> tuple[TextEdit, ...] | None:
    text = snapshot.files[component.path].text
    root = component.document.root
    keys = [store] if store is not None else []
    items: tuple[TextEdit, ...] | None = ()
    entry = component.secrets_entry
    held = resolve(entry.value) if entry is not None else None
    if secrets and entry is not None and isinstance(held, Sequence):
        if len(secrets) == len(held.items):
            keys.append(entry)
        else:
            gone = [held.items[secret.index] for secret in secrets]
            items = remove_items(component.path, text, root, held, gone)
    removed = remove_entries(component.path, text, root, component.outer, keys)
    return None if items is None or removed is None else items + removed
