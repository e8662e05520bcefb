"""What component types and their fields are for, in sentences for people.

The sentences stand apart from the facts, in `schemas/descriptions/`, and are read when somebody
first asks to be told: judging a file never opens them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from daprls.catalog.component_type import ComponentType, MetadataField
from daprls.catalog.overlay import Overlay

Json = Mapping[str, Any]
Texts = Mapping[str, str]

SHARED = "shared"
"""The file for what several categories share; the others are called after their category."""


@dataclass(frozen=True, eq=False)
class Descriptions:
    """The descriptions of all component types and fields."""

    read: Callable[[str], Json]
    """Gives the content of a file of descriptions by its stem; empty where there is none."""
    overlay: Overlay | None = None
    """What a bundle says where nothing is said here."""

    def type(self, name: str) -> str | None:
        """What the type of this main name connects to, and when to choose it."""
        text: str | None = self._own(name).get("description")
        if text is None and self.overlay is not None:
            return self.overlay.description(name)
        return text

    def field(self, component: ComponentType, field: MetadataField) -> str | None:
        """What the field means for the type: Markdown, one to three sentences.

        A name that is read for its form is described by that form.
        """
        found = self.named(component.type, field.name)
        if found is None:
            forms = (form for form in component.patterns if form.match.fullmatch(field.name))
            found = next((self.named(component.type, form.field.name) for form in forms), None)
        return found

    def named(self, type_name: str, field_name: str) -> str | None:
        """The description of a field by the names of its type and its own."""
        return self._fields(type_name).get(field_name)

    def layers(self, type_name: str) -> Iterator[Texts]:
        """The fields' descriptions that hold for a type, those that are nearest to it first."""
        yield self._own(type_name).get("fields", {})
        for family in self._file(SHARED).get("families", ()):
            if type_name in family["types"]:
                yield family["fields"]
        yield self._file(type_name.partition(".")[0]).get("fields", {})
        yield self._file(SHARED).get("fields", {})
        if self.overlay is not None:
            yield self.overlay.descriptions(type_name)

    def _own(self, type_name: str) -> Json:
        types: Json = self._file(type_name.partition(".")[0]).get("types", {})
        own: Json = types.get(type_name, {})
        return own

    @cached_property
    def _fields(self) -> Callable[[str], Texts]:
        """All descriptions that hold for a type, put together once."""
        return functools.cache(self._merged)

    def _merged(self, type_name: str) -> Texts:
        return {
            name: text
            for texts in reversed(tuple(self.layers(type_name)))
            for name, text in texts.items()
        }

    @cached_property
    def _file(self) -> Callable[[str], Json]:
        """A file's content, each file read once."""
        return functools.cache(self.read)
