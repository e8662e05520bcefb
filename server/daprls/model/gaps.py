"""What a component needs, by the catalog, and the file does not give.

Only what an unconditional fact says is missing; conditions that a file cannot show are never
gaps. How bad a gap is, is the business of the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from daprls.catalog import ComponentType, MetadataField, Need
from daprls.model.component import Component, MetadataEntry, kept, ordinary_text
from daprls.model.dialect import find_entry
from daprls.syntax.tree import Missing, Sequence

_SOURCES = ("value", "secretRef", "secretKeyRef", "envRef")
_ALWAYS = (Need.INIT, Need.USE, Need.OPERATION, Need.STATED)


@dataclass(frozen=True, slots=True)
class Gap:
    """A field that the component needs and does not get, or a group of which one must be there."""

    need: Need
    fields: tuple[MetadataField, ...]
    """The field; of a group the ones to choose from, the safest first."""
    blank: MetadataEntry | None = None
    """The item that stands there with nothing in it; `None` where there is none."""


@kept
def is_legible(component: Component) -> bool:
    """Whether all metadata can be seen: nothing is broken, shared, or behind a template.

    An item whose name a pipeline or a person fills in later may be the very one that is missed.
    """
    entry = component.metadata_entry
    if component.document.problems or component.body is None:
        return False
    if entry is None:
        return component.body.entry("<<") is None
    if isinstance(entry.value, Missing):
        return True
    if not isinstance(entry.value, Sequence):
        return False
    return len(entry.value.items) == len(component.metadata) and all(
        ordinary_text(each.name) for each in component.metadata
    )


@kept
def gaps(component: Component, known: ComponentType) -> tuple[Gap, ...]:
    """Everything that is missing or blank, in the catalog's order."""
    return tuple(_gaps(component, known))


def _gaps(component: Component, known: ComponentType) -> Iterator[Gap]:
    given = _given(component.metadata, known)
    roles = _roles(component, known, given)
    groups: set[tuple[str, ...]] = set()
    for field in known.fields:
        if field.need is Need.ONE_OF and field.need_group not in groups:
            groups.add(field.need_group)
            yield from _group_gap(field, known, given)
        elif field.need in _ALWAYS or (field.need is Need.ROLE and _plays(field, roles)):
            if any(name in given for name in field.need_group if name != field.name):
                continue
            entry = given.get(field.name)
            if entry is None:
                yield Gap(field.need, (field,))
            elif is_empty(entry) and (field.need is Need.USE or not field.empty_ok):
                yield Gap(field.need, (field,), entry)


def is_empty(entry: MetadataEntry) -> bool:
    """Whether an item gives nothing, and is not just misspelt or half typed.

    Where another key stands in place of `value`, that is what has to be told.
    """
    if not entry.is_blank:
        return False
    if any(find_entry(entry.item, key) is not None for key in _SOURCES[1:]):
        return False
    return entry.value is not None or len(entry.item.entries) == 1


def _given(entries: Iterable[MetadataEntry], known: ComponentType) -> dict[str, MetadataEntry]:
    """What the file gives, by the field's own name; of several items the last with content."""
    given: dict[str, MetadataEntry] = {}
    for entry in entries:
        field = known.field(entry.name_text)
        if field is not None and (field.name not in given or not is_empty(entry)):
            given[field.name] = entry
    return given


def _group_gap(
    field: MetadataField, known: ComponentType, given: Mapping[str, MetadataEntry]
) -> Iterator[Gap]:
    members = [each for name in field.need_group if (each := known.field(name)) is not None]
    present = [given[each.name] for each in members if each.name in given]
    if any(
        each.empty_ok or not is_empty(given[each.name]) for each in members if each.name in given
    ):
        return
    choices = [each for each in members if each.need is Need.ONE_OF and not each.deprecated]
    choices.sort(key=lambda each: (each.sensitive, each.name.startswith("insecure")))
    yield Gap(Need.ONE_OF, tuple(choices) or (field,), present[0] if present else None)


def _roles(
    component: Component, known: ComponentType, given: Mapping[str, MetadataEntry]
) -> frozenset[str] | None:
    """The directions that the file speaks for; `None` where it speaks for none."""
    stated = next(iter(component.entries("direction")), None)
    if stated is not None:
        # A direction that is filled in later plays no role yet.
        text = ordinary_text(stated.value) or ""
        return frozenset(word.strip().lower() for word in text.split(","))
    implied = frozenset(
        field.direction[0]
        for field in known.fields
        if len(field.direction) == 1 and field.name in given
    )
    return implied or None


def _plays(field: MetadataField, roles: frozenset[str] | None) -> bool:
    return roles is None or not field.direction or bool(roles.intersection(field.direction))
