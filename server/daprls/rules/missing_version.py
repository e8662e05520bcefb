"""The rule `missing-version`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import FAMILIES, Dialect, Shape, find_entry
from daprls.model.load_set import World
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import insert_entry, set_value
from daprls.syntax.scalars import plain_value
from daprls.syntax.tree import Missing, Node, Scalar, resolve

_FIRST = "v1"
"""What the sidecar takes for a version that is not given; every type has it."""


@component_rule("missing-version", Severity.WARNING, layer=Layer.SHAPE)
def missing_version(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component does not say in which version it is."""
    body, type_entry = component.body, component.type_entry
    if body is None or type_entry is None or component.document.problems:
        return
    if body.entry("<<") is not None or _is_shadowed(component) or not _has_versions(component):
        return
    entry = find_entry(body, "version")
    if entry is not None and not _is_nothing(entry.value, component.dialect):
        return
    path, text = component.path, snapshot.files[component.path].text
    if entry is None:
        edit = insert_entry(path, text, body, "version", _FIRST, after=type_entry)
    else:
        edit = set_value(path, text, body, entry, _FIRST)
    severity, consequence = _consequence(component, snapshot)
    what = "has no 'version'" if entry is None else "has an empty 'version'"
    yield Finding(
        type_entry.key.span if entry is None else entry.key.span,
        f"The component {what}: {consequence}",
        severity=severity,
        fixes=(Fix(f"Add 'version: {_FIRST}'", (edit,), safe=True),),
    )


def _is_nothing(node: Node, dialect: Dialect) -> bool:
    """Whether there is no version; Kubernetes is content with an empty text."""
    value = resolve(node)
    if isinstance(value, Scalar):
        return plain_value(value) in ((None, "") if dialect is Dialect.ACA else (None,))
    return isinstance(value, Missing)


def _has_versions(component: Component) -> bool:
    """Whether the type is given, and may be one that there is, as far as its category says."""
    text = ordinary_text(component.type)
    return text is not None and ("." not in text or text.partition(".")[0] in FAMILIES)


def _is_shadowed(component: Component) -> bool:
    """Whether `az` does not read the type, or a version beside `properties`."""
    if component.shape is Shape.WRAPPED:
        return find_entry(component.root, "version") is not None
    return component.shape is Shape.FLAT and component.root.entry("properties") is not None


def _consequence(component: Component, snapshot: Snapshot) -> tuple[Severity, str]:
    taken = f"the sidecar takes the first version of the type, '{_FIRST}'"
    if component.dialect is Dialect.ACA:
        return Severity.WARNING, f"{taken}, and Terraform refuses a component without one."
    if snapshot.world(component.path) is World.KUBERNETES:
        return Severity.WARNING, "Kubernetes refuses it (spec.version: Required value)."
    return Severity.HINT, f"{taken}, but Kubernetes refuses the component."
