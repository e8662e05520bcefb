"""Where the thing under the caret is defined: a secret in its file, a secret store in another."""

from __future__ import annotations

from daprls.features.named import OwnSecret, StoreName, StoreSecret, named_at
from daprls.model.component import Component
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.text import Location


def definition(snapshot: Snapshot, file: SourceFile, offset: int) -> tuple[Location, ...]:
    """Every place that defines what is named at `offset`, those of the same folder first.

    A secret that a store holds is defined in no file: it leads to its store.
    """
    match named_at(snapshot, file, offset):
        case OwnSecret(component, name):
            return secret_places(component, name)
        case StoreName(_, component, True):
            return (place_of(snapshot, component),)
        case StoreName(name, component, False) | StoreSecret(name, component):
            return store_places(snapshot, component, name)
        case _:
            return ()


def secret_places(component: Component, name: str) -> tuple[Location, ...]:
    """The entries of an ACA component's `secrets` that have this name."""
    return tuple(
        Location(component.path, secret.name.span)
        for secret in component.secrets
        if secret.name is not None and secret.name_text == name
    )


def store_places(snapshot: Snapshot, component: Component, name: str) -> tuple[Location, ...]:
    """The secret stores of a name that `component` gives, or else what bears it by mistake."""
    match = snapshot.index.store(name, component.dialect)
    folder = component.path.rpartition("/")[0]
    stores = sorted(
        match.stores or match.others, key=lambda store: store.path.rpartition("/")[0] != folder
    )
    return tuple(place_of(snapshot, store) for store in stores)


def place_of(snapshot: Snapshot, component: Component) -> Location:
    """What a reader is led to: the component's name, or its type where its file holds no name."""
    location = snapshot.name(component).location
    if location.path == component.path:
        return location
    return Location(component.path, component.anchor)
