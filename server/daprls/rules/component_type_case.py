"""The rule `component-type-case`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar


@component_rule("component-type-case", Severity.HINT, layer=Layer.VALUE)
def component_type_case(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component type is written in another case than Dapr registers it in.

    The type is understood all the same, so it hides nothing worse that is said at its place.
    """
    text = ordinary_text(component.type)
    if component.type is None or not text:
        return
    catalog = snapshot.catalog_for(component.path)
    name = catalog.registered(text)
    if name is None or name == text or catalog.replacement(text) is not None:
        # An older name is replaced as a whole: `component-type-alias`.
        return
    yield Finding(
        component.type.span,
        f"'{text}' is registered as '{name}'. The sidecar takes it in any case; lists of denied "
        "components and other tools do not.",
        fixes=(
            Fix(
                f"Change to '{name}'",
                (replace_scalar(component.path, component.type, name),),
                safe=True,
            ),
        ),
    )
