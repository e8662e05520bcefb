"""What files tell of the secrets that a component or resource can take from its store.

Only names and keys are known here. The open-source sidecar's own stores are asked: Kubernetes, a
local file, the environment. What another store holds no file shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from daprls.index import BUILT_IN_STORE
from daprls.model.authentication import given, is_truthy, readable
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.load_set import World
from daprls.model.secret_sources import (
    LOCAL_ENVIRONMENT,
    LOCAL_FILE,
    HeldSecret,
    file_secrets,
    places_of_secrets,
)
from daprls.snapshot import Snapshot

_KUBERNETES = "secretstores.kubernetes"


@dataclass(frozen=True, slots=True)
class Source:
    """One place where the secrets of a store may stand."""

    path: str
    secrets: Mapping[str, HeldSecret]


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of the secrets of one store."""

    sources: tuple[Source, ...]
    """Alternatives: which of them the sidecar takes, nobody can tell."""
    is_complete: bool
    """Whether the store holds no secret that is in none of the sources."""

    def named(self, name: str) -> tuple[HeldSecret, ...]:
        """The secrets of this name."""
        return tuple(each.secrets[name] for each in self.sources if name in each.secrets)

    @property
    def names(self) -> frozenset[str]:
        """The names of all secrets."""
        return frozenset(name for each in self.sources for name in each.secrets)


def held_for(
    snapshot: Snapshot, user: Component, only: frozenset[str] | None = None
) -> Held | None:
    """The secrets that a component can take; `None` where nothing tells of them.

    `only`: those that may be left out have none of these names.
    """
    if user.dialect is not Dialect.OSS:
        return None
    stores = snapshot.stores_of(user)
    if len(stores) == 1:
        return _held_by(snapshot, stores[0], user, only)
    name = ordinary_text(user.store)
    takes_default = user.store_entry is None or name == BUILT_IN_STORE
    if stores or not takes_default or snapshot.world(user.path) is World.SELF_HOSTED:
        return None
    return _in_kubernetes(snapshot, user, only)


def _held_by(
    snapshot: Snapshot, store: Component, user: Component, only: frozenset[str] | None
) -> Held | None:
    if store.type_text == _KUBERNETES:
        return _in_kubernetes(snapshot, user, only)
    if store.type_text == LOCAL_FILE:
        sources = tuple(_in_files(snapshot, store))
        return Held(sources, is_complete=True) if sources else None
    if store.type_text == LOCAL_ENVIRONMENT:
        sources = tuple(_in_environment(snapshot, store))
        return Held(sources, is_complete=False) if sources else None
    return None


def _in_kubernetes(snapshot: Snapshot, user: Component, only: frozenset[str] | None) -> Held | None:
    namespace = ordinary_text(user.namespace)
    known = snapshot.index.kubernetes_secrets
    sources = tuple(
        Source(held.place.path, {name: held})
        for name in (known if only is None else sorted(only))
        for held in known.get(name, ())
        if not namespace or held.namespace in (None, namespace)
    )
    return Held(sources, is_complete=False) if sources else None


def _in_files(snapshot: Snapshot, store: Component) -> Iterator[Source]:
    known = snapshot.type(store)
    separator, many = ":", False
    if (entry := given(store, ("nestedSeparator",))) is not None:
        text = ordinary_text(readable(store, entry))
        if text is None:
            return
        separator = text or separator
    if (entry := given(store, ("multiValued",))) is not None:
        scalar = readable(store, entry)
        if scalar is None or ordinary_text(scalar) is None or known is None:
            return
        many = is_truthy(scalar, known.decoder)
    for path in places_of_secrets(store):
        file = snapshot.files.get(path)
        if file is None:
            continue
        secrets = file_secrets(path, file.json, separator, has_keys=many)
        if secrets is not None:
            yield Source(path, secrets)


def _in_environment(snapshot: Snapshot, store: Component) -> Iterator[Source]:
    prefix = ""
    if (entry := given(store, ("prefix",))) is not None:
        text = ordinary_text(readable(store, entry))
        if text is None:
            return
        prefix = text
    for path in places_of_secrets(store):
        file = snapshot.files.get(path)
        if file is not None:
            yield Source(
                path,
                {
                    name.removeprefix(prefix): HeldSecret(name.removeprefix(prefix), place, {})
                    for name, place in file.variables.items()
                    if name.startswith(prefix) and len(name) > len(prefix)
                },
            )
