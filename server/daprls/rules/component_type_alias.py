"""The rule `component-type-alias`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar


@component_rule("component-type-alias", Severity.HINT, layer=Layer.VALUE)
def component_type_alias(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component type is given by an older name of it.

    The type is understood all the same, so it hides nothing worse that is said at its place.
    """
    text = ordinary_text(component.type)
    name = snapshot.catalog_for(component.path).replacement(text) if text else None
    if component.type is None or name is None:
        return
    yield Finding(
        component.type.span,
        f"'{text}' is an older name of '{name}'; the sidecar takes both, documentation and tools "
        "go by the new one.",
        fixes=(
            Fix(
                f"Change to '{name}'",
                (replace_scalar(component.path, component.type, name),),
                safe=True,
            ),
        ),
    )
