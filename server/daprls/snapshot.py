"""All files, the catalog and the configuration at one moment. A change makes a new snapshot that
shares every untouched file with the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from daprls.catalog import Catalog, ComponentType
from daprls.config import Config
from daprls.index import Index, StoreMatch, is_slip
from daprls.model.authentication import Way, given, readable, way
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.load_set import Evidence, World, folder_evidence, load_set, may_meet, world_of
from daprls.model.mention import MentionKind
from daprls.model.naming_command import NamingCommand
from daprls.model.source_file import SourceFile
from daprls.model.uses import Holder
from daprls.naming import ComponentName, Naming
from daprls.spelling import closest
from daprls.tables import Earlier, Tables
from daprls.usage import Usage

_STORES = "secretstores."
_PLATFORMS = {"kubernetes": World.KUBERNETES, "self-hosted": World.SELF_HOSTED}
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The state that every question is asked of."""

    catalog: Catalog
    files: Mapping[str, SourceFile] = field(default_factory=lambda: MappingProxyType({}))
    """By path: every YAML file that may concern Dapr, and scripts that name components."""
    configs: tuple[Config, ...] = ()
    """The settings of the workspace's folders, in any order; the nearest root wins."""
    catalogs: Mapping[str, Catalog] = field(default_factory=lambda: MappingProxyType({}))
    """The catalogs of folders that know more than `catalog`, by the root of their settings."""
    earlier: Earlier = field(default_factory=lambda: MappingProxyType({}))
    """What was worked out of these files before some of them changed."""

    def with_file(self, file: SourceFile) -> Snapshot:
        """This snapshot with `file` added or in place of the one of the same path."""
        return self.with_files((file,))

    def with_files(self, files: Iterable[SourceFile]) -> Snapshot:
        """This snapshot with all `files` added or replaced."""
        changed = {file.path: file for file in files}
        merged = _copy(self.files)
        merged.update(changed)
        everything: Mapping[str, SourceFile] = MappingProxyType(merged)
        return replace(self, files=everything, earlier=self._passed_on(changed))

    def without_file(self, path: str) -> Snapshot:
        """This snapshot without the file `path`, if it had it."""
        return self.without_files((path,))

    def without_files(self, paths: Iterable[str]) -> Snapshot:
        """This snapshot without those of these files that it had."""
        gone = [path for path in paths if path in self.files]
        if not gone:
            return self
        rest = _copy(self.files)
        for path in gone:
            del rest[path]
        files = MappingProxyType(rest)
        return replace(self, files=files, earlier=self._passed_on(dict.fromkeys(gone)))

    def _passed_on(self, changed: Mapping[str, SourceFile | None]) -> Earlier:
        """What is known of these files, for a snapshot in which some become others.

        Nothing where commands that name components change: names in any file may rest on them.
        """
        both = (each for path in changed for each in (self.files.get(path), changed[path]))
        if any(each is not None and each.naming_commands for each in both):
            return MappingProxyType({})
        return self._tables.passed_on(changed)

    @cached_property
    def _tables(self) -> Tables:
        return Tables(self.files, self.earlier)

    def with_configs(
        self,
        configs: Iterable[Config],
        catalogs: Mapping[str, Catalog] = MappingProxyType({}),
    ) -> Snapshot:
        """This snapshot with other settings, and the catalogs of folders that know more."""
        return Snapshot(self.catalog, self.files, tuple(configs), catalogs)

    def config(self, path: str) -> Config:
        """The settings for the file `path`: those of the nearest folder above it."""
        return self._naming.config(path)

    def catalog_for(self, path: str) -> Catalog:
        """What is known about component types where the file `path` lies.

        `catalog` knows as much of all that no bundle tells: of Azure, identities and errors.
        """
        if not self.catalogs:
            return self.catalog
        return self.catalogs.get(self.config(path).root, self.catalog)

    @cached_property
    def index(self) -> Index:
        """Who defines and who names what, across files."""
        return Index(self.files.values(), self._naming, self._tables)

    def gather(self) -> None:
        """Works out what most questions rest on, where nobody waits for an answer."""
        index, usage = self.index, self.usage
        for _ in (
            *(index.folders, index.by_name, index.secret_stores, index.store_users),
            *(index.apps, index.mentioned_components, index.unread, index.kubernetes_secrets),
            *(usage.component_uses, usage.app_uses, usage.secret_uses, usage.resources),
            self._client_ids,
        ):
            pass

    @cached_property
    def usage(self) -> Usage:
        """Which components and apps the files name."""
        return Usage(self.files.values(), self.index)

    @cached_property
    def _naming(self) -> Naming:
        return Naming(self.configs, self._tables)

    def naming_commands(self, path: str) -> tuple[NamingCommand, ...]:
        """The commands that deploy the file `path`; none where they give it different names."""
        return self._naming.commands(path)

    def name(self, component: Component) -> ComponentName:
        """The name of a component, and what says so (see `Naming`)."""
        return self._naming.name(component)

    def type(self, component: Component) -> ComponentType | None:
        """What is known of the component's type in its version.

        Where the version is left to a pipeline or unknown, the type's default version answers;
        `None` where the type itself is unknown or left to a pipeline.
        """
        if component not in self._types:
            self._types[component] = self._find_type(component)
        return self._types[component]

    @cached_property
    def _types(self) -> dict[Component, ComponentType | None]:
        """The types of the components that were asked for so far."""
        return {}

    def _find_type(self, component: Component) -> ComponentType | None:
        text = ordinary_text(component.type)
        if text is None:
            return None
        version = ordinary_text(component.version)
        catalog = self.catalog_for(component.path)
        return catalog.find(text, version) or catalog.find(text)

    def certain_type(self, component: Component) -> ComponentType | None:
        """What is known of the component's type in its version, if the file shows which it is.

        `None` also where a type has several versions and the file's is none of them, or is filled
        in later: what one version reads another may not.
        """
        known = self.type(component)
        if known is None or len(known.versions) == 1 or component.version is None:
            return known
        version = ordinary_text(component.version)
        catalog = self.catalog_for(component.path)
        if version is None or not catalog.accepts_version(component.type_text, version):
            return None
        return known

    def store_match(self, component: Component) -> StoreMatch | None:
        """What is known of the secret store that a component names.

        `None` where it names none, or where its name is filled in later.
        """
        if component not in self._store_matches:
            self._store_matches[component] = self._match_store(component)
        return self._store_matches[component]

    @cached_property
    def _store_matches(self) -> dict[Component, StoreMatch | None]:
        """What the components name as their store that were asked about so far."""
        return {}

    def _match_store(self, component: Component) -> StoreMatch | None:
        name = ordinary_text(component.store)
        if not name:
            return None
        match = self.index.store(name, component.dialect)
        if match.stores:
            return match
        if component.dialect is Dialect.ACA:
            match = replace(
                match,
                mentioned=self.index.mentioned_components.get(name, ()),
                is_open=MentionKind.COMPONENT in self.index.unread,
            )
        known = self.config(component.path).deployed_types.get(name)
        stores = {*self.deployed_stores(component.path), *self._mentioned_stores(component)}
        slips = sorted(each for each in stores if is_slip(name, each))
        near = closest(name, slips) if known is None and not match.mentioned else ()
        return replace(match, deployed=known, near_deployed=near)

    def _mentioned_stores(self, component: Component) -> Iterator[str]:
        """The secret stores that templates define for Azure Container Apps."""
        if component.dialect is Dialect.ACA:
            for name, mentions in self.index.mentioned_components.items():
                if any((each.component_type or "").startswith(_STORES) for each in mentions):
                    yield name

    def deployed_stores(self, path: str) -> Mapping[str, str]:
        """The secret stores that by the settings for the file `path` exist: types by names."""
        deployed = self.config(path).deployed_types
        return {name: text for name, text in deployed.items() if text.startswith(_STORES)}

    def shared_client_id(self, path: str) -> str | None:
        """The client ID of the one user-assigned identity that components near `path` use.

        The folder of the file `path` is asked first, then everything. `None` where no component
        uses such an identity, and where several are used and nothing tells which is meant.
        """
        used = set(self._client_ids.get(path.rpartition("/")[0], ()))
        if not used:
            used = set().union(*self._client_ids.values())
        return used.pop() if len(used) == 1 else None

    @cached_property
    def _client_ids(self) -> Mapping[str, tuple[str, ...]]:
        """The client IDs of the user-assigned identities in use, by folder."""
        return self._tables.table("client_ids", self._client_ids_of)

    def _client_ids_of(self, file: SourceFile) -> Iterator[tuple[str, str]]:
        names = self.catalog.azure.client_id_fields
        for component in file.components:
            known = self.type(component) if component.entries(*names) else None
            if known is None or way(component, known, self.catalog.azure) is not Way.USER_ASSIGNED:
                continue
            entry = given(component, names)
            scalar = readable(component, entry) if entry is not None else None
            if scalar is not None and _GUID.fullmatch(scalar.text):
                yield _folder(component), scalar.text.lower()

    def stores_of(self, component: Component) -> tuple[Component, ...]:
        """The secret stores that a component takes its secrets from, as far as can be told."""
        match = self.store_match(component)
        return self.within_reach(component, match.stores) if match is not None else ()

    def within_reach(
        self, component: Component, bearers: Iterable[Component]
    ) -> tuple[Component, ...]:
        """Which of the bearers of one name the component meets.

        Those of its load set, or else the only one that there is elsewhere. Of several elsewhere
        none: they are variants of which nobody knows the right one.
        """
        return self.meant(component, [each for each in bearers if may_meet(component, each)])

    def meant(self, holder: Holder, bearers: Iterable[Component]) -> tuple[Component, ...]:
        """Which of several components of one name is meant: as told of `within_reach`."""
        everywhere = tuple(bearers)
        together = tuple(each for each in everywhere if _folder(each) == _folder(holder))
        return together or (everywhere if len(everywhere) == 1 else ())

    def surely_meets(self, component: Component, store: Component) -> bool:
        """Whether a store of the right name is surely the one that a component takes secrets from.

        Elsewhere than in its folder there may be another of this name, which no file shows.
        """
        inferred = self.name(store).source.is_inferred
        return not inferred and _folder(store) == _folder(component)

    def known_apps(self, path: str) -> frozenset[str]:
        """The app IDs that there are for the file `path`: those of the settings, and those that
        files define.
        """
        return frozenset(self.config(path).app_ids) | self.index.apps.keys()

    def load_set(self, component: Component) -> tuple[Component, ...]:
        """The components that daprd may load together with this one, itself included."""
        return load_set(self._folder(component.path), component)

    def world(self, path: str) -> World:
        """Whether the file `path` lives in Kubernetes or runs self-hosted, as far as is known.

        What the settings say counts, else what files show.
        """
        platform = self.config(path).platform
        if platform is not None:
            return _PLATFORMS[platform]
        if path not in self._worlds:
            folder = path.rpartition("/")[0]
            if folder not in self._evidence:
                self._evidence[folder] = folder_evidence(self._folder(path))
            self._worlds[path] = world_of(self._evidence[folder], path, self.files.get(path))
        return self._worlds[path]

    @cached_property
    def _worlds(self) -> dict[str, World]:
        """The worlds of the files that were asked for so far."""
        return {}

    @cached_property
    def _evidence(self) -> dict[str, tuple[Evidence, ...]]:
        """What the folders show that were asked for so far."""
        return {}

    def _folder(self, path: str) -> tuple[SourceFile, ...]:
        return self.index.folders.get(path.rpartition("/")[0], ())


def _folder(holder: Holder) -> str:
    return holder.path.rpartition("/")[0]


def _copy(files: Mapping[str, SourceFile]) -> dict[str, SourceFile]:
    # Only so a proxy's entries are copied at once, and not one by one.
    return files.copy() if isinstance(files, MappingProxyType) else dict(files)
