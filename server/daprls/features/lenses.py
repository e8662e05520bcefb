"""What stands above a component: how it authenticates and, of a secret store, who uses it.

Which lenses there are is told at once; what takes a look at other files is told when one is seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from daprls.features.authentication_text import authentication
from daprls.features.named import StoreName
from daprls.features.references import uses_of_store
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
    """Whether users name the component; the store of Kubernetes is used without being named."""
    return component.is_secret_store and snapshot.name(component).text != BUILT_IN_STORE


def _users(snapshot: Snapshot, component: Component) -> LensText:
    store = StoreName(snapshot.name(component).text, component, is_own=True)
    places = tuple(sorted(uses_of_store(snapshot, store)))
    count = "no component" if not places else "1 component"
    return LensText(f"used by {count if len(places) < 2 else f'{len(places)} components'}", places)
