"""The rule `unknown-component-type`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import Catalog
from daprls.config import PLUGGABLE, Config
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import FAMILIES, Dialect
from daprls.snapshot import Snapshot
from daprls.spelling import closest
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.tree import Scalar


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
    config = snapshot.config(component.path)
    if catalog.canonical(text) is not None:
        yield from _unavailable(component, component.type, catalog, config)
        return
    pluggable = component.dialect is Dialect.OSS and family in PLUGGABLE
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


def _unavailable(
    component: Component, type_: Scalar, catalog: Catalog, config: Config
) -> Iterator[Finding]:
    """A type that is known, and that what runs the component does not have."""
    known = catalog.find(type_.text)
    if component.dialect is Dialect.ACA and catalog.summary(type_.text).pluggable:
        yield Finding(
            type_.span,
            f"'{type_.text}' is a pluggable component, and Azure Container Apps runs none; the "
            "sidecar refuses it.",
        )
    elif known is not None and known.since is not None and config.is_before(known.since):
        yield Finding(
            type_.span,
            f"'{type_.text}' is there since Dapr {known.since}, and by the settings "
            f"{config.dapr_version} runs; the sidecar refuses it.",
            severity=Severity.WARNING,
        )
