"""What a caret names or defines: a component, an app, a secret, a topic, a policy, a file.

Definition and references ask here; where the thing is defined and used is their own business.
"""

from __future__ import annotations

from dataclasses import dataclass

from daprls.features.slot import ValueSlot, component_at, resource_at, value_slot
from daprls.index import BUILT_IN_STORE
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.mention import Mention, MentionKind
from daprls.model.mentions.words import word_span
from daprls.model.resource import HttpEndpoint, Resiliency, Resource, Subscription
from daprls.model.run_paths import RunPath, run_paths
from daprls.model.secrets import keeps_own_secrets
from daprls.model.source_file import SourceFile
from daprls.model.uses import Holder, Role
from daprls.refactor.component_renaming import deployed_by
from daprls.schema import Level
from daprls.snapshot import Snapshot
from daprls.syntax.cursor import Cursor, Place, locate
from daprls.syntax.tree import Scalar, resolve
from daprls.text import Span


@dataclass(frozen=True, slots=True)
class OwnSecret:
    """A secret that an ACA component defines itself."""

    component: Component
    name: str


@dataclass(frozen=True, slots=True)
class StoreSecret:
    """A secret that a store holds; no component's file defines it."""

    store: str
    user: Holder
    """What names it at the caret."""
    name: str
    key: str | None = None
    """One key of the secret; `None`: whichever."""


@dataclass(frozen=True, slots=True)
class OwnName:
    """A component's own name."""

    name: str
    component: Component


@dataclass(frozen=True, slots=True)
class NamedComponent:
    """The name of a component that something else names."""

    name: str
    holder: Holder | None
    """What names it at the caret; `None`: a file of another kind, as Bicep."""
    role: Role = Role.TARGET


@dataclass(frozen=True, slots=True)
class AppId:
    """An app ID."""

    name: str


@dataclass(frozen=True, slots=True)
class TopicName:
    """A topic of a pub/sub component."""

    name: str
    subscription: Subscription
    """What names it at the caret."""


@dataclass(frozen=True, slots=True)
class PolicyName:
    """A policy of a resiliency resource."""

    name: str
    group: str
    resiliency: Resiliency
    """What names or defines it at the caret."""


Named = (
    OwnSecret | StoreSecret | OwnName | NamedComponent | AppId | TopicName | PolicyName | RunPath
)


def named_at(snapshot: Snapshot, file: SourceFile, offset: int) -> Named | None:
    """What is named at `offset`; `None` for a name that is filled in later, and for all else."""
    for command in file.naming_commands:
        if command.name_span.touches(offset) and (deployed := deployed_by(snapshot, command)):
            return own_name(snapshot, deployed[0])
    for component in file.components:
        comment = component.name_comment_span
        if comment is not None and comment.touches(offset):
            return own_name(snapshot, component)
    mention = _mention_at(snapshot, file, offset)
    if mention is not None:
        is_app = mention.kind is MentionKind.APP
        return AppId(mention.name) if is_app else NamedComponent(mention.name, None)
    if not file.is_read:
        return next((path for path in run_paths(file) if path.span.touches(offset)), None)
    for app in file.app_uses:
        if app.scalar is None and app.span.touches(offset):
            return AppId(app.name)
    cursor = locate(file.tree, offset)
    scalar = resolve(cursor.node) if cursor.node is not None else None
    if not isinstance(scalar, Scalar) or not ordinary_text(scalar):
        return None
    return _used(file, scalar) or _defined(snapshot, file, cursor, scalar)


def _mention_at(snapshot: Snapshot, file: SourceFile, offset: int) -> Mention | None:
    """What says the name at `offset` outside of components and resources."""
    found = _mentions(snapshot, file)
    return next((each for each in found if each.span.touches(offset)), None)


def _mentions(snapshot: Snapshot, file: SourceFile) -> tuple[Mention, ...]:
    return (*file.mentions, *snapshot.index.given_mentions.get(file.path, ()))


def name_span(snapshot: Snapshot, file: SourceFile, offset: int) -> Span | None:
    """The word at `offset`, without quotes, that `named_at` takes for a name."""
    spans = [component.name_comment_span for component in file.components]
    spans += [command.name_span for command in file.naming_commands]
    spans += [mention.span for mention in _mentions(snapshot, file)]
    spans += [use.span for use in file.app_uses if use.scalar is None]
    for span in spans:
        if span is not None and span.touches(offset):
            return span
    node = locate(file.tree, offset).node
    if node is None or not isinstance(scalar := resolve(node), Scalar):
        return None
    return (word_span(scalar) or scalar.span) if node is scalar else node.span


def own_name(snapshot: Snapshot, component: Component) -> OwnName:
    """A component by its own name."""
    return OwnName(snapshot.name(component).text, component)


def _used(file: SourceFile, scalar: Scalar) -> Named | None:
    """What is used under the name that `scalar` says, in a place that uses names."""
    for use in file.component_uses:
        if use.scalar is scalar:
            return NamedComponent(use.name, use.holder, use.role)
    if any(use.scalar is scalar for use in file.app_uses):
        return AppId(scalar.text)
    for secret in file.secret_uses:
        if secret.name is scalar or secret.key is scalar:
            key = scalar.text if secret.key is scalar else None
            return StoreSecret(secret.store, secret.holder, secret.name.text, key)
    return None


def _defined(snapshot: Snapshot, file: SourceFile, cursor: Cursor, scalar: Scalar) -> Named | None:
    component = component_at(file, cursor.document)
    if component is not None and cursor.place is not Place.KEY:
        slot = value_slot(component.shape, cursor.path_keys)
        return _in_component(snapshot, component, slot, scalar.text) if slot is not None else None
    resource = resource_at(file, cursor.document)
    return _in_resource(resource, scalar) if resource is not None else None


def _in_component(
    snapshot: Snapshot, component: Component, slot: ValueSlot, text: str
) -> Named | None:
    match slot.level, slot.key:
        case (_, "secretstorecomponent") | (Level.AUTH, "secretstore"):
            return NamedComponent(text, component, Role.STORE)
        case (Level.OBJECT_META, "name"):
            return own_name(snapshot, component)
        case (Level.FLAT | Level.COMPONENT, "componenttype"):
            # Where no file gives a component its name, its type is where a definition leads.
            own = own_name(snapshot, component)
            is_used = own.name in snapshot.usage.component_uses
            return own if component.is_secret_store or is_used else None
        case (_, "scopes") if slot.index is not None:
            return AppId(text)
        case (Level.SECRET, "name"):
            return OwnSecret(component, text)
        case (Level.METADATA_ITEM, "secretref") | (Level.SECRET_KEY_REF, "name"):
            return _secret(component, text)
        case (Level.SECRET_KEY_REF, "key"):
            for entry, reference in component.references:
                if entry.index == slot.index and ordinary_text(reference.name):
                    return _secret(component, reference.name.text, text)
    return None


def _in_resource(resource: Resource, scalar: Scalar) -> Named | None:
    match resource:
        case Subscription() if scalar in (resource.topic, resource.dead_letter_topic):
            return TopicName(scalar.text, resource) if ordinary_text(resource.pubsub) else None
        case HttpEndpoint() if scalar is resource.name:
            # Apps call an endpoint by its name, as they call each other by app ID.
            return AppId(scalar.text)
        case Resiliency():
            for group, entry in resource.policies:
                if entry.key is scalar:
                    return PolicyName(scalar.text, group, resource)
            for use in resource.policy_uses:
                if use.name is scalar:
                    return PolicyName(scalar.text, use.group, resource)
    return None


def _secret(component: Component, name: str, key: str | None = None) -> Named | None:
    if keeps_own_secrets(component):
        return OwnSecret(component, name)
    store = ordinary_text(component.store)
    if store is None and component.dialect is Dialect.OSS and component.store_entry is None:
        store = BUILT_IN_STORE
    return StoreSecret(store, component, name, key) if store else None
