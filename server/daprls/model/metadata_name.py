"""What a metadata name was meant for that its component does not read.

Only names are compared. What is said of it is the business of the rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from daprls.catalog import ComponentType, MetadataField
from daprls.spelling import closest

_SHORTEST_PART = 5
"""Code points that a known name must share with a longer one (`database`, `databaseName`)."""


def exact_spelling(name: str, known: ComponentType) -> MetadataField | None:
    """The field that the code reads only in another case than `name` is written in."""
    folded = name.lower()
    for field in known.fields:
        if field.exact_case and folded == field.name.lower() and name != field.name:
            return field
    return None


def replacement(name: str, known: ComponentType) -> str | None:
    """The present name of one that is known to be old or often misspelt."""
    present = look_up(known.renamed, name)
    return present if present is not None and known.field(present) is not None else None


def similar_names(name: str, known: ComponentType, given: Iterable[str] = ()) -> tuple[str, ...]:
    """The names that `name` is probably a slip for, nearest first; often none.

    Fields that one of the `given` names stands for already are not meant.
    """
    taken = {field.name for each in given if (field := known.field(each)) is not None}
    free = [
        field
        for field in known.fields
        if field.name not in taken and _negates(field.name) is _negates(name)
    ]
    current = [each for field in free if not field.deprecated for each in field.names]
    old = [each for field in free if field.deprecated for each in field.names]
    return closest(name, current) or _parts(name, current) or closest(name, old)


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
