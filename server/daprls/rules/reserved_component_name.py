"""The rule `reserved-component-name`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.index import BUILT_IN_STORE
from daprls.lint.finding import Finding, Layer, Severity
from daprls.lint.rule import OSS, component_rule
from daprls.model.component import Component
from daprls.model.load_set import World
from daprls.snapshot import Snapshot


@component_rule(
    "reserved-component-name",
    Severity.WARNING,
    layer=Layer.VALUE,
    dialects=OSS,
    on_by_default=False,
)
def reserved_component_name(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component has the name of the secret store that Kubernetes brings along."""
    name = component.declared_name
    if name is None or name.text != BUILT_IN_STORE:
        return
    if snapshot.world(component.path) is World.SELF_HOSTED:
        return
    yield Finding(
        name.span,
        f"In Kubernetes the sidecar has a secret store called '{BUILT_IN_STORE}' before it loads "
        f'any component, and refuses a second one ("component {BUILT_IN_STORE} already exists").',
    )
