"""The rule `wrong-dialect-aca`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.secrecy import secret_spans
from daprls.refactor.dialect import convert_in_place
from daprls.snapshot import Snapshot


@component_rule("wrong-dialect-aca", Severity.WARNING, layer=Layer.SHAPE, dialects=ACA)
def wrong_dialect_aca(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A file that the sidecar reads, as the settings say, is written for Azure Container Apps."""
    if snapshot.config(component.path).dialect(component.path) != Dialect.OSS.value:
        return
    entry = component.type_entry
    if entry is not None:
        yield Finding(
            entry.key.span,
            "This is the format of Azure Container Apps, but by the settings the Dapr sidecar "
            "reads this file: it skips, without a word, what has no 'apiVersion: "
            "dapr.io/v1alpha1' and 'kind: Component'.",
            fixes=_fixes(component, snapshot),
        )


def _fixes(component: Component, snapshot: Snapshot) -> tuple[Fix, ...]:
    made = convert_in_place(snapshot, component, Dialect.OSS)
    if made is None:
        return ()
    secret = bool(secret_spans(snapshot.files[component.path], snapshot.type))
    edits, notes = made
    return (Fix("Convert to open-source Dapr", edits, carries_secret=secret, notes=notes),)
