"""The secret store that a component asks: named, forgotten, or given the component's secrets."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Table

from daprls.model.component import Component, MetadataEntry
from daprls.model.dialect import Dialect, find, find_entry
from daprls.model.load_set import may_meet
from daprls.model.names import ACA_COMPONENT, ACA_WORD
from daprls.model.scopes import apps_of
from daprls.model.secrets import keeps_own_secrets
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import (
    insert_entry,
    quote,
    remove_entries,
    remove_entry,
    rename_key,
    replace_scalar,
    set_value,
)
from daprls.syntax.scalars import TextClass, classify
from daprls.syntax.tree import Mapping, resolve
from daprls.text import TextEdit

KEY_VAULT = "secretstores.azure.keyvault"


def name_store(snapshot: Snapshot, component: Component, name: str) -> tuple[TextEdit, ...]:
    """Makes the component take its secrets from the store of this name."""
    path, text = component.path, snapshot.files[component.path].text
    entry, source = component.store_entry, quote(name)
    if component.body is None:
        return ()
    if entry is not None:
        return (set_value(path, text, component.outer, entry, source),)
    if component.dialect is Dialect.ACA:
        key, before = "secretStoreComponent", component.metadata_entry
        return (insert_entry(path, text, component.body, key, source, before=before),)
    auth = find_entry(component.root, "auth")
    if auth is None:
        return (insert_entry(path, text, component.root, "auth", {"secretStore": source}),)
    held = resolve(auth.value)
    if isinstance(held, Mapping):
        return (insert_entry(path, text, held, "secretStore", source),)
    return (set_value(path, text, component.root, auth, {"secretStore": source}),)


def remove_store(snapshot: Snapshot, component: Component) -> tuple[TextEdit, ...]:
    """Makes the component name no secret store; empty where what names it cannot go."""
    path, text = component.path, snapshot.files[component.path].text
    entry, root = component.store_entry, component.document.root
    auth = find(component.root, "auth")
    holder = component.outer if component.dialect is Dialect.ACA else auth
    if entry is None or not isinstance(holder, Mapping):
        return ()
    prune = component.dialect is Dialect.OSS
    removed = remove_entry(path, text, root, holder, entry, prune=prune)
    return (removed,) if removed is not None else ()


def available_stores(snapshot: Snapshot, component: Component) -> dict[str, Component]:
    """The secret stores that the component can take its secrets from, by their names.

    Where it names one, that alone; none where its references go elsewhere and would be lost.
    """
    stores = {
        name.text: store
        for store in snapshot.index.secret_stores
        if store is not component
        and _is_there(snapshot, component, store)
        and classify((name := snapshot.name(store)).text) is TextClass.ORDINARY
        and (store.dialect is Dialect.OSS or ACA_COMPONENT.fits(name.text))
    }
    named = component.store
    if named is not None:
        return {named.text: stores[named.text]} if named.text in stores else {}
    return stores if may_name_store(component) else {}


def deployed_vaults(snapshot: Snapshot, component: Component) -> tuple[str, ...]:
    """The Key Vault stores that are deployed by the settings, and may have the component's secrets.

    Which apps have them is not known.
    """
    named = component.store
    if named is None and not may_name_store(component):
        return ()
    known = {snapshot.name(store).text for store in snapshot.index.secret_stores}
    return tuple(
        name
        for name, type_text in snapshot.deployed_stores(component.path).items()
        if snapshot.catalog.canonical(type_text) == KEY_VAULT
        and name not in known
        and (named is None or named.text == name)
    )


def may_name_store(component: Component) -> bool:
    """Whether the component names no store, and can name one without losing its references."""
    if component.dialect is Dialect.ACA:
        return keeps_own_secrets(component)
    # Its references go to Kubernetes, and would go to the store.
    return not component.references and component.store_entry is None


def _is_there(snapshot: Snapshot, component: Component, store: Component) -> bool:
    """Whether every app that loads the component has the store; a folder is a world of its own."""
    if not may_meet(component, store):
        return False
    if component.dialect is Dialect.OSS and store not in snapshot.load_set(component):
        return False
    allowed, apps = apps_of(store), apps_of(component)
    if allowed is None or apps is None:
        return False
    return not allowed or (bool(apps) and apps <= allowed)


def take_from_store(
    snapshot: Snapshot,
    component: Component,
    store: str,
    secrets: Table[MetadataEntry, str],
) -> tuple[TextEdit, ...]:
    """Makes the component take everything secret from a store, and keep no value of it.

    `secrets` are the items that hold a literal, each with its name in the store. A reference to an
    entry of the component's own `secrets` goes to the store by the same name, which is given the
    form that every store takes. Empty where something that has to go is needed elsewhere.
    """
    if component.document.problems:
        return ()
    edits: list[TextEdit] = []
    for entry, name in secrets.items():
        edit = _refer(snapshot, component, entry, name)
        if edit is None:
            return ()
        edits += edit
    if component.dialect is Dialect.ACA and component.store is None:
        edits += _rename_references(component)
    own = component.secrets_entry
    if own is not None:
        path, text = component.path, snapshot.files[component.path].text
        root = component.document.root
        removed = remove_entries(path, text, root, component.outer, [own])
        if removed is None:
            return ()
        edits += removed
    if component.store is None:
        edits += name_store(snapshot, component, store)
    return tuple(edits) if _are_apart(edits) else ()


def name_in_store(snapshot: Snapshot, component: Component, entry: MetadataEntry) -> str | None:
    """A name for an item's value among the secrets of all components; `None` where none is left."""
    whole = f"{snapshot.name(component).text}-{entry.name_text}".replace(".", "-")
    return ACA_WORD.nearest(whole)


def _refer(
    snapshot: Snapshot, component: Component, entry: MetadataEntry, name: str
) -> tuple[TextEdit, ...] | None:
    """Puts a reference in the place of a literal; `None` where the literal is needed elsewhere."""
    path, text = component.path, snapshot.files[component.path].text
    value = find_entry(entry.item, "value")
    if value is None or value.value is not entry.literal or entry.literal.anchor:
        return None
    if entry.reference is not None or "\n" in entry.literal.raw:
        return None
    source = quote(name)
    if component.dialect is Dialect.ACA:
        return (
            rename_key(path, value, "secretRef"),
            set_value(path, text, entry.item, value, source),
        )
    target = {"name": source, "key": source}
    return (
        rename_key(path, value, "secretKeyRef"),
        set_value(path, text, entry.item, value, target),
    )


def _rename_references(component: Component) -> tuple[TextEdit, ...]:
    names = {reference.name.span: reference.name for _, reference in component.references}
    return tuple(
        replace_scalar(component.path, name, name.text.replace(".", "-"))
        for _, name in sorted(names.items())
        if "." in name.text
    )


def _are_apart(edits: Collection[TextEdit]) -> bool:
    """Whether no two edits touch the same code points."""
    end = 0
    for edit in sorted(edits, key=lambda each: each.span):
        if edit.span.start < end:
            return False
        end = edit.span.end
    return True
