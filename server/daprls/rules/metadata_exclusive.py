"""The rule `metadata-exclusive`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import ComponentType, MetadataField, Need
from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.conflicts import Clash, clashes
from daprls.model.metadata_value import quoted
from daprls.refactor.metadata import remove_entries
from daprls.snapshot import Snapshot
from daprls.text import Location

_NEEDED = (Need.INIT, Need.ONE_OF)


@component_rule("metadata-exclusive", Severity.ERROR, layer=Layer.VALUE)
def metadata_exclusive(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """Metadata is given together that the component refuses together."""
    known = snapshot.certain_type(component)
    if known is None:
        return
    for clash in clashes(component, known):
        *before, last = clash.entries
        failure = f"'{known.type}' fails at start{quoted(clash.conflict.refusal)}"
        yield Finding(
            last.anchor.span,
            f"{_problem(clash, known)}; {failure}.",
            fixes=tuple(_fixes(component, snapshot, clash, known)),
            related=tuple(
                Related(
                    Location(component.path, entry.anchor.span), f"'{entry.name_text}' stands here"
                )
                for entry in before
            ),
        )


def _problem(clash: Clash, known: ComponentType) -> str:
    """What is wrong, in the names that the file has for the fields."""
    written: dict[str, str] = {}
    for entry in clash.entries:
        field = known.field(entry.name_text)
        if field is not None:
            written[field.name] = entry.name_text
    first, second = (written.get(name, name) for name in clash.conflict.fields)
    if clash.conflict.relation == "port":
        return f"'{first}' names another port than '{second}'"
    if clash.conflict.relation == "scheme":
        return f"'{second}' is not the scheme of '{first}'"
    if clash.conflict.relation == "below":
        absent = next((name for name in clash.conflict.fields if name not in written), None)
        field = known.field(absent) if absent is not None else None
        default = f" ({field.default} where nothing is given)" if field is not None else ""
        if absent == clash.conflict.fields[0]:
            return f"'{second}' must be greater than '{first}'{default}"
        return f"'{first}' must be less than '{second}'{default}"
    words = [f" ('{value}')" if value else "" for value in clash.conflict.values] or ["", ""]
    return f"'{first}'{words[0]} and '{second}'{words[1]} exclude each other"


def _fixes(
    component: Component, snapshot: Snapshot, clash: Clash, known: ComponentType
) -> Iterator[Fix]:
    """The removal of either item, the one that stands last first; what is needed stays."""
    if clash.conflict.relation == "below":
        return
    for entry in reversed(clash.entries):
        field = known.field(entry.name_text)
        if field is None or (field.need in _NEEDED and not _is_spare(field, clash)):
            continue
        edits = remove_entries(snapshot, component, (entry,))
        if edits:
            yield Fix(f"Remove '{entry.name_text}'", edits)


def _is_spare(field: MetadataField, clash: Clash) -> bool:
    """Whether the other item of the conflict does for this one."""
    return any(name in field.need_group for name in clash.conflict.fields if name != field.name)
