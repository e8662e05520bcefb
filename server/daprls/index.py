"""Who defines and who names what, across all files: components, secret stores, secrets, app IDs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from daprls.model.component import Component, SecretReference, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.source_file import SourceFile
from daprls.text import Location


class NameSource(Enum):
    """What says how a component is called."""

    MANIFEST = "manifest"
    COMMENT = "comment"
    CONFIG = "config"
    COMMAND = "command"
    STEM = "stem"

    @property
    def is_inferred(self) -> bool:
        """Whether the name is a guess: findings that rest on it must be gentle."""
        return self is NameSource.STEM


@dataclass(frozen=True, slots=True)
class ComponentName:
    """A component's name, what says so, and where."""

    text: str
    source: NameSource
    location: Location


@dataclass(frozen=True, eq=False)
class Index:
    """The names of one snapshot."""

    files: tuple[SourceFile, ...]
    name: Callable[[Component], ComponentName]

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
        found: dict[str, list[SourceFile]] = defaultdict(list)
        for file in self.files:
            found[file.folder].append(file)
        return {folder: tuple(files) for folder, files in found.items()}

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Component, ...]]:
        """Components by their (declared or inferred) name."""
        found: dict[str, list[Component]] = defaultdict(list)
        for component in self.components:
            found[self.name(component).text].append(component)
        return {name: tuple(components) for name, components in found.items()}

    @cached_property
    def secret_stores(self) -> tuple[Component, ...]:
        """Every component whose type is a secret store's."""
        return tuple(
            component
            for component in self.components
            if component.type_text.startswith("secretstores.")
        )

    def stores_named(self, name: str, dialect: Dialect) -> tuple[Component, ...]:
        """The secret stores of a dialect that have exactly this name."""
        return tuple(
            store
            for store in self.by_name.get(name, ())
            if store.dialect is dialect and store.type_text.startswith("secretstores.")
        )

    @cached_property
    def store_users(self) -> Mapping[str, tuple[Component, ...]]:
        """The components that name a secret store, by the store's name."""
        found: dict[str, list[Component]] = defaultdict(list)
        for component in self.components:
            name = ordinary_text(component.store)
            if name:
                found[name].append(component)
        return {name: tuple(components) for name, components in found.items()}

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
        found = {
            scope.app_id
            for component in self.components
            for scope in component.scopes
            if ordinary_text(scope.node)
        }
        return tuple(sorted(found))
