"""The floor: a server of the library alone, which looks at nothing and finds nothing."""

from __future__ import annotations

from lsprotocol import types
from pygls.lsp.server import LanguageServer

SERVER = LanguageServer("nothing", "1", types.TextDocumentSyncKind.Full)


def _publish(uri: str, version: int) -> None:
    found = [types.Diagnostic(types.Range(types.Position(0, 0), types.Position(0, 1)), "Nothing.")]
    SERVER.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))


@SERVER.feature(types.TEXT_DOCUMENT_DID_OPEN)
def opened(params: types.DidOpenTextDocumentParams) -> None:
    """Tells of one finding."""
    _publish(params.text_document.uri, params.text_document.version)


@SERVER.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def changed(params: types.DidChangeTextDocumentParams) -> None:
    """Tells of one finding."""
    _publish(params.text_document.uri, params.text_document.version)


@SERVER.feature(types.TEXT_DOCUMENT_COMPLETION)
def completion(_params: types.CompletionParams) -> list[types.CompletionItem]:
    """Twenty words."""
    return [types.CompletionItem(f"word{number}") for number in range(20)]


@SERVER.feature(types.TEXT_DOCUMENT_HOVER)
def hover(_params: types.HoverParams) -> types.Hover:
    """One word."""
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "word"))


@SERVER.feature(types.TEXT_DOCUMENT_CODE_ACTION)
def actions(_params: types.CodeActionParams) -> list[types.CodeAction]:
    """None."""
    return []


if __name__ == "__main__":
    SERVER.start_io()
