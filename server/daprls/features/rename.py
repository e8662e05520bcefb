"""Another name for what is named at the caret, wherever files of the workspace say it, in one edit.

What is only inferred, stands outside the workspace or cannot be told apart is refused, and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from daprls.features.component_renaming import component_renaming
from daprls.features.named import (
    AppId,
    Named,
    OwnSecret,
    StoreName,
    StoreSecret,
    name_span,
    named_at,
)
from daprls.features.renaming import RenameError, Renaming, checked_name, refuse_shared
from daprls.model.component import Component, SecretReference, ordinary_text
from daprls.model.dialect import Dialect, find, fold
from daprls.model.load_set import World
from daprls.model.names import ACA_WORD, APP_LABEL
from daprls.model.secrecy import may_be_quoted
from daprls.model.secrets import keeps_own_secrets
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Mapping, Node, Scalar, walk
from daprls.text import Span, TextEdit

_ELSEWHERE = re.compile(r"secretstores\.(?:local\.|kubernetes$)")
"""Stores whose secrets stand in files or in the cluster, under names that would stay."""
_APP_KEYS = frozenset({"dapr.io/appid", "appid"})

__all__ = ["RenameError", "RenamePlace", "prepare_rename", "rename"]


@dataclass(frozen=True, slots=True)
class RenamePlace:
    """The word that an editor lets its author type over."""

    span: Span
    name: str


def prepare_rename(snapshot: Snapshot, file: SourceFile, offset: int) -> RenamePlace | None:
    """What can be renamed at `offset`; `None` where no name stands.

    Raises:
        RenameError: what is named there keeps its name, for the reason given.

    """
    found = _at(snapshot, file, offset)
    return found[0] if found is not None else None


def rename(
    snapshot: Snapshot, file: SourceFile, offset: int, new: str
) -> tuple[TextEdit, ...] | None:
    """All changes that make what is named at `offset` be called `new`.

    Raises:
        RenameError: it keeps its name, or `new` cannot be its name, for the reason given.

    """
    found = _at(snapshot, file, offset)
    if found is None:
        return None
    place, renaming = found
    if new == place.name:
        return ()
    new = checked_name(new)
    reason = renaming.objection(new)
    if reason is not None:
        raise RenameError(reason)
    return renaming.edits(new)


def _at(snapshot: Snapshot, file: SourceFile, offset: int) -> tuple[RenamePlace, Renaming] | None:
    named, span = named_at(snapshot, file, offset), name_span(file, offset)
    if named is None or span is None:
        return None
    name = (named.key if isinstance(named, StoreSecret) else None) or named.name
    if span.of(file.text) != name and not span.of(file.text).startswith("*"):
        return None  # A store's type leads to the store, but is not its name.
    if not may_be_quoted(name):
        raise RenameError("What stands here looks like a value rather than a name.")
    renaming = _renaming(snapshot, named)
    if not renaming.scalars and not renaming.texts:
        return None  # It stands where nobody reads it.
    refuse_shared(snapshot, renaming.scalars)
    return RenamePlace(span, name), renaming


def _renaming(snapshot: Snapshot, named: Named) -> Renaming:
    match named:
        case StoreName():
            return component_renaming(snapshot, named)
        case OwnSecret():
            return _own_secret(named)
        case StoreSecret():
            return _store_secret(snapshot, named)
        case AppId(name, _):
            return _app(snapshot, name)


def _own_secret(secret: OwnSecret) -> Renaming:
    """A secret within its file."""
    component, name = secret.component, secret.name
    scalars = [each.name for each in component.secrets if each.name_text == name]
    if not scalars:
        raise RenameError(f"`secrets` of this file does not define '{name}'.")
    if component.document.problems:
        raise RenameError("YAML refuses a line of this document; what it refers to cannot be told.")
    if not keeps_own_secrets(component):
        raise RenameError(
            f"Beside a secret store nothing is taken from `secrets`; references to '{name}' lead "
            "to the store."
        )
    scalars += [each.name for _, each in component.references if each.name.text == name]
    taken = {each.name_text for each in component.secrets}

    def objection(new: str) -> str | None:
        if new in taken:
            return f"`secrets` of this file defines a '{new}' already."
        if not ACA_WORD.fits(new):
            return f"Azure Container Apps refuses a secret called '{new}': a name {ACA_WORD.words}."
        return None

    path = component.path
    return Renaming(tuple((path, each) for each in scalars if each is not None), objection)


def _store_secret(snapshot: Snapshot, secret: StoreSecret) -> Renaming:
    """A secret of a store, or one key of it, in all files that take it from this very store."""
    store = _one_store(snapshot, secret)
    is_key = secret.key is not None and secret.key != secret.name
    old = secret.key if is_key else secret.name
    scalars: list[tuple[str, Scalar]] = []
    taken: set[str] = set()
    for user, reference in _references(snapshot, secret, store):
        is_same = reference.name.text == secret.name
        parts: tuple[Scalar | None, ...]
        if is_key and is_same:
            parts = (reference.key or reference.name,)
        elif is_key:
            continue
        else:
            # A key that repeats the secret's name changes with it.
            parts = (reference.name, reference.key) if is_same else (reference.name,)
        scalars += [(user.path, each) for each in parts if each is not None and each.text == old]
        taken.update(each.text for each in parts if each is not None)
    kind = f"Another key of '{secret.name}'," if is_key else "Another secret,"
    facts = snapshot.catalog.secret_store(store.type_text)

    def objection(new: str) -> str | None:
        if new in taken:
            return f"{kind} '{new}', is taken from '{snapshot.name(store).text}' already."
        if facts is not None and facts.names is not None and not facts.names.fullmatch(new):
            return f"Key Vault can hold no secret called '{new}': names consist of {facts.form}."
        return None

    return Renaming(tuple(scalars), objection)


def _one_store(snapshot: Snapshot, secret: StoreSecret) -> Component:
    stores = snapshot.stores_of(secret.user)
    if len(stores) != 1:
        there = len(snapshot.index.store(secret.store, secret.user.dialect).stores)
        count = "several are" if there else "no file defines one"
        raise RenameError(
            f"Which secret store holds '{secret.name}' cannot be told: {count} called "
            f"'{secret.store}'."
        )
    store = stores[0]
    if _ELSEWHERE.match(store.type_text):
        raise RenameError(
            f"'{store.type_text}' finds this secret outside the component files, where it would "
            "keep its name."
        )
    return store


def _references(
    snapshot: Snapshot, secret: StoreSecret, store: Component
) -> Iterator[tuple[Component, SecretReference]]:
    """The references of all components that surely take their secrets from `store`."""
    for user in snapshot.index.users_of(secret.store, store.dialect):
        stores = snapshot.stores_of(user)
        if not stores and any(each.name.text == secret.name for _, each in user.references):
            raise RenameError(
                f"Whether '{user.path.rpartition('/')[2]}' takes '{secret.name}' from this store "
                f"cannot be told: several are called '{secret.store}'."
            )
        if store in stores:
            yield from ((user, reference) for _, reference in user.references)


def _app(snapshot: Snapshot, name: str) -> Renaming:
    """An app ID in all scopes; an app is the same in both dialects."""
    for file in snapshot.files.values():
        if name in file.text and any(
            _names_app(manifest.document.root, manifest.api_version or "", name)
            for manifest in file.manifests
            if manifest.shape is None
        ):
            raise RenameError(
                f"'{file.path.rpartition('/')[2]}' names the app '{name}' as well, in a place "
                "where names cannot be followed yet."
            )
    scopes = [
        (each, scope.node)
        for each in snapshot.index.components
        for scope in each.scopes
        if ordinary_text(scope.node) == name
    ]
    users = tuple(dict.fromkeys(each for each, _ in scopes))

    def objection(new: str) -> str | None:
        reasons = (_objection_to_app(snapshot, each, name, new) for each in users)
        return next((reason for reason in reasons if reason is not None), None)

    return Renaming(tuple((each.path, node) for each, node in scopes), objection)


def _objection_to_app(snapshot: Snapshot, user: Component, old: str, new: str) -> str | None:
    known = frozenset(snapshot.config(user.path).app_ids)
    if known and new not in known:
        return f"'{new}' is none of the app IDs in the settings (`app-ids`); add it there first."
    if new in snapshot.index.app_ids and (old in known or not known):
        return f"'{new}' is the app ID of another app already."
    if user.dialect is Dialect.ACA:
        form = ACA_WORD
    else:
        form = APP_LABEL
        is_local = snapshot.world(user.path) is World.SELF_HOSTED
        if is_local and not set(new) & set("., *"):
            return None
    return None if form.fits(new) else f"'{new}' can be no app ID: one {form.words}."


def _names_app(root: Node, api_version: str, app: str) -> bool:
    """Whether another kind of resource gives an app this ID, or names it."""
    is_dapr = api_version.startswith("dapr.io/")
    targets = find(find(find(root, "spec"), "targets"), "apps")
    if is_dapr and isinstance(targets, Mapping) and targets.entry(app) is not None:
        return True
    scopes = find(root, "scopes")
    said = [scopes] if is_dapr and scopes is not None else []
    for node in walk(root):
        if isinstance(node, Mapping):
            said += [each.value for each in node.entries if fold(each.key.text) in _APP_KEYS]
    return any(
        isinstance(node, Scalar) and node.text == app for each in said for node in walk(each)
    )
