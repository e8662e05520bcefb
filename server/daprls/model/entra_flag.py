"""The flag by which some component types are switched to Entra ID, and what must stand beside it.

Which flag a type has is known to `daprls.catalog`; here is only what a component says of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from daprls.catalog import BothPresent, ComponentType
from daprls.model.authentication import given, is_truthy, readable, spellings
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.syntax.scalars import az_text
from daprls.syntax.tree import Scalar

_FALSE = frozenset(
    {"", "0", "disable", "disabled", "f", "false", "n", "never", "no", "none", "off"}
)
"""What people write for a flag that is to be off."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A flag that a component does not have on."""

    name: str
    value: str
    """The value that it must have."""
    entry: MetadataEntry | None
    """The item that says otherwise; `None` where there is none."""


def flag_of(known: ComponentType) -> str | None:
    """The name of the type's flag for Entra ID; `None` where it has none."""
    path = known.identity
    return path.set[0][0] if path is not None and path.set else None


def lacking(component: Component, known: ComponentType) -> tuple[Setting, ...]:
    """What the file surely leaves off of the flag and all that must be on beside it."""
    path = known.identity
    found: list[Setting] = []
    for name, value in path.set if path is not None else ():
        entry = given(component, spellings(known, name))
        if entry is None or entry.is_blank:
            found.append(Setting(name, value, entry))
            continue
        scalar = readable(component, entry)
        if scalar is None or ordinary_text(scalar) is None:
            continue
        if not is_truthy(scalar, known.decoder):
            found.append(Setting(name, value, entry))
    return tuple(found)


def rivals(component: Component, known: ComponentType) -> tuple[MetadataEntry, ...]:
    """The items that start-up refuses beside the flag, blank or not."""
    path = known.identity
    if path is None or not path.set or path.both_present is not BothPresent.INIT_ERROR:
        return ()
    return component.entries(*(name for each in path.remove for name in spellings(known, each)))


def is_meant_as_off(scalar: Scalar) -> bool:
    """Whether the author of a flag's value wants it off."""
    return (az_text(scalar) or "").strip().lower() in _FALSE
