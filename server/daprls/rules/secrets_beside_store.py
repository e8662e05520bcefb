"""The rule `secrets-beside-store`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component, ordinary_text
from daprls.refactor.secret_store import remove_store
from daprls.refactor.secrets import remove_secrets
from daprls.snapshot import Snapshot


@component_rule("secrets-beside-store", Severity.WARNING, layer=Layer.VALUE, dialects=ACA)
def secrets_beside_store(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component has `secrets` of its own and a secret store, and only the store is asked."""
    store, entry = ordinary_text(component.store), component.secrets_entry
    if not store or entry is None or not component.secrets or not component.references:
        return
    yield Finding(
        entry.key.span,
        f"Every `secretRef` of this component goes to the secret store '{store}', so nothing in "
        "`secrets` is used. Keep one of the two.",
        fixes=tuple(_fixes(component, snapshot)),
    )


def _fixes(component: Component, snapshot: Snapshot) -> Iterator[Fix]:
    """Both ways out, first the one that the references speak for."""
    own = {secret.name_text for secret in component.secrets}
    without_own = Fix("Remove `secrets`", remove_secrets(snapshot, component, component.secrets))
    without_store = Fix("Remove `secretStoreComponent`", remove_store(snapshot, component))
    fixes = (without_own, without_store)
    if all(reference.name.text in own for _, reference in component.references):
        fixes = (without_store, without_own)
    return (fix for fix in fixes if fix.edits)
