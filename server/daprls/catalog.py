"""What is known about component types: names, fields, ways to authenticate.

The facts live in `schemas/`; this module loads a type when it is first asked for and answers
questions about it. It judges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property


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


class BothPresent(Enum):
    """What a component does when its key stands beside the fields of Entra ID."""

    INIT_ERROR = "initError"
    """Start-up fails."""
    SECRET_WINS = "secretWins"
    """The key is used, Entra ID is silently ignored."""
    SECRET_IGNORED = "secretIgnored"
    """The token is used, the key is silently ignored."""


@dataclass(frozen=True, slots=True)
class IdentityField:
    """A field that the component needs once its key is gone."""

    name: str
    placeholder: str
    """What is written where nothing can be derived; in angle brackets what a person fills in."""
    source: str | None = None
    """The field that the value can be derived from, before that field is removed."""
    derive: str | None = None
    """How: `endpointHost`, `endpointUrl`, `entityPath`, `storageAccount`."""
    format: str | None = None
    """The shape of the value: `fqdn`, `fqdnOrName`, `url`, `storageAccount`."""
    optional: bool = False
    """Written only where it can be derived."""
    unless_any: tuple[str, ...] = ()
    """Not needed where one of these fields is there."""


@dataclass(frozen=True, slots=True)
class Role:
    """What the identity must be allowed to do."""

    name: str
    resource: str
    verified: bool
    """Whether documentation says so; else it is common knowledge and not stated as a fact."""


@dataclass(frozen=True, slots=True)
class IdentityPath:
    """How a component type is switched from its key to managed identity."""

    id: str
    """The name of the path in `schemas/identity.json`; many types share one."""
    remove: tuple[str, ...]
    """Canonical names of the fields that go (their aliases go too)."""
    both_present: BothPresent
    require: tuple[IdentityField, ...] = ()
    set: tuple[tuple[str, str], ...] = ()
    """Fields and the values that they must have."""
    rewrite: tuple[tuple[str, str], ...] = ()
    """Fields that stay without their credentials, and how: `dropPostgresPassword`,
    `dropSqlCredentials`."""
    exclusive: tuple[tuple[str, ...], ...] = ()
    ask: tuple[str, ...] = ()
    """Fields whose value must be the identity's and cannot be derived."""
    hosts: tuple[str, ...] = ()
    """Host suffixes of Azure's own service; empty: the type is always Azure's."""
    notes: tuple[str, ...] = ()
    """Sentences about what stops working or is untested."""
    already: re.Pattern[str] | None = None
    already_field: str | None = None
    already_unless: re.Pattern[str] | None = None
    """`already_field` holds no key where it matches `already` and not `already_unless`."""
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class AzureAuthentication:
    """What all Azure components share."""

    service_principal_fields: tuple[str, ...]
    """Client secret, certificate, their file and password, and tenant, in all spellings."""
    client_id_fields: tuple[str, ...]
    tenant_fields: tuple[str, ...]
    secret_fields: tuple[str, ...]
    certificate_fields: tuple[str, ...]
    """`azureCertificate`, `azureCertificateFile` and their aliases, without the password."""
    environment_fields: tuple[str, ...]
    method_fields: tuple[str, ...]
    clouds: Mapping[str, tuple[str, ...]]
    """The clouds by the name to write, each with all spellings in lower case."""
    methods: Mapping[str, tuple[str, ...]]
    """The words of `azureAuthMethods` with their short forms, in lower case."""
    emulator_markers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AcaSupport:
    """What Azure Container Apps says of component types."""

    tier1: tuple[str, ...]
    """Main names, in the order documented."""
    tier2: tuple[str, ...]
    unsupported_types: Mapping[str, str]
    """Types that it refuses or that cannot work there, each with a sentence that says why."""
    unsupported_families: Mapping[str, str]
    """Categories of which it supports nothing, likewise."""


@dataclass(frozen=True, slots=True)
class TypeSummary:
    """What is known of a type without loading it."""

    type: str
    title: str
    status: str
    versions: tuple[str, ...]
    default_version: str
    aliases: tuple[str, ...]


class Catalog:
    """All component types, each loaded when it is first asked for."""

    @classmethod
    def bundled(cls) -> Catalog:
        """The catalog that the package brings along."""
        raise NotImplementedError

    @property
    def types(self) -> tuple[str, ...]:
        """Every registered type under its main name, sorted."""
        raise NotImplementedError

    def summary(self, type_name: str) -> TypeSummary:
        """What is known of a type (main name or alias) without loading it; `KeyError` if none."""
        raise NotImplementedError

    def canonical(self, type_name: str) -> str | None:
        """The main name of a type or alias, case not counting behind the category."""
        raise NotImplementedError

    def find(self, type_name: str, version: str | None = None) -> ComponentType | None:
        """The type in the version, or in its default version where none is given.

        An alias leads to its type. Versions compare without case; a type with one version takes
        `v0`, `v1` and the empty text. `None` where daprd would not find it.
        """
        raise NotImplementedError

    def versions(self, type_name: str) -> tuple[str, ...]:
        """The versions registered for the type (main name or alias)."""
        raise NotImplementedError

    def accepts_version(self, type_name: str, version: str) -> bool:
        """Whether daprd finds the type in this version."""
        raise NotImplementedError

    @property
    def retired(self) -> Mapping[str, str]:
        """Types that daprd no longer has, in lower case, with what became of each."""
        raise NotImplementedError

    def suggestions(self, type_name: str) -> tuple[str, ...]:
        """The registered types that a misspelt one is probably meant for."""
        raise NotImplementedError

    def other_family(self, type_name: str) -> str | None:
        """The type of the same product in another category, where this one does not have it."""
        raise NotImplementedError

    def family_suggestion(self, type_name: str) -> str | None:
        """The type that is meant where only the category is wrong."""
        raise NotImplementedError

    def identity(self, type_name: str) -> IdentityPath | None:
        """How the type (main name or alias) is switched to managed identity."""
        raise NotImplementedError

    def without_identity(self, type_name: str) -> str | None:
        """Why an Azure type cannot use managed identity, as a sentence; `None` where it can."""
        raise NotImplementedError

    @property
    def aca(self) -> AcaSupport:
        """What Azure Container Apps says of component types."""
        raise NotImplementedError

    @property
    def azure(self) -> AzureAuthentication:
        """What all Azure components share."""
        raise NotImplementedError
