"""How a component authenticates, in a few words, and the places that make it so.

Only names are told, never a value.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from daprls.catalog import ComponentType
from daprls.model.authentication import (
    Way,
    given,
    keys,
    readable,
    service_principal,
    spellings,
    way,
)
from daprls.model.component import Component, MetadataEntry
from daprls.model.dialect import Dialect
from daprls.model.secrecy import looks_like_credential, may_be_quoted, sounds_sensitive
from daprls.model.secrets import keeps_own_secrets
from daprls.snapshot import Snapshot
from daprls.syntax.scalars import TextClass, classify_node
from daprls.text import Location
from daprls.wording import enumerated

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_\s-]+")
_COMMON = "azure "
_WRITTEN = " in the file"


class Manner(Enum):
    """What ways to authenticate have in common, the best first."""

    IDENTITY = "managedIdentity"
    PRINCIPAL = "servicePrincipal"
    STORED = "storedCredential"
    """A key or password that a store, Kubernetes or the environment holds, or a person fills in."""
    WRITTEN = "writtenCredential"
    """A key or password that stands in the file."""


@dataclass(frozen=True, slots=True)
class Authentication:
    """The way a component authenticates."""

    text: str
    places: tuple[Location, ...]
    manner: Manner


def authentication(snapshot: Snapshot, component: Component) -> Authentication | None:
    """The way that the file shows; `None` where it shows none."""
    known = snapshot.type(component)
    if known is None or component.document.problems:
        return None
    azure = snapshot.catalog.azure
    match way(component, known, azure):
        case Way.KEY:
            return _credentials(component, known, keys(component, known))
        case Way.SYSTEM_ASSIGNED:
            flags = _flags(component, known)
            return _told("managed identity · system-assigned", component, flags, Manner.IDENTITY)
        case Way.USER_ASSIGNED:
            client = component.entries(*azure.client_id_fields)
            return _told("managed identity · user-assigned", component, client, Manner.IDENTITY)
        case Way.SERVICE_PRINCIPAL | Way.CERTIFICATE:
            return _principal(component, known, service_principal(component, azure))
        case _:
            return _credentials(component, known, _sensitive(component, known))


def _told(
    text: str, component: Component, entries: Iterable[MetadataEntry], manner: Manner
) -> Authentication:
    places = tuple(Location(component.path, entry.anchor.span) for entry in entries)
    return Authentication(text, places or (Location(component.path, component.anchor),), manner)


def _flags(component: Component, known: ComponentType) -> tuple[MetadataEntry, ...]:
    """The items that switch Entra ID on, for a type that has such."""
    names = [name for name, _ in known.identity.set] if known.identity is not None else []
    found = (given(component, spellings(known, name)) for name in names)
    return tuple(entry for entry in found if entry is not None)


def _sensitive(component: Component, known: ComponentType) -> tuple[MetadataEntry, ...]:
    """The credentials of a type that Entra ID knows nothing of."""
    if known.identity is not None:
        return ()
    return tuple(entry for entry in component.metadata if _is_credential(component, known, entry))


def _is_credential(component: Component, known: ComponentType, entry: MetadataEntry) -> bool:
    """Whether an item holds a credential; an address only may hold one."""
    field = known.field(entry.name_text)
    if entry.is_blank or field is None or not field.sensitive:
        return False
    scalar = readable(component, entry)
    return scalar is None or sounds_sensitive(field.name) or looks_like_credential(scalar.text)


def _principal(
    component: Component, known: ComponentType, entries: tuple[MetadataEntry, ...]
) -> Authentication | None:
    if not entries:
        return None
    text = f"service principal · {_from_where(component, known, entries)}"
    return _told(text, component, entries, Manner.PRINCIPAL)


def _credentials(
    component: Component, known: ComponentType, entries: tuple[MetadataEntry, ...]
) -> Authentication | None:
    if not entries:
        return None
    written = any(_origin(component, entry) == _WRITTEN for entry in entries)
    manner = Manner.WRITTEN if written else Manner.STORED
    return _told(_from_where(component, known, entries), component, entries, manner)


def _from_where(
    component: Component, known: ComponentType, entries: tuple[MetadataEntry, ...]
) -> str:
    """What the entries are called, with where each has its value from."""
    by_origin: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        nouns = by_origin[_origin(component, entry)]
        if (noun := _noun(known, entry)) not in nouns:
            nouns.append(noun)
    return " · ".join(f"{enumerated(nouns)}{origin}" for origin, nouns in by_origin.items())


def _noun(known: ComponentType, entry: MetadataEntry) -> str:
    """What a field is called in words (`accountKey`: account key)."""
    field = known.field(entry.name_text)
    name = field.name if field is not None else entry.name_text
    return _WORD.sub(" ", name).lower().removeprefix(_COMMON)


def _origin(component: Component, entry: MetadataEntry) -> str:
    """Where an item's value stands, as the end of a phrase."""
    if entry.env_ref is not None:
        return " from the environment"
    scalar = readable(component, entry)
    if scalar is not None:
        ordinary = classify_node(scalar) is TextClass.ORDINARY
        return _WRITTEN if ordinary else ", filled in later"
    if entry.reference is None:
        return _WRITTEN
    name = entry.reference.name.text
    if component.store is not None:
        return f" from {_quoted(component.store.text)}"
    if not keeps_own_secrets(component):
        return " from Kubernetes" if component.dialect is Dialect.OSS else " from a secret store"
    vaults = [each for each in component.secrets if each.name_text == name and each.key_vault_url]
    return " from Key Vault" if vaults else f" from the secret {_quoted(name)}"


def _quoted(name: str) -> str:
    return f"'{name}'" if may_be_quoted(name) else "elsewhere"
