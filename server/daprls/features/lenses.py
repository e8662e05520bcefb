"""What stands above a component: how it authenticates, and who uses it by name.

Which lenses there are is told at once; what takes a look at other files is told when one is seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from daprls.features.authentication_text import authentication
from daprls.features.name_text import told_holders
from daprls.features.references import uses_of
from daprls.index import BUILT_IN_STORE
from daprls.model.component import Component
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.text import Location, Span


class LensKind(Enum):
    """What a lens tells."""

    AUTHENTICATION = "authentication"
    USERS = "users"


@dataclass(frozen=True, slots=True)
class Lens:
    """A place for words above a line."""

    span: Span
    kind: LensKind
    number: int
    """Which of the file's components it is about."""


@dataclass(frozen=True, slots=True)
class LensText:
    """The words, and the places that they lead to."""

    title: str
    places: tuple[Location, ...]


def code_lenses(snapshot: Snapshot, file: SourceFile) -> Iterator[Lens]:
    """The lenses of a file, without their words."""
    for number, component in enumerate(file.components):
        if authentication(snapshot, component) is not None:
            yield Lens(component.heading, LensKind.AUTHENTICATION, number)
        if _has_users(snapshot, component):
            yield Lens(component.heading, LensKind.USERS, number)


def lens_text(snapshot: Snapshot, file: SourceFile, kind: LensKind, number: int) -> LensText | None:
    """The words of a lens; `None` where the file has changed since it was told of."""
    if not 0 <= number < len(file.components):
        return None
    component = file.components[number]
    if kind is LensKind.USERS:
        return _users(snapshot, component) if _has_users(snapshot, component) else None
    found = authentication(snapshot, component)
    return LensText(found.text, found.places) if found is not None else None


def _has_users(snapshot: Snapshot, component: Component) -> bool:
    """Whether there is something to tell: of a secret store also that nobody names it.

    The store of Kubernetes is used without being named.
    """
    name = snapshot.name(component).text
    if component.is_secret_store:
        return name != BUILT_IN_STORE
    return name in snapshot.usage.component_uses and any(uses_of(snapshot, component))


def _users(snapshot: Snapshot, component: Component) -> LensText:
    uses = tuple(uses_of(snapshot, component))
    users = told_holders(use.holder for use in uses)
    places = tuple(sorted(use.location for use in uses))
    return LensText(f"used by {users or 'no component'}", places)
