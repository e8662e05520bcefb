"""The rule `aca-name-ignored`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.index import ComponentName, NameSource
from daprls.lint.finding import Finding, Fix, Layer, Related, Severity, Tag
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Shape, find_entry
from daprls.model.secrecy import may_be_quoted
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import remove_entry
from daprls.syntax.scalars import TextClass, classify
from daprls.syntax.tree import Entry, Scalar, resolve
from daprls.text import TextEdit

_FROM = {
    NameSource.COMMENT: "a comment of this file says",
    NameSource.CONFIG: "the settings say",
    NameSource.COMMAND: "the deploy command says",
}
_WORD = re.compile(r"[^\s#]+")


@component_rule("aca-name-ignored", Severity.HINT, layer=Layer.VALUE, dialects=ACA)
def aca_name_ignored(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """The `name` in a file for Azure Container Apps is not the component's name."""
    entry = find_entry(component.root, "name") if component.shape is Shape.FLAT else None
    scalar = resolve(entry.value) if entry is not None else None
    text = ordinary_text(scalar)
    if entry is None or not text or not may_be_quoted(text):
        return
    name = snapshot.name(component)
    known = not name.source.is_inferred and classify(name.text) is TextClass.ORDINARY
    differs = known and name.text != text
    yield Finding(
        entry.value.span,
        _message(text, name if differs else None),
        severity=Severity.WARNING if differs else Severity.HINT,
        fixes=tuple(_fixes(component, snapshot, entry, turn=not known)),
        tags=(Tag.UNNECESSARY,),
        related=tuple(_related(name)) if differs else (),
    )


def _message(text: str, other: ComponentName | None) -> str:
    if other is None:
        return (
            "`az` does not read `name`; a component is called what '--dapr-component-name' says "
            "when it is deployed."
        )
    return (
        f"`az` does not read `name`: this component is called '{other.text}', as "
        f"{_FROM[other.source]}, and not '{text}'."
    )


def _fixes(component: Component, snapshot: Snapshot, entry: Entry, *, turn: bool) -> Iterator[Fix]:
    if turn:
        comment = _comment(component, snapshot, entry)
        if comment is not None:
            yield Fix("Turn it into a comment that daprls reads", (comment,))
    text, root = snapshot.files[component.path].text, component.document.root
    removed = remove_entry(component.path, text, root, component.root, entry)
    if removed is not None:
        yield Fix("Remove `name`", (removed,))


def _comment(component: Component, snapshot: Snapshot, entry: Entry) -> TextEdit | None:
    """Makes `# daprls: name=…` of the entry, if it stands on a line of its own."""
    value, lines = entry.value, snapshot.files[component.path].lines
    if component.root.flow or not isinstance(value, Scalar) or value.anchor or value.tag:
        return None
    line = lines.span(lines.line_at(entry.key.span.start))
    before = lines.text[line.start : entry.key.span.start]
    if before.strip(" \t\ufeff") or value.span.end > line.end or not _WORD.fullmatch(value.text):
        return None
    return TextEdit(component.path, entry.span, f"# daprls: name={value.text}")


def _related(name: ComponentName) -> Iterator[Related]:
    if name.source is not NameSource.CONFIG:
        yield Related(name.location, f"It is called '{name.text}' here")
