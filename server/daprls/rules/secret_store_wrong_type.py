"""The rule `secret-store-wrong-type`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.index import ComponentName
from daprls.lint.finding import Finding, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.mention import Mention
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Scalar


@component_rule("secret-store-wrong-type", Severity.ERROR, layer=Layer.VALUE)
def secret_store_wrong_type(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component names another component as its secret store that is none."""
    match = snapshot.store_match(component)
    if match is None or component.store is None:
        return
    if match.deployed is not None:
        yield from _deployed(component, component.store, match.deployed)
        return
    if match.mentioned and not match.others:
        yield from _mentioned(component, component.store, match.mentioned)
        return
    others = snapshot.within_reach(component, match.others)
    if not others:
        return
    # A name that a file states comes before one that only its stem suggests.
    other = min(others, key=lambda each: snapshot.name(each).source.is_inferred)
    name = snapshot.name(other)
    yield Finding(
        component.store.span,
        f"{_bearer(component, other, name)}, not a secret store; {_consequence(component)}.",
        severity=_severity(component, other, snapshot),
        related=(Related(name.location, f"'{match.name}' is named here"),),
    )


def _deployed(component: Component, store: Scalar, known: str) -> Iterator[Finding]:
    """What is wrong with a name that by the settings something has which no file shows."""
    if known.startswith("secretstores."):
        return
    yield Finding(
        store.span,
        f"By the settings the component '{store.text}' is a '{known}', not a secret store; "
        f"{_consequence(component)}.",
        severity=Severity.WARNING,
    )


def _mentioned(
    component: Component, store: Scalar, mentions: tuple[Mention, ...]
) -> Iterator[Finding]:
    """What is wrong with a name that a template gives to something else."""
    types = [mention.component_type or "secretstores." for mention in mentions]
    if any(each.startswith("secretstores.") for each in types):
        return
    place = mentions[0]
    yield Finding(
        store.span,
        f"Component '{store.text}' is a '{types[0]}' ({place.origin.value}), not a secret store; "
        f"{_consequence(component)}.",
        severity=Severity.WARNING,
        related=(Related(place.location, f"'{store.text}' is named here"),),
    )


def _consequence(component: Component) -> str:
    if component.references:
        return "the sidecar looks for a secret store of this name and starts without this component"
    return "secrets can only be taken from a secret store"


def _bearer(component: Component, other: Component, name: ComponentName) -> str:
    if other is component:
        return f"'{name.text}' is this very component, a '{other.type_text}'"
    if name.source.is_inferred:
        file = other.path.rpartition("/")[2]
        return f"'{name.text}' seems to be the '{other.type_text}' of the file '{file}'"
    return f"Component '{name.text}' is a '{other.type_text}'"


def _severity(component: Component, other: Component, snapshot: Snapshot) -> Severity:
    """An error where both are loaded together and a secret is lost for certain."""
    if snapshot.name(other).source.is_inferred:
        return Severity.INFO
    lost = component.references and other in snapshot.load_set(component)
    return Severity.ERROR if lost else Severity.WARNING
