"""The rule `unknown-component-type`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.config import PLUGGABLE
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import FAMILIES, Dialect
from daprls.snapshot import Snapshot
from daprls.spelling import closest
from daprls.syntax.rewrite import replace_scalar


@component_rule("unknown-component-type", Severity.ERROR, layer=Layer.TYPE)
def unknown_component_type(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component type is not registered in Dapr."""
    text = ordinary_text(component.type)
    if component.type is None or not text:
        return
    family, dot, rest = text.partition(".")
    catalog = snapshot.catalog_for(component.path)
    if not dot or family not in FAMILIES:
        # What has no category is the business of `component-type-category`.
        return
    if catalog.canonical(text) is not None:
        if catalog.summary(text).pluggable and component.dialect is Dialect.ACA:
            yield Finding(
                component.type.span,
                f"'{text}' is a pluggable component, and Azure Container Apps runs none; the "
                "sidecar refuses it.",
            )
        return
    pluggable = component.dialect is Dialect.OSS and family in PLUGGABLE
    config = snapshot.config(component.path)
    if pluggable and config.provides(text):
        return
    span = component.type.span
    became = catalog.retired.get(text.lower())
    elsewhere = catalog.other_family(text)
    meant = catalog.suggestions(text)
    if pluggable:
        meant += closest(text, config.pluggable)
    refused = f"Dapr has no component type '{text}'; the sidecar refuses it"
    if became is not None:
        yield Finding(span, f"Component type '{text}' no longer exists: {became}.")
    elif not rest:
        yield Finding(span, f"'{text}' lacks the component behind the dot; the sidecar refuses it.")
    elif elsewhere is not None:
        yield Finding(
            span,
            f"{refused}. The product is only there as '{elsewhere}', which is another building "
            "block with another API.",
        )
    elif meant:
        choice = " or ".join(f"'{each}'" for each in meant)
        yield Finding(
            span,
            f"{refused}. Did you mean {choice}?",
            fixes=tuple(
                Fix(
                    f"Change to '{each}'",
                    (replace_scalar(component.path, component.type, each),),
                    safe=len(meant) == 1 and not pluggable,
                )
                for each in meant
            ),
        )
    elif pluggable:
        yield Finding(
            span,
            f"{refused} unless a pluggable component provides it.",
            severity=Severity.WARNING,
        )
    else:
        yield Finding(span, f"{refused}.")
