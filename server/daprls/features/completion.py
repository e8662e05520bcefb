"""What can be typed at the caret, with the exact edit that types it.

Nothing is offered in a file that is no component and could not become one. Every edit replaces the
word at the caret and nothing else, so it fits block and flow style and both ways to indent a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from daprls.features.candidate import Candidate, CandidateKind
from daprls.features.candidates import keys, metadata_names, values
from daprls.features.component_start import start_bodies, start_keys, start_values
from daprls.features.resource_candidates import resource_keys, resource_values
from daprls.features.slot import (
    ValueSlot,
    component_at,
    level_of,
    list_slot,
    resource_at,
    value_slot,
)
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.resource import Resource
from daprls.model.secrecy import may_be_quoted
from daprls.model.source_file import SourceFile
from daprls.schema import Level
from daprls.snapshot import Snapshot
from daprls.syntax.cursor import Cursor, Place, locate
from daprls.syntax.rewrite import quote
from daprls.syntax.tree import Mapping, Scalar, Sequence, Style, walk
from daprls.text import TextEdit

_NAMES = frozenset(
    {CandidateKind.SECRET, CandidateKind.STORE, CandidateKind.COMPONENT, CandidateKind.APP}
)
"""What files call things; a credential in a name's place is not handed on."""


@dataclass(frozen=True, slots=True)
class CompletionItem:
    """One thing that could be typed, and the edit that types it."""

    label: str
    kind: CandidateKind
    edit: TextEdit
    sort_text: str
    filter_text: str
    """What the editor compares with the text that `edit` replaces."""
    detail: str | None = None
    documentation: str | None = None
    """Markdown."""
    deprecated: bool = False
    is_snippet: bool = False
    """Whether `edit.new_text` holds tab stops in LSP's snippet syntax."""
    retrigger: bool = False
    """Whether something can be completed right behind the inserted text."""


def completion(
    snapshot: Snapshot, file: SourceFile, offset: int, *, snippets: bool = False
) -> tuple[CompletionItem, ...]:
    """What can be typed at `offset`, best first.

    With `snippets`, whole components and items may hold tab stops.
    """
    if not file.is_yaml:
        return ()
    cursor = locate(file.tree, offset)
    if cursor.place in (Place.NOWHERE, Place.ITEM) and cursor.sequence is None:
        return ()
    component = component_at(file, cursor.document)
    resource = resource_at(file, cursor.document)
    writer = _Writer(file, cursor, snippets)
    if component is not None:
        found = _in_a_component(snapshot, component, writer)
    elif resource is not None:
        found = _in_a_resource(snapshot, resource, writer)
    else:
        found = _at_a_start(snapshot, writer)
    shown = (item for item in found if item.kind not in _NAMES or may_be_quoted(item.label))
    return tuple(sorted(shown, key=lambda item: item.sort_text))


def _at_a_start(snapshot: Snapshot, writer: _Writer) -> Iterator[CompletionItem]:
    cursor = writer.cursor
    if cursor.key_path == ():
        for candidate in start_keys(cursor.document):
            yield writer.key(candidate)
        for candidate, body in start_bodies(snapshot, cursor.document, snippets=writer.snippets):
            yield writer.body(candidate, body)
    if cursor.place in (Place.VALUE, Place.START) and cursor.path_keys:
        for candidate in start_values(snapshot, writer.file.path, cursor):
            yield writer.value(candidate)


def _in_a_component(
    snapshot: Snapshot, component: Component, writer: _Writer
) -> Iterator[CompletionItem]:
    cursor = writer.cursor
    if cursor.key_path is not None:
        level = level_of(component.shape, cursor.key_path)
        if level is not None:
            present = _present(cursor)
            for candidate in keys(component.dialect, level, present):
                yield writer.key(candidate)
            if level is Level.METADATA_ITEM and not present:
                yield from _items(snapshot, component, writer, dash=False)
    if cursor.place in (Place.VALUE, Place.START):
        slot = value_slot(component.shape, cursor.path_keys)
        if slot is not None:
            style = _style(slot, component.dialect)
            for candidate in values(slot, component, snapshot, writer.near):
                yield writer.value(candidate, style)
    if list_slot(component.shape, cursor) == "metadata":
        yield from _items(snapshot, component, writer, dash=True)


def _in_a_resource(
    snapshot: Snapshot, resource: Resource, writer: _Writer
) -> Iterator[CompletionItem]:
    cursor = writer.cursor
    if cursor.key_path is not None:
        for candidate in resource_keys(snapshot, resource, cursor, _present(cursor)):
            yield writer.key(candidate)
    if cursor.place in (Place.VALUE, Place.START):
        for candidate in resource_values(snapshot, resource, cursor, writer.near):
            if may_be_quoted(candidate.text):
                yield writer.value(candidate)


def _items(
    snapshot: Snapshot, component: Component, writer: _Writer, *, dash: bool
) -> Iterator[CompletionItem]:
    """Whole metadata items, for where one would begin."""
    for candidate in metadata_names(component, snapshot, ""):
        yield writer.item(candidate, dash=dash)


def _present(cursor: Cursor) -> tuple[str, ...]:
    """The keys of the mapping at the caret, save the one that is being typed."""
    if cursor.place is not Place.KEY or not isinstance(cursor.parent, Mapping):
        return ()
    return tuple(entry.key.text for entry in cursor.parent.entries if entry.key.span != cursor.word)


def _style(slot: ValueSlot, dialect: Dialect) -> Style | None:
    """The style for a new scalar: a metadata value is a string to ACA, whatever it looks like."""
    if slot.level is Level.METADATA_ITEM and slot.key == "value" and dialect is Dialect.ACA:
        return Style.DOUBLE
    return None


@dataclass(frozen=True, slots=True)
class _Writer:
    """Turns candidates into edits at one place."""

    file: SourceFile
    cursor: Cursor
    snippets: bool

    @property
    def near(self) -> str:
        """The text that stands at the caret now, without quotes."""
        node = self.cursor.node
        return node.text if isinstance(node, Scalar) else self.word.strip("\"'")

    @property
    def word(self) -> str:
        return self.cursor.word.of(self.file.text)

    @property
    def newline(self) -> str:
        return "\r\n" if "\r\n" in self.file.text else "\n"

    def column_of(self, offset: int) -> int:
        """The column of `offset`, in code points from its line's start."""
        lines = self.file.lines
        return offset - lines.starts[lines.line_at(offset)]

    @property
    def column(self) -> int:
        """The column of the word at the caret."""
        return self.column_of(self.cursor.word.start)

    @property
    def list_indent(self) -> str:
        """How far the document's lists stand to the right of their keys."""
        for node in walk(self.cursor.document.root):
            for entry in node.entries if isinstance(node, Mapping) and not node.flow else ():
                if isinstance(entry.value, Sequence) and entry.value.dashes:
                    dash = self.column_of(entry.value.dashes[0])
                    return " " * max(0, dash - self.column_of(entry.key.span.start))
        return "  "

    @property
    def in_flow(self) -> bool:
        return any(step.container is not None and step.container.flow for step in self.cursor.path)

    def key(self, candidate: Candidate) -> CompletionItem:
        """A key with what leads to its value."""
        rest = self.file.text[self.cursor.word.end :].lstrip(" \t")
        if rest.startswith(":"):
            return self._item(candidate, candidate.text)
        if self.in_flow:
            return self._item(candidate, f"{candidate.text}: ", retrigger=True)
        below = f"{candidate.text}:{self.newline}{' ' * self.column}"
        if candidate.opens == "array":
            return self._item(candidate, f"{below}{self.list_indent}- ", retrigger=True)
        if candidate.opens == "object":
            return self._item(candidate, f"{below}  ", retrigger=True)
        return self._item(candidate, f"{candidate.text}: ", retrigger=True)

    def value(self, candidate: Candidate, style: Style | None = None) -> CompletionItem:
        """A scalar, quoted as the one at the caret, or where it must be."""
        node = self.cursor.node
        written = node if isinstance(node, Scalar) and not node.is_plain else None
        if written is None and self.word[:1] in ("'", '"') and self.word:
            style = Style.SINGLE if self.word[0] == "'" else Style.DOUBLE
        return self._item(candidate, quote(candidate.text, like=written, style=style))

    def item(self, candidate: Candidate, *, dash: bool) -> CompletionItem:
        """A whole metadata item: name and value, below each other or side by side in flow style."""
        value = "${1}" if self.snippets else ""
        start = "- " if dash else ""
        name = _literal(candidate.text) if self.snippets else candidate.text
        if self.in_flow:
            text = f"name: {name}, value: {value}"
            text = "{" + text + "}" if self.cursor.key_path is None else text
        else:
            indent = self.newline + " " * (self.column + len(start))
            text = f"{start}name: {name}{indent}value: {value}"
        ranked = replace(candidate, rank=candidate.rank + 100)
        found = self._item(ranked, text, snippet=self.snippets)
        return replace(found, label=f"{start}name: {candidate.text}", kind=CandidateKind.BODY)

    def body(self, candidate: Candidate, body: str) -> CompletionItem:
        """A whole component."""
        text = body.replace("\n", self.newline)
        return self._item(candidate, text, snippet=self.snippets)

    def _item(
        self, candidate: Candidate, text: str, *, snippet: bool = False, retrigger: bool = False
    ) -> CompletionItem:
        blank = " " if self.cursor.needs_blank else ""
        quoted = self.word[:1] if self.word[:1] in ("'", '"') else ""
        return CompletionItem(
            candidate.text,
            candidate.kind,
            TextEdit(self.file.path, self.cursor.word, blank + text),
            f"{candidate.rank:03}{candidate.text.lower()}",
            quoted + candidate.text,
            candidate.detail,
            candidate.documentation,
            candidate.deprecated,
            snippet,
            retrigger,
        )


def _literal(text: str) -> str:
    """A text for use in a snippet, its special characters escaped."""
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")
