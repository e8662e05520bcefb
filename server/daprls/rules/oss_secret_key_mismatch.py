"""The rule `oss-secret-key-mismatch`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import OSS, component_rule
from daprls.model.component import Component, SecretReference, ordinary_text
from daprls.model.secrecy import may_be_quoted
from daprls.model.secret_stores import answers_by_name
from daprls.model.secrets import is_nothing
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar


@component_rule("oss-secret-key-mismatch", Severity.ERROR, layer=Layer.VALUE, dialects=OSS)
def oss_secret_key_mismatch(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A reference asks for a key of a secret, and its store keeps one value per secret."""
    stores = snapshot.stores_of(component)
    certain = all(snapshot.surely_meets(component, store) for store in stores)
    for entry, reference in component.references:
        name, key = ordinary_text(reference.name), ordinary_text(reference.key)
        if not stores or reference.key is None or not name or not key or key == name:
            continue
        if not may_be_quoted(key) or not may_be_quoted(name):
            continue
        if not all(_answers_by_name(store, snapshot, name) for store in stores):
            continue
        store = stores[0]
        left = (
            "stays as it is written here"
            if not is_nothing(entry.value)
            else "is left without a value"
        )
        yield Finding(
            reference.key.span,
            f"The secret store '{snapshot.name(store).text}' ('{store.type_text}') keeps one value "
            f"per secret, under the secret's own name: there is no key '{key}', and "
            f"'{entry.name_text}' {left}.",
            severity=Severity.ERROR if certain else Severity.WARNING,
            fixes=tuple(_fixes(component, snapshot, store, reference)),
        )


def _answers_by_name(store: Component, snapshot: Snapshot, name: str) -> bool:
    known, facts = snapshot.type(store), snapshot.catalog.secret_store(store.type_text)
    return known is not None and facts is not None and answers_by_name(store, known, facts, name)


def _fixes(
    component: Component, snapshot: Snapshot, store: Component, reference: SecretReference
) -> Iterator[Fix]:
    """Either may be the secret's name; the one that stands under `name` comes first."""
    name, key = reference.name, reference.key
    if key is None:
        return
    yield Fix(f"Change the key to '{name.text}'", (replace_scalar(component.path, key, name.text),))
    facts = snapshot.catalog.secret_store(store.type_text)
    if facts is None or facts.names is None or facts.names.fullmatch(key.text):
        edit = replace_scalar(component.path, name, key.text)
        yield Fix(f"Change the name to '{key.text}'", (edit,))
