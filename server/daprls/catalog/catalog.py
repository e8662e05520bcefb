"""All component types. A type's file is opened when the type is first asked for."""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from daprls.catalog import decoding, meant
from daprls.catalog.bundle import Bundle
from daprls.catalog.comparison import Inventory, listed
from daprls.catalog.component_type import ComponentType, MetadataField
from daprls.catalog.descriptions import Descriptions
from daprls.catalog.errors import ErrorTexts, error_texts
from daprls.catalog.identity import AzureAuthentication, IdentityPath
from daprls.catalog.overlay import Overlay
from daprls.catalog.registry import Registry, TypeSummary
from daprls.catalog.secret_store import SecretStoreFacts
from daprls.catalog.source import Source, sources
from daprls.catalog.support import AcaSupport
from daprls.package_data import data_folder


@dataclass(frozen=True, eq=False)
class Catalog:
    """All component types, each loaded when it is first asked for."""

    read: Callable[[str], str]
    """Gives the text of a file below `schemas/`."""
    bundle: Bundle | None = None
    """What is laid over our own facts, if anything."""

    @classmethod
    def bundled(cls) -> Catalog:
        """The catalog that the package brings along."""
        folder = data_folder("schemas")
        return cls(lambda name: (folder / name).read_text(encoding="utf-8"))

    def with_bundle(self, bundle: Bundle | None) -> Catalog:
        """Our own facts with a bundle laid over them, or without any."""
        return replace(self, bundle=bundle)

    @property
    def types(self) -> tuple[str, ...]:
        """Every registered type under its main name, sorted."""
        return self._registry.types

    def summary(self, type_name: str) -> TypeSummary:
        """What is known of a type (main name or alias) without loading it; `KeyError` if none."""
        name = self._registry.name(type_name)
        if name is None:
            raise KeyError(type_name)
        return name.summary

    def canonical(self, type_name: str) -> str | None:
        """The main name of a type or alias, case not counting behind the category."""
        name = self._registry.name(type_name)
        return name.summary.type if name is not None else None

    def registered(self, type_name: str) -> str | None:
        """The registered name, main or alias, that daprd takes `type_name` for."""
        name = self._registry.name(type_name)
        return name.name if name is not None else None

    def replacement(self, type_name: str) -> str | None:
        """The main name of a type in place of an older one.

        `None` for a main name, and for an alias that documentation or a product goes by.
        """
        name = self._registry.name(type_name)
        return name.summary.type if name is not None and not name.current else None

    def find(self, type_name: str, version: str | None = None) -> ComponentType | None:
        """The type in the version, or in its default version where none is given.

        An alias leads to its type. Versions compare without case; a type with one version takes
        `v0`, `v1` and the empty text. `None` where daprd would not find it.
        """
        name = self._registry.name(type_name)
        found = name.version(version) if name is not None else None
        if name is None or found is None:
            return None
        return self._loaded(name.summary.type).get(found)

    def versions(self, type_name: str) -> tuple[str, ...]:
        """The versions registered for the type (main name or alias)."""
        name = self._registry.name(type_name)
        return name.versions if name is not None else ()

    def accepts_version(self, type_name: str, version: str) -> bool:
        """Whether daprd finds the type in this version."""
        name = self._registry.name(type_name)
        return name is not None and name.version(version) is not None

    @property
    def retired(self) -> Mapping[str, str]:
        """Types that daprd no longer has, in lower case, with what became of each."""
        return self._registry.retired

    def suggestions(self, type_name: str) -> tuple[str, ...]:
        """The registered types that a misspelt one is probably meant for."""
        return meant.suggestions(self._registry, type_name)

    def other_family(self, type_name: str) -> str | None:
        """The type of the same product in another category, where this one does not have it."""
        return meant.other_family(self._registry, type_name)

    def family_suggestion(self, type_name: str) -> str | None:
        """The type that is meant where only the category is wrong."""
        return meant.family_suggestion(self._registry, type_name)

    def readers(self, name: str) -> frozenset[str]:
        """The types that read metadata of this name, in any case; daprd's own names have none."""
        return self._readers.get(name.lower(), frozenset())

    def identity(self, type_name: str) -> IdentityPath | None:
        """How the type (main name or alias) is switched to managed identity."""
        name = self.canonical(type_name)
        return self._identities.get(name) if name is not None else None

    def without_identity(self, type_name: str) -> str | None:
        """Why an Azure type cannot use managed identity, as a sentence; `None` where it can."""
        name = self.canonical(type_name)
        reasons: Mapping[str, str] = self._identity_facts["without"]
        return reasons.get(name) if name is not None else None

    def secret_store(self, type_name: str) -> SecretStoreFacts | None:
        """What the secret store of this type (main name or alias) answers, where it is known."""
        name = self.canonical(type_name)
        return self._secret_stores.get(name) if name is not None else None

    def description(self, type_name: str) -> str | None:
        """What the type (main name or alias) connects to and when to choose it."""
        name = self.canonical(type_name)
        return self._descriptions.type(name) if name is not None else None

    def field_description(self, component: ComponentType, field: MetadataField) -> str | None:
        """What the field means for the type: Markdown, one to three sentences."""
        return self._descriptions.field(component, field)

    def inventory(self, bundle: Bundle | None = None) -> Inventory:
        """What can be compared of all types: those of a bundle alone, or our own."""
        if bundle is not None:
            found = Overlay(self._json("types.json"), bundle).components
            return {key: listed(content) for key, content in found.items()}
        return {
            (name, version): listed(content)
            for name in self.types
            for version, content in self._versions(name).items()
        }

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Where the facts were read: `components` and `runtime`, each at one commit."""
        return sources(self._json("sources.json"))

    @cached_property
    def entra_flags(self) -> tuple[str, ...]:
        """The names of the flags for Entra ID; each is read by some component types only."""
        return tuple(dict.fromkeys(p.set[0][0] for p in self._identities.values() if p.set))

    @cached_property
    def errors(self) -> ErrorTexts:
        """The error texts of those who read component files, but for those of components."""
        return error_texts(self._json("errors.json"))

    @cached_property
    def refusals(self) -> Mapping[str, frozenset[str]]:
        """What components say when they fail: fragments, with the types that say them.

        All files are opened, and no type is made.
        """
        found: dict[str, set[str]] = defaultdict(set)
        for type_name in self.types:
            for content in self._versions(type_name).values():
                for fragment in decoding.refusals(content):
                    found[fragment].add(type_name)
        return {fragment: frozenset(types) for fragment, types in found.items()}

    @cached_property
    def aca(self) -> AcaSupport:
        """What Azure Container Apps says of component types."""
        return decoding.aca_support(self._json("aca.json"))

    @cached_property
    def azure(self) -> AzureAuthentication:
        """What all Azure components share."""
        return decoding.azure_authentication(self._identity_facts["azure"])

    @cached_property
    def _descriptions(self) -> Descriptions:
        return Descriptions(self._described, self._overlay)

    def _described(self, stem: str) -> Mapping[str, Any]:
        """A file of descriptions; empty for a category that has none."""
        try:
            return self._json(f"descriptions/{stem}.json")
        except FileNotFoundError:
            return {}

    @cached_property
    def _secret_stores(self) -> Mapping[str, SecretStoreFacts]:
        stores: Mapping[str, Any] = self._json("secret-stores.json")["stores"]
        return {name: decoding.secret_store(content) for name, content in stores.items()}

    @cached_property
    def _registry(self) -> Registry:
        return Registry(self._index)

    @cached_property
    def _index(self) -> Mapping[str, Any]:
        return self._json("types.json") if self._overlay is None else self._overlay.index

    @cached_property
    def _overlay(self) -> Overlay | None:
        """What the bundle adds."""
        return Overlay(self._json("types.json"), self.bundle) if self.bundle is not None else None

    @cached_property
    def _identity_facts(self) -> Mapping[str, Any]:
        return self._json("identity.json")

    @cached_property
    def _identities(self) -> Mapping[str, IdentityPath]:
        facts = self._identity_facts
        kinds = {name: decoding.resource_kind(each) for name, each in facts["resources"].items()}
        paths = ((each["types"], each) for each in facts["paths"])
        return {
            name: path
            for names, content in paths
            for path in (decoding.identity_path(content, kinds),)
            for name in names
        }

    @cached_property
    def _readers(self) -> Mapping[str, frozenset[str]]:
        """The types by the names that they read: all files are opened, and no type is made."""
        found: dict[str, set[str]] = defaultdict(set)
        for type_name in self.types:
            for content in self._versions(type_name).values():
                for field in content.get("fields", ()):
                    for name in () if "runtime" in field else decoding.names(field):
                        found[name.lower()].add(type_name)
        return {name: frozenset(types) for name, types in found.items()}

    @cached_property
    def _loaded(self) -> Callable[[str], Mapping[str, ComponentType]]:
        """The versions of a type, each type read once."""
        return functools.cache(self._load)

    def _load(self, name: str) -> Mapping[str, ComponentType]:
        summary = self.summary(name)
        identity = self._identities.get(name)
        versions = self._versions(name)
        return {
            version: decoding.component_type(summary, version, content, identity)
            for version, content in versions.items()
        }

    def _versions(self, name: str) -> Mapping[str, Any]:
        """What is known of each version of a type (its main name)."""
        overlay = self._overlay
        own: Mapping[str, Any] = {}
        if overlay is None or not overlay.adds(name):
            own = self._json(f"catalog/{name}.json")["versions"]
        if overlay is None:
            return own
        return overlay.versions(name, own, lambda: self._runtime_fields(name.partition(".")[0]))

    def _runtime_fields(self, category: str) -> list[Mapping[str, Any]]:
        """What daprd itself reads in every component of a category."""
        overlay = self._overlay
        found: dict[str, Mapping[str, Any]] = {}
        for name in self.types:
            if name.startswith(f"{category}.") and not (overlay and overlay.adds(name)):
                for content in self._json(f"catalog/{name}.json")["versions"].values():
                    for field in content.get("fields", ()):
                        if "runtime" in field:
                            found.setdefault(field["name"], field)
        return list(found.values())

    def _json(self, name: str) -> Mapping[str, Any]:
        content: Mapping[str, Any] = json.loads(self.read(name))
        return content
