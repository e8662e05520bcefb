"""Why a component does not read a metadata name, and what the name was meant for.

Only names are compared. What is said of it is the business of the rules; each takes its own kind
of unread name, so that no name is told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from daprls.catalog import Catalog, ComponentType, MetadataField
from daprls.model.component import Component, MetadataEntry, kept, ordinary_text
from daprls.spelling import closest

_SHORTEST_PART = 5
"""Code points that a known name must share with a longer one (`database`, `databaseName`)."""

_MOST_OWNERS = 2
"""Names that more types than this have in common say nothing of where they were copied from."""

_COMPONENT_KEYS = ("ignoreerrors", "inittimeout", "scopes", "secretstorecomponent")


class Unread(Enum):
    """Why a name is not read."""

    SPELLING = auto()
    """The code knows it in exactly one other case."""
    REQUEST = auto()
    """It belongs to a request, a subscription or resiliency."""
    DOCUMENTED = auto()
    """The documentation has it and the code does not."""
    COMPONENT_KEY = auto()
    """It is a key of the component."""
    FOREIGN = auto()
    """It stands with others that all belong to one other type."""
    ENTRA_FLAG = auto()
    """It is the flag by which other components are switched to Entra ID."""
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class UnreadName:
    """An item whose name the component does not read."""

    entry: MetadataEntry
    kind: Unread
    owners: tuple[str, ...] = ()
    """For `FOREIGN`: the types that read it and all other such names."""


@kept
def unread_names(
    component: Component, known: ComponentType, catalog: Catalog
) -> tuple[UnreadName, ...]:
    """The items whose name the component does not read, in order; none where names are not all
    known, and none that is filled in later.
    """
    if not known.complete:
        return ()
    found = [
        (entry, _kind(entry.name_text, known, catalog))
        for entry in component.metadata
        if not known.reads(entry.name_text) and ordinary_text(entry.name)
    ]
    unknown = [entry.name_text for entry, kind in found if kind is Unread.UNKNOWN]
    owners: tuple[str, ...] = ()
    if len(unknown) > 1:
        owners = _owners(unknown, fields_given(component, known), known, catalog)
    return tuple(
        UnreadName(entry, Unread.FOREIGN, owners)
        if kind is Unread.UNKNOWN and _belongs(entry.name_text, owners, catalog)
        else UnreadName(entry, kind)
        for entry, kind in found
    )


def _kind(name: str, known: ComponentType, catalog: Catalog) -> Unread:
    if name.lower() in (flag.lower() for flag in catalog.entra_flags):
        return Unread.ENTRA_FLAG
    if exact_spelling(name, known) is not None:
        return Unread.SPELLING
    if look_up(known.request_level, name) is not None and replacement(name, known) is None:
        return Unread.REQUEST
    if look_up(known.ignored, name) is not None:
        return Unread.DOCUMENTED
    return Unread.COMPONENT_KEY if name.lower() in _COMPONENT_KEYS else Unread.UNKNOWN


def _belongs(name: str, owners: tuple[str, ...], catalog: Catalog) -> bool:
    return bool(owners) and catalog.readers(name).issuperset(owners)


def _owners(
    unknown: Iterable[str], given: tuple[str, ...], known: ComponentType, catalog: Catalog
) -> tuple[str, ...]:
    """The types that most of the unknown names belong to, at least two that are nobody's slip.

    Of equals those of the component's own category are meant; too many prove nothing.
    """
    names = dict.fromkeys(name.lower() for name in unknown)
    reads: dict[str, list[str]] = {}
    for name in names:
        if not meant_by(name, known, given):
            for owner in sorted(catalog.readers(name) - {known.type}):
                reads.setdefault(owner, []).append(name)
    most = max(map(len, reads.values()), default=0)
    best = sorted(owner for owner, read in reads.items() if len(read) == most)
    best = [owner for owner in best if owner.partition(".")[0] == known.category] or best
    owners = tuple(owner for owner in best if reads[owner] == reads[best[0]])
    return owners if most > 1 and len(owners) <= _MOST_OWNERS else ()


def fields_given(component: Component, known: ComponentType) -> tuple[str, ...]:
    """The names of the fields that a component's items stand for, each once."""
    names = dict.fromkeys(entry.name_text for entry in component.metadata)
    fields = (known.field(name) for name in names)
    return tuple(dict.fromkeys(field.name for field in fields if field is not None))


def exact_spelling(name: str, known: ComponentType) -> MetadataField | None:
    """The field that the code reads only in another case than `name` is written in."""
    fields = known.exact_fields.get(name.lower(), ())
    return next((field for field in fields if field.name != name), None)


def replacement(name: str, known: ComponentType) -> str | None:
    """The present name of one that is known to be old or often misspelt."""
    present = look_up(known.renamed, name)
    return present if present is not None and known.field(present) is not None else None


def similar_names(name: str, known: ComponentType, given: Iterable[str] = ()) -> tuple[str, ...]:
    """The names that `name` is probably a slip for, nearest first; often none.

    A slip of an old name is one of the name that took its place. Fields that one of the `given`
    names stands for already are not meant.
    """
    taken = {field.name for each in given if (field := known.field(each)) is not None}
    free = [
        field
        for field in known.fields
        if field.name not in taken and _negates(field.name) is _negates(name)
    ]
    current = [each for field in free if not field.deprecated for each in field.names]
    old = {
        each: field.replaced_by or each
        for field in free
        if field.deprecated
        for each in field.names
    }
    found = closest(name, current) or _parts(name, current)
    return found or tuple(dict.fromkeys(old[each] for each in closest(name, old)))


def meant_by(name: str, known: ComponentType, given: Iterable[str] = ()) -> tuple[str, ...]:
    """The names that an unread `name` stands for most probably: its spelling, its age, a slip."""
    exact = exact_spelling(name, known)
    if exact is not None:
        return (exact.name,)
    present = replacement(name, known)
    return (present,) if present is not None else similar_names(name, known, given)


def look_up(table: Mapping[str, str], name: str) -> str | None:
    """What a table of names says of `name`, in any case."""
    folded = name.lower()
    return next((value for key, value in table.items() if key.lower() == folded), None)


def _negates(name: str) -> bool:
    """Whether a name switches something off: `disableX` is never a slip of `enableX`."""
    return name.lower().startswith(("disable", "skip"))


def _parts(name: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The longest known names that `name` begins or ends with."""
    folded = name.lower()
    found = [
        each
        for each in candidates
        if len(each) >= _SHORTEST_PART
        and (folded.startswith(each.lower()) or folded.endswith(each.lower()))
    ]
    longest = max((len(each) for each in found), default=0)
    return tuple(each for each in found if len(each) == longest)
