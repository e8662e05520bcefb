"""The rule `secret-store-scope-mismatch`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.scopes import apps_of
from daprls.refactor.scopes import add_scopes
from daprls.snapshot import Snapshot
from daprls.text import Location
from daprls.wording import enumerated

_SHOWN = 3


@component_rule("secret-store-scope-mismatch", Severity.WARNING, layer=Layer.VALUE)
def secret_store_scope_mismatch(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """An app may load a component, but not the secret store that the component needs."""
    stores = snapshot.stores_of(component)
    apps = apps_of(component)
    allowed = _allowed(stores)
    if component.store is None or not component.references or apps is None or not allowed:
        return
    lacking = apps - allowed
    if apps and not lacking:
        return
    name = snapshot.name(stores[0])
    if apps:
        one = len(lacking) == 1
        message = (
            f"{'App' if one else 'Apps'} {_listed(lacking)} may load this component, but not its "
            f"secret store '{name.text}', whose scopes leave {'it' if one else 'them'} out; the "
            "sidecar there starts without this component."
        )
        title = f"Add {_listed(lacking)} to the scopes of '{name.text}'"
        edits = add_scopes(snapshot, stores[0], sorted(lacking)) if len(stores) == 1 else ()
    else:
        message = (
            f"Every app may load this component, its secret store '{name.text}' only "
            f"{_listed(allowed)}; in the others the sidecar starts without this component."
        )
        title = f"Limit this component to {_listed(allowed)}"
        edits = add_scopes(snapshot, component, sorted(allowed))
    yield Finding(
        component.store.span,
        message,
        severity=Severity.INFO if name.source.is_inferred else None,
        fixes=(Fix(title, edits),) if edits else (),
        related=tuple(
            Related(
                Location(store.path, store.scopes_entry.key.span),
                f"The scopes of '{name.text}' stand here",
            )
            for store in stores
            if store.scopes_entry is not None
        ),
    )


def _allowed(stores: Iterable[Component]) -> frozenset[str]:
    """The apps that find one of the stores of a name; empty: every app, or it cannot be told."""
    allowed: frozenset[str] = frozenset()
    for store in stores:
        apps = apps_of(store)
        if not apps:
            return frozenset()
        allowed |= apps
    return allowed


def _listed(apps: Iterable[str]) -> str:
    """The app IDs as a list in a sentence; of many only the first."""
    return enumerated((f"'{app}'" for app in sorted(apps)), most=_SHOWN)
