"""The rule `prefer-managed-identity`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daprls.catalog import IdentityPath
from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.authentication import (
    Way,
    is_azure_host,
    keys,
    readable,
    service_principal,
    way,
)
from daprls.model.component import Component, MetadataEntry
from daprls.refactor.identity import Refusal, in_order, switch
from daprls.snapshot import Snapshot
from daprls.syntax.scalars import is_pipeline_token
from daprls.text import Location


@component_rule("prefer-managed-identity", Severity.WARNING, layer=Layer.VALUE, dialects=ACA)
def prefer_managed_identity(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component authenticates with a secret, though it could use a managed identity."""
    known = snapshot.type(component)
    azure = snapshot.catalog.azure
    if known is None or known.identity is None or not is_azure_host(component, known):
        return
    path = known.identity
    chosen = way(component, known, azure)
    if chosen is Way.KEY:
        secrets = keys(component, known)
        severity = max(_severity(component, entry, path) for entry in secrets)
    elif chosen in (Way.SERVICE_PRINCIPAL, Way.CERTIFICATE):
        secrets = service_principal(component, azure)
        severity = Severity.INFO
    else:
        return
    fixes = tuple(_fixes(component, snapshot))
    if not fixes:
        return
    first, *others = secrets
    role = "" if chosen is Way.KEY else " of a service principal"
    message = (
        f"'{first.name_text}' is a secret{role} that nobody needs to keep: '{known.type}' could "
        "use the managed identity of its apps."
    )
    yield Finding(
        first.anchor.span,
        message,
        severity=severity,
        fixes=fixes,
        related=tuple(_related(component, others)),
    )


def _severity(component: Component, key: MetadataEntry, path: IdentityPath) -> Severity:
    """Worse where the key is kept in the file than where it comes from elsewhere."""
    scalar = readable(component, key)
    if path.hosts or scalar is None or is_pipeline_token(scalar.text):
        return Severity.INFO
    return Severity.WARNING


def _fixes(component: Component, snapshot: Snapshot) -> Iterator[Fix]:
    for identity in in_order(component, snapshot):
        switched = switch(component, snapshot, identity)
        if not isinstance(switched, Refusal):
            yield Fix(
                switched.title,
                switched.edits,
                needs_input=bool(switched.placeholders),
                notes=switched.notes,
            )


def _related(component: Component, entries: Iterable[MetadataEntry]) -> Iterator[Related]:
    for entry in entries:
        place = Location(component.path, entry.anchor.span)
        yield Related(place, f"'{entry.name_text}' holds another secret")
