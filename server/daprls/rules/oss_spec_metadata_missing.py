"""The rule `oss-spec-metadata-missing`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import OSS, component_rule
from daprls.model.component import Component
from daprls.model.load_set import World
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import insert_entry, set_value
from daprls.syntax.scalars import plain_value
from daprls.syntax.tree import Missing, Scalar


@component_rule(
    "oss-spec-metadata-missing",
    Severity.HINT,
    layer=Layer.SHAPE,
    dialects=OSS,
    on_by_default=False,
)
def oss_spec_metadata_missing(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component for Kubernetes has no `metadata` under `spec`."""
    body, type_entry, entry = component.body, component.type_entry, component.metadata_entry
    if body is None or type_entry is None or component.document.problems:
        return
    if snapshot.world(component.path) is not World.KUBERNETES or body.entry("<<") is not None:
        return
    path, text = component.path, snapshot.files[component.path].text
    if entry is None:
        after = next((each for each in body.entries if each.value is component.version), type_entry)
        edit = insert_entry(path, text, body, "metadata", [], after=after)
    elif isinstance(entry.value, Missing) or (
        isinstance(entry.value, Scalar) and plain_value(entry.value) is None
    ):
        edit = set_value(path, text, body, entry, [])
    else:
        return
    yield Finding(
        entry.key.span if entry is not None else type_entry.key.span,
        "Kubernetes refuses a component without the list 'metadata' under 'spec' "
        "(spec.metadata: Required value); a self-hosted sidecar does not need it.",
        fixes=(Fix("Add 'metadata: []'", (edit,), safe=True),),
    )
