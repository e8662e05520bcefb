"""The rule `metadata-allowed-value`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import ComponentType
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.metadata_value import Flaw, Kind, consequence, flaws
from daprls.model.value_form import meant_words
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar


@component_rule("metadata-allowed-value", Severity.WARNING, layer=Layer.VALUE)
def metadata_allowed_value(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A metadata value is none of the words that its field knows."""
    known = snapshot.certain_type(component)
    if known is None:
        return
    for flaw in flaws(component, known):
        replaced_silently = flaw.otherwise is not None and not flaw.field.logged
        if flaw.kind is not Kind.WORD or replaced_silently:
            continue
        meant = meant_words(flaw.text, flaw.field)
        safe = len(meant) == 1 and meant[0].lower() == flaw.text.lower()
        yield Finding(
            flaw.scalar.span,
            f"'{flaw.entry.name_text}' must {flaw.must}; {_consequence(flaw, known)}.",
            severity=Severity.ERROR if flaw.refused else Severity.WARNING,
            fixes=tuple(
                Fix(
                    f"Change to '{word}'",
                    (replace_scalar(component.path, flaw.scalar, word),),
                    safe=safe,
                )
                for word in meant
            ),
        )


def _consequence(flaw: Flaw, known: ComponentType) -> str:
    if flaw.refused:
        return consequence(flaw, known)
    if flaw.otherwise is not None:
        return f"{consequence(flaw, known)}, and only the log says so"
    return f"{flaw.shown or 'what stands here'} is none of them"
