"""The rule `foreign-key`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import FAMILIES, Dialect, Shape, find, find_entry, fold
from daprls.model.keys import OddKey, Reading, odd_keys
from daprls.refactor.keys import (
    reference_of_aca,
    reference_of_open_source,
    store_of_aca,
    store_of_open_source,
)
from daprls.schema import Level
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Mapping, Missing, resolve
from daprls.text import TextEdit


@component_rule("foreign-key", Severity.ERROR, layer=Layer.SHAPE)
def foreign_key(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A key belongs to the other dialect."""
    for odd in odd_keys(component):
        if odd.reading is Reading.FOREIGN:
            is_aca = component.dialect is Dialect.ACA
            finding = (_aca if is_aca else _oss)(component, snapshot, odd)
            if finding is not None:
                # Next to lines that YAML refuses nothing is moved.
                yield replace(finding, fixes=()) if component.document.problems else finding
    yield from _second_type(component)


def _aca(component: Component, snapshot: Snapshot, odd: OddKey) -> Finding | None:
    key = fold(odd.name)
    drops = f"'{odd.name}' is a key of Dapr's own format; `az` drops it without a word"
    if key == "secretkeyref":
        edit = reference_of_aca(snapshot, component, odd)
        return _lost(odd, drops, ("value", "secretRef"), "secretRef", edit)
    if key == "envref":
        return _lost(odd, drops, ("value", "secretRef"), None, None)
    if key in ("auth", "secretstore"):
        edit = store_of_aca(snapshot, component, odd)
        named = component.store_entry is not None
        hint = "" if named else " The secret store is named by 'secretStoreComponent'."
        severity = Severity.WARNING if named else Severity.ERROR
        return _finding(odd, f"{drops}.{hint}", severity, "secretStoreComponent", edit)
    if key == "spec":
        return _finding(odd, f"{drops}, with everything in it.", Severity.ERROR)
    if key == "type" and odd.frame.level is Level.COMPONENT:
        return _type(component, odd)
    return _finding(odd, f"{drops}.", Severity.WARNING)


def _type(component: Component, odd: OddKey) -> Finding | None:
    own = ordinary_text(resolve(odd.entry.value))
    if own is None or own == component.type_text:
        return None
    message = f"`az` drops '{odd.name}' without a word; the component's type is 'componentType'."
    return _finding(odd, message, Severity.WARNING)


def _oss(component: Component, snapshot: Snapshot, odd: OddKey) -> Finding:
    key = fold(odd.name)
    ignores = f"'{odd.name}' is a key of Azure Container Apps; Dapr ignores it without a word"
    if key == "secretref":
        edits = reference_of_open_source(snapshot, component, odd)
        own = ("value", "secretKeyRef", "envRef")
        return _lost(odd, ignores, own, "secretKeyRef", edits)
    if key == "secretstorecomponent":
        edits = store_of_open_source(snapshot, component, odd)
        named = component.store_entry is not None
        hint = "" if named else " The secret store is named by 'secretStore' under 'auth'."
        severity = Severity.WARNING if named else Severity.ERROR
        return _finding(odd, f"{ignores}.{hint}", severity, "auth.secretStore", edits)
    if key == "componenttype":
        return _finding(
            odd, f"{ignores}. The type stands in 'type' under 'spec'.", Severity.WARNING
        )
    return _finding(
        odd,
        f"{ignores}. Here secrets come from a secret store, by 'secretKeyRef'.",
        Severity.WARNING,
    )


def _lost(
    odd: OddKey,
    start: str,
    own: tuple[str, ...],
    counterpart: str | None,
    edits: TextEdit | tuple[TextEdit, ...] | None,
) -> Finding:
    """The finding about a reference in a metadata item, which is lost unless there is a value."""
    name = find(odd.frame.mapping, "name")
    item = f"'{text}'" if (text := ordinary_text(name)) else "the item"
    if any(_holds(odd.frame.mapping, key) for key in own):
        return _finding(odd, f"{start}.", Severity.WARNING, counterpart, edits)
    message = f"{start}, and {item} is left without a value."
    return _finding(odd, message, Severity.ERROR, counterpart, edits)


def _holds(item: Mapping, key: str) -> bool:
    node = find(item, key)
    return node is not None and not isinstance(node, Missing)


def _finding(
    odd: OddKey,
    message: str,
    severity: Severity,
    counterpart: str | None = None,
    edits: TextEdit | tuple[TextEdit, ...] | None = None,
) -> Finding:
    fixes: tuple[Fix, ...] = ()
    if edits:
        change = (edits,) if isinstance(edits, TextEdit) else edits
        fixes = (Fix(f"Change to '{counterpart}'", change),)
    return Finding(odd.entry.key.span, message, severity=severity, fixes=fixes)


def _second_type(component: Component) -> Iterator[Finding]:
    """A component type under the `type` of the Azure resource, beside another `componentType`."""
    entry = find_entry(component.root, "type") if component.shape is Shape.FLAT else None
    if entry is None or entry is component.type_entry:
        return
    text = ordinary_text(resolve(entry.value))
    if text and text.partition(".")[0] in FAMILIES and text != component.type_text:
        yield Finding(
            entry.key.span,
            "`az` takes 'type' for the type of the Azure resource and drops it; the component's "
            "type is what 'componentType' says.",
            severity=Severity.WARNING,
        )
