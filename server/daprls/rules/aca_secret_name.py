"""The rule `aca-secret-name`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.secrets import keeps_own_secrets
from daprls.refactor.secrets import is_legal_name, legal_name, rename_secret
from daprls.snapshot import Snapshot


@component_rule("aca-secret-name", Severity.ERROR, layer=Layer.VALUE, dialects=ACA)
def aca_secret_name(component: Component, _snapshot: Snapshot) -> Iterator[Finding]:
    """The name of a secret has a form that Azure Container Apps refuses."""
    for secret in component.secrets:
        name = ordinary_text(secret.name)
        if secret.name is None or not name or is_legal_name(name):
            continue
        yield Finding(
            secret.name.span,
            f"Azure Container Apps refuses a secret called '{name}' "
            "(DaprComponentInvalidProperty): a name consists of lower-case letters, digits, '-' "
            "and '.', and begins and ends with a letter or digit.",
            fixes=tuple(_rename(component, name)),
        )


def _rename(component: Component, name: str) -> Iterator[Fix]:
    """The fix, unless the references are unknown or lead to a store, or the new name is taken."""
    if component.document.problems:
        return
    new = legal_name(name)
    taken = {secret.name_text for secret in component.secrets}
    if new is not None and new not in taken and keeps_own_secrets(component):
        yield Fix(f"Rename to '{new}'", rename_secret(component, name, new), safe=True)
