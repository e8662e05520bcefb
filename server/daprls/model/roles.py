"""What an identity must be allowed to do for a component, and on which resource, as far as the
file names it.

Of several roles the least that serves is meant. No text here ever holds a secret's value: a
sensitive value is looked into only for the host or the account of a connection string.
"""

from __future__ import annotations

import re

from daprls.catalog import Assignment, ComponentType, Role
from daprls.model import connection_string
from daprls.model.authentication import given, is_truthy, readable, spellings
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.syntax.scalars import TextClass, classify_node

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_AZURE = re.compile(
    r"\.(?:windows\.net|azure\.(?:com|net|us|cn)|azconfig\.io|signalr\.(?:net|azure\.us|azure\.cn)"
    r"|chinacloudapi\.cn|usgovcloudapi\.net|azconfig\.azure\.(?:us|cn))",
    re.IGNORECASE,
)
_DIRECTIONS = frozenset({"input", "output"})


def needed_roles(component: Component, known: ComponentType) -> tuple[Role, ...]:
    """The roles that the component's identity needs, in the order of `schemas/identity.json`.

    What the file leaves open (whether an app publishes or subscribes, a value that is put in
    later) is taken for what needs more.
    """
    path = known.identity
    if path is None:
        return ()
    found = [role for role in path.roles if _is_needed(component, known, role)]
    special = [role for role in found if role.on.hosts and _is_on_host(component, known, role)]
    return tuple(special or (role for role in found if not role.on.hosts))


def resource_name(component: Component, known: ComponentType, role: Role) -> str | None:
    """The name of the resource that a role is needed on; `None` where the file does not show it."""
    for field in role.fields:
        for entry in reversed(component.entries(*spellings(known, field))):
            host = _host(component, known, entry)
            name = host.partition(".")[0] if host is not None else None
            if name is not None and _NAME.fullmatch(name):
                return name
    return None


def phrase(role: Role, resource: str | None = None) -> str:
    """A role as part of a sentence: `the role 'Key Vault Secrets User' on the key vault 'shop'`."""
    called = f" '{resource}'" if resource is not None else ""
    if role.on.assignment is Assignment.DATABASE:
        return f"a user in the database of the {role.resource}{called}"
    redis = role.on.assignment in (Assignment.REDIS, Assignment.MANAGED_REDIS)
    word = "access policy" if redis else "role"
    the = "the " if called or not redis else ""
    where = f"{'of' if redis else 'on'} {the}{role.resource}{called}"
    purpose = f", {role.purpose}" if role.purpose else ""
    return f"the {word} '{role.name}' {where}{purpose}"


def _is_needed(component: Component, known: ComponentType, role: Role) -> bool:
    if role.types and known.type not in role.types:
        return False
    if role.where is not None and not _is_true(component, known, role.where):
        return False
    if role.unless is not None and _is_true(component, known, role.unless):
        return False
    return role.direction is None or role.direction in _directions(component, known)


def _is_true(component: Component, known: ComponentType, field: str) -> bool:
    entry = given(component, spellings(known, field))
    scalar = readable(component, entry) if entry is not None else None
    if scalar is None or classify_node(scalar) is not TextClass.ORDINARY:
        return False
    return is_truthy(scalar, known.decoder)


def _directions(component: Component, known: ComponentType) -> frozenset[str]:
    """The directions that a binding states; both where it states none, and for anything else."""
    entry = given(component, ("direction",)) if known.type.startswith("bindings.") else None
    text = ordinary_text(readable(component, entry)) if entry is not None else None
    words = {word.strip().lower() for word in (text or "").split(",")}
    return frozenset(words & _DIRECTIONS) or _DIRECTIONS


def _is_on_host(component: Component, known: ComponentType, role: Role) -> bool:
    suffixes = tuple(f".{host}" for host in role.on.hosts)
    return any(
        (_host(component, known, entry) or "").lower().endswith(suffixes)
        for field in role.fields
        for entry in component.entries(*spellings(known, field))
    )


def _host(component: Component, known: ComponentType, entry: MetadataEntry) -> str | None:
    """The host or the name of the resource that an item's value stands for."""
    scalar = readable(component, entry)
    if scalar is None or classify_node(scalar) is not TextClass.ORDINARY:
        return None
    text = scalar.text.strip()
    field = known.field(entry.name_text)
    is_secret = entry.reference is not None or field is None or field.sensitive
    account = connection_string.storage_account(text)
    if account is not None:
        return account
    endpoint = connection_string.endpoint_host(text)
    hosts = (endpoint,) if endpoint is not None else connection_string.hosts(text)
    for host in hosts:
        # A word without a dot may be anything, and so it is no secret's business to be shown.
        if _AZURE.search(host) is not None or ("." not in host and not is_secret):
            return host
    return None
