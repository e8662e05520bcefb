"""The rule `plaintext-secret`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import ComponentType
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.credentials import Exposure, exposure
from daprls.model.dialect import Dialect, find_entry
from daprls.model.exposed import exposure_of
from daprls.model.names import ACA_WORD
from daprls.model.secrets import keeps_own_secrets
from daprls.refactor.secrets import add_secret
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import quote, rename_key, set_value
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
    value = find_entry(entry.item, "value")
    name = ACA_WORD.nearest(entry.name_text)
    text = ordinary_text(entry.literal)
    file = snapshot.files[component.path]
    if value is None or name is None or text is None or not keeps_own_secrets(component):
        return ()
    if value.value is not entry.literal or entry.literal.anchor or entry.reference is not None:
        return ()
    if "\n" in text or any(secret.name_text == name for secret in component.secrets):
        return ()
    added = add_secret(snapshot, component, name, text)
    if not added:
        return ()
    edits = (
        rename_key(component.path, value, "secretRef"),
        set_value(component.path, file.text, entry.item, value, quote(name)),
        *added,
    )
    return (Fix(f"Move it to the secret '{name}'", edits, carries_secret=True),)
