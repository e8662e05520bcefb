"""The rule `credential-ignored`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daprls.catalog import ComponentType
from daprls.lint.finding import Finding, Fix, Layer, Related, Severity, Tag
from daprls.lint.rule import component_rule
from daprls.model.authentication import (
    Way,
    given,
    is_complete,
    service_principal,
    spellings,
    way,
)
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.entra_flag import flag_of, lacking, rivals
from daprls.model.idle_credentials import Cause, Idle, idle_credentials
from daprls.model.load_set import World
from daprls.model.metadata_name import Unread, unread_names
from daprls.refactor.credentials import remove_credentials, remove_passwords
from daprls.refactor.flags import put_on
from daprls.refactor.identity import Identity, Refusal, switch
from daprls.snapshot import Snapshot
from daprls.text import Location
from daprls.wording import enumerated

_IDENTITIES = {"system": Identity.SYSTEM, "user": Identity.USER}


@component_rule("credential-ignored", Severity.WARNING, layer=Layer.VALUE)
def credential_ignored(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A credential or identity is never used, because another one comes first."""
    known = snapshot.type(component)
    if known is None:
        return
    idle = idle_credentials(component, known, snapshot.catalog.azure)
    if idle is None:
        yield from _principal(component, snapshot, known)
    elif idle.cause is Cause.KEY:
        yield _behind_key(component, snapshot, known, idle)
    elif idle.cause is Cause.TOKEN:
        yield _behind_token(component, snapshot, known, idle)
    elif not _has_foreign_flag(component, snapshot):
        yield _without_flag(component, snapshot, known, idle)


def _behind_key(
    component: Component, snapshot: Snapshot, known: ComponentType, idle: Idle
) -> Finding:
    used, first = _named(idle.winners), idle.entries[0]
    fixes: list[Fix] = []
    if is_complete(component, known):
        edits = remove_credentials(snapshot, component, idle.winners)
        fixes += [Fix(f"Remove {used}", edits)] if edits else []
    else:
        fixes += _switch(component, snapshot, Identity.USER, _client_id(component, snapshot))
    return Finding(
        first.anchor.span,
        f"'{first.name_text}' is ignored without a word: '{known.type}' takes {used} first, and "
        f"uses Entra ID only without {'them' if len(idle.winners) > 1 else 'it'}.",
        fixes=(*fixes, *_remove(component, snapshot, idle)),
        tags=(Tag.UNNECESSARY,),
        related=(
            *_related(component, idle.winners, "is used"),
            *_related(component, idle.entries[1:], "is ignored, too"),
        ),
    )


def _behind_token(
    component: Component, snapshot: Snapshot, known: ComponentType, idle: Idle
) -> Finding:
    first = idle.entries[0]
    names = {name for each, _ in _rewritten(known) for name in spellings(known, each)}
    within = first.name_text.lower() in names
    what = f"The password in '{first.name_text}'" if within else f"'{first.name_text}'"
    edits = remove_passwords(snapshot, component, known, idle.entries)
    title = " and ".join(
        f"the password from '{entry.name_text}'"
        if entry.name_text.lower() in names
        else f"'{entry.name_text}'"
        for entry in idle.entries
    )
    return Finding(
        first.anchor.span,
        f"{what} is thrown away: '{flag_of(known)}' makes '{known.type}' sign in with a token of "
        "Entra ID.",
        fixes=(Fix(f"Remove {title}", edits),) if edits else (),
        related=_related(component, idle.entries[1:], "holds a password that is not used, too"),
    )


def _without_flag(
    component: Component, snapshot: Snapshot, known: ComponentType, idle: Idle
) -> Finding:
    flag, first = flag_of(known), idle.entries[0]
    return Finding(
        first.anchor.span,
        f"'{first.name_text}' is ignored without a word: '{known.type}' uses Entra ID only where "
        f"'{flag}' is 'true'.",
        # Who wrote the flag and put it off knows that it is off.
        severity=Severity.INFO if idle.winners else Severity.WARNING,
        fixes=(*_put_on(component, snapshot, known), *_remove(component, snapshot, idle)),
        tags=(Tag.UNNECESSARY,),
        related=_related(component, idle.entries[1:], "is ignored, too"),
    )


def _principal(component: Component, snapshot: Snapshot, known: ComponentType) -> Iterator[Finding]:
    """A service principal where the settings say that managed identity is used."""
    identity = _IDENTITIES.get(snapshot.config(component.path).identity or "")
    # On a developer's machine there is no managed identity.
    deployed = (
        component.dialect is Dialect.ACA or snapshot.world(component.path) is World.KUBERNETES
    )
    azure = snapshot.catalog.azure
    if identity is None or not deployed:
        return
    if way(component, known, azure) not in (Way.SERVICE_PRINCIPAL, Way.CERTIFICATE):
        return
    first, *others = service_principal(component, azure)
    yield Finding(
        first.anchor.span,
        f"'{first.name_text}' keeps the managed identity of the settings from being used: Dapr "
        "tries the service principal first, and nothing else once that is refused.",
        fixes=tuple(_switch(component, snapshot, identity)),
        related=_related(component, others, "belongs to the service principal, too"),
    )


def _has_foreign_flag(component: Component, snapshot: Snapshot) -> bool:
    """Whether the file has the flag of other components, which is the cause then."""
    known = snapshot.certain_type(component)
    return known is not None and any(
        unread.kind is Unread.ENTRA_FLAG
        for unread in unread_names(component, known, snapshot.catalog_for(component.path))
    )


def _put_on(component: Component, snapshot: Snapshot, known: ComponentType) -> Iterator[Fix]:
    """Switches the component to Entra ID; takes out what it refuses beside it."""
    settings, refused = lacking(component, known), rivals(component, known)
    put = put_on(snapshot, component, settings)
    removed = remove_credentials(snapshot, component, refused) if refused else ()
    if put and removed is not None:
        flags = " and ".join(f"'{setting.name}'" for setting in settings)
        rest = f" and remove {_named(refused)}" if refused else ""
        yield Fix(f"Set {flags} to 'true'{rest}", (*put, *removed))


def _client_id(component: Component, snapshot: Snapshot) -> str | None:
    """The client ID that the file has, where it is not a service principal's."""
    azure = snapshot.catalog.azure
    entry = given(component, azure.client_id_fields)
    if entry is None or service_principal(component, azure):
        return None
    return ordinary_text(entry.literal)


def _switch(
    component: Component, snapshot: Snapshot, identity: Identity, client_id: str | None = None
) -> Iterator[Fix]:
    switched = switch(component, snapshot, identity, client_id)
    if not isinstance(switched, Refusal):
        needs_input = bool(switched.placeholders)
        yield Fix(switched.title, switched.edits, needs_input=needs_input, notes=switched.notes)


def _remove(component: Component, snapshot: Snapshot, idle: Idle) -> Iterator[Fix]:
    edits = remove_credentials(snapshot, component, idle.entries)
    if edits:
        yield Fix(f"Remove {_named(idle.entries)}", edits)


def _rewritten(known: ComponentType) -> tuple[tuple[str, str], ...]:
    return known.identity.rewrite if known.identity is not None else ()


def _related(
    component: Component, entries: Iterable[MetadataEntry], what: str
) -> tuple[Related, ...]:
    return tuple(
        Related(Location(component.path, entry.anchor.span), f"'{entry.name_text}' {what}")
        for entry in entries
    )


def _named(entries: Iterable[MetadataEntry]) -> str:
    return enumerated(f"'{entry.name_text}'" for entry in entries)
