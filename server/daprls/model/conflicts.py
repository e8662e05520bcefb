"""Metadata that a component refuses together, on conditions that the file shows.

What start-up refuses whatever the values are, is for `ComponentType.exclusive` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from daprls.catalog import ComponentType, Conflict
from daprls.model.authentication import is_truthy, readable
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.metadata_value import value_text
from daprls.model.value_form import amount

_PORT = re.compile(r".*:(\d{1,9})\s*", re.ASCII | re.DOTALL)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


@dataclass(frozen=True, slots=True)
class Clash:
    """A conflict that a component has, with the items that make it, in the file's order."""

    conflict: Conflict
    entries: tuple[MetadataEntry, ...]
    """One item where the other field has its default."""


def clashes(component: Component, known: ComponentType) -> Iterator[Clash]:
    """The conflicts of a component."""
    given: dict[str, MetadataEntry] = {}
    for entry in component.metadata:
        field = known.field(entry.name_text)
        if field is not None and not entry.is_blank:
            given[field.name] = entry
    for conflict in known.conflicts:
        entries = [given[name] for name in conflict.fields if name in given]
        if not any(name in given for name in conflict.unless) and _holds(
            conflict, given, component, known
        ):
            yield Clash(conflict, tuple(sorted(entries, key=lambda entry: entry.index)))


def _holds(
    conflict: Conflict,
    given: Mapping[str, MetadataEntry],
    component: Component,
    known: ComponentType,
) -> bool:
    if conflict.relation == "below":
        return _is_not_below(conflict, given, component, known)
    if not all(name in given for name in conflict.fields):
        return False
    if conflict.relation is not None:
        first, second = (value_text(component, given[name]) for name in conflict.fields)
        if first is None or second is None:
            return False
        differ = _ports_differ if conflict.relation == "port" else _schemes_differ
        return differ(first, second)
    wanted = (*conflict.values, *("" for _ in conflict.fields))
    return all(
        _has(component, given[name], value, known)
        for name, value in zip(conflict.fields, wanted, strict=False)
    )


def _has(component: Component, entry: MetadataEntry, value: str, known: ComponentType) -> bool:
    """Whether an item surely holds a value; an empty one stands for anything."""
    scalar = readable(component, entry)
    if not value:
        if scalar is None:
            return entry.reference is not None
        return bool(scalar.text.strip()) and ordinary_text(scalar) is not None
    text = value_text(component, entry)
    field = known.field(entry.name_text)
    if text is None or entry.literal is None or field is None:
        return False
    if field.type == "bool":
        return is_truthy(entry.literal, known.decoder) is (value == "true")
    return text.lower() == value.lower()


def _ports_differ(addresses: str, port: str) -> bool:
    """Whether an address of the list has a port of its own that is another one."""
    ports = [match[1] for each in addresses.split(",") if (match := _PORT.fullmatch(each))]
    wanted = int(port) if port.isdecimal() and len(port) < 10 else 0
    return wanted != 0 and any(int(each) != wanted for each in ports)


def _schemes_differ(address: str, scheme: str) -> bool:
    match = _SCHEME.match(address)
    return match is not None and match[1] != scheme


def _is_not_below(
    conflict: Conflict,
    given: Mapping[str, MetadataEntry],
    component: Component,
    known: ComponentType,
) -> bool:
    """Whether the first amount reaches the second; where one is not given its default counts."""
    if not any(name in given for name in conflict.fields):
        return False
    amounts: list[float] = []
    for name in conflict.fields:
        field = known.field(name)
        entry = given.get(name)
        default = field.default if field is not None else None
        text = default if entry is None else value_text(component, entry)
        found = amount(text, field, known.decoder) if field is not None and text else None
        if found is None:
            return False
        amounts.append(found)
    return amounts[0] >= amounts[1]
