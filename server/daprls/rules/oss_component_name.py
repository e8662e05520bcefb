"""The rule `oss-component-name`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import OSS, component_rule
from daprls.model.component import Component
from daprls.model.dialect import find, find_entry, fold
from daprls.model.keys import odd_keys
from daprls.model.load_set import World
from daprls.model.names import SUBDOMAIN
from daprls.model.secrecy import may_be_quoted
from daprls.model.secrets import is_nothing
from daprls.refactor.names import give_name, rename_component
from daprls.schema import Level
from daprls.snapshot import Snapshot
from daprls.syntax.scalars import TextClass, classify
from daprls.syntax.tree import Mapping, Scalar, resolve
from daprls.text import Span

_PLACES = (Level.RESOURCE, Level.OBJECT_META, Level.SPEC)
"""Where a name may have been meant to stand."""


@component_rule("oss-component-name", Severity.ERROR, layer=Layer.VALUE, dialects=OSS)
def oss_component_name(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component has no name, or one that daprd or Kubernetes refuses."""
    holder = find(component.root, "metadata")
    name = find(holder, "name")
    if is_nothing(name):
        place = _place_of_missing(component)
        if place is not None:
            yield _missing(component, snapshot, place)
        return
    if not isinstance(name, Scalar) or classify(name.text) is not TextClass.ORDINARY:
        return
    found = _judged(component, snapshot, name.text) if may_be_quoted(name.text) else None
    if found is not None:
        severity, message = found
        new = SUBDOMAIN.nearest(name.text)
        edits = rename_component(snapshot, component, new) if new is not None else ()
        fixes = (Fix(f"Rename to '{new}'", edits),) if edits else ()
        yield Finding(name.span, message, severity=severity, fixes=fixes)


def _judged(component: Component, snapshot: Snapshot, name: str) -> tuple[Severity, str] | None:
    refused = next((f"may not contain '{sign}'" for sign in "/%" if sign in name), None)
    if name in (".", ".."):
        refused = f"may not be '{name}'"
    if refused is not None:
        return Severity.ERROR, (
            f"Dapr from 1.16 on skips a component called '{name}' (\"{refused}\"), and Kubernetes "
            "refuses it."
        )
    world = snapshot.world(component.path)
    if SUBDOMAIN.fits(name) or world is World.SELF_HOSTED:
        return None
    message = f"Kubernetes refuses a component called '{name}': a name {SUBDOMAIN.words}."
    if world is World.KUBERNETES:
        return Severity.WARNING, message
    return Severity.HINT, f"{message} Self-hosted it is fine."


def _missing(component: Component, snapshot: Snapshot, place: Span) -> Finding:
    stem = snapshot.files[component.path].stem
    new = SUBDOMAIN.nearest(stem) if classify(stem) is TextClass.ORDINARY else None
    edits = give_name(snapshot, component, new) if new is not None else ()
    return Finding(
        place,
        "This component has no name: no app can use it, and Kubernetes refuses it.",
        fixes=(Fix(f"Call it '{new}'", edits),) if edits else (),
    )


def _place_of_missing(component: Component) -> Span | None:
    """Where a name belongs; `None` where there may be one after all."""
    if component.document.problems or any(
        odd.frame.level in _PLACES and (fold(odd.name) == "name" or "name" in odd.meant)
        for odd in odd_keys(component)
    ):
        return None
    entry = find_entry(component.root, "metadata")
    if entry is None:
        kind = find_entry(component.root, "kind")
        return kind.value.span if kind is not None else component.heading
    holder = resolve(entry.value)
    if isinstance(holder, Mapping):
        if find_entry(holder, "generateName") is not None:
            return None
        name = find_entry(holder, "name")
        return name.key.span if name is not None else entry.key.span
    return entry.key.span if is_nothing(holder) else None
