"""The rule `plaintext-secret`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import ComponentType
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.credentials import Exposure, exposure
from daprls.model.dialect import Dialect
from daprls.model.exposed import exposure_of
from daprls.refactor.secrets import keep_in_secrets
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Scalar


@component_rule("plaintext-secret", Severity.WARNING, layer=Layer.VALUE)
def plaintext_secret(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A secret stands in the file in plain text."""
    known = snapshot.type(component)
    where = "secretRef" if component.dialect is Dialect.ACA else "secretKeyRef"
    for entry in component.metadata:
        found = _exposure(component, entry, known)
        if entry.literal is None or found is Exposure.NONE:
            continue
        if found is Exposure.REAL:
            severity = Severity.WARNING
            message = (
                f"'{entry.name_text}' holds a secret in plain text: everyone who can read this "
                f"file or its history has it. Take it from a secret with '{where}'."
            )
        else:
            severity = Severity.INFO
            message = (
                f"'{entry.name_text}' holds a credential in plain text, which is good enough for "
                f"development only; elsewhere take it from a secret with '{where}'."
            )
        fixes = _fixes(component, snapshot, entry)
        yield Finding(entry.literal.span, message, severity=severity, fixes=fixes)
    for secret in component.secrets:
        text = ordinary_text(secret.value)
        if isinstance(secret.value, Scalar) and text and exposure(text) is not Exposure.NONE:
            yield Finding(
                secret.value.span,
                f"The value of the secret '{secret.name_text}' stands in this file: keep the file "
                "out of version control, or take the secret from a secret store.",
                severity=Severity.INFO,
            )


def _exposure(component: Component, entry: MetadataEntry, known: ComponentType | None) -> Exposure:
    text = ordinary_text(entry.literal)
    return exposure_of(component, entry, known, text) if text else Exposure.NONE


def _fixes(component: Component, snapshot: Snapshot, entry: MetadataEntry) -> tuple[Fix, ...]:
    """The move into the component's own `secrets`, where references go there."""
    moved = keep_in_secrets(snapshot, component, entry)
    if moved is None:
        return ()
    name, edits = moved
    return (Fix(f"Move it to the secret '{name}'", edits, carries_secret=True),)
