"""Where the documentation of what stands in a file is to be found."""

from __future__ import annotations

from dataclasses import dataclass

from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.text import Span


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A stretch of text that leads to a page."""

    span: Span
    target: str
    tooltip: str


def document_links(snapshot: Snapshot, file: SourceFile) -> tuple[DocumentLink, ...]:
    """The component types, each with its page of Dapr's documentation."""
    found: dict[Span, DocumentLink] = {}
    for component in file.components:
        known = snapshot.type(component)
        if component.type is not None and known is not None and known.docs:
            title = f"Documentation of {known.title or known.type}"
            found[component.type.span] = DocumentLink(component.type.span, known.docs[0], title)
    return tuple(found.values())
