"""The rule `aca-user-assigned-identity`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.authentication import Way, given, way
from daprls.model.component import Component
from daprls.refactor.identity import CLIENT_ID_PLACEHOLDER
from daprls.refactor.metadata import add_entries, set_entry, with_selection
from daprls.snapshot import Snapshot
from daprls.text import Location

_CODE = "aca-user-assigned-identity"


@component_rule(_CODE, Severity.HINT, layer=Layer.VALUE, dialects=ACA)
def aca_user_assigned_identity(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component names no client ID, so that only system-assigned identities are tried."""
    config = snapshot.config(component.path)
    if config.identity == "system" or _way(component, snapshot) is not Way.SYSTEM_ASSIGNED:
        return
    fellow = _user_assigned(component, snapshot)
    # An application with an identity of its own is as good: without a reason nobody asked.
    chosen = _CODE in config.rules(component.path).on
    if config.identity is None and fellow is None and not chosen:
        return
    client = snapshot.catalog.azure.client_id_fields[0]
    message = (
        f"'{component.type_text}' names no '{client}': only the system-assigned identity of each "
        "application that loads it is tried"
    )
    if config.identity is not None:
        message += ", though by the settings applications use user-assigned ones"
    elif fellow is not None:
        message += ", while others beside it name a user-assigned one"
    entry = component.metadata_entry
    yield Finding(
        entry.key.span if entry is not None else component.anchor,
        f"{message}.",
        severity=Severity.WARNING if config.identity is not None else Severity.HINT,
        fixes=tuple(_fixes(component, snapshot, client)),
        related=(Related(fellow, "a user-assigned identity is named here"),) if fellow else (),
    )


def _fixes(component: Component, snapshot: Snapshot, client: str) -> Iterator[Fix]:
    blank = given(component, snapshot.catalog.azure.client_id_fields)
    known = snapshot.config(component.path).client_id
    value = known or CLIENT_ID_PLACEHOLDER
    if blank is None:
        added = add_entries(snapshot, component, [(client, value)])
        if added:
            yield Fix(f"Add '{client}'", added, needs_input=known is None)
        return
    filled = set_entry(snapshot, component, blank, value)
    if filled is not None:
        edits = tuple(with_selection(filled))
        yield Fix(f"Fill in '{blank.name_text}'", edits, needs_input=known is None)


def _way(component: Component, snapshot: Snapshot) -> Way:
    known = snapshot.type(component)
    return way(component, known, snapshot.catalog.azure) if known is not None else Way.UNKNOWN


def _user_assigned(component: Component, snapshot: Snapshot) -> Location | None:
    """Where a component of the same folder names a user-assigned identity."""
    for other in snapshot.load_set(component):
        entry = given(other, snapshot.catalog.azure.client_id_fields)
        if entry is not None and _way(other, snapshot) is Way.USER_ASSIGNED:
            return Location(other.path, entry.anchor.span)
    return None
