"""Which credentials and identities a component never uses, because another one comes first.

Only what starts all the same is looked at; combinations that a component refuses are no idle
credentials. What is said of it is the business of the rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from daprls.catalog import AzureAuthentication, BothPresent, ComponentType, IdentityPath
from daprls.model import connection_string
from daprls.model.authentication import (
    carries_no_key,
    given,
    is_emulator,
    is_switched_on,
    readable,
    spellings,
)
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.entra_flag import flag_of, is_meant_as_off


class Cause(Enum):
    """Why credentials are never used."""

    KEY = auto()
    """A key is used wherever it is there."""
    TOKEN = auto()
    """The flag for Entra ID is on, so what stands for a password is thrown away."""
    FLAG = auto()
    """The flag for Entra ID is not on."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Items that come to nothing."""

    cause: Cause
    entries: tuple[MetadataEntry, ...]
    """The one that says most first."""
    winners: tuple[MetadataEntry, ...]
    """The items that are used instead, or that say so."""


def idle_credentials(
    component: Component, known: ComponentType, azure: AzureAuthentication
) -> Idle | None:
    """The credentials that the component surely never uses; `None` where there are none."""
    path = known.identity
    if path is None or is_emulator(component, azure):
        return None
    flag = flag_of(known)
    if flag is None:
        return _behind_key(component, known, path, azure)
    on = is_switched_on(component, known)
    flags = component.entries(*spellings(known, flag))
    if on and path.both_present is BothPresent.SECRET_IGNORED:
        return _idle(Cause.TOKEN, _passwords(component, known, path), flags)
    if on is False and all(_is_off(entry) for entry in flags):
        return _idle(Cause.FLAG, _entra(component, azure), flags)
    return None


def _idle(
    cause: Cause, entries: Iterable[MetadataEntry], winners: Iterable[MetadataEntry]
) -> Idle | None:
    found = tuple(entries)
    return Idle(cause, found, tuple(winners)) if found else None


def _behind_key(
    component: Component, known: ComponentType, path: IdentityPath, azure: AzureAuthentication
) -> Idle | None:
    """What a key that is given leaves unused of Entra ID.

    Event Hubs has two keys, one for its namespace and one for the storage of its checkpoints, and
    uses Entra ID for the one that lacks its own.
    """
    decisive = {name for group in path.exclusive for name in group}
    if any(all(_holds(component, known, name) for name in group) for group in path.exclusive):
        return None
    keys = {name: _key(component, known, path, name) for name in path.remove}
    first = [key for name, key in keys.items() if key and (not decisive or name in decisive)]
    others = [key for name, key in keys.items() if decisive and name not in decisive]
    if not first or (others and not any(others)):
        return None
    used = (*first, *(key for key in others if key is not None))
    return _idle(Cause.KEY, _entra(component, azure), used)


def _holds(component: Component, known: ComponentType, name: str) -> bool:
    entry = given(component, spellings(known, name))
    return entry is not None and not entry.is_blank


def _key(
    component: Component, known: ComponentType, path: IdentityPath, name: str
) -> MetadataEntry | None:
    """The item that surely gives the key `name`."""
    entry = given(component, spellings(known, name))
    if entry is None or not _is_sure(component, entry) or carries_no_key(component, entry, path):
        return None
    hides = name == path.already_field and readable(component, entry) is None
    return None if hides else entry


def _entra(component: Component, azure: AzureAuthentication) -> tuple[MetadataEntry, ...]:
    """The items that are there for Entra ID alone; none if they name no identity."""
    proof_fields = (*azure.secret_fields, *azure.certificate_fields)
    names, proofs, tenants = (
        [entry for entry in component.entries(*fields) if _is_sure(component, entry)]
        for fields in (azure.client_id_fields, proof_fields, azure.tenant_fields)
    )
    return (*names, *proofs, *tenants) if names or proofs else ()


def _passwords(
    component: Component, known: ComponentType, path: IdentityPath
) -> tuple[MetadataEntry, ...]:
    """The items that give a password, alone or within a connection string that can be read."""
    alone = [given(component, spellings(known, name)) for name in path.remove]
    found = [entry for entry in alone if entry is not None and _is_sure(component, entry)]
    for name, how in path.rewrite:
        entry = given(component, spellings(known, name))
        text = ordinary_text(readable(component, entry)) if entry is not None else None
        if entry is not None and text is not None:
            rest = connection_string.without_credentials(how, text)
            found += [entry] if rest is not None and rest != text else []
    return tuple(found)


def _is_sure(component: Component, entry: MetadataEntry) -> bool:
    """Whether an item surely holds something when the component starts."""
    scalar = readable(component, entry)
    if entry.reference is not None:
        return scalar is None or bool(scalar.text.strip())
    return not entry.is_blank and ordinary_text(scalar) is not None


def _is_off(entry: MetadataEntry) -> bool:
    return entry.is_blank or (entry.literal is not None and is_meant_as_off(entry.literal))
