"""The rule `invalid-component-version`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.catalog import ComponentType
from daprls.config import Config
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.scalars import plain_value
from daprls.syntax.tree import Scalar

_NUMBER = re.compile(r"v?(\d+)(?:\.0)*", re.IGNORECASE)


@component_rule("invalid-component-version", Severity.ERROR, layer=Layer.TYPE)
def invalid_component_version(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A version is not registered for the component's type."""
    type_text = ordinary_text(component.type)
    version = component.version
    text = ordinary_text(version)
    if version is None or type_text is None or text is None or plain_value(version) is None:
        return
    catalog = snapshot.catalog_for(component.path)
    if catalog.canonical(type_text) is None:
        return
    if catalog.accepts_version(type_text, text):
        yield from _too_new(version, catalog.find(type_text, text), snapshot.config(component.path))
        return
    versions = catalog.versions(type_text)
    number = _NUMBER.fullmatch(text)
    meant = f"v{number[1]}" if number is not None else None
    known = " and ".join(f"'{each}'" for each in versions)
    there_are = "Its versions are" if len(versions) > 1 else "Its version is"
    yield Finding(
        version.span,
        f"'{type_text}' has no version '{text}'; the sidecar does not find the component. "
        f"{there_are} {known}.",
        fixes=tuple(
            Fix(
                f"Change to '{each}'",
                (replace_scalar(component.path, version, each),),
                safe=each == meant,
            )
            for each in ([meant] if meant in versions else versions)
            if each is not None
        ),
    )


def _too_new(version: Scalar, known: ComponentType | None, config: Config) -> Iterator[Finding]:
    """The version that only a later Dapr has than the one that the settings name."""
    if known is None or known.since is None or known.version == known.default_version:
        # That the type is too new is told at the type.
        return
    if config.is_before(known.since):
        yield Finding(
            version.span,
            f"'{known.type}' has version '{known.version}' since Dapr {known.since}, and by the "
            f"settings {config.dapr_version} runs; the sidecar does not find the component.",
            severity=Severity.WARNING,
        )
