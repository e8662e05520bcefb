"""The language server: what an editor asks, each answered in a few lines by a feature.

`snapshot` is the one thing that questions are asked of. What stands beside it only remembers what
the editor can do, what it has open and what it shows.
"""

from __future__ import annotations

import os
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from daprls import __version__
from daprls.catalog import Catalog
from daprls.disk import MAX_BYTES, is_too_large
from daprls.features.code_actions import code_actions
from daprls.features.completion import completion
from daprls.features.hover import hover
from daprls.intake import kept
from daprls.lint.engine import lint
from daprls.lint.finding import Diagnostic
from daprls.lsp import commands, session
from daprls.lsp.buffers import Buffer, declares_yaml
from daprls.lsp.client import Client
from daprls.lsp.contained import contained
from daprls.lsp.convert import SOURCE, Converter
from daprls.lsp.edits import KINDS, ActionConverter, wanted_kinds
from daprls.lsp.hints import HINTS
from daprls.lsp.log import LOG, failure
from daprls.lsp.navigation import NAVIGATION
from daprls.lsp.outline import OUTLINE
from daprls.lsp.protocol import Protocol
from daprls.lsp.publish import Publisher
from daprls.lsp.settings import Settings
from daprls.lsp.transport import Inbox
from daprls.lsp.uris import key_of, uri_of
from daprls.lsp.workspace import Folders
from daprls.model.source_file import SourceFile
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from daprls.wording import printable

_At = (
    types.CompletionParams
    | types.HoverParams
    | types.DefinitionParams
    | types.DeclarationParams
    | types.ReferenceParams
    | types.DocumentHighlightParams
    | types.PrepareRenameParams
    | types.RenameParams
)


class DaprLanguageServer(LanguageServer):
    """One conversation with one editor."""

    protocol: Protocol

    def __init__(self, parent: int | None = None) -> None:
        """`parent` is the process that has started this one, if it can be gone by now."""
        sync = types.TextDocumentSyncKind.Full
        super().__init__("daprls", __version__, sync, protocol_cls=Protocol)
        self.parent = parent if parent is not None else os.getppid()
        self.snapshot = Snapshot(Catalog.bundled())
        self.client = Client()
        self.options: Any = None
        self.settings = Settings()
        self.buffers: dict[str, Buffer] = {}
        self.folders = Folders(self)
        self.publisher = Publisher(self)
        self.inbox: Inbox | None = None
        self._complaints: frozenset[str] = frozenset()
        self._too_large: set[str] = set()
        """Open documents whose text is not looked at."""
        for method, handler, options in _FEATURES:
            self.feature(method, options)(contained(method, handler))
        commands.register(self)

    @property
    def converter(self) -> Converter:
        """What speaks to the editor about the snapshot of this moment."""
        return Converter(self.client, self.snapshot, self.uri_of)

    def uri_of(self, key: str) -> str:
        """The address by which the editor knows a file."""
        buffer = self.buffers.get(key)
        return buffer.uri if buffer is not None else uri_of(key)

    def version_of(self, key: str) -> int | None:
        """The version of an open document."""
        buffer = self.buffers.get(key)
        return buffer.version if buffer is not None else None

    def is_busy(self) -> bool:
        """Whether messages are waiting that came in already."""
        return self.inbox is not None and not self.inbox.is_empty

    def report_server_error(self, error: Exception, _source: object) -> None:
        """Tells the log of a failure that was not told where it happened; pygls shows a message."""
        if not isinstance(error, JsonRpcException):
            LOG.error("%s", failure("The protocol", error))

    def complain(self) -> None:
        """Tells of settings that cannot be used, each time that something new is wrong."""
        complaints = frozenset((*self.settings.complaints, *self.folders.complaints))
        for message in sorted(complaints - self._complaints):
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))
        self._complaints = complaints

    def put(self, key: str, file: SourceFile | None) -> None:
        """Takes over what the editor has done to a document."""
        before = self.snapshot.files.get(key)
        if file is not None:
            self.snapshot = self.snapshot.with_file(kept(self._of_bearable_size(file)))
        else:
            self.snapshot = self.snapshot.without_file(key)
            self._too_large.discard(key)
        self.publisher.edited(key, before)

    def _of_bearable_size(self, file: SourceFile) -> SourceFile:
        """The file, without its text where that is more than is ever read from the disk.

        The editor's user is told once, and again when the text was small in between.
        """
        if not is_too_large(file.text):
            self._too_large.discard(file.path)
            return file
        if file.path not in self._too_large:
            self._too_large.add(file.path)
            name = printable(file.path.rpartition("/")[2])
            message = f"'{name}' is larger than {MAX_BYTES // 1024**2} MB and is not looked at."
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))
        return SourceFile(file.path, "", file.declared_yaml)

    def file(self, document: types.TextDocumentIdentifier) -> SourceFile | None:
        """The YAML file of a document, unless nobody is to look at it."""
        key = key_of(document.uri)
        file = self.snapshot.files.get(key) if key is not None else None
        if file is None or not file.is_yaml or self.snapshot.config(file.path).excludes(file.path):
            return None
        return file

    def place(self, params: _At) -> tuple[SourceFile, int] | None:
        """The file and the offset that a question is about."""
        file = self.file(params.text_document)
        return (file, self.converter.offset(file, params.position)) if file is not None else None

    def lint(self, file: SourceFile) -> tuple[Diagnostic, ...]:
        """All that is found in a file at this moment; nothing where looking at it fails."""
        if self.snapshot.config(file.path).excludes(file.path):
            return ()
        try:
            return lint(self.snapshot, file, ALL_RULES)
        except Exception as error:  # noqa: BLE001 - the other files are looked at all the same
            LOG.error("%s", failure(f"Looking at '{file.path}'", error))
            return ()


def _on_initialize(ls: DaprLanguageServer, params: types.InitializeParams) -> None:
    session.begin(ls, params)
    if ls.client.pulls:
        options = types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=True, identifier=SOURCE
        )
        for method, handler in _PULLED:
            ls.feature(method, options)(contained(method, handler))


async def _on_initialized(ls: DaprLanguageServer, _params: types.InitializedParams) -> None:
    await session.settle(ls)


def _on_open(ls: DaprLanguageServer, params: types.DidOpenTextDocumentParams) -> None:
    document = params.text_document
    if (key := key_of(document.uri)) is not None:
        ls.buffers[key] = Buffer(document.uri, document.version)
        ls.put(key, SourceFile(key, document.text, declares_yaml(document.language_id)))
        ls.folders.opened(key)


def _on_change(ls: DaprLanguageServer, params: types.DidChangeTextDocumentParams) -> None:
    document = params.text_document
    key = key_of(document.uri)
    if key is not None and key in ls.buffers:
        ls.buffers[key] = Buffer(document.uri, document.version)
        ls.put(key, ls.converter.changed(ls.snapshot.files[key], params.content_changes))


def _on_close(ls: DaprLanguageServer, params: types.DidCloseTextDocumentParams) -> None:
    key = key_of(params.text_document.uri)
    if key is not None and ls.buffers.pop(key, None) is not None:
        if key not in ls.folders.shown:
            ls.put(key, None)
        ls.folders.closed(key)


def _on_completion(
    ls: DaprLanguageServer, params: types.CompletionParams
) -> types.CompletionList | None:
    if (place := ls.place(params)) is None:
        return None
    file, offset = place
    items = completion(ls.snapshot, file, offset, snippets=ls.client.snippets)
    converter = ls.converter
    shown = [converter.completion(file, item) for item in items]
    return types.CompletionList(is_incomplete=False, items=shown)


def _on_hover(ls: DaprLanguageServer, params: types.HoverParams) -> types.Hover | None:
    place = ls.place(params)
    found = hover(ls.snapshot, *place) if place is not None else None
    return ls.converter.hover(place[0], found) if place is not None and found is not None else None


def _on_code_action(
    ls: DaprLanguageServer, params: types.CodeActionParams
) -> list[types.CodeAction] | None:
    if (file := ls.file(params.text_document)) is None:
        return None
    span = ls.converter.span(file, params.range)
    wanted = wanted_kinds(params.context.only)
    found = ls.publisher.result(file.path).diagnostics
    actions = code_actions(ls.snapshot, file, span, found, ALL_RULES, wanted)
    writer = ActionConverter(ls.converter, ls.version_of)
    return [shown for each in actions if (shown := writer.action(each)) is not None]


async def _on_diagnostic(
    ls: DaprLanguageServer, params: types.DocumentDiagnosticParams
) -> types.DocumentDiagnosticReport:
    await ls.folders.ready.wait()
    return ls.publisher.report(
        key_of(params.text_document.uri) or params.text_document.uri, params.previous_result_id
    )


async def _on_workspace_diagnostic(
    ls: DaprLanguageServer, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    known = {
        key: each.value
        for each in params.previous_result_ids
        if (key := key_of(each.uri)) is not None
    }
    return types.WorkspaceDiagnosticReport(await ls.publisher.news(known))


def _on_files_changed(ls: DaprLanguageServer, params: types.DidChangeWatchedFilesParams) -> None:
    ls.folders.changed(params.changes)


async def _on_folders_changed(
    ls: DaprLanguageServer, params: types.DidChangeWorkspaceFoldersParams
) -> None:
    ls.folders.change_roots(params.event.added, params.event.removed)
    await session.fetch_settings(ls)
    ls.folders.look_again()


async def _on_settings_changed(
    ls: DaprLanguageServer, params: types.DidChangeConfigurationParams
) -> None:
    await session.fetch_settings(ls, params.settings)
    ls.folders.look_again()


def _on_trace(_ls: DaprLanguageServer, params: types.SetTraceParams) -> None:
    session.set_trace(params.value)


_TRIGGERS = ("-", " ", ":", '"', "'", ".", "/", "{", "[", ",", "\n")
"""The signs behind which something can be completed without being asked for."""

_FEATURES = (
    (types.INITIALIZE, _on_initialize, None),
    (types.INITIALIZED, _on_initialized, None),
    (types.TEXT_DOCUMENT_DID_OPEN, _on_open, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, _on_change, None),
    (types.TEXT_DOCUMENT_DID_CLOSE, _on_close, None),
    (types.TEXT_DOCUMENT_COMPLETION, _on_completion, types.CompletionOptions(_TRIGGERS)),
    (types.TEXT_DOCUMENT_HOVER, _on_hover, None),
    (types.TEXT_DOCUMENT_CODE_ACTION, _on_code_action, types.CodeActionOptions(KINDS)),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, _on_files_changed, None),
    (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, _on_folders_changed, None),
    (types.WORKSPACE_DID_CHANGE_CONFIGURATION, _on_settings_changed, None),
    (types.SET_TRACE, _on_trace, None),
    *NAVIGATION,
    *OUTLINE,
    *HINTS,
)
"""What is asked for, who answers, and what the editor is told of it."""

_PULLED = (
    (types.TEXT_DOCUMENT_DIAGNOSTIC, _on_diagnostic),
    (types.WORKSPACE_DIAGNOSTIC, _on_workspace_diagnostic),
)
"""What only editors are told of that ask for diagnostics."""
