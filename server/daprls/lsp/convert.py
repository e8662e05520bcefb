"""Our values as the protocol's: offsets become positions, diagnostics and completions its types.

Only here and in `edits` is it known how an editor counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lsprotocol import types

from daprls import positions
from daprls.features.candidate import CandidateKind
from daprls.features.completion import CompletionItem
from daprls.features.hover import Hover
from daprls.lint.finding import Diagnostic, Related, Severity, Tag
from daprls.lsp.client import Client
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.text import LineIndex, Location, Span

SOURCE = "daprls"
"""What diagnostics name as their source."""

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}
_TAGS = {
    Tag.UNNECESSARY: types.DiagnosticTag.Unnecessary,
    Tag.DEPRECATED: types.DiagnosticTag.Deprecated,
}
_KINDS = {
    CandidateKind.KEY: types.CompletionItemKind.Property,
    CandidateKind.TYPE: types.CompletionItemKind.Class,
    CandidateKind.NAME: types.CompletionItemKind.Field,
    CandidateKind.VALUE: types.CompletionItemKind.EnumMember,
    CandidateKind.SECRET: types.CompletionItemKind.Reference,
    CandidateKind.STORE: types.CompletionItemKind.Module,
    CandidateKind.COMPONENT: types.CompletionItemKind.Module,
    CandidateKind.APP: types.CompletionItemKind.Constant,
    CandidateKind.BODY: types.CompletionItemKind.Snippet,
}
_MARKS = re.compile(r"\*\*|^```\w*\n?|`", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Converter:
    """Speaks to one editor about one snapshot."""

    client: Client
    snapshot: Snapshot
    uri_of: Callable[[str], str]
    """The address by which the editor knows the file of a key."""

    def offset(self, file: SourceFile, place: types.Position) -> int:
        """The offset of a position; one outside the text is clamped."""
        return positions.offset(file.lines, place.line, place.character, self.client.encoding)

    def span(self, file: SourceFile, place: types.Range) -> Span:
        """The span of a range, which some editors send back to front."""
        start, end = self.offset(file, place.start), self.offset(file, place.end)
        return Span(min(start, end), max(start, end))

    def changed(
        self, file: SourceFile, changes: Iterable[types.TextDocumentContentChangeEvent]
    ) -> SourceFile:
        """A file after changes by an editor, which should give whole texts but may give parts."""
        for change in changes:
            text = change.text
            if isinstance(change, types.TextDocumentContentChangePartial):
                span = self.span(file, change.range)
                text = file.text[: span.start] + text + file.text[span.end :]
            file = SourceFile(file.path, text, file.declared_yaml)
        return file

    def range(self, lines: LineIndex, span: Span) -> types.Range:
        """The range of a span."""
        start, end = positions.range_of(lines, span, self.client.encoding)
        return types.Range(types.Position(*start), types.Position(*end))

    def location(self, location: Location) -> types.Location | None:
        """The place of a location, if the file is known."""
        file = self.snapshot.files.get(location.path)
        if file is None:
            return None
        return types.Location(self.uri_of(file.path), self.range(file.lines, location.span))

    def locations(self, locations: Iterable[Location]) -> list[types.Location]:
        """The places of all locations whose files are known."""
        found = (self.location(location) for location in locations)
        return [location for location in found if location is not None]

    def diagnostics(
        self, file: SourceFile, diagnostics: Iterable[Diagnostic]
    ) -> list[types.Diagnostic]:
        """The diagnostics of a file."""
        return [self.diagnostic(file, diagnostic) for diagnostic in diagnostics]

    def diagnostic(self, file: SourceFile, diagnostic: Diagnostic) -> types.Diagnostic:
        """One diagnostic, with as much beside its message as the editor understands."""
        page = self.snapshot.config(file.path).rule_page(diagnostic.rule)
        tags = [_TAGS[tag] for tag in diagnostic.tags]
        titles = [fix.title for fix in diagnostic.fixes]
        linked = page is not None and self.client.code_links
        return types.Diagnostic(
            range=self.range(file.lines, diagnostic.span),
            message=diagnostic.message,
            severity=_SEVERITIES[diagnostic.severity],
            code=diagnostic.rule,
            code_description=types.CodeDescription(page) if page is not None and linked else None,
            source=SOURCE,
            tags=tags if tags and self.client.tags else None,
            related_information=self._related(diagnostic.related),
            data={"fixes": titles} if titles and self.client.data else None,
        )

    def _related(
        self, related: tuple[Related, ...]
    ) -> list[types.DiagnosticRelatedInformation] | None:
        if not self.client.related:
            return None
        places = ((self.location(each.location), each.message) for each in related)
        found = [
            types.DiagnosticRelatedInformation(place, message)
            for place, message in places
            if place is not None
        ]
        return found or None

    def hover(self, file: SourceFile, found: Hover) -> types.Hover:
        """What is shown beside the pointer."""
        if self.client.hover_markdown:
            contents = _markdown(found.markdown)
        else:
            contents = types.MarkupContent(types.MarkupKind.PlainText, _unmarked(found.markdown))
        return types.Hover(contents, self.range(file.lines, found.span))

    def _documentation(self, text: str | None) -> types.MarkupContent | str | None:
        if text is None:
            return None
        return _markdown(text) if self.client.completion_markdown else _unmarked(text)

    def completion(self, file: SourceFile, item: CompletionItem) -> types.CompletionItem:
        """One item of a list of completions."""
        command = self.client.completion_command if item.retrigger else None
        multiline = "\n" in item.edit.new_text
        return types.CompletionItem(
            label=item.label,
            kind=_KINDS[item.kind],
            detail=item.detail,
            documentation=self._documentation(item.documentation),
            tags=[types.CompletionItemTag.Deprecated] if item.deprecated else None,
            sort_text=item.sort_text,
            filter_text=item.filter_text,
            text_edit=types.TextEdit(self.range(file.lines, item.edit.span), item.edit.new_text),
            insert_text_format=types.InsertTextFormat.Snippet if item.is_snippet else None,
            insert_text_mode=(
                types.InsertTextMode.AsIs if multiline and self.client.as_is else None
            ),
            command=types.Command("Suggest", command) if command is not None else None,
        )


def _markdown(text: str) -> types.MarkupContent:
    return types.MarkupContent(types.MarkupKind.Markdown, text)


def _unmarked(text: str) -> str:
    return _MARKS.sub("", text)
