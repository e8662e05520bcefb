"""The rule `keyvault-secret-name`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.catalog import SecretStoreFacts
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, SecretReference, ordinary_text
from daprls.model.secrecy import may_be_quoted
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar

_OTHER_SIGNS = re.compile(r"[^0-9A-Za-z-]+")


@component_rule("keyvault-secret-name", Severity.ERROR, layer=Layer.VALUE)
def keyvault_secret_name(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A reference goes to a Key Vault, which can hold no secret of that name."""
    stores = snapshot.stores_of(component)
    certain = all(snapshot.surely_meets(component, store) for store in stores)
    types = {store.type_text for store in stores} or _deployed(component, snapshot)
    found = {snapshot.catalog.secret_store(text) for text in types}
    facts = found.pop() if len(found) == 1 else None
    if facts is None or facts.names is None or component.store is None:
        return
    vault = snapshot.name(stores[0]).text if stores else component.store.text
    for entry, reference in component.references:
        name = ordinary_text(reference.name)
        if not name or facts.names.fullmatch(name):
            continue
        may_quote = may_be_quoted(name)
        secret = f"called '{name}'" if may_quote else "of this name"
        yield Finding(
            reference.name.span,
            f"The Key Vault behind '{vault}' can hold no secret {secret}: "
            f"names consist of {facts.form}. '{entry.name_text}' is left without it.",
            severity=Severity.ERROR if certain else Severity.WARNING,
            fixes=tuple(_fix(component, reference, facts)) if may_quote else (),
        )


def _deployed(component: Component, snapshot: Snapshot) -> set[str]:
    """The type of the store that by the settings is deployed already."""
    match = snapshot.store_match(component)
    return {match.deployed} if match is not None and match.deployed is not None else set()


def _fix(
    component: Component, reference: SecretReference, facts: SecretStoreFacts
) -> Iterator[Fix]:
    """The nearest name; a key that repeats the old one changes with it."""
    old = reference.name.text
    new = _OTHER_SIGNS.sub("-", old).strip("-")
    if facts.names is None or not facts.names.fullmatch(new):
        return
    scalars = [reference.name]
    if reference.key is not None and reference.key.text == old:
        scalars.append(reference.key)
    edits = {each.span: replace_scalar(component.path, each, new) for each in scalars}
    yield Fix(f"Change to '{new}'", tuple(edits.values()))
