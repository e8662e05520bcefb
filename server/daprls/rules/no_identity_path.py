"""The rule `no-identity-path`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import ComponentType
from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model.authentication import is_azure_host, is_emulator, readable
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.credentials import Exposure
from daprls.model.exposed import exposure_of
from daprls.refactor.secret_store import (
    KEY_VAULT,
    available_stores,
    deployed_vaults,
    name_in_store,
    take_from_store,
)
from daprls.snapshot import Snapshot
from daprls.text import Location, Span


@component_rule("no-identity-path", Severity.INFO, layer=Layer.VALUE)
def no_identity_path(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A secret stands in the file that no managed identity can replace, but a Key Vault can."""
    known = snapshot.type(component)
    if known is None or component.is_secret_store or is_emulator(component, snapshot.catalog.azure):
        return
    if known.identity is not None and is_azure_host(component, known) is not False:
        return
    secrets = {
        entry: span
        for entry in component.metadata
        if (span := _kept_in_file(component, entry, known)) is not None
    }
    stores = _vaults(component, snapshot) if secrets else ()
    if not stores:
        return
    (first, span), *others = secrets.items()
    yield Finding(
        span,
        f"{_reason(snapshot, known)} Its secret '{first.name_text}' stands in this file, though "
        f"the Key Vault store '{stores[0]}' could keep it.",
        fixes=tuple(_fixes(component, snapshot, stores, tuple(secrets))),
        related=tuple(
            Related(Location(component.path, place), f"'{entry.name_text}' holds another secret")
            for entry, place in others
        ),
    )


def _reason(snapshot: Snapshot, known: ComponentType) -> str:
    if known.identity is not None:
        return f"'{known.type}' can use a managed identity with Azure's own service alone."
    reason = snapshot.catalog.without_identity(known.type)
    return reason or f"'{known.type}' cannot use a managed identity."


def _kept_in_file(component: Component, entry: MetadataEntry, known: ComponentType) -> Span | None:
    """Where something is told of a real secret: at its value in `secrets`, else at its name."""
    field = known.field(entry.name_text)
    scalar = readable(component, entry)
    text = ordinary_text(scalar)
    if field is None or scalar is None or not text:
        return None
    if exposure_of(component, entry, known, text) is not Exposure.REAL:
        return None
    return scalar.span if entry.reference is not None else entry.anchor.span


def _vaults(component: Component, snapshot: Snapshot) -> tuple[str, ...]:
    """The Key Vault stores that the component can take its secrets from, by their names."""
    stores = available_stores(snapshot, component).items()
    canonical = snapshot.catalog.canonical
    return (
        *(name for name, store in stores if canonical(store.type_text) == KEY_VAULT),
        *deployed_vaults(snapshot, component),
    )


def _fixes(
    component: Component,
    snapshot: Snapshot,
    stores: tuple[str, ...],
    secrets: tuple[MetadataEntry, ...],
) -> Iterator[Fix]:
    names: dict[MetadataEntry, str] = {}
    for entry in secrets:
        if entry.reference is None:
            name = name_in_store(snapshot, component, entry)
            if name is None:
                return
            names[entry] = name
    for store in stores:
        edits = take_from_store(snapshot, component, store, names)
        if edits:
            yield Fix(f"Use secret store '{store}'", edits)
