"""Code actions as the protocol's: one atomic edit each, with tab stops where the editor has them.

An editor that takes an edit with tab stops for a snippet indents every further line of it like the
line where it begins. So such an edit is made to begin where a line begins, where there is no
indentation yet, and what stood before it on the line is given again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lsprotocol import types

from daprls.features.code_actions import ActionKind, CodeAction
from daprls.lsp.convert import SOURCE, Converter
from daprls.lsp.notes import command_of
from daprls.text import CreateFile, Edit, LineIndex, Span, TextEdit

_KINDS = {
    ActionKind.QUICK_FIX: types.CodeActionKind.QuickFix,
    ActionKind.REWRITE: types.CodeActionKind.RefactorRewrite,
    ActionKind.FIX_ALL: "source.fixAll.daprls",
}
KINDS = list(_KINDS.values())
"""The kinds of code actions that there are."""
_PLACEHOLDER = re.compile(r"<[\w.-]+>")
_SPECIAL = re.compile(r"([\\$}])")
_NOTE = "note"


def wanted_kinds(only: Iterable[str] | None) -> frozenset[ActionKind]:
    """The kinds that an editor asks for; a kind stands for all below it."""
    if only is None:
        return frozenset(ActionKind)
    asked = [str(getattr(kind, "value", kind)) for kind in only]
    return frozenset(
        kind
        for kind, name in _KINDS.items()
        if any(not each or f"{_text(name)}.".startswith(f"{each}.") for each in asked)
    )


def _text(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


@dataclass(frozen=True, slots=True)
class ActionConverter:
    """Speaks to one editor about changes of one snapshot's files."""

    converter: Converter
    version_of: Callable[[str], int | None]
    """The version of an open document."""

    def action(self, action: CodeAction) -> types.CodeAction | None:
        """One code action; `None` for one that the editor cannot carry out."""
        files = self.converter.snapshot.files
        edit = self.workspace_edit(action.edits, action.notes)
        if edit is None:
            return None
        shown = [self.converter.diagnostic(files[each.path], each) for each in action.diagnostics]
        return types.CodeAction(
            title=action.title,
            kind=_KINDS[action.kind],
            diagnostics=shown or None,
            is_preferred=True if action.preferred else None,
            edit=edit,
            command=command_of(action, self.converter.client),
        )

    def workspace_edit(
        self, edits: Iterable[Edit], notes: tuple[str, ...] = (), *, confirm: bool = False
    ) -> types.WorkspaceEdit | None:
        """All edits as one; `None` where the editor cannot carry them out.

        `notes` come with it, and with `confirm` the editor is to ask before.
        """
        client = self.converter.client
        by_file: dict[str, list[TextEdit]] = defaultdict(list)
        created: list[CreateFile] = []
        for edit in edits:
            if isinstance(edit, CreateFile):
                created.append(edit)
            else:
                by_file[edit.path].append(edit)
        if created and not client.creates_files:
            return None
        if any(path not in self.converter.snapshot.files for path in by_file):
            return None
        if not client.document_changes:
            return types.WorkspaceEdit(
                changes={
                    self.converter.uri_of(path): self._plain(path, changes)
                    for path, changes in by_file.items()
                }
            )
        note = _NOTE if notes and client.annotations else None
        changes: list[types.TextDocumentEdit | types.CreateFile] = []
        for new in created:
            changes.extend(self._created(new, note))
        for path, texts in by_file.items():
            changes.append(self._document(path, texts, note))
        annotations = {
            _NOTE: types.ChangeAnnotation(SOURCE, confirm or None, description=" ".join(notes))
        }
        return types.WorkspaceEdit(
            document_changes=changes, change_annotations=annotations if note else None
        )

    def _created(
        self, new: CreateFile, note: str | None
    ) -> Iterable[types.TextDocumentEdit | types.CreateFile]:
        uri = self.converter.uri_of(new.path)
        start = types.Position(0, 0)
        yield types.CreateFile(uri, annotation_id=note)
        yield types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(uri),
            [types.TextEdit(types.Range(start, start), new.text)],
        )

    def _document(
        self, path: str, edits: list[TextEdit], note: str | None
    ) -> types.TextDocumentEdit:
        identifier = types.OptionalVersionedTextDocumentIdentifier(
            self.converter.uri_of(path), self.version_of(path)
        )
        if self.converter.client.snippet_edits and any(edit.select for edit in edits):
            return types.TextDocumentEdit(identifier, self._snippets(path, edits, note))
        plain = self._plain(path, edits)
        if note is None:
            return types.TextDocumentEdit(identifier, plain)
        annotated = [
            types.AnnotatedTextEdit(annotation_id=note, range=each.range, new_text=each.new_text)
            for each in plain
        ]
        return types.TextDocumentEdit(identifier, annotated)

    def _plain(self, path: str, edits: list[TextEdit]) -> list[types.TextEdit]:
        lines = self.converter.snapshot.files[path].lines
        return [
            types.TextEdit(self.converter.range(lines, edit.span), edit.new_text)
            for edit in sorted(edits, key=lambda edit: edit.span)
        ]

    def _snippets(
        self, path: str, edits: list[TextEdit], note: str | None
    ) -> list[types.SnippetTextEdit]:
        lines = self.converter.snapshot.files[path].lines
        return [
            types.SnippetTextEdit(
                range=self.converter.range(lines, span),
                snippet=types.StringValue(value=template),
                annotation_id=note,
            )
            for span, template in snippets(lines, edits)
        ]


def snippets(lines: LineIndex, edits: Iterable[TextEdit]) -> list[tuple[Span, str]]:
    """The edits of one text as snippets that begin where lines begin.

    Every placeholder in a new text is a tab stop; the same placeholder is the same stop.
    """
    stops: dict[str, int] = {}
    found: list[tuple[Span, str]] = []
    for edit in sorted(edits, key=lambda edit: edit.span):
        template = _template(edit, stops)
        start = lines.starts[lines.line_at(edit.span.start)]
        if found and start <= found[-1][0].end:
            before, written = found.pop()
            gap = lines.text[before.end : edit.span.start]
            found.append((Span(before.start, edit.span.end), written + _literal(gap) + template))
        else:
            prefix = lines.text[start : edit.span.start]
            found.append((Span(start, edit.span.end), _literal(prefix) + template))
    return found


def _template(edit: TextEdit, stops: dict[str, int]) -> str:
    spans = [Span(*match.span()) for match in _PLACEHOLDER.finditer(edit.new_text)]
    if edit.select is not None and not any(edit.select.overlaps(span) for span in spans):
        spans = sorted([*spans, edit.select])
    parts: list[str] = []
    done = 0
    for span in spans:
        text = span.of(edit.new_text)
        number = stops.setdefault(text, len(stops) + 1)
        parts.append(_literal(edit.new_text[done : span.start]))
        parts.append("${" + str(number) + ":" + _literal(text) + "}")
        done = span.end
    parts.append(_literal(edit.new_text[done:]))
    return "".join(parts)


def _literal(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
