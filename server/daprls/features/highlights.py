"""Where the file at the caret says the name at the caret: as its definition, and as a use of it."""

from __future__ import annotations

from dataclasses import dataclass

from daprls.features.definition import definition
from daprls.features.references import references
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.text import Span


@dataclass(frozen=True, slots=True)
class Highlight:
    """One place in the file."""

    span: Span
    defines: bool


def document_highlight(snapshot: Snapshot, file: SourceFile, offset: int) -> tuple[Highlight, ...]:
    """The places of this file, in order."""
    used = {
        place.span
        for place in references(snapshot, file, offset, include_declaration=True)
        if place.path == file.path
    }
    found = definition(snapshot, file, offset)
    defining = {place.span for place in found if place.path == file.path}
    return tuple(Highlight(span, span in defining) for span in sorted(used))
