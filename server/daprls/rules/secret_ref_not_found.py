"""The rule `secret-ref-not-found`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component
from daprls.model.names import ACA_WORD
from daprls.model.secrets import dangling, meant_by, secret_names
from daprls.refactor.secret_store import name_store
from daprls.refactor.secrets import add_secret, rename_secret
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.scalars import TextClass, classify
from daprls.syntax.tree import Scalar

_REFUSAL = "Azure Container Apps refuses the component (DaprComponentMetadataSecretRefNotFound)"


@component_rule("secret-ref-not-found", Severity.ERROR, layer=Layer.VALUE, dialects=ACA)
def secret_ref_not_found(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A `secretRef` names none of the component's `secrets`, and no secret store is named."""
    for _, reference in dangling(component):
        name = reference.name.text
        meant = meant_by(component, name)
        yield Finding(
            reference.name.span,
            _message(component, name, meant),
            fixes=(
                *(_change(component, reference.name, each) for each in meant),
                *_add(component, snapshot, name),
                *_take_from_store(component, snapshot),
            ),
        )


def _message(component: Component, name: str, meant: tuple[str, ...]) -> str:
    if component.secrets_entry is None:
        return (
            f"Secret '{name}' is defined nowhere: the component has neither `secrets` nor a "
            f"`secretStoreComponent`. {_REFUSAL}."
        )
    missing = f"No entry of `secrets` is called '{name}'; {_REFUSAL}."
    if not meant:
        return missing
    if meant[0].lower() == name.lower():
        return f"{missing} '{meant[0]}' differs from it in case."
    question = " or ".join(f"'{each}'" for each in meant)
    return f"{missing} Did you mean {question}?"


def _change(component: Component, name: Scalar, meant: str) -> Fix:
    return Fix(f"Change to '{meant}'", (replace_scalar(component.path, name, meant),))


def _add(component: Component, snapshot: Snapshot, name: str) -> Iterator[Fix]:
    """The fix that defines the secret, under a name that the service takes."""
    new = ACA_WORD.nearest(name)
    if new is None or new in (secret_names(component) or ()):
        return
    edits = add_secret(snapshot, component, new, f"<value-of-{new}>")
    if edits and new != name:
        edits += rename_secret(component, name, new)
    if edits:
        yield Fix(f"Add '{new}' to `secrets`", edits, needs_input=True)


def _take_from_store(component: Component, snapshot: Snapshot) -> Iterator[Fix]:
    """The fix that names the one secret store of the workspace, where there are no `secrets`."""
    stores = [each for each in snapshot.index.secret_stores if each.dialect is component.dialect]
    names = {snapshot.name(store).text for store in stores}
    if component.secrets_entry is not None or len(names) != 1 or component in stores:
        return
    (name,) = names
    edits = name_store(snapshot, component, name) if classify(name) is TextClass.ORDINARY else ()
    if edits:
        yield Fix(f"Take secrets from the store '{name}'", edits)
