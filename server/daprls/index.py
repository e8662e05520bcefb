"""Who defines and who names what, across all files: components, secret stores, secrets, app IDs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from daprls.model.component import Component, Scope, SecretReference, ordinary_text
from daprls.model.dialect import FAMILIES, Dialect
from daprls.model.mention import Mention, MentionKind
from daprls.model.mentions.parameters import joined
from daprls.model.names import ACA_COMPONENT
from daprls.model.secret_sources import HeldSecret
from daprls.model.source_file import SourceFile
from daprls.model.uses import BUILT_IN_STORE
from daprls.naming import ComponentName, NameSource, Naming
from daprls.spelling import closest, distance
from daprls.syntax.scalars import TextClass, classify
from daprls.tables import Tables

__all__ = ["BUILT_IN_STORE", "ComponentName", "Index", "NameSource", "StoreMatch", "is_slip"]

T = TypeVar("T")

_MISTAKES = 2
_SIGNS = re.compile(r"[^a-z0-9]")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, eq=False)
class StoreMatch:
    """Who bears the name that components of one dialect give for their secret store.

    The whole workspace is asked. Which of several bearers a component meets is the business of
    `Snapshot.within_reach`.
    """

    name: str
    stores: tuple[Component, ...] = ()
    """The secret stores of this name, those of the built-in store's name included."""
    others: tuple[Component, ...] = ()
    """The components of this name that are surely no secret stores; only where `stores` is empty,
    as are all that follow."""
    near: tuple[Component, ...] = ()
    """The secret stores whose name was probably meant."""
    nameless: tuple[Component, ...] = ()
    """The components that may be a store of this name: what no file tells is the name of a secret
    store, or the type of what bears the name."""
    is_built_in: bool = False
    """Whether a store of this name needs no file, wherever daprd runs in Kubernetes."""
    deployed: str | None = None
    """The type of the component of this name that by the settings exists without a file; only
    where no file has a store of this name."""
    near_deployed: tuple[str, ...] = ()
    """The names of secret stores that by the settings or by templates exist, and that were probably
    meant."""
    mentioned: tuple[Mention, ...] = ()
    """The places outside of components that define one of this name, as Bicep; only where no file
    has a store of this name."""
    is_open: bool = False
    """Whether a template defines components whose names or types cannot be read."""


@dataclass(frozen=True, eq=False)
class Index:
    """The names of one snapshot."""

    files: Collection[SourceFile]
    naming: Naming
    tables: Tables

    def name(self, component: Component) -> ComponentName:
        """The name of a component, and what says so."""
        return self.naming.name(component)

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """Every component, ordered by path and place."""
        return tuple(
            component
            for file in sorted(self.files, key=lambda file: file.path)
            for component in file.components
        )

    @cached_property
    def folders(self) -> Mapping[str, tuple[SourceFile, ...]]:
        """The files by the folder they stand in."""
        return self.tables.table("folders", lambda file: ((file.folder, file),))

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Component, ...]]:
        """Components by their (declared or inferred) name."""
        return self.tables.table(
            "by_name", lambda file: ((self.name(each).text, each) for each in file.components)
        )

    @cached_property
    def by_place(self) -> Mapping[tuple[str, str], tuple[Component, ...]]:
        """Components by their file's folder and their name."""
        return self.tables.table(
            "by_place",
            lambda file: (((file.folder, self.name(each).text), each) for each in file.components),
        )

    @cached_property
    def secret_stores(self) -> tuple[Component, ...]:
        """Every component whose type is a secret store's."""
        return self._all_stores.get(True, ())

    @cached_property
    def _all_stores(self) -> Mapping[bool, tuple[Component, ...]]:
        return self.tables.table(
            "secret_stores",
            lambda file: ((True, each) for each in file.components if each.is_secret_store),
        )

    def _of_stores(self, name: str, make: Callable[[], T]) -> T:
        """What `make` makes of the secret stores alone."""
        return self.tables.same(
            name, lambda file: any(each.is_secret_store for each in file.components), make
        )

    def stores_named(self, name: str, dialect: Dialect) -> tuple[Component, ...]:
        """The secret stores of a dialect that have exactly this name."""
        return self._stores[dialect].get(name, ())

    def store(self, name: str, dialect: Dialect) -> StoreMatch:
        """What the workspace knows of the secret store of this name.

        The stem of a file may stand for a name: exactly written, or, where the stem itself could
        not be a name on Azure Container Apps (`Secret_Store.yaml`), but for case and signs.
        """
        if (name, dialect) not in self._matches:
            self._matches[name, dialect] = self._match_store(name, dialect)
        return self._matches[name, dialect]

    @cached_property
    def _matches(self) -> dict[tuple[str, Dialect], StoreMatch]:
        """What is known of the stores that were asked for so far."""
        return {}

    def _match_store(self, name: str, dialect: Dialect) -> StoreMatch:
        named = self._stores[dialect]
        built_in = dialect is Dialect.OSS and name == BUILT_IN_STORE
        stores = named.get(name) or self._rough_stems[dialect].get(_rough(name), ())
        if stores or built_in:
            return StoreMatch(name, stores, is_built_in=built_in)
        bearers = [each for each in self.by_name.get(name, ()) if each.dialect is dialect]
        others = tuple(each for each in bearers if _is_surely_no_store(each))
        doubtful = tuple(each for each in bearers if not _is_surely_no_store(each))
        meant = closest(name, (each for each in self._near(name, dialect) if is_slip(name, each)))
        near = tuple(store for each in meant for store in named[each])
        return StoreMatch(name, (), others, near, doubtful + self._nameless[dialect])

    @cached_property
    def _stores(self) -> Mapping[Dialect, Mapping[str, tuple[Component, ...]]]:
        return self._of_stores("stores", self._make_stores)

    def _make_stores(self) -> Mapping[Dialect, Mapping[str, tuple[Component, ...]]]:
        """The secret stores by their name."""
        found: dict[Dialect, dict[str, list[Component]]] = {each: {} for each in Dialect}
        for store in self.secret_stores:
            found[store.dialect].setdefault(self.name(store).text, []).append(store)
        return {
            dialect: {name: tuple(stores) for name, stores in names.items()}
            for dialect, names in found.items()
        }

    def _near(self, name: str, dialect: Dialect) -> Iterator[str]:
        """The names of stores that are worth a closer look: nearly as long, of the same letters."""
        letters = frozenset(name.lower())
        for other, others in self._spelt[dialect].items():
            if abs(len(other) - len(name)) <= _MISTAKES and len(letters ^ others) <= 2 * _MISTAKES:
                yield other

    @cached_property
    def _spelt(self) -> Mapping[Dialect, Mapping[str, frozenset[str]]]:
        return self._of_stores("spelt", self._make_spelt)

    def _make_spelt(self) -> Mapping[Dialect, Mapping[str, frozenset[str]]]:
        """The names of stores that can be meant by others, and the letters of each."""
        return {
            dialect: {
                name: frozenset(name.lower())
                for name in names
                if classify(name) is TextClass.ORDINARY
                and (dialect is Dialect.OSS or ACA_COMPONENT.fits(name))
            }
            for dialect, names in self._stores.items()
        }

    @cached_property
    def _rough_stems(self) -> Mapping[Dialect, Mapping[str, tuple[Component, ...]]]:
        return self._of_stores("rough_stems", self._make_rough_stems)

    def _make_rough_stems(self) -> Mapping[Dialect, Mapping[str, tuple[Component, ...]]]:
        """The secret stores whose file's stem is no name as it stands, by what is left of it."""
        found: dict[str, tuple[Component, ...]] = {}
        for name, stores in self._stores[Dialect.ACA].items():
            inferred = tuple(each for each in stores if self.name(each).source.is_inferred)
            if inferred and not ACA_COMPONENT.fits(name):
                found[_rough(name)] = found.get(_rough(name), ()) + inferred
        return {Dialect.ACA: found, Dialect.OSS: {}}

    @cached_property
    def _nameless(self) -> Mapping[Dialect, tuple[Component, ...]]:
        return self._of_stores("nameless", self._make_nameless)

    def _make_nameless(self) -> Mapping[Dialect, tuple[Component, ...]]:
        """The secret stores whose name is a guess, or is filled in later."""
        found: dict[Dialect, list[Component]] = {each: [] for each in Dialect}
        for store in self.secret_stores:
            name = self.name(store)
            if name.source.is_inferred or classify(name.text) is not TextClass.ORDINARY:
                found[store.dialect].append(store)
        return {dialect: tuple(stores) for dialect, stores in found.items()}

    def users_of(self, store: str, dialect: Dialect) -> tuple[Component, ...]:
        """The components of a dialect that take their secrets from the store of this name.

        In the open-source dialect those that refer to secrets and name no store take them from the
        store of Kubernetes.
        """
        users = tuple(user for user in self.store_users.get(store, ()) if user.dialect is dialect)
        if dialect is Dialect.OSS and store == BUILT_IN_STORE:
            return users + self._users_of_default
        return users

    @property
    def _users_of_default(self) -> tuple[Component, ...]:
        return self._default_users.get(True, ())

    @cached_property
    def store_users(self) -> Mapping[str, tuple[Component, ...]]:
        """The components that name a secret store, by the store's name."""
        return self.tables.table("store_users", _store_users)

    @cached_property
    def _default_users(self) -> Mapping[bool, tuple[Component, ...]]:
        return self.tables.table("default_users", _default_users)

    def secrets_of(self, store: str) -> tuple[SecretReference, ...]:
        """Every reference to a secret of the store of this name, in order."""
        return tuple(
            reference
            for component in self.store_users.get(store, ())
            for _, reference in component.references
        )

    @cached_property
    def app_ids(self) -> tuple[str, ...]:
        """Every app ID that some component's scopes name, sorted."""
        return tuple(sorted(self._scopes))

    @cached_property
    def _scopes(self) -> Mapping[str, tuple[Scope, ...]]:
        return self.tables.table("scopes", _scopes)

    def mentions(self, kind: MentionKind, name: str) -> tuple[Mention, ...]:
        """Every place outside of components that says this name, ordered by path and place."""
        return self._mentions[kind].get(name, ())

    @cached_property
    def _mentions(self) -> Mapping[MentionKind, Mapping[str, tuple[Mention, ...]]]:
        return self._of_mentions("mentions", self._make_mentions)

    def _of_mentions(self, name: str, make: Callable[[], T]) -> T:
        """What `make` makes of the names outside of components alone."""
        return self.tables.same(name, _says_names, make)

    def _make_mentions(self) -> Mapping[MentionKind, Mapping[str, tuple[Mention, ...]]]:
        found: dict[MentionKind, dict[str, list[Mention]]] = {each: {} for each in MentionKind}
        for mention in sorted(self._all_mentions, key=lambda each: each.location):
            found[mention.kind].setdefault(mention.name, []).append(mention)
        return {
            kind: {name: tuple(mentions) for name, mentions in names.items()}
            for kind, names in found.items()
        }

    @cached_property
    def given_mentions(self) -> Mapping[str, tuple[Mention, ...]]:
        """The names that templates give to one another, by the file that says them."""
        found: dict[str, list[Mention]] = defaultdict(list)
        for mention in self._joined[0]:
            found[mention.path].append(mention)
        return {path: tuple(mentions) for path, mentions in found.items()}

    @cached_property
    def _all_mentions(self) -> tuple[Mention, ...]:
        found = {(each.kind, each.location): each for file in self.files for each in file.mentions}
        given, _ = self._joined
        for each in given:
            # What one file only refers to, another may take for what it defines.
            if each.defines or (each.kind, each.location) not in found:
                found[each.kind, each.location] = each
        return tuple(found.values())

    @cached_property
    def _joined(self) -> tuple[tuple[Mention, ...], frozenset[MentionKind]]:
        """What templates give to one another."""
        return self._of_mentions("joined", self._make_joined)

    def _make_joined(self) -> tuple[tuple[Mention, ...], frozenset[MentionKind]]:
        return joined(file.names.template for file in self.files if file.names.template is not None)

    @cached_property
    def apps(self) -> Mapping[str, tuple[Mention, ...]]:
        """The places that define apps, by app ID."""
        return self._of_mentions("apps", lambda: self._defining(MentionKind.APP))

    @cached_property
    def mentioned_components(self) -> Mapping[str, tuple[Mention, ...]]:
        """The places outside of components that define components, by name."""
        return self._of_mentions(
            "mentioned_components", lambda: self._defining(MentionKind.COMPONENT)
        )

    def _defining(self, kind: MentionKind) -> Mapping[str, tuple[Mention, ...]]:
        defining = {
            name: tuple(each for each in mentions if each.defines)
            for name, mentions in self._mentions[kind].items()
        }
        return {name: mentions for name, mentions in defining.items() if mentions}

    @cached_property
    def kubernetes_secrets(self) -> Mapping[str, tuple[HeldSecret, ...]]:
        """The secrets that files give to Kubernetes, by name."""
        return self.tables.table(
            "kubernetes_secrets",
            lambda file: ((secret.name, secret) for secret in file.kubernetes_secrets),
        )

    @cached_property
    def unread(self) -> frozenset[MentionKind]:
        """Of what some file defines one more, whose name cannot be read."""
        return self._of_mentions("unread", self._make_unread)

    def _make_unread(self) -> frozenset[MentionKind]:
        _, unread = self._joined
        return unread.union(*(file.names.unread for file in self.files))


def _store_users(file: SourceFile) -> Iterator[tuple[str, Component]]:
    for component in file.components:
        if name := ordinary_text(component.store):
            yield name, component


def _default_users(file: SourceFile) -> Iterator[tuple[bool, Component]]:
    """The components that take secrets from wherever daprd does where no store is named."""
    for component in file.components:
        names_none = component.dialect is Dialect.OSS and component.store_entry is None
        if names_none and component.references:
            yield True, component


def _scopes(file: SourceFile) -> Iterator[tuple[str, Scope]]:
    for component in file.components:
        for scope in component.scopes:
            if ordinary_text(scope.node):
                yield scope.app_id, scope


def _says_names(file: SourceFile) -> bool:
    """Whether a file says names beside those of its components."""
    names = file.names
    return bool(names.mentions or names.unread) or names.template is not None


def _is_surely_no_store(component: Component) -> bool:
    """Whether a component is of another category; a misspelt or open one leaves it in doubt."""
    family, dot, _ = (ordinary_text(component.type) or "").partition(".")
    return bool(dot) and family in FAMILIES and family != "secretstores"


def _rough(name: str) -> str:
    return _SIGNS.sub("", name.lower())


def is_slip(name: str, other: str) -> bool:
    """Whether `name` may be a misspelt `other`, and not the name of one more store of its kind.

    `vault-2` stands beside `vault-1`, `aws-secrets` beside `gcp-secrets`, and `vault-prod.yaml` may
    well hold `vault`.
    """
    shorter, longer = sorted((name.lower(), other.lower()), key=len)
    if shorter == longer:
        return True
    if distance(shorter, longer, _MISTAKES) > _MISTAKES:
        return False
    if _DIGITS.sub("", shorter) == _DIGITS.sub("", longer):
        return False
    return not longer.startswith(shorter) or len(longer) - len(shorter) == 1
