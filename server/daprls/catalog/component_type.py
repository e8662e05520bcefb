"""A component type in one version: what it reads and how it authenticates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property

from daprls.catalog.identity import IdentityPath


class Need(Enum):
    """How much a component needs a field, as read in its code."""

    INIT = "init"
    """Start-up fails without it, however the component authenticates."""
    ONE_OF = "one-of"
    """Start-up fails unless one field of the group is there."""
    CONDITIONAL = "conditional"
    """Needed only under a condition, which `need_when` tells and the file may not show."""
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
    STATED = "stated"
    """A bundle calls it required; nobody has looked into the code."""
    UNKNOWN = "unknown"
    """Could not be told; say nothing."""


class Form(Enum):
    """The form of a text that a component takes apart at start."""

    CRON = "cron"
    DURATION_WITH_UNIT = "duration-with-unit"
    """A duration of Go's; a number alone is none."""
    JSON_LIST = "json-list"
    JSON_OBJECT = "json-object"
    PEM = "pem"
    RE2 = "re2"
    """A regular expression as Go takes it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a value must be beyond its type; bounds are numbers or durations, as texts."""

    minimum: str | None = None
    above: str | None = None
    """What it must exceed."""
    maximum: str | None = None
    form: Form | None = None
    pattern: re.Pattern[str] | None = None
    """What it matches as a whole."""
    expects: str = ""
    """What the pattern asks for, as the end of `must …`."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Fields that start-up refuses together."""

    fields: tuple[str, ...]
    refusal: str
    """The component's own words, or the beginning of them."""
    values: tuple[str, ...] = ()
    """What each holds; an empty text, or no entry, stands for anything."""
    relation: str | None = None
    """`port`, `scheme` or `below`: how the second must differ from the first."""
    unless: tuple[str, ...] = ()
    """Fields of which one that is given makes it no conflict."""


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
    """The values to choose from; there may be others (see `open_values` and `enforced`)."""
    also_accepted: tuple[str, ...] = ()
    """Further spellings of them."""
    values_exact_case: bool = False
    open_values: bool = False
    """Whether any other value counts too."""
    enforced: bool = False
    """Whether start-up refuses every other value; if not, that is not known of."""
    fractions: bool = False
    """Whether a number may have a fraction."""
    limits: Limits | None = None
    refusal: str | None = None
    """The component's own words for a value that it refuses, or the beginning of them."""
    otherwise: str | None = None
    """What the code takes in place of a value that it does not accept, without failing."""
    logged: bool = False
    """Whether it says so in the log."""
    exact_case: bool = False
    documented: bool = True
    effective: bool = True
    """Whether anything comes of it; if not, the code reads it all the same."""
    deprecated: bool = False
    replaced_by: str | None = None
    since: str | None = None
    """The first version of Dapr that reads it, where that is known."""
    older: tuple[str, ...] = ()
    """Aliases that were read before already."""
    other_value: bool = False
    """Whether what replaces it takes another kind of value."""
    profiles: tuple[str, ...] = ()
    """Titles of the authentication profiles it belongs to; empty: independent of authentication."""
    runtime: bool = False
    """Read by daprd itself, not by the component."""
    direction: tuple[str, ...] = ()
    """For bindings: `input`, `output`; empty: both or not applicable."""
    url: str | None = None
    note: str | None = None
    origin: str | None = None
    """The bundle that tells of it; `None` where our own facts do."""

    @property
    def names(self) -> tuple[str, ...]:
        """The name and all aliases."""
        return (self.name, *self.aliases)

    def since_as(self, name: str) -> str | None:
        """The first version of Dapr that reads it under one of its names, where that is known."""
        return None if name.lower() in map(str.lower, self.older) else self.since


@dataclass(frozen=True, slots=True)
class NamePattern:
    """Names of one form that a component reads, such as `header:<name>`."""

    match: re.Pattern[str]
    """What such a name matches as a whole."""
    field: MetadataField
    """What is known of them all; its name shows the form."""


@dataclass(frozen=True, slots=True)
class AuthenticationProfile:
    """One way for a component to authenticate, as upstream names it."""

    title: str
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()
    """What upstream calls required; what start-up really needs is told by each field's `need`."""
    builtin: str | None = None
    """`azuread`, `aws` or `gcp` where the profile is one of those shared by many types."""
    values: tuple[tuple[str, str], ...] = ()
    """Fields, and for each what it must hold for the profile to be the one that is taken."""


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
    since: str | None = None
    """The first version of Dapr that has it, where that is known."""
    docs: tuple[str, ...] = ()
    source: str = ""
    """The file that documents the type upstream, a path; its code lies beside. May be empty."""
    directions: tuple[str, ...] = ()
    """For bindings: the sides that it has, of `input` and `output`."""
    fields: tuple[MetadataField, ...] = ()
    profiles: tuple[AuthenticationProfile, ...] = ()
    patterns: tuple[NamePattern, ...] = ()
    """Names beyond the listed ones that the code reads."""
    ignored: Mapping[str, str] = field(default_factory=dict)
    """Documented names that no code reads, with what is known of why (may be empty)."""
    request_level: Mapping[str, str] = field(default_factory=dict)
    """Names that belong to a request, a subscription or resiliency, with where."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Old or often misspelt names and the present ones."""
    exclusive: tuple[tuple[str, ...], ...] = ()
    """Groups of names that start-up refuses together: filled, and a `bool` among them true."""
    conflicts: tuple[Conflict, ...] = ()
    """Groups of names that start-up refuses together on a condition."""
    errors: tuple[str, ...] = ()
    """Fragments of the component's own error texts."""
    decoder: str = "kit/metadata"
    complete: bool = True
    """Whether the names are known to be all; if not, unknown names are not to be reported."""
    origin: str | None = None
    """The bundle that tells of it; `None` where our own facts do."""
    identity: IdentityPath | None = None
    """How the type is switched to managed identity; `None` where it cannot use it."""

    @property
    def category(self) -> str:
        """The family: what stands before the first dot."""
        return self.type.partition(".")[0]

    def field(self, name: str) -> MetadataField | None:
        """The field that the code takes `name` for.

        The exact spelling wins; else case does not count, but for fields read in exactly one
        spelling. A name that is read for its form is a field of its own.
        """
        found = self._by_name.get(name) or self._by_folded_name.get(name.lower())
        if found is not None:
            return found
        for pattern in self.patterns:
            if pattern.match.fullmatch(name):
                return replace(pattern.field, name=name)
        return None

    def reads(self, name: str) -> bool:
        """Whether the component or the sidecar reads metadata of this name."""
        return self.field(name) is not None

    @cached_property
    def exact_fields(self) -> Mapping[str, tuple[MetadataField, ...]]:
        """The fields whose name is read in exactly one spelling, by their names in lower case."""
        found: dict[str, tuple[MetadataField, ...]] = {}
        for each in self.fields:
            if each.exact_case:
                folded = each.name.lower()
                found[folded] = (*found.get(folded, ()), each)
        return found

    @cached_property
    def sensitive_names(self) -> frozenset[str]:
        """All names of the sensitive fields, in lower case."""
        fields = (each for each in self.fields if each.sensitive)
        return frozenset(name.lower() for each in fields for name in each.names)

    @cached_property
    def rival_credentials(self) -> frozenset[frozenset[str]]:
        """The pairs of fields that start-up refuses together and that are about authentication."""
        paths = self.identity.exclusive if self.identity is not None else ()
        groups = {*paths, *filter(self._authenticates, self.exclusive)}
        return frozenset(
            frozenset({first, second})
            for group in groups
            for number, first in enumerate(group)
            for second in group[number + 1 :]
        )

    def _authenticates(self, group: tuple[str, ...]) -> bool:
        fields = (self.field(name) for name in group)
        return any(field is not None and (field.profiles or field.sensitive) for field in fields)

    @cached_property
    def _by_name(self) -> Mapping[str, MetadataField]:
        """The fields by all their names; the name of one wins over another's alias."""
        aliases = {alias: field for field in reversed(self.fields) for alias in field.aliases}
        return aliases | {field.name: field for field in self.fields}

    @cached_property
    def _by_folded_name(self) -> Mapping[str, MetadataField]:
        return {
            name.lower(): field for name, field in self._by_name.items() if not field.exact_case
        }
