"""A component of Azure Container Apps written for open-source Dapr, and the other way round.

Lines move as they are written, with their comments; what the other dialect has no place for is
told in sentences. A secret that stood in `secrets` never moves along. How one dialect becomes the
other is told in `daprls.refactor.to_oss` and `daprls.refactor.to_aca`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from daprls.index import NameSource
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Dialect, find
from daprls.model.source_file import SourceFile
from daprls.refactor import documents
from daprls.refactor.layout import Refusal, text_of
from daprls.refactor.to_aca import aca_layout
from daprls.refactor.to_oss import oss_layout
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Alias, walk
from daprls.text import CreateFile, Edit, Span, TextEdit

__all__ = ["Conversion", "Refusal", "convert", "convert_in_place", "converted_component"]


@dataclass(frozen=True, slots=True)
class Conversion:
    """A component in another dialect."""

    name: str
    """What the component is called there."""
    text: str
    """The file."""
    notes: tuple[str, ...] = ()
    """Sentences about what is lost and what has to be done."""
    extras: tuple[tuple[str, str], ...] = ()
    """The names and texts of further files that it needs, for the folder of the file."""


def convert(
    snapshot: Snapshot, component: Component, to: Dialect, name: str | None = None
) -> Conversion | Refusal:
    """The component in the dialect `to`, under its own name or the given one."""
    if component.dialect is to:
        return Refusal("The component is written in this dialect already.")
    if component.document.problems:
        return Refusal("The document has syntax errors, which have to be corrected first.")
    if component.body is None or component.type is None or not component.type_text:
        return Refusal("The component has no type.")
    if any(isinstance(each, Alias) and each.target is None for each in walk(component.root)):
        return Refusal("The document has an alias that stands for nothing.")
    if any(
        entry.key.text == "<<"
        for each in (component.root, component.body)
        for entry in each.entries
    ):
        return Refusal("The component takes keys from elsewhere in the file by '<<'.")
    head = _head(snapshot.files[component.path], component)
    if head is None:
        return Refusal("A directive stands above the document.")
    named = name or _name(snapshot, component)
    make = oss_layout if to is Dialect.OSS else aca_layout
    laid = make(snapshot, component, named)
    if isinstance(laid, Refusal):
        return laid
    laid = replace(laid, head=head)
    file = SourceFile("untitled:", text_of(snapshot.files[component.path].text, component, laid))
    made = file.components
    if file.tree.problems or len(made) != 1 or made[0].dialect is not to:
        return Refusal("An anchor that is needed elsewhere in the file would be lost.")
    return Conversion(laid.name, file.text, laid.notes, laid.extras)


def convert_in_place(
    snapshot: Snapshot, component: Component, to: Dialect
) -> tuple[tuple[Edit, ...], tuple[str, ...]] | None:
    """Edits that put a component's file into the dialect `to`, with the further files it needs.

    With them come sentences about what is lost. `None` where the component cannot be converted, or
    is not all that its file holds.
    """
    file = snapshot.files[component.path]
    if len(file.tree.documents) > 1 or file.path.startswith("untitled:"):
        return None
    made = convert(snapshot, component, to)
    if isinstance(made, Refusal):
        return None
    extras = tuple(CreateFile(f"{file.folder}/{name}", text) for name, text in made.extras)
    if any(extra.path in snapshot.files for extra in extras):
        return None
    start = 1 if file.text.startswith("\ufeff") else 0
    whole = TextEdit(file.path, Span(start, len(file.text)), made.text)
    return (whole, *extras), made.notes


def converted_component(
    snapshot: Snapshot, component: Component, conversion: Conversion
) -> tuple[Snapshot, Component]:
    """The component that a conversion makes, in a snapshot that has it in the place of the old."""
    file = SourceFile(component.path, conversion.text, declared_yaml=True)
    return snapshot.with_file(file), file.components[0]


def _head(file: SourceFile, component: Component) -> str | None:
    """What stands above the document's content in the file, markers between documents left out."""
    first, *others = documents.parts(file)
    if first.manifest.document is component.document:
        return file.text[: component.document.span.start].removeprefix("\ufeff")
    part = next(each for each in others if each.manifest.document is component.document)
    return documents.comments_between(file.text, part.head)


def _name(snapshot: Snapshot, component: Component) -> str:
    name = snapshot.name(component)
    if name.source is NameSource.STEM:
        return ordinary_text(find(component.root, "name")) or name.text
    return name.text
