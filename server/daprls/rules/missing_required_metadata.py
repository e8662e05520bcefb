"""The rule `missing-required-metadata`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from daprls.catalog import ComponentType, MetadataField, Need
from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, MetadataEntry
from daprls.model.gaps import Gap, gaps, is_legible
from daprls.model.metadata_name import fields_given, meant_by
from daprls.model.secrecy import holds_value
from daprls.refactor.metadata import add_entries
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.text import Edit, Location
from daprls.wording import enumerated

_ABSENT = {
    Need.INIT: Severity.ERROR,
    Need.ONE_OF: Severity.ERROR,
    Need.USE: Severity.WARNING,
    Need.ROLE: Severity.INFO,
    Need.OPERATION: Severity.INFO,
    Need.STATED: Severity.INFO,
}
_BLANK = {
    Need.INIT: Severity.WARNING,
    Need.ONE_OF: Severity.WARNING,
    Need.USE: Severity.INFO,
}
"""A blank slot is often filled in on its way to where the file runs, so it is a step milder."""

_NEED_WORDS = re.compile(r"missing|required|must set|not set|must be set|must be specified")
_OTHER_WORDS = re.compile(r"cannot both|exclusive|only one|environment|when |with |for |\bif |…|:$")


@component_rule("missing-required-metadata", Severity.ERROR, layer=Layer.VALUE)
def missing_required_metadata(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """Metadata that the component cannot work without is missing."""
    known = snapshot.certain_type(component)
    if known is None or not is_legible(component):
        return
    found = gaps(component, known)
    absent = [gap for gap in found if gap.blank is None]
    if absent:
        worst = max(_ABSENT[gap.need] for gap in absent)
        shown = [gap for gap in absent if _ABSENT[gap.need] is worst]
        slips = _slips(component, known, shown)
        yield Finding(
            component.anchor,
            " ".join(_sentences(shown, known)),
            severity=worst,
            fixes=_fixes(snapshot, component, known, shown, slips),
            related=tuple(
                Related(
                    Location(component.path, slip.anchor.span),
                    f"'{slip.name_text}' is not read; it may be meant for '{name}'",
                )
                for name, slip in slips.items()
            ),
        )
    for gap in found:
        if gap.blank is not None and gap.need in _BLANK:
            result = f"'{known.type}' {_result(gap)}{_quoted((gap,), known)}"
            yield Finding(
                gap.blank.anchor.span,
                f"'{gap.blank.name_text}' is empty; until it is filled in, {result}.",
                severity=_BLANK[gap.need],
            )


def _sentences(shown: Sequence[Gap], known: ComponentType) -> Iterator[str]:
    """One sentence for all gaps of the same result."""
    by_result: dict[str, list[Gap]] = {}
    for gap in shown:
        by_result.setdefault(_result(gap), []).append(gap)
    for result, alike in by_result.items():
        several = len(alike) > 1
        names = enumerated([_choice(gap, among_others=several) for gap in alike])
        verb, them = ("are", "them") if several else ("is", "it")
        quoted = _quoted(alike, known)
        sentence = f"{names} {verb} missing; without {them} '{known.type}' {result}{quoted}."
        yield sentence[0].upper() + sentence[1:]


def _result(gap: Gap) -> str:
    """What becomes of the component, as the end of a sentence."""
    if gap.need in (Need.INIT, Need.ONE_OF):
        return "fails at start"
    if gap.need is Need.USE:
        return "starts, but every use of it fails"
    if gap.need is Need.STATED:
        return f"may not work, as '{gap.fields[0].origin}' says"
    if gap.need is Need.OPERATION:
        return "serves only requests that bring their own"
    roles = gap.fields[0].direction
    return f"cannot be used as an {' or '.join(roles)}" if roles else "cannot subscribe"


def _choice(gap: Gap, *, among_others: bool) -> str:
    names = enumerated([f"'{field.name}'" for field in gap.fields], "or")
    return f"either {names}" if among_others and len(gap.fields) > 1 else names


def _quoted(alike: Sequence[Gap], known: ComponentType) -> str:
    """The component's own words, by which its author may know the failure from the log."""
    for gap in alike:
        text = _error_text(gap, known) if gap.need in (Need.INIT, Need.ONE_OF) else None
        if text is not None:
            mark = '"' if "'" in text else "'"
            return f" with {mark}{text}{mark}"
    return ""


def _error_text(gap: Gap, known: ComponentType) -> str | None:
    """The component's own words for the gap, by which its author may know it from the log."""
    wanted = [
        re.compile(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])")
        for field in gap.fields
        for name in field.names
        for word in (name.lower(), _spaced(name))
    ]
    fitting = [
        (sum(word.search(text.lower()) is not None for word in wanted), text)
        for text in known.errors
        if _NEED_WORDS.search(text) and not _OTHER_WORDS.search(text)
    ]
    best = max((count for count, _ in fitting), default=0)
    return next((text for count, text in fitting if count == best), None) if best else None


def _spaced(name: str) -> str:
    """A name in words: `connectionString` as `connection string`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _slips(
    component: Component, known: ComponentType, shown: Sequence[Gap]
) -> dict[str, MetadataEntry]:
    """The items whose name is not read and was probably meant for a missing field."""
    missing = {field.name for gap in shown for field in gap.fields}
    given = fields_given(component, known)
    slips: dict[str, MetadataEntry] = {}
    for entry in component.metadata:
        if holds_value(entry.name_text):
            continue
        meant = () if known.reads(entry.name_text) else meant_by(entry.name_text, known, given)
        if len(meant) == 1 and meant[0] in missing:
            slips.setdefault(meant[0], entry)
    return slips


def _fixes(
    snapshot: Snapshot,
    component: Component,
    known: ComponentType,
    shown: Sequence[Gap],
    slips: Mapping[str, MetadataEntry],
) -> tuple[Fix, ...]:
    """Gives all that is missing; of a single group each choice, the one without a secret first."""
    needed = [gap.fields for gap in shown if gap.need is not Need.OPERATION]
    if not needed:
        return ()
    # Two groups may share their first choice.
    choices = [tuple(dict.fromkeys(fields[0] for fields in needed))]
    if len(needed) == 1:
        choices = [(field,) for field in needed[0]]
    found = (_fix(snapshot, component, known, fields, slips) for fields in choices)
    return tuple(fix for fix in found if fix is not None)


def _fix(
    snapshot: Snapshot,
    component: Component,
    known: ComponentType,
    fields: tuple[MetadataField, ...],
    slips: Mapping[str, MetadataEntry],
) -> Fix | None:
    edits: list[Edit] = []
    titles: list[str] = []
    for field in fields:
        slip = slips.get(field.name)
        if slip is not None and slip.name is not None:
            edits.append(replace_scalar(component.path, slip.name, field.name))
            titles.append(f"change '{slip.name_text}' to '{field.name}'")
    absent = [field for field in fields if field.name not in slips]
    if absent:
        pairs = [(field.name, _placeholder(snapshot, known, field)) for field in absent]
        added = add_entries(snapshot, component, pairs)
        if not added:
            return None
        edits.extend(added)
        titles.append("add " + enumerated([f"'{field.name}'" for field in absent]))
    title = enumerated(titles)
    return Fix(title[0].upper() + title[1:], tuple(edits), needs_input=bool(absent))


def _placeholder(snapshot: Snapshot, known: ComponentType, field: MetadataField) -> str:
    """What is written for an author to fill in, of the right shape where that is known."""
    path = snapshot.catalog.identity(known.type)
    shapes = {each.name: each.placeholder for each in path.require} if path is not None else {}
    return shapes.get(field.name, f"<{field.name}>")
