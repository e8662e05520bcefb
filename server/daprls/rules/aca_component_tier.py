"""The rule `aca-component-tier`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Layer, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component, ordinary_text
from daprls.snapshot import Snapshot


@component_rule("aca-component-tier", Severity.INFO, layer=Layer.VALUE, dialects=ACA)
def aca_component_tier(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component type is in no support tier of Azure Container Apps.

    The type is understood all the same, so it hides nothing worse that is said at its place.
    """
    catalog = snapshot.catalog_for(component.path)
    name = catalog.canonical(ordinary_text(component.type) or "")
    if component.type is None or name is None:
        return
    support = catalog.aca
    if name in (*support.tier1, *support.tier2, *support.unsupported_types):
        return
    if name.partition(".")[0] in support.unsupported_families:
        return
    local = catalog.summary(name).development
    why = f" It is meant for development: {local}." if local is not None else ""
    yield Finding(
        component.type.span,
        f"'{component.type.text}' is in neither tier of components that Microsoft supports in "
        f"Azure Container Apps; it may work, but without support.{why}",
    )
