"""The component at a place in a few words, for an editor's status line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from daprls.features.authentication_text import authentication
from daprls.index import NameSource
from daprls.lint.finding import Diagnostic, Severity
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.secrecy import quotable
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known of a component at a glance."""

    name: str
    name_source: NameSource
    dialect: Dialect
    type: str
    """As it is written; empty where none is."""
    authentication: str
    """Empty where the file shows none."""
    findings: Mapping[Severity, int]
    """How many there are of each severity, in this component alone."""


def component_summary(
    snapshot: Snapshot, file: SourceFile, offset: int, found: Iterable[Diagnostic]
) -> Summary | None:
    """The component at `offset`, given what was `found` in the file.

    In a file with one component, that is meant wherever the caret stands.
    """
    component = _component_at(file, offset)
    if component is None:
        return None
    name = snapshot.name(component)
    way = authentication(snapshot, component)
    alone = len(file.components) == 1
    here = [each for each in found if alone or component.document.span.overlaps(each.span)]
    return Summary(
        quotable(name.text),
        name.source,
        component.dialect,
        quotable(component.type_text),
        way.text if way is not None else "",
        Counter(each.severity for each in here),
    )


def _component_at(file: SourceFile, offset: int) -> Component | None:
    components = file.components
    if len(components) == 1:
        return components[0]
    inside = (each for each in components if each.document.span.touches(offset))
    return next(inside, None)
