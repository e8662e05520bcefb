"""What an editor asks about names: who defines them, who uses them, and other names for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcException

from daprls.features.definition import definition
from daprls.features.highlights import document_highlight
from daprls.features.references import references
from daprls.features.rename import RenameError, prepare_rename, rename
from daprls.lsp.edits import ActionConverter
from daprls.lsp.uris import key_of

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer


_ATTEMPTS = 3
"""How often a renaming is worked out whose files have changed meanwhile."""


class _Refused(JsonRpcException):
    """A request that is understood and cannot be met; the editor shows the message."""

    CODE = types.LSPErrorCodes.RequestFailed.value


def _on_definition(
    ls: DaprLanguageServer, params: types.DefinitionParams | types.DeclarationParams
) -> list[types.Location] | None:
    place = ls.place(params)
    return ls.converter.locations(definition(ls.snapshot, *place)) if place is not None else None


def _on_references(
    ls: DaprLanguageServer, params: types.ReferenceParams
) -> list[types.Location] | None:
    if (place := ls.place(params)) is None:
        return None
    declared = params.context.include_declaration
    return ls.converter.locations(references(ls.snapshot, *place, declared))


def _on_highlight(
    ls: DaprLanguageServer, params: types.DocumentHighlightParams
) -> list[types.DocumentHighlight] | None:
    if (place := ls.place(params)) is None:
        return None
    lines, converter = place[0].lines, ls.converter
    kinds = types.DocumentHighlightKind
    return [
        types.DocumentHighlight(
            converter.range(lines, each.span), kinds.Write if each.defines else kinds.Read
        )
        for each in document_highlight(ls.snapshot, *place)
    ]


async def _on_prepare_rename(
    ls: DaprLanguageServer, params: types.PrepareRenameParams
) -> types.PrepareRenamePlaceholder | None:
    await _whole_workspace(ls, params.text_document)
    if (place := ls.place(params)) is None:
        return None
    try:
        found = prepare_rename(ls.snapshot, *place)
    except RenameError as error:
        raise _Refused(str(error)) from None
    if found is None:
        return None
    shown = ls.converter.range(place[0].lines, found.span)
    return types.PrepareRenamePlaceholder(shown, found.name)


async def _on_rename(
    ls: DaprLanguageServer, params: types.RenameParams
) -> types.WorkspaceEdit | None:
    for _ in range(_ATTEMPTS):
        await _whole_workspace(ls, params.text_document)
        if (place := ls.place(params)) is None:
            return None
        try:
            edits = rename(ls.snapshot, *place, params.new_name)
        except RenameError as error:
            raise _Refused(str(error)) from None
        if edits is None:
            return None
        agrees = await ls.folders.agrees(edit.path for edit in edits)
        if place[0].path in ls.buffers and ls.place(params) != place:
            raise JsonRpcContentModified("The document has changed meanwhile.")
        if agrees:
            return ActionConverter(ls.converter, ls.version_of).workspace_edit(edits)
    raise JsonRpcContentModified("Files that say the name have changed meanwhile.")


async def _whole_workspace(ls: DaprLanguageServer, document: types.TextDocumentIdentifier) -> None:
    """Waits until all files are read; what was asked of an older text is not answered then."""
    key = key_of(document.uri)
    version = ls.version_of(key) if key is not None else None
    await ls.folders.ready.wait()
    if key is not None and ls.version_of(key) != version:
        raise JsonRpcContentModified("The document has changed meanwhile.")


NAVIGATION: tuple[tuple[str, Any, Any], ...] = (
    (types.TEXT_DOCUMENT_DEFINITION, _on_definition, None),
    # What declares a name is what defines it: no file does the one without the other.
    (types.TEXT_DOCUMENT_DECLARATION, _on_definition, None),
    (types.TEXT_DOCUMENT_REFERENCES, _on_references, None),
    (types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, _on_highlight, None),
    (types.TEXT_DOCUMENT_PREPARE_RENAME, _on_prepare_rename, None),
    (types.TEXT_DOCUMENT_RENAME, _on_rename, None),
)
"""What is asked for, who answers, and what the editor is told of it."""
