"""The rule `component-version-deprecated`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Layer, Severity, Tag
from daprls.lint.rule import OSS, component_rule
from daprls.model.component import Component, ordinary_text
from daprls.snapshot import Snapshot


@component_rule(
    "component-version-deprecated",
    Severity.INFO,
    layer=Layer.VALUE,
    dialects=OSS,
    on_by_default=False,
)
def component_version_deprecated(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A component type is used in a version that Dapr has deprecated.

    The type is understood all the same, so it hides nothing worse that is said at its place.
    """
    known = snapshot.certain_type(component)
    if known is None or known.version not in known.deprecated_versions:
        return
    stated = component.version if ordinary_text(component.version) else None
    current = [each for each in known.versions if each not in known.deprecated_versions]
    instead = f"; {current[-1]} is the present one" if current else ""
    default = "" if stated is not None else ", which counts where no version is given,"
    yield Finding(
        stated.span if stated is not None else component.anchor,
        f"Version {known.version} of '{known.type}'{default} is deprecated{instead}. The versions "
        "keep data in different ways, so a change means to move it.",
        tags=(Tag.DEPRECATED,) if stated is not None else (),
    )
