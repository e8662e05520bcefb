"""The rule `oss-secret-store-unset`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.index import BUILT_IN_STORE
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import OSS, component_rule
from daprls.model.component import Component
from daprls.model.dialect import find_entry, fold
from daprls.model.keys import odd_keys
from daprls.model.load_set import World, may_meet
from daprls.model.secrets import is_nothing
from daprls.refactor.secret_store import name_store
from daprls.snapshot import Snapshot
from daprls.syntax.scalars import TextClass, classify
from daprls.syntax.tree import Mapping, resolve

_MISPLACED = frozenset({"auth", "secretstore", "secretstorecomponent"})


@component_rule("oss-secret-store-unset", Severity.HINT, layer=Layer.VALUE, dialects=OSS)
def oss_secret_store_unset(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component refers to secrets and names no secret store, which works in Kubernetes alone."""
    world = snapshot.world(component.path)
    if not component.references or world is World.KUBERNETES or _names_store(component):
        return
    stores = _stores(component, snapshot)
    local = next((name for name, is_local in stores.items() if is_local), None)
    lost = "the sidecar knows no store to ask and starts without this component"
    if local is not None and world is World.SELF_HOSTED:
        severity = Severity.WARNING
        message = (
            f"`auth.secretStore` names no secret store; outside Kubernetes {lost}. The store "
            f"'{local}' stands in this folder."
        )
    else:
        severity = Severity.HINT
        message = (
            "`auth.secretStore` names no secret store: Kubernetes brings one of its own; anywhere "
            f"else {lost}."
        )
    (_, reference), *_ = component.references
    yield Finding(
        reference.entry.key.span,
        message,
        severity=severity,
        fixes=tuple(_fixes(component, snapshot, tuple(stores) or (BUILT_IN_STORE,))),
    )


def _names_store(component: Component) -> bool:
    """Whether a store is named, also where it is not read, or cannot be told."""
    if component.document.problems:
        return True
    if any(fold(odd.name) in _MISPLACED for odd in odd_keys(component)):
        return True
    entry = find_entry(component.root, "auth")
    auth = resolve(entry.value) if entry is not None else None
    if isinstance(auth, Mapping):
        entry = component.store_entry
        return entry is not None and not is_nothing(resolve(entry.value))
    return auth is not None and not is_nothing(auth)


def _stores(component: Component, snapshot: Snapshot) -> dict[str, bool]:
    """The names of the secret stores that may be loaded with the component; which are local."""
    names: dict[str, bool] = {}
    for other in snapshot.load_set(component):
        name = snapshot.name(other).text
        if (
            other.is_secret_store
            and other is not component
            and may_meet(component, other)
            and other.declared_name is not None
            and classify(name) is TextClass.ORDINARY
        ):
            names[name] = other.type_text.startswith("secretstores.local.")
    return dict(sorted(names.items(), key=lambda pair: not pair[1]))


def _fixes(component: Component, snapshot: Snapshot, names: tuple[str, ...]) -> Iterator[Fix]:
    for name in names:
        edits = name_store(snapshot, component, name)
        if edits:
            yield Fix(f"Take secrets from the store '{name}'", edits)
