"""The rule `missing-scopes`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.authentication import Way, given, way
from daprls.model.component import Component
from daprls.model.dialect import fold
from daprls.model.keys import odd_keys
from daprls.refactor.scopes import add_scopes
from daprls.snapshot import Snapshot

_EVERY = "Without `scopes` every Dapr app of the environment loads this"


@component_rule("missing-scopes", Severity.INFO, layer=Layer.VALUE, dialects=ACA)
def missing_scopes(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component is there for every app of the environment."""
    if component.scopes_entry is not None or component.body is None or _may_be_meant(component):
        return
    known, azure = snapshot.type(component), snapshot.catalog.azure
    chosen = way(component, known, azure) if known is not None else Way.UNKNOWN
    client = given(component, azure.client_id_fields)
    severity = Severity.INFO
    if chosen is Way.USER_ASSIGNED and client is not None:
        message = (
            f"{_EVERY} component, and an app without the identity that '{client.name_text}' names "
            "fails to start with it. Name the apps that use it."
        )
    elif component.is_secret_store:
        severity = Severity.HINT
        message = f"{_EVERY} secret store and may read its secrets."
    else:
        message = f"{_EVERY} component. Name the apps that use it."
    yield Finding(
        component.heading,
        message,
        severity=severity,
        fixes=(
            Fix(
                "Add `scopes` to fill in",
                add_scopes(snapshot, component, ("<app-id>",)),
                needs_input=True,
            ),
        ),
    )


def _may_be_meant(component: Component) -> bool:
    """Whether a key that is not read, or a line that YAML refuses, may be the scopes."""
    return bool(component.document.problems) or any(
        fold(odd.name) == "scopes" or "scopes" in odd.meant for odd in odd_keys(component)
    )
