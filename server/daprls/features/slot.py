"""What belongs at a caret, in Dapr's words: which level's keys, or the value of which key.

Completion and hover ask the cursor where the caret stands in YAML, and this module what that place
is to a component.
"""

from __future__ import annotations

from dataclasses import dataclass

from daprls.model.component import Component
from daprls.model.dialect import Shape, fold
from daprls.model.resource import Resource
from daprls.model.source_file import SourceFile
from daprls.schema import Level, envelope
from daprls.syntax.cursor import Cursor
from daprls.syntax.tree import Document

Path = tuple[str | int, ...]


_ROOTS = {Shape.FLAT: Level.FLAT, Shape.WRAPPED: Level.WRAPPED, Shape.RESOURCE: Level.RESOURCE}


@dataclass(frozen=True, slots=True)
class ValueSlot:
    """The value of `key` in a mapping of `level`; `key` is folded to lower case.

    An item of a list of scalars (`scopes`) has the list's key. `index` is the item's position in
    its list, for metadata items, secrets and scopes.
    """

    level: Level
    key: str
    index: int | None = None


def component_at(file: SourceFile, document: Document) -> Component | None:
    """The component that a document holds."""
    return next((each for each in file.components if each.document is document), None)


def resource_at(file: SourceFile, document: Document) -> Resource | None:
    """The resource, other than a component, that a document holds."""
    return next((each for each in file.resources if each.document is document), None)


def level_of(shape: Shape, path: Path) -> Level | None:
    """The level of the mapping that `path` leads to from the root."""
    level = _ROOTS.get(shape)
    inside = envelope(shape.dialect)
    for step in path:
        if level is None:
            return None
        if isinstance(step, str):
            folded = fold(step)
            level = next(
                (key.inner for key in inside.keys(level).values() if fold(key.name) == folded), None
            )
    return level


def value_slot(shape: Shape, path: Path) -> ValueSlot | None:
    """What the scalar at `path` is, or `None` where no scalar belongs."""
    if not path:
        return None
    index = next((key for key in reversed(path) if isinstance(key, int)), None)
    last = path[-1]
    holder = path[:-1]
    if isinstance(last, int):
        if len(path) < 2:
            return None
        last, holder = path[-2], path[:-2]
    level = level_of(shape, holder)
    if level is None or isinstance(last, int):
        return None
    return ValueSlot(level, fold(last), index)


def list_slot(shape: Shape, cursor: Cursor) -> str | None:
    """The folded key of the list that would get an item at the caret, were a dash typed there."""
    if cursor.sequence is None:
        return None
    for index, step in enumerate(cursor.path):
        if step.entry is not None and step.entry.value is cursor.sequence:
            holder = cursor.path_keys[:index]
            known = level_of(shape, holder) is not None and isinstance(step.key, str)
            return fold(str(step.key)) if known else None
    return None
