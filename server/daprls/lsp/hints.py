"""What an editor shows within lines that does not stand in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from daprls.features.hints import Hint, HintKind, inlay_hints
from daprls.model.source_file import SourceFile
from daprls.text import Span

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer

_KINDS = {
    HintKind.NAME: None,
    HintKind.STORE: types.InlayHintKind.Type,
    HintKind.DEFAULT: None,
}


async def _on_inlay_hint(
    ls: DaprLanguageServer, params: types.InlayHintParams
) -> list[types.InlayHint] | None:
    await ls.folders.ready.wait()
    if (file := ls.file(params.text_document)) is None:
        return None
    span = ls.converter.span(file, params.range)
    return [_hint(ls, file, each) for each in inlay_hints(ls.snapshot, file, span)]


def _hint(ls: DaprLanguageServer, file: SourceFile, hint: Hint) -> types.InlayHint:
    target = ls.converter.location(hint.target) if hint.target is not None else None
    tooltip = types.MarkupContent(types.MarkupKind.Markdown, hint.tooltip)
    label: str | list[types.InlayHintLabelPart] = hint.label
    if target is not None:
        label = [types.InlayHintLabelPart(hint.label, tooltip, target)]
    return types.InlayHint(
        position=ls.converter.range(file.lines, Span(hint.offset, hint.offset)).start,
        label=label,
        kind=_KINDS[hint.kind],
        text_edits=[
            types.TextEdit(ls.converter.range(file.lines, each.span), each.new_text)
            for each in hint.edits
        ]
        or None,
        tooltip=tooltip,
        padding_left=True,
    )


HINTS: tuple[tuple[str, Any, Any], ...] = ((types.TEXT_DOCUMENT_INLAY_HINT, _on_inlay_hint, None),)
"""What is asked for, who answers, and what the editor is told of it."""
