"""The rule `secret-without-value`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component, Secret, ordinary_text
from daprls.model.dialect import Shape, find_entry
from daprls.model.keys import Reading, odd_keys
from daprls.model.sample import is_sample
from daprls.model.secrecy import may_be_quoted
from daprls.model.secrets import keeps_own_secrets
from daprls.refactor.secrets import give_value
from daprls.snapshot import Snapshot
from daprls.syntax.scalars import plain_value
from daprls.syntax.tree import Missing, Scalar


@component_rule("secret-without-value", Severity.ERROR, layer=Layer.VALUE, dialects=ACA)
def secret_without_value(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """An entry of `secrets` has no value."""
    if component.document.problems or not keeps_own_secrets(component):
        return
    # A key that nobody knows may be the value's, misspelt.
    odd = {
        id(each.frame.mapping)
        for each in odd_keys(component)
        if each.reading in (Reading.UNKNOWN, Reading.MISPLACED)
    }
    for secret in component.secrets:
        name = ordinary_text(secret.name)
        if not name or not may_be_quoted(name) or id(secret.item) in odd:
            continue
        if _leads_to_vault(secret):
            continue
        if _is_absent(secret):
            yield _absent(component, snapshot, secret)
        elif isinstance(secret.value, Scalar) and not secret.value.text.strip():
            yield Finding(
                secret.value.span,
                f"The value of the secret '{name}' is empty; fill it in when you deploy.",
                severity=_severity(component, Severity.WARNING),
            )


def _leads_to_vault(secret: Secret) -> bool:
    return secret.key_vault_url is not None and bool(secret.key_vault_url.text.strip())


def _is_absent(secret: Secret) -> bool:
    value = secret.value
    if isinstance(value, Scalar):
        return plain_value(value) is None
    return value is None or isinstance(value, Missing)


def _absent(component: Component, snapshot: Snapshot, secret: Secret) -> Finding:
    entry = find_entry(secret.item, "value")
    exported = (
        " `az` leaves values out of what it shows." if component.shape is Shape.WRAPPED else ""
    )
    edits = give_value(snapshot, component, secret, f"<value-of-{secret.name_text}>")
    return Finding(
        secret.item.span if entry is None else entry.key.span,
        f"Secret '{secret.name_text}' has no value; Azure Container Apps refuses a component with "
        f"a secret whose value is null.{exported}",
        severity=_severity(component, Severity.ERROR),
        fixes=(Fix("Add a value to fill in", edits, needs_input=True),),
    )


def _severity(component: Component, severity: Severity) -> Severity:
    """Whoever copies a sample knows that values are missing."""
    return Severity.HINT if is_sample(component.path) else severity
