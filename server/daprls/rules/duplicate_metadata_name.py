"""The rule `duplicate-metadata-name`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import ComponentType
from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.refactor.metadata import remove_entries
from daprls.snapshot import Snapshot
from daprls.text import Location

_STRICT = "kit/metadata"
"""The decoder that folds the case of names, resolves aliases and refuses two spellings."""


@component_rule("duplicate-metadata-name", Severity.WARNING, layer=Layer.VALUE)
def duplicate_metadata_name(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A metadata name is given twice."""
    if any(problem.kind == "template" for problem in component.document.problems):
        # Of the items on both sides of an `else` only one is left when the template is filled in.
        return
    known = snapshot.type(component)
    seen: dict[str, MetadataEntry] = {}
    for entry in component.metadata:
        name = ordinary_text(entry.name)
        if entry.name is None or not name:
            continue
        first = seen.setdefault(_identity(name, known), entry)
        if first is entry or first.name is None:
            continue
        severity, message = _judge(first.name_text, name, known)
        yield Finding(
            entry.name.span,
            message,
            severity=severity,
            fixes=_fixes(snapshot, component, known, (first, entry)),
            related=(
                Related(
                    Location(component.path, first.name.span), f"'{first.name_text}' stands here"
                ),
            ),
        )


def _identity(name: str, known: ComponentType | None) -> str:
    """One word for all names that the component takes for one property."""
    if known is None or known.decoder != _STRICT:
        return name.lower()
    field = known.field(name)
    return (field.name if field is not None else name).lower()


def _judge(first: str, second: str, known: ComponentType | None) -> tuple[Severity, str]:
    if first == second:
        message = f"'{second}' is given twice; the last one counts, the one before it is ignored."
        return Severity.WARNING, message
    names = f"'{first}' and '{second}'"
    if first.lower() != second.lower():
        message = f"{names} are two names of one property; only one of them counts."
        return Severity.WARNING, message
    if known is None or known.decoder != _STRICT:
        return Severity.WARNING, f"{names} differ only in case; at most one of them counts."
    error = f"key {second.lower()} is duplicate in the metadata"
    message = f"{names} differ only in case; '{known.type}' fails at start with '{error}'."
    return Severity.ERROR, message


def _fixes(
    snapshot: Snapshot,
    component: Component,
    known: ComponentType | None,
    pair: tuple[MetadataEntry, MetadataEntry],
) -> tuple[Fix, ...]:
    """A fix for each of the two, first the one that is ignored or less usual."""
    first, second = pair
    same = first.name_text == second.name_text
    # Of two equal names the last one counts already; else the usual spelling stays by preference.
    usual = {field.name for field in known.fields} if known is not None else set()
    order = (second, first) if not same and first.name_text in usual else pair
    fixes = []
    for entry in order:
        title = f"Remove '{entry.name_text}'"
        if same:
            title = f"Remove the {'first' if entry is first else 'second'} '{entry.name_text}'"
        edits = remove_entries(snapshot, component, (entry,))
        if edits:
            fixes.append(Fix(title, edits))
    return tuple(fixes)
