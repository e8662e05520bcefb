"""How a component as written authenticates: with a key, a service principal, managed identity.

Nothing is judged here. What a type could do is known to `daprls.catalog`.
"""

from __future__ import annotations

from enum import Enum

from daprls.catalog import AzureAuthentication, ComponentType
from daprls.model.component import Component, MetadataEntry


class Way(Enum):
    """The way a component's metadata chooses."""

    KEY = "key"
    SERVICE_PRINCIPAL = "service principal"
    CERTIFICATE = "certificate"
    USER_ASSIGNED = "user-assigned managed identity"
    SYSTEM_ASSIGNED = "system-assigned managed identity"
    UNKNOWN = "unknown"
    """The type has no path to Entra ID, or the file does not show it."""


def way(component: Component, known: ComponentType, azure: AzureAuthentication) -> Way:
    """The way that the component will authenticate by, as far as the file shows."""
    raise NotImplementedError


def keys(component: Component, known: ComponentType) -> tuple[MetadataEntry, ...]:
    """The items that hold the key which managed identity replaces (present and not blank).

    For PostgreSQL and SQL Server also a connection string that holds credentials or hides its
    content in a secret.
    """
    raise NotImplementedError


def service_principal(
    component: Component, azure: AzureAuthentication
) -> tuple[MetadataEntry, ...]:
    """The items of a client secret or certificate, under every alias."""
    raise NotImplementedError


def is_emulator(component: Component, azure: AzureAuthentication) -> bool:
    """Whether a literal names an emulator or this machine."""
    raise NotImplementedError


def is_azure_host(component: Component, known: ComponentType) -> bool | None:
    """Whether the component reaches Azure's own service: `None` where the file does not show."""
    raise NotImplementedError
