"""Entries into and out of an ACA component's own `secrets`, and other names for them."""

from __future__ import annotations

from collections.abc import Iterable

from daprls.model.component import Component, MetadataEntry, Secret
from daprls.model.dialect import find_entry
from daprls.model.names import ACA_WORD
from daprls.model.secrets import keeps_own_secrets
from daprls.refactor.metadata import with_selection
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import (
    append_item,
    insert_entry,
    quote,
    remove_entries,
    remove_items,
    rename_key,
    replace_scalar,
    set_value,
)
from daprls.syntax.tree import Sequence, Style, resolve
from daprls.text import TextEdit


def add_secret(
    snapshot: Snapshot, component: Component, name: str, value: str
) -> tuple[TextEdit, ...]:
    """Adds an entry at the end of `secrets`; a value in angle brackets is left to fill in."""
    text = snapshot.files[component.path].text
    item = {"name": quote(name), "value": quote(value, style=Style.DOUBLE)}
    entry = component.secrets_entry
    if component.body is None:
        return ()
    if entry is None:
        edit = insert_entry(
            component.path,
            text,
            component.body,
            "secrets",
            [item],
            after=component.metadata_entry,
        )
    else:
        held = resolve(entry.value)
        if isinstance(held, Sequence) and held.items:
            edit = append_item(component.path, text, held, item)
        else:
            edit = set_value(component.path, text, component.body, entry, [item])
    return tuple(with_selection([edit]))


def keep_in_secrets(
    snapshot: Snapshot, component: Component, entry: MetadataEntry
) -> tuple[str, tuple[TextEdit, ...]] | None:
    """Moves an item's value into `secrets`; the name that it gets there, and the edits.

    `None` where references do not go there, and where the value is needed elsewhere or has several
    lines.
    """
    value, literal = find_entry(entry.item, "value"), entry.literal
    if value is None or literal is None or not keeps_own_secrets(component):
        return None
    if value.value is not literal or literal.anchor or entry.reference is not None:
        return None
    name = ACA_WORD.nearest(entry.name_text)
    taken = {secret.name_text for secret in component.secrets}
    if name is None or name in taken or not literal.text or "\n" in literal.text:
        return None
    added = add_secret(snapshot, component, name, literal.text)
    if not added:
        return None
    path, text = component.path, snapshot.files[component.path].text
    return name, (
        rename_key(path, value, "secretRef"),
        set_value(path, text, entry.item, value, quote(name)),
        *added,
    )


def give_value(
    snapshot: Snapshot, component: Component, secret: Secret, value: str
) -> tuple[TextEdit, ...]:
    """Gives an entry a value; one in angle brackets is left to fill in."""
    path, text = component.path, snapshot.files[component.path].text
    source = quote(value, style=Style.DOUBLE)
    entry = find_entry(secret.item, "value")
    if entry is None:
        edit = insert_entry(path, text, secret.item, "value", source)
    else:
        edit = set_value(path, text, secret.item, entry, source)
    return tuple(with_selection([edit]))


def remove_secrets(
    snapshot: Snapshot, component: Component, secrets: Iterable[Secret]
) -> tuple[TextEdit, ...]:
    """Takes entries out of `secrets`, its key with the last; empty where one cannot go."""
    text = snapshot.files[component.path].text
    root = component.document.root
    entry = component.secrets_entry
    held = resolve(entry.value) if entry is not None else None
    if entry is None or component.body is None or not isinstance(held, Sequence):
        return ()
    gone = [held.items[secret.index] for secret in secrets]
    if len(gone) < len(held.items):
        return remove_items(component.path, text, root, held, gone) or ()
    return remove_entries(component.path, text, root, component.body, [entry]) or ()


def rename_secret(component: Component, name: str, new: str) -> tuple[TextEdit, ...]:
    """Gives the entries called `name`, and every reference to them, the name `new`."""
    scalars = [secret.name for secret in component.secrets if secret.name_text == name]
    scalars += [ref.name for _, ref in component.references if ref.name.text == name]
    places = {scalar.span: scalar for scalar in scalars if scalar is not None}
    return tuple(replace_scalar(component.path, places[span], new) for span in sorted(places))
