"""The rule `metadata-name-case`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar


@component_rule("metadata-name-case", Severity.HINT, layer=Layer.VALUE, on_by_default=False)
def metadata_name_case(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A metadata name is written in another case than the documentation has it."""
    known = snapshot.certain_type(component)
    if known is None:
        return
    given = {entry.name_text for entry in component.metadata}
    for entry in component.metadata:
        name = ordinary_text(entry.name)
        field = known.field(name) if name else None
        if entry.name is None or not name or field is None or name in field.names:
            continue
        usual = next((each for each in field.names if each.lower() == name.lower()), None)
        if usual is None or usual in given:
            continue
        yield Finding(
            entry.name.span,
            f"'{name}' is written '{usual}' in the documentation; both are read.",
            fixes=(
                Fix(
                    f"Change to '{usual}'",
                    (replace_scalar(component.path, entry.name, usual),),
                    safe=True,
                ),
            ),
        )
