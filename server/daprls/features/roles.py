"""What the identities of a workspace's apps must be allowed to do, and on which resources.

Components that no identity helps are told with the reason. How it is said, and the commands that
grant it, is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from daprls.catalog import ComponentType, Role
from daprls.model.authentication import Way, given, is_azure_host, is_emulator, readable, way
from daprls.model.component import Component, ordinary_text
from daprls.model.roles import needed_roles, resource_name
from daprls.snapshot import Snapshot

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_USER = "user"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is allowed something: an app's own identity, or one that is given to apps."""

    app: str | None
    """The app whose own identity it is; `None` for a user-assigned one, and for every app's."""
    client_id: str | None = None
    """The client ID of a user-assigned identity, where the files tell it."""
    user_assigned: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on a resource."""

    role: Role
    resource: str | None
    """The resource's name; `None` where the file does not show it."""


@dataclass(frozen=True, slots=True)
class IdentityNeeds:
    """What one component's identity needs."""

    component: Component
    name: str
    apps: tuple[str, ...]
    """The apps that load it; empty: every app."""
    way: Way
    """How it authenticates now."""
    principals: tuple[Principal, ...]
    """Whose identity it is, once it uses one; more than one where each app has its own."""
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class WithoutIdentity:
    """A component that takes no identity, and why, as a sentence."""

    component: Component
    name: str
    reason: str


def identity_needs(
    snapshot: Snapshot, paths: Iterable[str]
) -> tuple[tuple[IdentityNeeds, ...], tuple[WithoutIdentity, ...]]:
    """What the components of the files `paths` need, and those of Azure's that take no identity.

    Components of other services are left out.
    """
    needs: list[IdentityNeeds] = []
    without: list[WithoutIdentity] = []
    for path in paths:
        for component in snapshot.files[path].components:
            known = snapshot.type(component)
            reason = _reason(component, snapshot, known)
            if reason is not None:
                without.append(WithoutIdentity(component, snapshot.name(component).text, reason))
            elif known is not None and known.identity is not None:
                needs.extend(_needs(component, snapshot, known))
    return tuple(needs), tuple(without)


def _reason(component: Component, snapshot: Snapshot, known: ComponentType | None) -> str | None:
    """Why a component that may be Azure's takes no identity."""
    if known is None:
        of_azure = ".azure." in component.type_text.lower()
        return f"Dapr has no component type '{component.type_text}'." if of_azure else None
    if known.identity is None:
        return snapshot.catalog.without_identity(known.type)
    if not known.identity.hosts and is_emulator(component, snapshot.catalog.azure):
        return "It talks to an emulator or to this machine."
    return None


def _needs(
    component: Component, snapshot: Snapshot, known: ComponentType
) -> Iterator[IdentityNeeds]:
    if is_azure_host(component, known) is False:
        return
    azure_only = known.identity is not None and not known.identity.hosts
    current = way(component, known, snapshot.catalog.azure)
    uses_identity = current in (Way.USER_ASSIGNED, Way.SYSTEM_ASSIGNED)
    if not (azure_only or uses_identity or is_azure_host(component, known)):
        # A database or cache of whose host nothing is known is more likely not Azure's.
        return
    apps = tuple(dict.fromkeys(scope.app_id for scope in component.scopes if scope.app_id))
    if not apps:
        # Other apps that files name may belong to another environment, and are granted nothing.
        apps = tuple(sorted(snapshot.config(component.path).app_ids))
    yield IdentityNeeds(
        component,
        snapshot.name(component).text,
        apps,
        current,
        _principals(component, snapshot, current, apps),
        tuple(
            Grant(role, resource_name(component, known, role))
            for role in needed_roles(component, known)
        ),
    )


def _principals(
    component: Component, snapshot: Snapshot, current: Way, apps: tuple[str, ...]
) -> tuple[Principal, ...]:
    config = snapshot.config(component.path)
    if current is Way.USER_ASSIGNED:
        entry = given(component, snapshot.catalog.azure.client_id_fields)
        scalar = readable(component, entry) if entry is not None else None
        text = ordinary_text(scalar) or ""
        return (Principal(None, text.lower() if _GUID.fullmatch(text) else None, True),)
    if current is not Way.SYSTEM_ASSIGNED and config.identity == _USER:
        return (Principal(None, config.client_id, True),)
    return tuple(map(Principal, apps)) or (Principal(None),)
