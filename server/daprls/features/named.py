"""What a caret names or defines: a secret of the file or of a store, a component, an app.

Definition and references ask here; where the thing is defined and used is their own business.
"""

from __future__ import annotations

from dataclasses import dataclass

from daprls.features.slot import ValueSlot, component_at, value_slot
from daprls.index import BUILT_IN_STORE
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.naming_command import NamingCommand
from daprls.model.secrets import keeps_own_secrets
from daprls.model.source_file import SourceFile
from daprls.schema import Level
from daprls.snapshot import Snapshot
from daprls.syntax.cursor import Place, locate
from daprls.syntax.tree import Scalar, resolve
from daprls.text import Span


@dataclass(frozen=True, slots=True)
class OwnSecret:
    """A secret that an ACA component defines itself."""

    component: Component
    name: str


@dataclass(frozen=True, slots=True)
class StoreSecret:
    """A secret that a store holds; no file defines it."""

    store: str
    user: Component
    """The component at the caret."""
    name: str
    key: str | None = None
    """One key of the secret; `None`: whichever."""


@dataclass(frozen=True, slots=True)
class StoreName:
    """The name of a secret store."""

    name: str
    component: Component
    """The component at the caret."""
    is_own: bool = False
    """Whether it is the component's own name; else that of the store it uses."""


@dataclass(frozen=True, slots=True)
class AppId:
    """An app ID in the scopes of a component."""

    name: str
    component: Component
    """The component at the caret."""


Named = OwnSecret | StoreSecret | StoreName | AppId


def named_at(snapshot: Snapshot, file: SourceFile, offset: int) -> Named | None:
    """What is named at `offset`; `None` for a name that is filled in later, and for all else."""
    for command in file.naming_commands:
        if command.name_span.touches(offset):
            deployed = named_by(snapshot, command)
            return _own_name(snapshot, deployed[0]) if deployed else None
    if not file.is_ours:
        return None
    for component in file.components:
        comment = component.name_comment_span
        if comment is not None and comment.touches(offset):
            return _own_name(snapshot, component)
    cursor = locate(file.tree, offset)
    text = ordinary_text(resolve(cursor.node)) if cursor.node is not None else None
    here = component_at(file, cursor.document)
    if not text or here is None or cursor.place is Place.KEY:
        return None
    slot = value_slot(here.shape, cursor.path_keys)
    return _named(snapshot, here, slot, text) if slot is not None else None


def name_span(file: SourceFile, offset: int) -> Span | None:
    """The word at `offset`, without quotes, that `named_at` takes for a name."""
    comments = [component.name_comment_span for component in file.components]
    commands = [command.name_span for command in file.naming_commands]
    for span in (*comments, *commands):
        if span is not None and span.touches(offset):
            return span
    node = locate(file.tree, offset).node
    if node is None or not isinstance(scalar := resolve(node), Scalar):
        return None
    is_quoted = node is scalar and scalar.raw[1:-1] == scalar.text and not scalar.is_plain
    return Span(node.span.start + 1, node.span.end - 1) if is_quoted else node.span


def named_by(snapshot: Snapshot, command: NamingCommand) -> tuple[Component, ...]:
    """The components that bear the name which a deploy command gives, and that it deploys."""
    bearers = snapshot.index.by_name.get(command.name, ())
    return tuple(each for each in bearers if command in snapshot.naming_commands(each.path))


def _named(snapshot: Snapshot, component: Component, slot: ValueSlot, text: str) -> Named | None:
    match slot.level, slot.key:
        case (_, "secretstorecomponent") | (Level.AUTH, "secretstore"):
            return StoreName(text, component)
        case (Level.OBJECT_META, "name"):
            return _own_name(snapshot, component)
        case (Level.FLAT | Level.COMPONENT, "componenttype"):
            # Where no file gives an ACA store its name, its type is where a definition leads.
            return _own_name(snapshot, component) if component.is_secret_store else None
        case (_, "scopes") if slot.index is not None:
            return AppId(text, component)
        case (Level.SECRET, "name"):
            return OwnSecret(component, text)
        case (Level.METADATA_ITEM, "secretref") | (Level.SECRET_KEY_REF, "name"):
            return _secret(component, text)
        case (Level.SECRET_KEY_REF, "key"):
            for entry, reference in component.references:
                if entry.index == slot.index and ordinary_text(reference.name):
                    return _secret(component, reference.name.text, text)
    return None


def _own_name(snapshot: Snapshot, component: Component) -> StoreName:
    return StoreName(snapshot.name(component).text, component, is_own=True)


def _secret(component: Component, name: str, key: str | None = None) -> Named | None:
    if keeps_own_secrets(component):
        return OwnSecret(component, name)
    store = ordinary_text(component.store)
    if store is None and component.dialect is Dialect.OSS and component.store_entry is None:
        store = BUILT_IN_STORE
    return StoreSecret(store, component, name, key) if store else None
