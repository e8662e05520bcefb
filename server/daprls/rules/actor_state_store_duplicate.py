"""The rule `actor-state-store-duplicate`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model.authentication import is_truthy
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.load_set import may_meet
from daprls.model.metadata_value import value_text
from daprls.model.scopes import apps_of
from daprls.snapshot import Snapshot
from daprls.text import Location


@component_rule("actor-state-store-duplicate", Severity.ERROR, layer=Layer.VALUE)
def actor_state_store_duplicate(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """Two state stores that an app may load together are both for actors."""
    flag = _flag(component)
    if flag is None:
        return
    others = sorted(
        (
            other
            for other in snapshot.load_set(component)
            if _place(other) < _place(component) and _clash(component, other, snapshot)
        ),
        key=_place,
    )
    if not others:
        return
    names = [snapshot.name(each) for each in (others[0], component)]
    # A file for Azure Container Apps may be one of several variants as long as no one names it.
    guessed = component.dialect is Dialect.ACA and any(name.source.is_inferred for name in names)
    first, second = (name.text for name in names)
    yield Finding(
        flag.anchor.span,
        f"'{first}' and '{second}' are both for actors; the sidecar of {_app(component, others[0])}"
        f" fails with 'detected duplicate actor state store: {first} and {second}'. Leave "
        "'actorStateStore' to one of them, or keep them apart by scopes.",
        severity=Severity.WARNING if guessed else Severity.ERROR,
        related=tuple(
            Related(
                Location(other.path, entry.anchor.span),
                f"'{snapshot.name(other).text}' is for actors too",
            )
            for other in others
            if (entry := _flag(other)) is not None
        ),
    )


def _flag(component: Component) -> MetadataEntry | None:
    """The item that surely makes a state store one for actors."""
    if not component.type_text.startswith("state."):
        return None
    entry = next(reversed(component.entries("actorStateStore")), None)
    if entry is None or entry.literal is None or value_text(component, entry) is None:
        return None
    return entry if is_truthy(entry.literal, "kit/metadata") else None


def _clash(component: Component, other: Component, snapshot: Snapshot) -> bool:
    """Whether one sidecar surely loads both, and under two names."""
    names = [snapshot.name(each).text for each in (component, other)]
    told = (component.declared_name, other.declared_name, component.namespace, other.namespace)
    if names[0] == names[1] or any(each is not None and not ordinary_text(each) for each in told):
        return False
    apps, theirs = apps_of(component), apps_of(other)
    if apps is None or theirs is None or _flag(other) is None:
        return False
    return may_meet(component, other) and (not apps or not theirs or bool(apps & theirs))


def _app(component: Component, other: Component) -> str:
    apps, theirs = apps_of(component) or frozenset(), apps_of(other) or frozenset()
    shared = sorted(apps & theirs if apps and theirs else apps or theirs)
    return f"'{shared[0]}'" if len(shared) == 1 else "every app that loads both"


def _place(component: Component) -> Location:
    return Location(component.path, component.root.span)
