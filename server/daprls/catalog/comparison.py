"""What one state of knowledge about component types has that another has not.

Two bundles are compared in all that upstream's metadata says. Our own facts are more than metadata,
and correct it, so against them only what would be added or is gone counts: types, versions, fields,
values, and what is deprecated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]
Inventory = Mapping[tuple[str, str], "Listed"]
"""What is known, by type and version."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What can be compared of a type in one version."""

    title: str
    status: str
    directions: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    fields: Mapping[str, ListedField] = field(default_factory=dict)
    """By their names in lower case."""
    aside: frozenset[str] = frozenset()
    """Further names in lower case of which it is known what they are; they are no news."""
    forms: tuple[re.Pattern[str], ...] = ()
    """Forms of further such names."""

    def knows(self, field: ListedField) -> bool:
        """Whether it has the field, or it is known what such a name is."""
        return (
            field.name.lower() in self.fields.keys() | self.aside
            or not field.aliases.isdisjoint(self.fields)
            or any(form.fullmatch(field.name) for form in self.forms)
        )


@dataclass(frozen=True, slots=True)
class ListedField:
    """What can be compared of a field."""

    name: str
    type: str
    required: bool
    sensitive: bool
    deprecated: bool
    default: str
    values: tuple[str, ...]
    aliases: frozenset[str] = frozenset()
    """Its other names in lower case."""
    aside: frozenset[str] = frozenset()
    """Further values in lower case that it takes; they are no news."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that was one thing and is another; of `values` only what came and went."""

    fact: str
    old: str | tuple[str, ...]
    new: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypeChange:
    """What is different in a version of a type."""

    type: str
    version: str
    differences: tuple[Difference, ...]
    added: tuple[ListedField, ...]
    removed: tuple[ListedField, ...]
    changed: tuple[tuple[str, tuple[Difference, ...]], ...]
    """Names of fields with what is different in them."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came, went and is different, by type and version."""

    added: tuple[tuple[str, str, Listed], ...]
    removed: tuple[tuple[str, str, Listed], ...]
    changed: tuple[TypeChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is different."""
        return not (self.added or self.removed or self.changed)


def listed(content: Json) -> Listed:
    """What can be compared of a version of a type, from its content in our facts' form.

    What only the code tells, and what the sidecar reads in any component, is no metadata of
    upstream's, so its absence there is no news; neither is its presence.
    """
    fields: dict[str, ListedField] = {}
    aside = {
        name.lower()
        for key in ("ignored", "requestLevel", "renamed")
        for name in content.get(key, ())
    }
    for each in content.get("fields", ()):
        aside |= {alias.lower() for alias in each.get("aliases", ())}
        if "undocumented" in each or "runtime" in each:
            aside.add(each["name"].lower())
            continue
        fields[each["name"].lower()] = ListedField(
            each["name"],
            each["type"],
            each.get("need") in ("init", "use", "stated"),
            bool(each.get("sensitive")),
            bool(each.get("deprecated")),
            each.get("default", ""),
            tuple(each.get("values", ())),
            frozenset(alias.lower() for alias in each.get("aliases", ())),
            frozenset(
                value.lower() for key in ("alsoAccepted", "refuted") for value in each.get(key, ())
            ),
        )
    return Listed(
        content.get("title", ""),
        content.get("status", "stable"),
        tuple(content.get("directions", ())),
        tuple(content.get("operations", ())),
        fields,
        frozenset(aside),
        tuple(re.compile(each["match"]) for each in content.get("patterns", ())),
    )


def compare(old: Inventory, new: Inventory, *, whole: bool) -> Comparison:
    """What is different; `whole` says to compare all facts, and not only what comes and goes."""
    changes = (
        _changed(name, version, old[name, version], new[name, version], whole=whole)
        for name, version in sorted(old.keys() & new.keys())
    )
    return Comparison(
        tuple((*key, new[key]) for key in sorted(new.keys() - old.keys())),
        tuple((*key, old[key]) for key in sorted(old.keys() - new.keys())),
        tuple(each for each in changes if each is not None),
    )


def _changed(
    name: str, version: str, old: Listed, new: Listed, *, whole: bool
) -> TypeChange | None:
    differences = tuple(_type_differences(old, new)) if whole else ()
    added = tuple(each for each in new.fields.values() if not old.knows(each))
    removed = tuple(each for each in old.fields.values() if not new.knows(each))
    changed = tuple(
        (new.fields[key].name, found)
        for key in new.fields
        if key in old.fields
        and (found := tuple(_differences(old.fields[key], new.fields[key], whole=whole)))
    )
    if not (differences or added or removed or changed):
        return None
    return TypeChange(name, version, differences, added, removed, changed)


def _type_differences(old: Listed, new: Listed) -> Iterator[Difference]:
    for fact in ("title", "status"):
        before, after = getattr(old, fact), getattr(new, fact)
        if before != after:
            yield Difference(fact, before, after)
    for fact in ("directions", "operations"):
        yield from _lists(fact, getattr(old, fact), getattr(new, fact))


def _differences(old: ListedField, new: ListedField, *, whole: bool) -> Iterator[Difference]:
    facts = ("type", "required", "sensitive", "deprecated", "default")
    for fact in facts if whole else ("deprecated",):
        before, after = getattr(old, fact), getattr(new, fact)
        # Our own facts know of more that is deprecated.
        if before != after and (whole or after):
            yield Difference(fact, _word(before), _word(after))
    if whole or (old.values and new.values):
        yield from _lists("values", old.values, new.values, old.aside | new.aside, whole=whole)


def _lists(
    fact: str,
    old: tuple[str, ...],
    new: tuple[str, ...],
    aside: frozenset[str] = frozenset(),
    *,
    whole: bool = True,
) -> Iterator[Difference]:
    """What came and, of the `whole`, what went, however it is written."""
    before, after = ({each.lower() for each in values} | aside for values in (old, new))
    gone = tuple(each for each in old if each.lower() not in after) if whole else ()
    come = tuple(each for each in new if each.lower() not in before)
    if gone or come:
        yield Difference(fact, gone, come)


def _word(value: bool | str) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"
