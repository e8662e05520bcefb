"""Renaming secrets: one of a file within it, one of a store wherever it is taken from there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.features.named import OwnSecret, StoreSecret
from daprls.model.component import Component
from daprls.model.names import ACA_WORD
from daprls.model.secrets import keeps_own_secrets
from daprls.model.uses import Role
from daprls.refactor.renaming import RenameError, Renaming, file_name
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Scalar

_ELSEWHERE = re.compile(r"secretstores\.(?:local\.|kubernetes$)")
"""Stores whose secrets stand in files or in the cluster, under names that would stay."""


def own_secret_renaming(secret: OwnSecret) -> Renaming:
    """A secret within its file.

    Raises:
        RenameError: the file does not define it, or takes nothing from what it defines.

    """
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


def store_secret_renaming(snapshot: Snapshot, secret: StoreSecret) -> Renaming:
    """A secret of a store, or one key of it, in all files that take it from this very store.

    Raises:
        RenameError: which store holds it cannot be told, or its name stands elsewhere as well.

    """
    store = _one_store(snapshot, secret)
    is_key = secret.key is not None and secret.key != secret.name
    old = secret.key if is_key else secret.name
    scalars: list[tuple[str, Scalar]] = []
    taken: set[str] = set()
    for path, name, key in _taken(snapshot, secret, store):
        is_same = name.text == secret.name
        parts: tuple[Scalar | None, ...]
        if is_key and is_same:
            parts = (key or name,)
        elif is_key:
            continue
        else:
            # A key that repeats the secret's name changes with it.
            parts = (name, key) if is_same else (name,)
        scalars += [(path, each) for each in parts if each is not None and each.text == old]
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
    bearers = snapshot.usage.bearers(secret.user, secret.store, Role.STORE)
    stores = snapshot.meant(secret.user, [each for each in bearers if each.is_secret_store])
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


def _taken(
    snapshot: Snapshot, secret: StoreSecret, store: Component
) -> Iterator[tuple[str, Scalar, Scalar | None]]:
    """What all that surely take their secrets from `store` say of them: file, name and key."""
    for user in snapshot.index.users_of(secret.store, store.dialect):
        stores = snapshot.stores_of(user)
        if not stores and any(each.name.text == secret.name for _, each in user.references):
            raise _doubt(user.path, secret)
        if store in stores:
            for _, reference in user.references:
                yield user.path, reference.name, reference.key
    for use in snapshot.usage.secret_uses.get(secret.store, ()):
        bearers = snapshot.usage.bearers(use.holder, secret.store, Role.STORE)
        stores = snapshot.meant(use.holder, bearers)
        if not stores and store in bearers and use.name.text == secret.name:
            raise _doubt(use.holder.path, secret)
        if store in stores:
            yield use.holder.path, use.name, use.key


def _doubt(path: str, secret: StoreSecret) -> RenameError:
    return RenameError(
        f"Whether '{file_name(path)}' takes '{secret.name}' from this store cannot be told: "
        f"several are called '{secret.store}'."
    )
