"""What an editor shows of a file and a workspace by itself: outlines, links, lenses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from daprls.features.lenses import LensKind, LensText, code_lenses, lens_text
from daprls.features.links import document_links
from daprls.features.symbols import Symbol, SymbolKind, document_symbols, workspace_symbols
from daprls.model.source_file import SourceFile

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer

_KINDS = {
    SymbolKind.COMPONENT: types.SymbolKind.Class,
    SymbolKind.STORE: types.SymbolKind.Module,
    SymbolKind.LIST: types.SymbolKind.Array,
    SymbolKind.FIELD: types.SymbolKind.Field,
    SymbolKind.SECRET: types.SymbolKind.Key,
    SymbolKind.APP: types.SymbolKind.Constant,
    SymbolKind.RESOURCE: types.SymbolKind.Interface,
}
_MOST = 500
"""How many symbols an editor is told of that looks for some."""


def _on_document_symbol(
    ls: DaprLanguageServer, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation] | None:
    if (file := ls.file(params.text_document)) is None:
        return None
    symbols = document_symbols(ls.snapshot, file)
    if ls.client.symbol_trees:
        return [_tree(ls, file, each) for each in symbols]
    return list(_flat(ls, file, symbols, None))


def _tree(ls: DaprLanguageServer, file: SourceFile, symbol: Symbol) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=symbol.name,
        kind=_KINDS[symbol.kind],
        range=ls.converter.range(file.lines, symbol.span),
        selection_range=ls.converter.range(file.lines, symbol.selection),
        detail=symbol.detail or None,
        children=[_tree(ls, file, each) for each in symbol.children] or None,
    )


def _flat(
    ls: DaprLanguageServer, file: SourceFile, symbols: Iterable[Symbol], holder: str | None
) -> Iterator[types.SymbolInformation]:
    for each in symbols:
        place = types.Location(ls.uri_of(file.path), ls.converter.range(file.lines, each.span))
        yield types.SymbolInformation(place, each.name, _KINDS[each.kind], container_name=holder)
        yield from _flat(ls, file, each.children, each.name)


async def _on_workspace_symbol(
    ls: DaprLanguageServer, params: types.WorkspaceSymbolParams
) -> list[types.SymbolInformation]:
    await ls.folders.ready.wait()
    found: list[types.SymbolInformation] = []
    for each in workspace_symbols(ls.snapshot, params.query):
        place = ls.converter.location(each.location)
        if place is not None and len(found) < _MOST:
            # Editors look for what was typed in the name alone.
            name = f"{each.name} · {each.type}"
            found.append(types.SymbolInformation(place, name, _KINDS[each.kind]))
    return found


def _on_document_link(
    ls: DaprLanguageServer, params: types.DocumentLinkParams
) -> list[types.DocumentLink] | None:
    if (file := ls.file(params.text_document)) is None:
        return None
    return [
        types.DocumentLink(
            ls.converter.range(file.lines, each.span),
            target=ls.uri_of(each.target) if each.is_file else each.target,
            tooltip=each.tooltip,
        )
        for each in document_links(ls.snapshot, file)
    ]


def _on_code_lens(
    ls: DaprLanguageServer, params: types.CodeLensParams
) -> list[types.CodeLens] | None:
    if (file := ls.file(params.text_document)) is None:
        return None
    return [
        types.CodeLens(
            ls.converter.range(file.lines, each.span),
            data={"uri": params.text_document.uri, "kind": each.kind.value, "number": each.number},
        )
        for each in code_lenses(ls.snapshot, file)
    ]


async def _on_code_lens_resolve(ls: DaprLanguageServer, params: types.CodeLens) -> types.CodeLens:
    await ls.folders.ready.wait()
    told = _lens_text(ls, params.data)
    # One that the file has outgrown is asked for again at once.
    params.command = types.Command("…", "") if told is None else _command(ls, params, told)
    return params


def _lens_text(ls: DaprLanguageServer, data: Any) -> LensText | None:
    kinds = {kind.value: kind for kind in LensKind}
    if not isinstance(data, Mapping) or data.get("kind") not in kinds:
        return None
    file = ls.file(types.TextDocumentIdentifier(str(data.get("uri"))))
    number = data.get("number")
    if file is None or not isinstance(number, int):
        return None
    return lens_text(ls.snapshot, file, kinds[data["kind"]], number)


def _command(ls: DaprLanguageServer, lens: types.CodeLens, told: LensText) -> types.Command:
    """The words of a lens, which lead somewhere where the editor has named a command for it."""
    shown = ls.client.references_command
    places = ls.converter.locations(told.places)
    if shown is None or not places or not isinstance(lens.data, Mapping):
        return types.Command(told.title, "")
    return types.Command(
        told.title, command=shown, arguments=[lens.data["uri"], lens.range.start, places]
    )


OUTLINE: tuple[tuple[str, Any, Any], ...] = (
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, _on_document_symbol, None),
    (types.WORKSPACE_SYMBOL, _on_workspace_symbol, None),
    (types.TEXT_DOCUMENT_DOCUMENT_LINK, _on_document_link, None),
    (types.TEXT_DOCUMENT_CODE_LENS, _on_code_lens, types.CodeLensOptions(resolve_provider=True)),
    (types.CODE_LENS_RESOLVE, _on_code_lens_resolve, None),
)
"""What is asked for, who answers, and what the editor is told of it."""
