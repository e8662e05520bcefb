"""Entries into and out of an ACA component's own `secrets`, and other names for them."""

from __future__ import annotations

from collections.abc import Iterable

from daprls.model.component import Component, Secret
from daprls.model.dialect import find_entry
from daprls.refactor.metadata import with_selection
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import (
    append_item,
    insert_entry,
    quote,
    remove_entries,
    remove_items,
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
