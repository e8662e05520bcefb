"""An editor for tests: it starts the real server as a process and speaks to it over stdio.

It keeps its documents as an editor does, counts in the encoding that was agreed on, and fails a
test whose server logged an error, answered with a failure or did not end in good order.
"""

from __future__ import annotations

import asyncio
import json
import posixpath
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Union

from lsprotocol import types
from lsprotocol.converters import get_converter
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

from daprls.lsp.uris import key_of, uri_of
from daprls.positions import Encoding, offset, position
from daprls.text import LineIndex, TextEdit, apply
from daprls.text import Span as TextSpan

SERVER = [sys.executable, "-m", "daprls", "serve"]
PATIENCE = 20.0
"""Seconds to wait for what must come; no test takes that long unless it fails."""

EDITORS = ("visual-studio-code", "neovim", "emacs")
"""Editors whose abilities are known; they count in UTF-16, UTF-8 and UTF-32."""


def abilities(name: str = "visual-studio-code", **more: Any) -> types.ClientCapabilities:
    """The abilities of a known editor, with sections of `more` laid over them."""
    known = client_capabilities(name)
    if not more:
        return known
    converter = get_converter()
    told = converter.unstructure(known, types.ClientCapabilities)
    return converter.structure(_laid_over(told, more), types.ClientCapabilities)


def _laid_over(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **under,
        **{
            key: _laid_over(under.get(key) or {}, value) if isinstance(value, Mapping) else value
            for key, value in over.items()
        },
    }


PULLS = {
    "textDocument": {"diagnostic": {"relatedInformation": True}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}
"""What makes an editor one that asks for diagnostics."""
SNIPPETS = {"workspace": {"workspaceEdit": {"snippetEditSupport": True}}}
"""What makes an editor one whose edits may hold tab stops."""


@dataclass
class Document:
    """An open document as the editor has it."""

    uri: str
    text: str
    version: int = 1
    encoding: Encoding = Encoding.UTF_16

    @property
    def lines(self) -> LineIndex:
        return LineIndex(self.text)

    def place(self, at: int) -> types.Position:
        """The position of an offset."""
        return types.Position(*position(self.lines, at, self.encoding))

    def offset(self, place: types.Position) -> int:
        """The offset of a position."""
        return offset(self.lines, place.line, place.character, self.encoding)

    def span(self, place: types.Range) -> TextSpan:
        """The span of a range."""
        return TextSpan(self.offset(place.start), self.offset(place.end))

    def under(self, place: types.Range) -> str:
        """The text in a range."""
        return self.span(place).of(self.text)

    def after(self, edits: Iterable[Any]) -> str:
        """The text after edits, tab stops resolved to what stands in them."""
        return apply(
            self.text,
            [TextEdit(self.uri, self.span(edit.range), _new_text(edit)) for edit in edits],
        )


def _new_text(edit: Any) -> str:
    text: str = edit.snippet.value if isinstance(edit, types.SnippetTextEdit) else edit.new_text
    return plain(text) if isinstance(edit, types.SnippetTextEdit) else text


def plain(snippet: str) -> str:
    """What a snippet of ours inserts before anything is typed."""
    result: list[str] = []
    index = 0
    while index < len(snippet):
        sign = snippet[index]
        if sign == "\\":
            result.append(snippet[index + 1])
            index += 2
        elif sign == "$" and snippet[index + 1] == "{":
            stop = snippet.index("}", index)
            while snippet[stop - 1] == "\\":
                stop = snippet.index("}", stop + 1)
            result.append(plain(snippet[index + 2 : stop].partition(":")[2]))
            index = stop + 1
        elif sign == "$":
            index += 2
        else:
            result.append(sign)
            index += 1
    return "".join(result)


@dataclass
class Editor:
    """One editor with its server."""

    client: LanguageClient
    folder: Path
    result: types.InitializeResult
    received: dict[str, list[types.PublishDiagnosticsParams]]
    """All that was sent about each file, by its address."""
    documents: dict[str, Document] = field(default_factory=dict)

    @property
    def encoding(self) -> Encoding:
        """How the two count."""
        agreed = self.result.capabilities.position_encoding
        return Encoding(getattr(agreed, "value", agreed) or "utf-16")

    def uri(self, name: str) -> str:
        """The address of a file of the folder, or of a document that was never saved."""
        return (
            name
            if name.startswith("untitled:")
            else uri_of(posixpath.normpath((self.folder / name).as_posix()))
        )

    def open(self, name: str, text: str | None = None, language: str = "yaml") -> Document:
        """Opens a document; without a text, the file's."""
        if text is None:
            text = (self.folder / name).read_bytes().decode("utf-8")
        document = Document(self.uri(name), text, encoding=self.encoding)
        self.documents[name] = document
        item = types.TextDocumentItem(document.uri, language, document.version, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return document

    def change(self, name: str, text: str) -> Document:
        """Gives an open document another text."""
        document = self.documents[name]
        document.text = text
        document.version += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(uri=document.uri, version=document.version),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )
        return document

    def close(self, name: str) -> None:
        """Closes a document."""
        identifier = types.TextDocumentIdentifier(self.documents.pop(name).uri)
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))

    def write(self, name: str, text: str | None) -> None:
        """Writes (or removes) a file behind the server's back, and tells it as a watcher does."""
        path = self.folder / name
        kind = types.FileChangeType.Changed if path.exists() else types.FileChangeType.Created
        if text is None:
            kind = types.FileChangeType.Deleted
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        self.client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams([types.FileEvent(self.uri(name), kind)])
        )

    async def shown(
        self, name: str, wanted: Callable[[list[types.Diagnostic]], bool] = lambda _: True
    ) -> list[types.Diagnostic]:
        """What is shown of a file's newest version, once it is as `wanted`."""
        document = self.documents.get(name)
        version = document.version if document is not None else None

        def is_there() -> bool:
            told = self.sent(name)
            return told is not None and told.version == version and wanted(list(told.diagnostics))

        await self.until(is_there, lambda: f"{name}: {self.sent(name)}")
        told = self.sent(name)
        assert told is not None
        return list(told.diagnostics)

    def sent(self, name: str) -> types.PublishDiagnosticsParams | None:
        """What was sent last about a file."""
        told = self.received.get(self.uri(name))
        return told[-1] if told else None

    def count(self, name: str) -> int:
        """How often something was sent about a file."""
        return len(self.received.get(self.uri(name), ()))

    async def codes(
        self, name: str, wanted: Callable[[list[str]], bool] = lambda _: True
    ) -> list[str]:
        """The rules of what is shown of a file's newest version, once they are as `wanted`."""
        found = await self.shown(name, lambda all_of_it: wanted(codes(all_of_it)))
        return codes(found)

    async def until(self, holds: Callable[[], bool], what: Callable[[], object]) -> None:
        """Waits until something holds."""
        try:
            async with _Patience(PATIENCE):
                while not holds():
                    await asyncio.sleep(0.01)
        except asyncio.TimeoutError:
            raise AssertionError(f"never came: {what()}") from None

    async def pull(self, name: str, known: str | None = None) -> Any:
        """The diagnostics of a file, asked for."""
        return await self.client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(
                types.TextDocumentIdentifier(self.uri(name)), previous_result_id=known
            )
        )

    async def pull_workspace(self, known: Mapping[str, str]) -> dict[str, Any]:
        """The reports about all files that differ from what is known of them, by address."""
        previous = [types.PreviousResultId(uri, value) for uri, value in known.items()]
        found = await self.client.workspace_diagnostic_async(
            types.WorkspaceDiagnosticParams(previous)
        )
        return {report.uri: report for report in found.items}

    async def complete(self, name: str, at: int | types.Position) -> list[types.CompletionItem]:
        """What can be typed at an offset of a document, best first."""
        document = self.documents[name]
        place = document.place(at) if isinstance(at, int) else at
        found = await self.client.text_document_completion_async(
            types.CompletionParams(types.TextDocumentIdentifier(document.uri), place)
        )
        items = list(found.items) if isinstance(found, types.CompletionList) else []
        return sorted(items, key=lambda item: item.sort_text or item.label)

    async def hover(self, name: str, at: int) -> str | None:
        """What is told about the thing at an offset."""
        document = self.documents[name]
        found = await self.client.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(document.uri), document.place(at))
        )
        return found.contents.value if found is not None else None  # type: ignore[union-attr]

    async def actions(
        self, name: str, start: int, end: int | None = None, only: list[str] | None = None
    ) -> list[types.CodeAction]:
        """The code actions for a stretch of a document; nothing is told of what is shown there."""
        document = self.documents[name]
        place = types.Range(document.place(start), document.place(start if end is None else end))
        context = types.CodeActionContext([], only=only)
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(types.TextDocumentIdentifier(document.uri), place, context)
        )
        return [action for action in found or () if isinstance(action, types.CodeAction)]

    def after(self, action: types.CodeAction) -> dict[str, str]:
        """The texts of all documents and files that an action changes, by their address."""
        edit = action.edit
        assert edit is not None
        result: dict[str, str] = {}
        for uri, edits in (edit.changes or {}).items():
            result[uri] = self._text(uri).after(edits)
        for change in edit.document_changes or ():
            if isinstance(change, types.CreateFile):
                result[change.uri] = ""
            elif isinstance(change, types.TextDocumentEdit):
                uri = change.text_document.uri
                document = self._text(uri)
                if uri not in result:
                    assert change.text_document.version in (None, document.version)
                result[uri] = document.after(change.edits)
        return result

    def _text(self, uri: str) -> Document:
        for document in self.documents.values():
            if document.uri == uri:
                return document
        path = Path(key_of(uri) or "")
        text = path.read_bytes().decode("utf-8") if path.exists() else ""
        return Document(uri, text, encoding=self.encoding)

    @property
    def errors(self) -> list[str]:
        """What the server has logged as an error."""
        return [
            each.message
            for each in self.client.log_messages
            if each.type == types.MessageType.Error
        ]

    @property
    def messages(self) -> list[str]:
        """What the server has shown to its user."""
        return [each.message for each in self.client.messages]


def codes(diagnostics: Iterable[types.Diagnostic]) -> list[str]:
    """The rules of diagnostics, in their order."""
    return [str(each.code) for each in diagnostics]


class _Patience:
    """An `async with` that ends with `asyncio.TimeoutError` when its time is over."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.over = False

        def end() -> None:
            self.over = True
            task.cancel()

        self.handle = asyncio.get_running_loop().call_later(self.seconds, end)

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.handle.cancel()
        if self.over and kind is asyncio.CancelledError:
            raise asyncio.TimeoutError


def _converter() -> Any:
    """The library's converter, which takes a code action that has a command for a command."""
    converter = default_converter()

    def action(told: Any, _: object) -> types.Command | types.CodeAction:
        is_command = isinstance(told["command"], str) if "command" in told else False
        return converter.structure(told, types.Command if is_command else types.CodeAction)

    converter.register_structure_hook(Union[types.Command, types.CodeAction], action)  # noqa: UP007
    return converter


def _new_client(received: dict[str, list[types.PublishDiagnosticsParams]]) -> LanguageClient:
    client = LanguageClient(converter_factory=_converter)

    def publish(params: types.PublishDiagnosticsParams) -> None:
        received.setdefault(params.uri, []).append(params)

    def register(_params: types.RegistrationParams) -> None:
        return None

    features = {
        **DEFAULT_CLIENT_FEATURES,
        types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: publish,
        types.CLIENT_REGISTER_CAPABILITY: register,
    }
    register_lsp_features(client, features)
    return client


@asynccontextmanager
async def editing(
    *folders: Path,
    capabilities: types.ClientCapabilities | None = None,
    settings: Mapping[str, Any] | None = None,
    options: Any = None,
    files: Mapping[str, str] | None = None,
) -> AsyncIterator[Editor]:
    """An editor that shows `folders`, with `files` written to the first of them before it starts.

    `settings` are what the editor answers when it is asked for them.
    """
    folder = folders[0]
    for name, text in (files or {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode("utf-8"))
    received: dict[str, list[types.PublishDiagnosticsParams]] = {}
    client = _new_client(received)
    if settings is not None:
        client.set_configuration(dict(settings), section="daprls")
    await client.start_io(*SERVER)
    result = await client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities or abilities(),
            workspace_folders=[
                types.WorkspaceFolder(uri_of(each.as_posix()), each.name) for each in folders
            ],
            initialization_options=options,
        )
    )
    editor = Editor(client, folder, result, received)
    try:
        async with _Patience(6 * PATIENCE):
            yield editor
        await client.shutdown_session()
        assert client.error is None
        process = client._server
        assert process is not None
        assert process.returncode == 0
        assert editor.errors == []
    finally:
        if client._server is not None and client._server.returncode is None:
            client._server.kill()
        await client.stop()


def as_json(diagnostics: Iterable[types.Diagnostic]) -> Any:
    """Diagnostics as they went over the wire."""
    converter = get_converter()
    return json.loads(json.dumps([converter.unstructure(each) for each in diagnostics]))
