"""The rule `configuration-unknown-secret-store`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Layer, Severity
from daprls.lint.rule import resource_rule
from daprls.lint.unknown_names import Wanted, unknown_component
from daprls.model.component import ordinary_text
from daprls.model.resource import Configuration
from daprls.model.uses import ComponentUse, Role
from daprls.snapshot import Snapshot

_NOUN = "secret store"
_OPEN = "every secret of the store that is meant stays readable"
_IDLE = "this scope has no effect"


@resource_rule(
    "configuration-unknown-secret-store", Severity.INFO, Configuration, layer=Layer.VALUE
)
def configuration_unknown_secret_store(
    configuration: Configuration, snapshot: Snapshot
) -> Iterator[Finding]:
    """A configuration limits the secrets of a store that is not known."""
    scopes = configuration.secret_scopes
    names = frozenset(scope.store.text for scope in scopes if scope.store is not None)
    for scope in scopes:
        if scope.store is not None and ordinary_text(scope.store):
            # The sidecar refuses a configuration that names a store twice.
            wanted = Wanted(_NOUN, _OPEN if scope.denies else _IDLE, names)
            use = ComponentUse(configuration, scope.store, Role.STORE)
            yield from unknown_component(use, snapshot, wanted)
