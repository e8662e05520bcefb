"""The rule `aca-component-name`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.index import ComponentName, NameSource
from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Shape, find
from daprls.model.names import ACA_COMPONENT
from daprls.model.secrecy import may_be_quoted
from daprls.refactor.names import rename_component
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.scalars import TextClass, classify
from daprls.syntax.tree import Scalar


@component_rule("aca-component-name", Severity.ERROR, layer=Layer.VALUE, dialects=ACA)
def aca_component_name(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """The name of a component has a form that Azure Container Apps refuses."""
    name = snapshot.name(component)
    if name.source.is_inferred:
        yield from _ignored_name(component)
        return
    if not _is_refused(name.text):
        return
    here = name.source is NameSource.COMMENT
    yield Finding(
        name.location.span if here else component.heading,
        _message(name.text),
        fixes=tuple(_rename(component, snapshot, name)),
        related=() if here else tuple(_elsewhere(component, name)),
    )


def _is_refused(name: str) -> bool:
    return (
        classify(name) is TextClass.ORDINARY
        and may_be_quoted(name)
        and not ACA_COMPONENT.fits(name)
    )


def _message(name: str) -> str:
    return (
        f"Azure Container Apps refuses a component called '{name}' (DaprComponentInvalidName): a "
        f"name {ACA_COMPONENT.words}."
    )


def _ignored_name(component: Component) -> Iterator[Finding]:
    """The finding about a `name` that `az` does not read, but its author surely means."""
    name = find(component.root, "name") if component.shape is Shape.FLAT else None
    text = ordinary_text(name)
    if not isinstance(name, Scalar) or not text or not _is_refused(text):
        return
    new = ACA_COMPONENT.nearest(text)
    fix = (replace_scalar(component.path, name, new),) if new is not None else ()
    yield Finding(
        name.span,
        _message(text),
        severity=Severity.WARNING,
        fixes=(Fix(f"Change to '{new}'", fix),) if fix else (),
    )


def _rename(component: Component, snapshot: Snapshot, name: ComponentName) -> Iterator[Fix]:
    new = ACA_COMPONENT.nearest(name.text)
    edits = rename_component(snapshot, component, new) if new is not None else ()
    if edits:
        yield Fix(f"Rename to '{new}'", edits)


def _elsewhere(component: Component, name: ComponentName) -> Iterator[Related]:
    if name.location.path != component.path:
        yield Related(name.location, "The deploy command gives it this name")
