"""The rule `secret-store-cycle`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.snapshot import Snapshot
from daprls.text import Location


@component_rule("secret-store-cycle", Severity.ERROR, layer=Layer.VALUE)
def secret_store_cycle(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A secret store takes its own secrets, directly or through others, from itself."""
    cycle = _cycle(component, snapshot)
    if component.store is None or not cycle:
        return
    names = [snapshot.name(store) for store in cycle]
    guessed = any(name.source.is_inferred for name in names)
    first, *others = (f"'{name.text}'" for name in names)
    if others:
        way = ", which waits for ".join((*others, first))
        message = f"Secret store {first} waits for {way}: the sidecar starts without any of them."
    else:
        message = (
            f"Secret store {first} takes its own secrets from itself: the sidecar waits for it "
            "and starts without it."
        )
    yield Finding(
        component.store.span,
        message,
        severity=Severity.WARNING if guessed else Severity.ERROR,
        related=tuple(
            Related(Location(store.path, store.store.span), f"{name} names its store here")
            for store, name in zip(cycle[1:], others, strict=True)
            if store.store is not None
        ),
    )


def _cycle(component: Component, snapshot: Snapshot) -> tuple[Component, ...]:
    """The stores that lead from `component` back to it, itself first; empty: there is no way."""
    way: list[Component] = []
    current: Component | None = component
    while current is not None and current not in way:
        way.append(current)
        current = _next(current, snapshot)
    return tuple(way) if current is component else ()


def _next(component: Component, snapshot: Snapshot) -> Component | None:
    """The one store that must be there before this one; a store without secrets waits for none."""
    if not component.is_secret_store or not component.references:
        return None
    match = snapshot.store_match(component)
    if match is None or match.is_built_in:
        return None
    stores = snapshot.within_reach(component, match.stores)
    return stores[0] if len(stores) == 1 else None
