"""Keys of a component's envelope, moved to the level or put into the dialect that they are for."""

from __future__ import annotations

from daprls.model.component import Component
from daprls.model.dialect import find, find_entry
from daprls.model.envelope import envelope_of
from daprls.model.keys import OddKey, mapping_of
from daprls.schema import Level
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import (
    Draft,
    insert_entry,
    move_entry,
    remove_entry,
    rename_key,
    replace_entry,
    set_value,
)
from daprls.syntax.tree import Entry, Mapping, Scalar, resolve
from daprls.text import TextEdit


def move_key(
    snapshot: Snapshot, component: Component, odd: OddKey, level: Level
) -> tuple[TextEdit, ...] | None:
    """Moves a key to the level that it is for; `None` where it has no place there.

    Next to lines that YAML refuses nothing is moved, nor is a map left without any key.
    """
    if component.document.problems or len(odd.frame.mapping.entries) == 1:
        return None
    text = snapshot.files[component.path].text
    mapping, entry = odd.frame.mapping, odd.entry
    target = mapping_of(component, odd.frame, level)
    if odd.name not in envelope_of(component).keys(level):
        return None
    if target is not None:
        if find_entry(target, odd.name) is not None:
            return None
        return move_entry(component.path, text, component.root, mapping, entry, target)
    value = resolve(entry.value)
    if level is not Level.AUTH or not isinstance(value, Scalar):
        return None
    return _name_store(component, text, mapping, entry, value)


def store_of_open_source(
    snapshot: Snapshot, component: Component, odd: OddKey
) -> tuple[TextEdit, ...] | None:
    """Makes `auth.secretStore` of a `secretStoreComponent` (OSS)."""
    text = snapshot.files[component.path].text
    value = resolve(odd.entry.value)
    if not isinstance(value, Scalar) or component.store_entry is not None:
        return None
    if odd.frame.level is Level.AUTH:
        return (rename_key(component.path, odd.entry, "secretStore"),)
    return _name_store(component, text, odd.frame.mapping, odd.entry, value)


def _name_store(
    component: Component, text: str, mapping: Mapping, entry: Entry, value: Scalar
) -> tuple[TextEdit, ...] | None:
    """Puts `auth.secretStore` at the top level in the place of `entry` (OSS)."""
    path, root = component.path, component.root
    draft: Draft = {"secretStore": value.raw}
    if find_entry(root, "auth") is not None or value is not entry.value:
        return None
    if mapping is root:
        return (rename_key(path, entry, "auth"), set_value(path, text, root, entry, draft))
    removal = remove_entry(path, text, root, mapping, entry)
    if removal is None or root.flow:
        return None
    insertion = insert_entry(path, text, root, "auth", draft)
    if removal.span.touches(insertion.span.start):
        return None
    return removal, insertion


def store_of_aca(snapshot: Snapshot, component: Component, odd: OddKey) -> TextEdit | None:
    """Makes `secretStoreComponent` of `auth.secretStore`, or of a bare `secretStore` (ACA)."""
    entry = odd.entry
    if odd.frame.level not in (Level.FLAT, Level.COMPONENT) or component.store_entry is not None:
        return None
    value = resolve(entry.value)
    name = find(value, "secretStore") if odd.name == "auth" else value
    if not isinstance(name, Scalar) or (isinstance(value, Mapping) and len(value.entries) > 1):
        return None
    text = snapshot.files[component.path].text
    mapping, key = odd.frame.mapping, "secretStoreComponent"
    return replace_entry(component.path, text, component.root, mapping, entry, key, name.raw)


def reference_of_aca(snapshot: Snapshot, component: Component, odd: OddKey) -> TextEdit | None:
    """Makes a `secretRef` of a `secretKeyRef` that names one thing only (ACA)."""
    entry = odd.entry
    value = resolve(entry.value)
    name = find(value, "name") if isinstance(value, Mapping) else value
    key = find(value, "key")
    if not isinstance(name, Scalar) or not name.text:
        return None
    if key is not None and not (isinstance(key, Scalar) and key.text in ("", name.text)):
        return None
    if find_entry(odd.frame.mapping, "secretRef") is not None:
        return None
    text = snapshot.files[component.path].text
    mapping = odd.frame.mapping
    return replace_entry(
        component.path, text, component.root, mapping, entry, "secretRef", name.raw
    )


def reference_of_open_source(
    snapshot: Snapshot, component: Component, odd: OddKey
) -> tuple[TextEdit, ...] | None:
    """Makes a `secretKeyRef` of a `secretRef` (OSS)."""
    entry, mapping = odd.entry, odd.frame.mapping
    if find_entry(mapping, "secretKeyRef") is not None:
        return None
    rename = rename_key(component.path, entry, "secretKeyRef")
    if isinstance(resolve(entry.value), Mapping):
        return (rename,)
    value = entry.value
    if not isinstance(value, Scalar) or not value.text:
        return None
    text = snapshot.files[component.path].text
    return rename, set_value(component.path, text, mapping, entry, {"name": value.raw})
