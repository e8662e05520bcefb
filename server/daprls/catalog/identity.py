"""How component types are switched from a key to managed identity, and what all of Azure shares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


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
    """The field that the value can be derived from, before that field is removed.

    It is the field itself where a whole connection string may stand in its place.
    """
    derive: str | None = None
    """How: `accountEndpoint`, `endpointHost`, `endpointUrl`, `entityPath`, `storageAccount`."""
    format: str | None = None
    """The shape of the value: `fqdn`, `fqdnOrName`, `url`, `storageAccount`."""
    optional: bool = False
    """Written only where it can be derived."""
    unless_any: tuple[str, ...] = ()
    """Not needed where one of these fields is there."""
    where: str | None = None
    """The field that must be true for it to be needed."""


class Assignment(Enum):
    """How an identity is allowed something."""

    AZURE = "azure"
    """By a role of Azure's access control on the resource."""
    COSMOS = "cosmos"
    """By a role of Cosmos DB's own data plane."""
    REDIS = "redis"
    """By an access policy of a cache of Azure Cache for Redis."""
    MANAGED_REDIS = "managedRedis"
    """By an access policy of a database of Azure Managed Redis."""
    DATABASE = "database"
    """By a user in the database, which SQL statements make."""


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """A kind of Azure resource that identities are allowed to use."""

    title: str
    """What it is called in a sentence."""
    type: str
    """Its type in Azure's resource manager."""
    api: str
    """A version of that type's API."""
    assignment: Assignment
    placeholder: str
    """What is written where its name is not known."""
    statements: tuple[str, ...] = ()
    """The SQL that makes a user and allows it what the component does, for `DATABASE`."""
    hosts: tuple[str, ...] = ()
    """Host suffixes by which it is told from another kind; empty: it is what is meant without."""


@dataclass(frozen=True, slots=True)
class Role:
    """What the identity must be allowed to do: a role, an access policy or a database's user."""

    name: str
    """As Azure names it."""
    on: ResourceKind
    fields: tuple[str, ...]
    """The fields that may name the resource, the surest first."""
    id: str | None = None
    """The GUID of a role's definition, the same everywhere."""
    direction: str | None = None
    """The direction of messages (`input` or `output`) that it is needed for; `None`: both."""
    purpose: str | None = None
    """What it is needed for, as the end of a sentence: `to send`."""
    where: str | None = None
    """The field that must be true for it to be needed."""
    unless: str | None = None
    """The field that must not be true."""
    types: tuple[str, ...] = ()
    """The types that need it, of those that share the path; empty: all."""

    @property
    def resource(self) -> str:
        """What the resource is called in a sentence."""
        return self.on.title


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
    reads_cloud_with_key: bool = False
    """Whether start-up reads `azureEnvironment` even where a key is used."""
    ask: tuple[str, ...] = ()
    """Fields whose value must be the identity's and cannot be derived."""
    hosts: tuple[str, ...] = ()
    """Host suffixes of Azure's own service; empty: the type is always Azure's."""
    public_cloud_only: bool = False
    """Whether the token is asked for the public cloud, whatever the component says."""
    notes: tuple[str, ...] = ()
    """Sentences about what stops working or is untested."""
    cautions: tuple[tuple[str, str], ...] = ()
    """Fields, and for each a sentence of that kind that holds only where the field is true."""
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
