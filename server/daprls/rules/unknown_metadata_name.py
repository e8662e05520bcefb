"""The rule `unknown-metadata-name`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from daprls.catalog import ComponentType
from daprls.config import Config
from daprls.lint.finding import Finding, Fix, Layer, Severity, Tag
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.metadata_name import (
    Unread,
    UnreadName,
    exact_spelling,
    fields_given,
    look_up,
    replacement,
    similar_names,
    unread_names,
)
from daprls.model.secrecy import holds_value
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.tree import Scalar

_TOLD_ELSEWHERE = (Unread.REQUEST, Unread.FOREIGN, Unread.ENTRA_FLAG)
"""Names that have rules of their own."""


@component_rule("unknown-metadata-name", Severity.WARNING, layer=Layer.VALUE)
def unknown_metadata_name(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A metadata name is not read by the component."""
    known = snapshot.certain_type(component)
    if known is None:
        return
    yield from _too_new(component, known, snapshot.config(component.path))
    names = unread_names(component, known, snapshot.catalog_for(component.path))
    if not names:
        return
    given = _Given(fields_given(component, known), _spellings(component))
    for unread in names:
        finding = _judge(component.path, unread, known, given)
        if finding is not None:
            yield finding


@dataclass(frozen=True, slots=True)
class _Given:
    """The names that stand in a component, asked for each that is unread."""

    fields: tuple[str, ...]
    """Those of the fields that they stand for."""
    spellings: Mapping[str, frozenset[str]]
    """As they are written, by what they are when case does not count."""


def _spellings(component: Component) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for entry in component.metadata:
        found.setdefault(entry.name_text.lower(), set()).add(entry.name_text)
    return {folded: frozenset(names) for folded, names in found.items()}


def _too_new(component: Component, known: ComponentType, config: Config) -> Iterator[Finding]:
    """The names that only a later Dapr reads than the one that the settings name."""
    for entry in component.metadata if config.dapr_version is not None else ():
        field = known.field(entry.name_text)
        since = field.since_as(entry.name_text) if field is not None else None
        if entry.name is None or since is None:
            continue
        if config.is_before(since):
            yield Finding(
                entry.name.span,
                f"'{entry.name.text}' is ignored without a word: '{known.type}' reads it "
                f"since Dapr {since}, and by the settings {config.dapr_version} runs.",
            )


def _judge(path: str, unread: UnreadName, known: ComponentType, given: _Given) -> Finding | None:
    name = unread.entry.name
    if name is None or unread.kind in _TOLD_ELSEWHERE:
        return None
    if holds_value(name.text):
        # What stands behind the colon may be a secret, so the name is not quoted.
        return Finding(
            name.span,
            f"{_title(known)} reads no name of this form, so it is ignored without a word. "
            "The name and its value belong on two lines, behind 'name:' and 'value:'.",
        )
    exact = exact_spelling(name.text, known)
    if exact is not None:
        if exact.runtime:
            # The sidecar's own keys have consequences of their own: `runtime-key-case`.
            return None
        return Finding(
            name.span,
            f"{_title(known)} reads '{exact.name}' only in exactly this spelling; "
            f"'{name.text}' is ignored without a word.",
            fixes=_fixes(path, name, (exact.name,), given, safe=True),
        )
    present = replacement(name.text, known)
    reason = look_up(known.ignored, name.text)
    if reason is not None:
        why = f"has no effect ({reason})" if reason else "no code reads it"
        instead = f"; '{present}' is read instead" if present and present not in reason else ""
        return Finding(
            name.span,
            f"'{name.text}' is documented for {_title(known)}, but {why}{instead}.",
            severity=Severity.HINT,
            fixes=_fixes(path, name, (present,) if present is not None else (), given),
            tags=(Tag.UNNECESSARY,),
        )
    if unread.kind is Unread.COMPONENT_KEY:
        return Finding(
            name.span,
            f"'{name.text}' is a key of the component and belongs beside 'metadata'; as an item "
            "of it, it is ignored without a word.",
        )
    meant = (present,) if present is not None else similar_names(name.text, known, given.fields)
    choice = " or ".join(f"'{each}'" for each in meant)
    question = f" Did you mean {choice}?" if meant else ""
    return Finding(
        name.span,
        f"'{name.text}' is ignored without a word: {_title(known)} does not read it.{question}",
        fixes=_fixes(path, name, meant, given),
    )


def _title(known: ComponentType) -> str:
    """The type, with its version where there are several."""
    return f"'{known.type}'" + (f" {known.version}" if len(known.versions) > 1 else "")


def _fixes(
    path: str, name: Scalar, meant: tuple[str, ...], given: _Given, *, safe: bool = False
) -> tuple[Fix, ...]:
    """One fix for each name that is meant and does not stand in the file yet."""
    return tuple(
        Fix(f"Change to '{each}'", (replace_scalar(path, name, each),), safe=safe)
        for each in meant
        if not given.spellings.get(each.lower(), frozenset()) - {name.text}
    )
