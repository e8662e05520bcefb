"""The rule `unused-secret`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity, Tag
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component, Secret, ordinary_text
from daprls.model.dialect import find
from daprls.model.secrets import dangling, meant_by
from daprls.refactor.secrets import remove_secrets
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Missing


@component_rule("unused-secret", Severity.HINT, layer=Layer.VALUE, dialects=ACA)
def unused_secret(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """An entry of `secrets` is referred to by nothing."""
    used = _used(component)
    if used is None:
        return
    unused = [
        secret
        for secret in component.secrets
        if (name := ordinary_text(secret.name)) and name not in used
    ]
    for secret in unused:
        yield Finding(
            secret.item.span,
            f"Secret '{secret.name_text}' is not used: no `secretRef` of this component names it.",
            fixes=tuple(_fixes(component, snapshot, secret, unused)),
            tags=(Tag.UNNECESSARY,),
        )


def _used(component: Component) -> set[str] | None:
    """The secrets that are named or were probably meant; `None` where that cannot be told."""
    if component.document.problems:
        return None  # The line that YAML refuses may hold the reference.
    used: set[str] = set()
    for entry in component.metadata:
        # A key of the other dialect is a mistake with a rule of its own; its secret is meant.
        for named in (find(entry.item, "secretRef"), find(entry.item, "secretKeyRef")):
            node = find(named, "name") or named
            if node is None or isinstance(node, Missing):
                continue
            name = ordinary_text(node)
            if name is None:
                return None
            used.add(name)
    for _, reference in dangling(component):
        used.update(meant_by(component, reference.name.text))
    return used


def _fixes(
    component: Component, snapshot: Snapshot, secret: Secret, unused: list[Secret]
) -> Iterator[Fix]:
    if 1 < len(unused) == len(component.secrets):
        # First, so that whoever applies the first fix of each finding leaves no empty `secrets:`.
        edits = remove_secrets(snapshot, component, unused)
        if edits:
            yield Fix("Remove `secrets`, of which none is used", edits)
    edits = remove_secrets(snapshot, component, (secret,))
    if edits:
        yield Fix(f"Remove secret '{secret.name_text}'", edits)
