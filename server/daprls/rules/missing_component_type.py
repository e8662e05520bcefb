"""The rule `missing-component-type`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.dialect import Dialect, find_entry
from daprls.model.keys import Reading, odd_keys
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import move_entry, rename_key
from daprls.syntax.scalars import plain_value
from daprls.syntax.tree import Entry, Missing, Node, Scalar, resolve
from daprls.text import Span

_ACA_REFUSAL = (
    "Azure Container Apps refuses the component (DaprComponentInvalidRequest: "
    "must contain properties.ComponentType)"
)
_OSS_REFUSAL = "The sidecar refuses the component with 'incorrect type'"


@component_rule("missing-component-type", Severity.ERROR, layer=Layer.SHAPE)
def missing_component_type(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component does not say of which type it is."""
    if component.document.problems:
        # The type may well stand in what could not be read.
        return
    if component.dialect is Dialect.ACA:
        yield from _aca(component, snapshot)
    else:
        yield from _oss(component, snapshot)


def _aca(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    entry = component.type_entry
    if entry is None:
        return
    if find_entry(component.outer, "componentType") is not None:
        if _is_nothing(entry.value):
            yield Finding(_place(entry), f"'componentType' is empty. {_ACA_REFUSAL}.")
        return
    known = snapshot.catalog_for(component.path).canonical(component.type_text) is not None
    fix = Fix("Rename to 'componentType'", (rename_key(component.path, entry, "componentType"),))
    yield Finding(
        entry.key.span,
        "`az` takes 'type' for the type of the Azure resource and drops it; a component's type "
        f"stands under 'componentType'. {_ACA_REFUSAL}.",
        fixes=(fix,) if known else (),
    )


def _oss(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    entry = component.type_entry
    if entry is not None:
        if _is_nothing(entry.value):
            yield Finding(_place(entry), f"'type' is empty. {_OSS_REFUSAL}.")
        return
    text = snapshot.files[component.path].text
    body, root = component.body, component.root
    for odd in odd_keys(component):
        mapping, stray = odd.frame.mapping, odd.entry
        if odd.reading is Reading.FOREIGN and odd.name == "componentType":
            message = "Dapr reads a component's type from 'type' under 'spec', not 'componentType'"
        elif odd.reading is Reading.MISPLACED and odd.name == "type":
            message = "'type' belongs under 'spec'"
        elif mapping is body and "type" in odd.meant:
            message = f"The component has no type. Did you mean 'type' by '{odd.name}'?"
        else:
            continue
        fixes: tuple[Fix, ...] = ()
        if mapping is body:
            fixes = (Fix("Rename to 'type'", (rename_key(component.path, stray, "type"),)),)
        elif body is not None and odd.name == "type":
            edits = move_entry(component.path, text, root, mapping, stray, body)
            fixes = (Fix("Move 'type' under 'spec'", edits),) if edits else ()
        stop = "" if message.endswith("?") else "."
        yield Finding(stray.key.span, f"{message}{stop} {_OSS_REFUSAL}.", fixes=fixes)
        return
    place = find_entry(root, "spec") or find_entry(root, "kind")
    if place is not None:
        yield Finding(
            place.key.span,
            f"The component has no type: 'type' is missing under 'spec'. {_OSS_REFUSAL}.",
        )


def _is_nothing(node: Node) -> bool:
    value = resolve(node)
    if isinstance(value, Scalar):
        return plain_value(value) is None or not value.text.strip()
    return isinstance(value, Missing)


def _place(entry: Entry) -> Span:
    return entry.value.span if len(entry.value.span) else entry.key.span
