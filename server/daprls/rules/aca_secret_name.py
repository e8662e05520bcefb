"""The rule `aca-secret-name`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.names import ACA_WORD
from daprls.model.secrets import keeps_own_secrets
from daprls.refactor.secrets import rename_secret
from daprls.snapshot import Snapshot


@component_rule("aca-secret-name", Severity.ERROR, layer=Layer.VALUE, dialects=ACA)
def aca_secret_name(component: Component, _snapshot: Snapshot) -> Iterator[Finding]:
    """The name of a secret has a form that Azure Container Apps refuses."""
    for secret in component.secrets:
        name = ordinary_text(secret.name)
        if secret.name is None or not name or ACA_WORD.fits(name):
            continue
        yield Finding(
            secret.name.span,
            f"Azure Container Apps refuses a secret called '{name}' "
            f"(DaprComponentInvalidProperty): a name {ACA_WORD.words}.",
            fixes=tuple(_rename(component, name)),
        )


def _rename(component: Component, name: str) -> Iterator[Fix]:
    """The fix, unless the references are unknown or lead to a store, or the new name is taken."""
    if component.document.problems:
        return
    new = ACA_WORD.nearest(name)
    taken = {secret.name_text for secret in component.secrets}
    if new is not None and new not in taken and keeps_own_secrets(component):
        yield Fix(f"Rename to '{new}'", rename_secret(component, name, new), safe=True)
