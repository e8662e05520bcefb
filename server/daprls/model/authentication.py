"""How a component as written authenticates: with a key, a service principal, managed identity.

Nothing is judged here. What a type could do is known to `daprls.catalog`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from enum import Enum

from daprls.catalog import AzureAuthentication, BothPresent, ComponentType, IdentityPath
from daprls.model import connection_string
from daprls.model.component import Component, MetadataEntry, kept, ordinary_text
from daprls.model.dialect import Dialect
from daprls.syntax.scalars import TextClass, az_text, classify_node
from daprls.syntax.tree import Scalar

_CHAIN = ("clientcredentials", "clientcertificate", "managedidentity")
"""What a component tries in turn where `azureAuthMethods` does not say otherwise."""

_LOCAL_HOST = re.compile(
    r"://(?:[\w-]+:\d{2,5}(?=[/,;?\s]|\Z)|\d{1,3}(?:\.\d{1,3}){3}(?![\w.@])"
    r"|[\w.-]+\.(?:docker\.internal|svc(?:\.cluster\.local)?|local)(?![\w.-]))",
    re.IGNORECASE,
)
"""A host that no service of Azure has: of one word with a port, an address, inside a cluster."""


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
    """The way that the component will authenticate by, as far as the file shows.

    A service principal that lacks one of its three parts is skipped without a word, as Dapr does.
    """
    path = known.identity
    if path is None:
        return Way.UNKNOWN
    switched = is_switched_on(component, known)
    if switched is None:
        return Way.UNKNOWN
    has_key = bool(keys(component, known))
    if has_key and not (switched and path.both_present is BothPresent.SECRET_IGNORED):
        return Way.KEY
    if not switched or not is_complete(component, known):
        return Way.UNKNOWN
    return _by_methods(component, azure)


def keys(component: Component, known: ComponentType) -> tuple[MetadataEntry, ...]:
    """The items that hold the key which managed identity replaces (present and not blank).

    For PostgreSQL and SQL Server also a connection string that holds credentials or, as long as
    the flag for Entra ID is not set, hides its content in a secret.
    """
    path = known.identity
    if path is None:
        return ()
    removed = {name for each in path.remove for name in spellings(known, each)}
    rewritten = {name: how for each, how in path.rewrite for name in spellings(known, each)}
    return tuple(
        entry
        for entry in component.metadata
        if (
            (entry.name_text.lower() in removed and _is_key(component, entry, known, path))
            or (
                entry.name_text.lower() in rewritten
                and holds_credentials(component, entry, known, rewritten[entry.name_text.lower()])
            )
        )
    )


def service_principal(
    component: Component, azure: AzureAuthentication
) -> tuple[MetadataEntry, ...]:
    """The items of a client secret or certificate, under every alias (present and not blank)."""
    names = (*azure.secret_fields, *azure.certificate_fields)
    return tuple(entry for entry in component.entries(*names) if not entry.is_blank)


def is_switched_on(component: Component, known: ComponentType) -> bool | None:
    """Whether the flag for Entra ID is set; true for a type without one that can use Entra ID.

    `None` where the type cannot use it, and where the file does not show the flag.
    """
    path = known.identity
    if path is None or not path.set:
        return None if path is None else True
    entry = given(component, spellings(known, path.set[0][0]))
    if entry is None or entry.is_blank:
        return False
    scalar = readable(component, entry)
    if scalar is None or classify_node(scalar) is not TextClass.ORDINARY:
        return None
    return is_truthy(scalar, known.decoder)


def reaches_entra(component: Component, known: ComponentType) -> bool | None:
    """Whether start-up takes the way of Entra ID at all; `None` where the file does not show."""
    path = known.identity
    switched = is_switched_on(component, known)
    if path is None or not switched:
        return switched
    # Event Hubs decides by the key of the namespace; the one of its checkpoint store is apart.
    decisive = {
        name for group in path.exclusive for each in group for name in spellings(known, each)
    }
    return path.both_present is BothPresent.SECRET_IGNORED or not any(
        not decisive or entry.name_text.lower() in decisive for entry in keys(component, known)
    )


def is_complete(component: Component, known: ComponentType) -> bool:
    """Whether what takes the place of a key for Entra ID is there."""
    path = known.identity
    return path is not None and all(
        field.source is None
        or field.optional
        or is_given(component, spellings(known, field.name))
        or any(is_given(component, spellings(known, name)) for name in field.unless_any)
        or any(carries_no_key(component, entry, path) for entry in component.metadata)
        for field in path.require
    )


def methods(component: Component, azure: AzureAuthentication) -> tuple[str, ...] | None:
    """The ways to get a token that are tried in turn, by their long names in lower case.

    `None` where the file does not show what `azureAuthMethods` holds.
    """
    entry = given(component, azure.method_fields)
    return _CHAIN if entry is None or entry.is_blank else methods_of(component, entry, azure)


def methods_of(
    component: Component, entry: MetadataEntry, azure: AzureAuthentication
) -> tuple[str, ...] | None:
    """The ways that one item lists; `None` where the file does not show them."""
    text = ordinary_text(readable(component, entry))
    return None if text is None else tuple(_method(word, azure) for word in text.split(","))


@kept
def is_emulator(component: Component, azure: AzureAuthentication) -> bool:
    """Whether a literal names an emulator or this machine."""
    pattern = _any_of(azure.emulator_markers)
    return any(
        (pattern is not None and pattern.search(text) is not None)
        or _LOCAL_HOST.search(text) is not None
        for text in _literals(component)
    )


@functools.cache
def _any_of(markers: tuple[str, ...]) -> re.Pattern[str] | None:
    words = "|".join(map(re.escape, markers))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if words else None


def is_azure_host(component: Component, known: ComponentType) -> bool | None:
    """Whether the component reaches Azure's own service: `None` where the file does not show."""
    path = known.identity
    if path is None or not path.hosts:
        return None if path is None else True
    suffixes = tuple(f".{suffix.lower().lstrip('.')}" for suffix in path.hosts)
    hosts = [host.lower().rstrip(".") or host for host in _hosts(component, known, path)]
    if any(host.endswith(suffixes) for host in hosts):
        return True
    return False if hosts and all(hosts) else None


def readable(component: Component, entry: MetadataEntry) -> Scalar | None:
    """The scalar that gives an item its value, where it stands in this file.

    That is the literal, or the `value` of the entry of `secrets` that the item refers to. Where a
    secret store is named the reference goes there, and nothing can be read.
    """
    if entry.reference is None:
        return entry.literal if entry.env_ref is None else None
    if component.dialect is Dialect.OSS or component.store is not None:
        return None
    for secret in reversed(component.secrets):
        if secret.name_text == entry.reference.name.text:
            return secret.value if isinstance(secret.value, Scalar) else None
    return None


def spellings(known: ComponentType, name: str) -> tuple[str, ...]:
    """All names that the component takes for the field `name`, in lower case, in their order."""
    field = known.field(name)
    return tuple(each.lower() for each in (field.names if field is not None else (name,)))


def is_truthy(scalar: Scalar, decoder: str) -> bool:
    """Whether a component takes the value for true; the Redis components are stricter."""
    text = az_text(scalar) or ""
    if decoder == "kit/config":
        return text in ("1", "t", "T", "TRUE", "true", "True")
    return text.strip().lower() in ("y", "yes", "true", "t", "on", "1")


def holds_credentials(
    component: Component, entry: MetadataEntry, known: ComponentType, how: str
) -> bool:
    """Whether a database's connection string holds credentials, or hides in a secret or variable.

    One that hides was seen to by whoever has set the flag for Entra ID.
    """
    scalar = readable(component, entry)
    rest = connection_string.without_credentials(how, scalar.text) if scalar is not None else None
    if scalar is not None and rest is not None:
        return rest != scalar.text
    if entry.reference is not None or entry.env_ref is not None:
        return not is_switched_on(component, known)
    pattern = r"password|pwd|:.*@"
    return scalar is not None and re.search(pattern, scalar.text, re.IGNORECASE) is not None


def carries_no_key(component: Component, entry: MetadataEntry, path: IdentityPath) -> bool:
    """Whether an item that usually holds a key says by itself that it uses Entra ID."""
    if path.already is None or path.already_field is None:
        return False
    if entry.name_text.lower() != path.already_field.lower():
        return False
    scalar = readable(component, entry)
    if scalar is None or path.already.search(scalar.text) is None:
        return False
    return path.already_unless is None or path.already_unless.search(scalar.text) is None


def given(component: Component, names: Iterable[str]) -> MetadataEntry | None:
    """The item that counts for a field of these names, blank or not: the first name that is there.

    Of two items of one name the last counts.
    """
    for name in names:
        found = component.entries(name)
        if found:
            return found[-1]
    return None


def is_given(component: Component, names: Iterable[str]) -> bool:
    """Whether the item that counts for a field of these names holds something."""
    entry = given(component, names)
    return entry is not None and not entry.is_blank


def _is_key(
    component: Component, entry: MetadataEntry, known: ComponentType, path: IdentityPath
) -> bool:
    field = known.field(entry.name_text)
    return (
        not entry.is_blank
        and (field is None or field.sensitive)
        and not carries_no_key(component, entry, path)
    )


def _by_methods(component: Component, azure: AzureAuthentication) -> Way:
    for word in methods(component, azure) or ():
        if word == "managedidentity":
            user = is_given(component, azure.client_id_fields)
            return Way.USER_ASSIGNED if user else Way.SYSTEM_ASSIGNED
        if word == "clientcredentials":
            parts = (azure.client_id_fields, azure.secret_fields, azure.tenant_fields)
            if all(is_given(component, names) for names in parts):
                return Way.SERVICE_PRINCIPAL
        elif word == "clientcertificate":
            if any(not each.is_blank for each in component.entries(*azure.certificate_fields)):
                return Way.CERTIFICATE
        else:
            return Way.UNKNOWN
    return Way.UNKNOWN


def _method(word: str, azure: AzureAuthentication) -> str:
    word = word.strip().lower()
    for name, forms in azure.methods.items():
        if word == name.lower() or word in forms:
            return name.lower()
    return word


def _hosts(component: Component, known: ComponentType, path: IdentityPath) -> Iterator[str]:
    """The hosts that the file shows or leaves to a default; an empty text for one that it hides."""
    fields = [name for name, _ in path.rewrite]
    for required in path.require:
        fields.extend((required.name, *required.unless_any))
    names = {name for field in fields for name in spellings(known, field)}
    entries = [entry for entry in component.entries(*names) if not entry.is_blank]
    for entry in entries:
        scalar = readable(component, entry)
        if scalar is None:
            yield ""
            continue
        is_shown = classify_node(scalar) is TextClass.ORDINARY
        for host in connection_string.hosts(scalar.text):
            yield host if is_shown or _is_azure(host, path) else ""
    defaults = (known.field(name) for name in fields if not entries)
    for field in defaults:
        yield from connection_string.hosts(field.default or "") if field is not None else ()


def _is_azure(host: str, path: IdentityPath) -> bool:
    return any(host.lower().endswith(suffix.lower()) for suffix in path.hosts)


def _literals(component: Component) -> Iterator[str]:
    for entry in component.metadata:
        if entry.literal is not None:
            yield entry.literal.text
    for secret in component.secrets:
        if isinstance(secret.value, Scalar):
            yield secret.value.text
