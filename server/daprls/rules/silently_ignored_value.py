"""The rule `silently-ignored-value`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.metadata_value import consequence, flaws
from daprls.model.value_form import meant_words
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar


@component_rule("silently-ignored-value", Severity.WARNING, layer=Layer.VALUE)
def silently_ignored_value(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A metadata value is replaced by another without a word."""
    known = snapshot.certain_type(component)
    if known is None:
        return
    for flaw in flaws(component, known):
        if flaw.field.otherwise is None or flaw.field.logged:
            continue
        yield Finding(
            flaw.scalar.span,
            f"'{flaw.entry.name_text}' must {flaw.must}; {consequence(flaw, known)} without a "
            "word.",
            fixes=tuple(
                Fix(f"Change to '{word}'", (replace_scalar(component.path, flaw.scalar, word),))
                for word in meant_words(flaw.text, flaw.field)
            ),
        )
