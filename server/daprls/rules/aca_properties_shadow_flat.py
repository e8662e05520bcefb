"""The rule `aca-properties-shadow-flat`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component
from daprls.model.dialect import ACA_KEYS, Shape, fold
from daprls.model.secrecy import secret_spans
from daprls.refactor.wrapper import counterpart, gathered, holds_nothing
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Entry, Mapping
from daprls.text import Location

_KEYS = frozenset(key.lower() for key in ACA_KEYS)


@component_rule("aca-properties-shadow-flat", Severity.ERROR, layer=Layer.SHAPE, dialects=ACA)
def aca_properties_shadow_flat(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """Keys of the component stand beside `properties`, where `az` does not read them."""
    holder = component.root.entry("properties")
    beside = [each for each in component.root.entries if fold(each.key.text) in _KEYS]
    if holder is None or not beside:
        return
    lost = [each for each in beside if counterpart(component, each) is None]
    names = ", ".join(f"'{each.key.text}'" for each in beside)
    verb, them = ("is", "it") if len(beside) == 1 else ("are", "them")
    message = f"With 'properties' in the file `az` reads only what stands in it: {names} beside it "
    if component.shape is Shape.FLAT:
        message += f"{verb} dropped, and {_refusal(component)}."
    elif lost:
        message += f"{verb} dropped without a word. Move {them} into 'properties'."
    else:
        message += f"{verb} dropped, and 'properties' has {them} as well."
    yield Finding(
        holder.key.span,
        message,
        severity=Severity.ERROR if lost else Severity.WARNING,
        fixes=_fixes(component, snapshot, beside=beside, lost=lost),
        related=tuple(
            Related(Location(component.path, each.key.span), f"'{each.key.text}' is not read")
            for each in beside
        ),
    )


def _refusal(component: Component) -> str:
    if holds_nothing(component) or isinstance(component.root.get("properties"), Mapping):
        return (
            "Azure Container Apps refuses the component, which then has no type "
            "(DaprComponentInvalidRequest: must contain properties.ComponentType)"
        )
    return "`az` refuses the file with 'Invalid YAML provided', since 'properties' is no map"


def _fixes(
    component: Component, snapshot: Snapshot, *, beside: list[Entry], lost: list[Entry]
) -> tuple[Fix, ...]:
    edits = None if component.document.problems else gathered(snapshot, component, beside)
    if not edits:
        return ()
    names = ", ".join(f"'{each.key.text}'" for each in beside)
    title = f"Move {names} into 'properties'" if lost else f"Remove {names} beside 'properties'"
    if holds_nothing(component):
        title = "Remove the empty 'properties'"
    secret = bool(secret_spans(snapshot.files[component.path], snapshot.type))
    return (Fix(title, edits, carries_secret=secret),)
