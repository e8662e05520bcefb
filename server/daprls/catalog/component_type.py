"""A component type in one version: what it reads and how it authenticates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from daprls.catalog.identity import IdentityPath


class Need(Enum):
    """How much a component needs a field, as read in its code."""

    INIT = "init"
    """Start-up fails without it."""
    ONE_OF = "one-of"
    """Start-up fails unless one field of the group is there."""
    CONDITIONAL = "conditional"
    """Start-up fails only under a condition that the file may not show."""
    USE = "use"
    """Start-up passes, every use fails."""
    ROLE = "role"
    """Needed only in one role: subscriber, input or output."""
    OPERATION = "operation"
    """Needed for some operations, or may come with each request."""
    DEFAULT = "default"
    """The code has a default."""
    RUNTIME = "runtime"
    """daprd supplies it."""
    NEVER = "never"
    """Not needed in any way found."""
    UNKNOWN = "unknown"
    """Could not be told; say nothing."""


@dataclass(frozen=True, slots=True)
class MetadataField:
    """A metadata name that a component type (or the runtime for it) reads."""

    name: str
    aliases: tuple[str, ...] = ()
    """Other names that the code takes for this one."""
    type: str = "string"
    """One of `string`, `bool`, `number`, `duration`, `bytesize`, `list`, `object`."""
    sensitive: bool = False
    need: Need = Need.NEVER
    need_group: tuple[str, ...] = ()
    need_when: str | None = None
    empty_ok: bool = True
    default: str | None = None
    example: str | None = None
    allowed_values: tuple[str, ...] = ()
    exact_case: bool = False
    documented: bool = True
    deprecated: bool = False
    replaced_by: str | None = None
    profiles: tuple[str, ...] = ()
    """Titles of the authentication profiles it belongs to; empty: independent of authentication."""
    runtime: bool = False
    """Read by daprd itself, not by the component."""
    direction: tuple[str, ...] = ()
    """For bindings: `input`, `output`; empty: both or not applicable."""
    url: str | None = None
    note: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The name and all aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class AuthenticationProfile:
    """One way for a component to authenticate, as upstream names it."""

    title: str
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()
    builtin: str | None = None
    """`azuread` or `aws` where the profile is one of those shared by many types."""


@dataclass(frozen=True)
class ComponentType:
    """One component type in one version."""

    type: str
    version: str
    title: str = ""
    aliases: tuple[str, ...] = ()
    versions: tuple[str, ...] = ("v1",)
    default_version: str = "v1"
    deprecated_versions: tuple[str, ...] = ()
    status: str = "stable"
    docs: tuple[str, ...] = ()
    fields: tuple[MetadataField, ...] = ()
    profiles: tuple[AuthenticationProfile, ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    """Names beyond the listed ones that the code reads, matched whole."""
    ignored: Mapping[str, str] = field(default_factory=dict)
    """Documented names that no code reads, with what is known of why (may be empty)."""
    request_level: Mapping[str, str] = field(default_factory=dict)
    """Names that belong to a request, a subscription or resiliency, with where."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Old or often misspelt names and the present ones."""
    exclusive: tuple[tuple[str, ...], ...] = ()
    """Groups of names that start-up refuses together."""
    errors: tuple[str, ...] = ()
    """Fragments of the component's own error texts."""
    decoder: str = "kit/metadata"
    complete: bool = True
    """Whether the names are known to be all; if not, unknown names are not to be reported."""
    identity: IdentityPath | None = None
    """How the type is switched to managed identity; `None` where it cannot use it."""

    @property
    def category(self) -> str:
        """The family: what stands before the first dot."""
        return self.type.partition(".")[0]

    def field(self, name: str) -> MetadataField | None:
        """The field that the code takes `name` for.

        The exact spelling wins; else case does not count, but for fields read in exactly one
        spelling.
        """
        exact = self._by_name.get(name)
        if exact is not None:
            return exact
        folded = self._by_folded_name.get(name.lower())
        return folded if folded is not None and not folded.exact_case else None

    def reads(self, name: str) -> bool:
        """Whether the component or the sidecar reads metadata of this name."""
        return self.field(name) is not None or any(
            pattern.fullmatch(name) for pattern in self.patterns
        )

    @cached_property
    def _by_name(self) -> Mapping[str, MetadataField]:
        return {name: field for field in reversed(self.fields) for name in field.names}

    @cached_property
    def _by_folded_name(self) -> Mapping[str, MetadataField]:
        return {name.lower(): field for field in reversed(self.fields) for name in field.names}
