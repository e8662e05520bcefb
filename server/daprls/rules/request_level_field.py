"""The rule `request-level-field`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.metadata_name import Unread, look_up, unread_names
from daprls.refactor.metadata import remove_entries
from daprls.snapshot import Snapshot


@component_rule("request-level-field", Severity.WARNING, layer=Layer.VALUE)
def request_level_field(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A metadata name counts in a request, a subscription or a policy, not in the component."""
    known = snapshot.certain_type(component)
    if known is None:
        return
    for unread in unread_names(component, known, snapshot.catalog_for(component.path)):
        if unread.kind is not Unread.REQUEST:
            continue
        name = unread.entry.name_text
        where = look_up(known.request_level, name)
        # Whoever followed the documentation has made no mistake.
        documented = look_up(known.ignored, name) is not None
        edits = remove_entries(snapshot, component, (unread.entry,))
        yield Finding(
            unread.entry.anchor.span,
            f"'{name}' belongs into {where}; '{known.type}' does not read it from the component, "
            "so here it is ignored without a word.",
            severity=Severity.HINT if documented else None,
            fixes=(Fix(f"Remove '{name}'", edits),) if edits else (),
        )
