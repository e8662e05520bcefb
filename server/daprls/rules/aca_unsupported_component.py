"""The rule `aca-unsupported-component`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Layer, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component, ordinary_text
from daprls.snapshot import Snapshot


@component_rule("aca-unsupported-component", Severity.ERROR, layer=Layer.VALUE, dialects=ACA)
def aca_unsupported_component(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component cannot work in Azure Container Apps.

    The type is understood all the same, so it hides nothing worse that is said at its place.
    """
    text = ordinary_text(component.type)
    if component.type is None or not text:
        return
    support = snapshot.catalog.aca
    refused = support.unsupported_types.get(snapshot.catalog.canonical(text) or "")
    idle = support.unsupported_families.get(text.partition(".")[0])
    if refused is not None:
        yield Finding(
            component.type.span,
            f"'{text}' does not work here: {refused} Take 'secretstores.azure.keyvault', or keep "
            "the secrets in the 'secrets' of each component.",
        )
    elif idle is not None:
        yield Finding(
            component.type.span,
            f"'{text}' is of no use here: {idle}",
            severity=Severity.WARNING,
        )
