"""The rule `metadata-value-refused`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.metadata_value import Kind, consequence, flaws
from daprls.snapshot import Snapshot


@component_rule("metadata-value-refused", Severity.ERROR, layer=Layer.VALUE)
def metadata_value_refused(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A metadata value is one that the component refuses at start."""
    known = snapshot.certain_type(component)
    if known is None:
        return
    for flaw in flaws(component, known):
        if flaw.kind is Kind.LIMIT and flaw.refused:
            yield Finding(
                flaw.scalar.span,
                f"'{flaw.entry.name_text}' must {flaw.must}; {consequence(flaw, known)}.",
            )
