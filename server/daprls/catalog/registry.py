"""Which component types daprd registers, under which names and in which versions.

It answers from the index alone and opens no type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

_INITIAL = ("", "v0", "v1")
"""What daprd takes for the one version of a type that has no table of versions."""


@dataclass(frozen=True, slots=True)
class TypeSummary:
    """What is known of a type without loading it."""

    type: str
    title: str
    status: str
    versions: tuple[str, ...]
    default_version: str
    aliases: tuple[str, ...]
    deprecated_versions: tuple[str, ...] = ()
    internal: bool = False
    """Whether daprd registers it for its own tests or demonstrations only, so nothing to offer."""
    development: str | None = None
    """Why it is for development only, as a clause; `None` where it is not."""
    since: Mapping[str, str] = field(default_factory=dict)
    """The first version of Dapr that has the type, by the type's version; absent: not known."""
    pluggable: bool = False
    """Whether a process beside the sidecar provides it, as somebody's bundle tells."""


@dataclass(frozen=True, slots=True)
class Name:
    """A registered name of a type."""

    name: str
    summary: TypeSummary
    versions: tuple[str, ...]
    default_version: str
    versioned: bool
    """Whether daprd keeps a table of versions for this name."""
    current: bool = True
    """Whether it is what documentation or a product goes by, and not only an older name."""

    def version(self, text: str | None) -> str | None:
        """The version that daprd takes `text` for; `None` where it finds nothing."""
        folded = (text or "").lower()
        if folded == "" or (folded in _INITIAL and not self.versioned):
            return self.default_version
        return folded if folded in self.versions else None


@dataclass(frozen=True, eq=False)
class Registry:
    """The names of all component types."""

    index: Mapping[str, Any] = field(repr=False)
    """The content of `schemas/types.json`."""

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The main names of the types to offer, sorted."""
        return tuple(sorted(s.type for s in self._summaries.values() if not s.internal))

    @cached_property
    def families(self) -> tuple[str, ...]:
        """The categories that have a type."""
        return tuple(sorted({name.partition(".")[0] for name in self._summaries}))

    def name(self, type_name: str) -> Name | None:
        """The registered name that `type_name` is read as."""
        return self._names.get(_folded(type_name))

    @cached_property
    def names(self) -> Mapping[str, tuple[Name, ...]]:
        """All names to offer, aliases among them, by category."""
        found: dict[str, list[Name]] = {}
        for name in self._names.values():
            if not name.summary.internal:
                found.setdefault(name.name.partition(".")[0], []).append(name)
        return MappingProxyType({family: tuple(names) for family, names in found.items()})

    @cached_property
    def retired(self) -> Mapping[str, str]:
        """Types that daprd no longer has, in lower case, with what became of each."""
        return MappingProxyType(self.index["retired"])

    @cached_property
    def meant(self) -> Mapping[str, str]:
        """Names that never were registered, in lower case, with the types they are meant for."""
        return MappingProxyType(self.index["meant"])

    @cached_property
    def _summaries(self) -> Mapping[str, TypeSummary]:
        aliases: dict[str, list[str]] = {}
        for alias, target in self.index["aliases"].items():
            aliases.setdefault(target["type"], []).append(alias)
        return {
            name: TypeSummary(
                name,
                entry["title"],
                entry["status"],
                tuple(entry["versions"]),
                entry["default"],
                tuple(aliases.get(name, ())),
                tuple(entry.get("deprecated", ())),
                "internal" in entry,
                entry.get("development"),
                entry.get("since", {}),
                "pluggable" in entry,
            )
            for name, entry in self.index["types"].items()
        }

    @cached_property
    def _names(self) -> Mapping[str, Name]:
        found = {
            _folded(name): Name(
                name, known, known.versions, known.default_version, len(known.versions) > 1
            )
            for name, known in self._summaries.items()
        }
        for alias, target in self.index["aliases"].items():
            known = self._summaries[target["type"]]
            versions = tuple(target.get("versions", known.versions))
            default = target.get("default", known.default_version)
            versioned = len(known.versions) > 1
            current = "current" in target
            found[_folded(alias)] = Name(alias, known, versions, default, versioned, current)
        return found


def _folded(type_name: str) -> str:
    """The name as daprd looks it up: with regard to case in the category, without behind it."""
    family, dot, rest = type_name.partition(".")
    return family + dot + rest.lower()
