"""The rule `value-not-scalar`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component
from daprls.model.dialect import find_entry
from daprls.model.envelope import frames
from daprls.schema import Level
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import quote
from daprls.syntax.scalars import TextClass, classify_node
from daprls.syntax.tree import Mapping, Node, Sequence, resolve
from daprls.text import TextEdit


@component_rule("value-not-scalar", Severity.ERROR, layer=Layer.SHAPE, dialects=ACA)
def value_not_scalar(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A value is a list or a map, and not text."""
    text = snapshot.files[component.path].text
    for frame in frames(component):
        if frame.level not in (Level.METADATA_ITEM, Level.SECRET):
            continue
        entry = find_entry(frame.mapping, "value")
        node = resolve(entry.value) if entry is not None else None
        if entry is None or not isinstance(node, Mapping | Sequence):
            continue
        if classify_node(node) is not TextClass.ORDINARY:
            # One word in brackets is how people mark what is to be filled in.
            continue
        what, shape = (
            ("a map", "{'a': 'b'}") if isinstance(node, Mapping) else ("a list", "['a', 'b']")
        )
        yield Finding(
            entry.value.span if node is entry.value and node.flow else entry.key.span,
            f"The value is {what} to YAML, and `az` makes Python text of it, in the manner of "
            f"{shape}; the component gets that. Quote the value.",
            fixes=_fixes(component, text, entry.value),
        )


def _fixes(component: Component, text: str, value: Node) -> tuple[Fix, ...]:
    """Quotes around what stands on one line; only its author knows what more lines should say."""
    source = value.span.of(text)
    if not isinstance(value, Mapping | Sequence) or not value.flow or "\n" in source:
        return ()
    edit = TextEdit(component.path, value.span, quote(source))
    return (Fix("Quote the value", (edit,), safe=True),)
