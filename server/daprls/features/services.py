"""The services outside that a component reaches, as far as its file names them openly.

A name is taken from literal values of fields that hold no secret, and from nothing else: what a
connection string or a secret says of a host is not told here. What kinds of service there are is
known to the catalog for Azure; of others the words of the component type have to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from daprls.catalog import ComponentType, MetadataField
from daprls.model import connection_string
from daprls.model.authentication import is_azure_host, spellings
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.roles import needed_roles
from daprls.model.secrecy import looks_like_credential, may_be_quoted
from daprls.snapshot import Snapshot
from daprls.text import Location, Span

_AT = re.compile(
    r"(?!.*(?:token|auth|cert|registry|redirect|jwks|subscriber|oidc|\[)).*"
    r"(?:host(?:name|s|addr)?|endpoints?|ur[li]|servers?|brokers?|addr(?:ess(?:es)?)?)",
    re.IGNORECASE,
)
"""Fields that say where a service is."""
_WITHIN = re.compile(r"bucket(?:name)?|project_?id", re.IGNORECASE)
"""Fields that say which part of a service is meant that is everywhere the same."""
_HIDDEN = re.compile(r"connection_?string|dsn", re.IGNORECASE)
_HOST = re.compile(r"[\w.\-\[\]:]{1,253}")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_KEY_VAULT = "key vault"
_TEXTS = frozenset({"string", "list"})


@dataclass(frozen=True, slots=True)
class Service:
    """A service outside."""

    kind: str
    """What it is in a word or two: `Service Bus namespace`, `redis`."""
    name: str | None
    """Its name or host; `None` where the file does not show it."""
    location: Location
    """What names it, else the component's type."""


def services(snapshot: Snapshot, component: Component) -> tuple[Service, ...]:
    """The services that a component reaches for its work; none for what stays in the sidecar."""
    known = snapshot.type(component)
    if known is None:
        return ()
    azure = is_azure_host(component, known)
    if known.identity is not None and (azure or (azure is None and not known.identity.hosts)):
        found = tuple(dict.fromkeys(_azure(component, known)))
        return tuple(each for each in found if each.name is not None) or found
    return _other(component, known)


def key_vaults(component: Component) -> Iterator[Service]:
    """The key vaults that Azure Container Apps takes the component's secrets from."""
    for secret in component.secrets:
        url = ordinary_text(secret.key_vault_url)
        name = _resource(url) if url is not None and "://" in url else None
        if name is not None and secret.key_vault_url is not None:
            yield Service(_KEY_VAULT, name, _at(component, secret.key_vault_url.span))


def _azure(component: Component, known: ComponentType) -> Iterator[Service]:
    """The resources of Azure, each as the role that is needed on it calls it."""
    for role in needed_roles(component, known):
        for field in role.fields:
            for entry in reversed(component.entries(*spellings(known, field))):
                text = _open_text(known, entry)
                name = _resource(text) if text is not None else None
                if name is not None:
                    kind = role.resource.partition(" of the ")[0]
                    yield Service(kind, name, _at(component, entry.anchor.span))
                    break
            else:
                continue
            break
        else:
            kind = role.resource.partition(" of the ")[0]
            yield Service(kind, None, _at(component, component.anchor))


def _other(component: Component, known: ComponentType) -> tuple[Service, ...]:
    kind = known.type.partition(".")[2]
    for pattern in (_AT, _WITHIN):
        for field in known.fields:
            if not _names_place(field, pattern):
                continue
            for entry in reversed(component.entries(*spellings(known, field.name))):
                text = _open_text(known, entry)
                name = _hosts(text) if text is not None else None
                if name is not None:
                    return (Service(kind, name, _at(component, entry.anchor.span)),)
    if any(_AT.fullmatch(each.name) or _HIDDEN.fullmatch(each.name) for each in known.fields):
        return (Service(kind, None, _at(component, component.anchor)),)
    return ()


def _names_place(field: MetadataField, pattern: re.Pattern[str]) -> bool:
    return not field.sensitive and field.type in _TEXTS and bool(pattern.fullmatch(field.name))


def _open_text(known: ComponentType, entry: MetadataEntry) -> str | None:
    """The value of an item, where it stands in the file and is nobody's secret."""
    field = known.field(entry.name_text)
    if field is None or field.sensitive or entry.reference is not None or entry.env_ref is not None:
        return None
    text = ordinary_text(entry.value)
    if not text or not may_be_quoted(text) or looks_like_credential(text):
        return None
    return text


def _resource(text: str) -> str | None:
    """The name of a resource, which is also the first word of its host."""
    for host in connection_string.hosts(text):
        name = host.partition(".")[0]
        if _LABEL.fullmatch(name):
            return name
    return None


def _hosts(text: str) -> str | None:
    if text.lower().startswith("file:"):
        return None
    hosts = (host for host in connection_string.hosts(text) if _HOST.fullmatch(host))
    return ", ".join(dict.fromkeys(hosts)) or None


def _at(component: Component, span: Span) -> Location:
    return Location(component.path, span)
