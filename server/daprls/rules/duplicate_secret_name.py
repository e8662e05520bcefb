"""The rule `duplicate-secret-name`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component, Secret, ordinary_text
from daprls.model.secrecy import may_be_quoted
from daprls.refactor.secrets import remove_secrets
from daprls.snapshot import Snapshot
from daprls.text import Location


@component_rule("duplicate-secret-name", Severity.WARNING, layer=Layer.VALUE, dialects=ACA)
def duplicate_secret_name(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """Two entries of `secrets` have the same name."""
    first: dict[str, Secret] = {}
    for secret in component.secrets:
        name = ordinary_text(secret.name)
        if secret.name is None or not name or not may_be_quoted(name):
            continue
        other = first.setdefault(name, secret)
        if other.name is None or other.item is secret.item:
            continue
        yield Finding(
            secret.name.span,
            f"'{name}' stands in `secrets` twice and is one secret all the same; which of the "
            "values it gets is not documented. Remove one.",
            fixes=tuple(_fixes(component, snapshot, secret, other)),
            related=(Related(Location(component.path, other.name.span), "It stands here first"),),
        )


def _fixes(
    component: Component, snapshot: Snapshot, secret: Secret, other: Secret
) -> Iterator[Fix]:
    for which, entry in (("this", secret), ("the first", other)):
        edits = remove_secrets(snapshot, component, (entry,))
        if edits:
            yield Fix(f"Remove {which} '{secret.name_text}'", edits)
