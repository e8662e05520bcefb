"""Where the thing under the caret is used: a secret of the file within it, all else everywhere.

The secrets of a store are looked for wherever the store is used. The two dialects are worlds of
their own: a name of one means nothing in the other. Only an app is the same app in both.
"""

from __future__ import annotations

from collections.abc import Iterator

from daprls.features.definition import place_of, secret_places, store_places
from daprls.features.named import AppId, OwnSecret, StoreName, StoreSecret, named_at
from daprls.model.component import ordinary_text
from daprls.model.secrets import keeps_own_secrets
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.text import Location


def references(
    snapshot: Snapshot, file: SourceFile, offset: int, include_declaration: bool
) -> tuple[Location, ...]:
    """Every use of what is named at `offset`, ordered by file and place.

    With `include_declaration` the places that define it are among them.
    """
    match named_at(snapshot, file, offset):
        case OwnSecret() as secret:
            found = set(_uses_of_own(secret))
            declared = secret_places(secret.component, secret.name)
        case StoreSecret() as secret:
            found = set(_uses_in_store(snapshot, secret))
            declared = ()
        case StoreName() as store:
            found = set(uses_of_store(snapshot, store))
            declared = (
                (place_of(snapshot, store.component),)
                if store.is_own
                else store_places(snapshot, store.component, store.name)
            )
        case AppId(name, _):
            found, declared = set(_scopes(snapshot, name)), ()
        case _:
            return ()
    return tuple(sorted(found.union(declared) if include_declaration else found))


def _uses_of_own(secret: OwnSecret) -> Iterator[Location]:
    if keeps_own_secrets(secret.component):
        for _, reference in secret.component.references:
            if reference.name.text == secret.name:
                yield Location(secret.component.path, reference.name.span)


def _uses_in_store(snapshot: Snapshot, secret: StoreSecret) -> Iterator[Location]:
    """The references of all components that take this secret, or this key of it, from the store."""
    for user in snapshot.index.users_of(secret.store, secret.user.dialect):
        for _, reference in user.references:
            if reference.name.text != secret.name:
                continue
            if secret.key is None:
                yield Location(user.path, reference.name.span)
            elif (reference.key or reference.name).text == secret.key:
                # Without a key of its own, the name serves as one.
                yield Location(user.path, (reference.key or reference.name).span)


def uses_of_store(snapshot: Snapshot, store: StoreName) -> Iterator[Location]:
    """Where components name this secret store."""
    index = snapshot.index
    dialect = store.component.dialect
    names = {store.name}
    if store.is_own:
        # A file whose stem can be no name may be known by another spelling of it.
        names.update(
            name
            for name in index.store_users
            if store.component in index.store(name, dialect).stores
        )
    for name in names:
        for user in index.users_of(name, dialect):
            if user.store is not None and ordinary_text(user.store) == name:
                yield Location(user.path, user.store.span)


def _scopes(snapshot: Snapshot, app: str) -> Iterator[Location]:
    for component in snapshot.index.components:
        for scope in component.scopes:
            if ordinary_text(scope.node) == app:
                yield Location(component.path, scope.span)
