"""The rule `component-type-category`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import FAMILIES
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar


@component_rule("component-type-category", Severity.ERROR, layer=Layer.TYPE)
def component_type_category(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component type does not begin with a category that Dapr knows."""
    text = ordinary_text(component.type)
    if component.type is None or not text or _has_category(text):
        return
    catalog = snapshot.catalog_for(component.path)
    became = catalog.retired.get(text.lower())
    if became is not None:
        yield Finding(component.type.span, f"Component type '{text}' no longer exists: {became}.")
        return
    meant = catalog.family_suggestion(text)
    fixes: tuple[Fix, ...] = ()
    if meant is not None:
        edit = replace_scalar(component.path, component.type, meant)
        fixes = (Fix(f"Change to '{meant}'", (edit,), safe=True),)
    yield Finding(component.type.span, _message(text, meant), fixes=fixes)


def _has_category(text: str) -> bool:
    """Whether a type begins with a category as daprd compares it: with regard to case."""
    family, dot, _ = text.partition(".")
    return bool(dot) and family in FAMILIES


def _message(text: str, meant: str | None) -> str:
    family, _, _ = text.partition(".")
    refused = f"the sidecar refuses it with 'incorrect type {text}'"
    if family == "nameresolution":
        return (
            f"'{text}' is no component; {refused}. "
            "Name resolution is set up in a Configuration resource."
        )
    if text in FAMILIES:
        return f"'{text}' is a category and names no component of it; {refused}."
    if meant is not None:
        return f"'{family}' is no category of Dapr's; {refused}. Did you mean '{meant}'?"
    categories = ", ".join(FAMILIES)
    return f"'{family}' is no category of Dapr's; {refused}. Categories are {categories}."
