"""Which components, apps and secrets of a store a file names, each place where it does so.

What a place leads to is asked of the index and the snapshot. Names that are filled in later are
left out, and so are the names that other kinds of files say (`daprls.model.mention`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.dialect import FAMILIES
from daprls.model.resource import (
    Configuration,
    HttpEndpoint,
    Resiliency,
    Resource,
    Subscription,
)
from daprls.syntax.tree import Scalar
from daprls.text import Location, Span

Holder = Component | Resource
"""What names something."""

BUILT_IN_STORE = "kubernetes"
"""The secret store that is there by itself wherever the open-source sidecar runs in Kubernetes."""

OUTBOX = frozenset({"outboxpublishpubsub", "outboxpubsub"})
"""The metadata of state stores, in lower case, that names pub/sub components."""

_TOPIC_SCOPES = ("publishingScopes", "subscriptionScopes")
_APP_OF_TOPICS = re.compile(r"(?:^|;)[ \t]*([^=;,\s]+)[ \t]*(?==)")


class Role(Enum):
    """What a component is named as; the value is the family of types that can be it."""

    STORE = "secretstores"
    PUBSUB = "pubsub"
    MIDDLEWARE = "middleware"
    TARGET = ""
    """What a policy is for: a component of any type."""

    def may_be(self, component_type: str | None) -> bool:
        """Whether a component of this type can play the role; one of an unknown family may."""
        family, _, _ = (component_type or "").partition(".")
        return not self.value or family == self.value or family not in FAMILIES


@dataclass(frozen=True, eq=False)
class ComponentUse:
    """A place that names a component."""

    holder: Holder
    scalar: Scalar
    role: Role

    @property
    def name(self) -> str:
        """The component's name."""
        return self.scalar.text

    @property
    def location(self) -> Location:
        """Where it is named."""
        return Location(self.holder.path, self.scalar.span)


@dataclass(frozen=True, eq=False)
class AppUse:
    """A place that names an app."""

    holder: Holder
    name: str
    span: Span
    scalar: Scalar | None = None
    """The scalar that is the app ID; `None` where the app ID is only a part of one."""

    @property
    def location(self) -> Location:
        """Where it is named."""
        return Location(self.holder.path, self.span)


@dataclass(frozen=True, eq=False)
class SecretUse:
    """A place outside of components that names a secret of a store."""

    holder: Resource
    store: str
    name: Scalar
    key: Scalar | None = None


def component_uses(holder: Holder) -> tuple[ComponentUse, ...]:
    """The places where a component or resource names another component, in no order."""
    return tuple(
        ComponentUse(holder, scalar, role)
        for scalar, role in _named_components(holder)
        if scalar is not None and ordinary_text(scalar)
    )


def _named_components(holder: Holder) -> Iterator[tuple[Scalar | None, Role]]:
    match holder:
        case Component():
            yield holder.store, Role.STORE
            for entry in holder.entries(*OUTBOX):
                yield entry.literal, Role.PUBSUB
        case Subscription():
            yield holder.pubsub, Role.PUBSUB
        case Resiliency():
            yield from ((entry.key, Role.TARGET) for entry in holder.components)
        case Configuration():
            yield from ((scope.store, Role.STORE) for scope in holder.secret_scopes)
            yield from ((handler.name, Role.MIDDLEWARE) for handler in holder.handlers)
        case HttpEndpoint():
            yield holder.store, Role.STORE


def app_uses(holder: Holder) -> tuple[AppUse, ...]:
    """The places where a component or resource names an app, in no order."""
    whole = tuple(
        AppUse(holder, scalar.text, scalar.span, scalar)
        for scalar in _named_apps(holder)
        if ordinary_text(scalar)
    )
    if not isinstance(holder, Component):
        return whole
    return (*whole, *_apps_of_topics(holder))


def _named_apps(holder: Holder) -> Iterator[Scalar]:
    match holder:
        case Component():
            yield from (scope.node for scope in holder.scopes)
        case Resiliency():
            yield from (entry.key for entry in holder.apps)
        case Configuration():
            yield from holder.callers
    if isinstance(holder, Resource):
        yield from holder.scopes


def _apps_of_topics(component: Component) -> Iterator[AppUse]:
    """The apps that a pub/sub component lets publish or subscribe (`app1=topic1,topic2;app2=…`)."""
    if not component.type_text.startswith("pubsub."):
        return
    for entry in component.entries(*_TOPIC_SCOPES):
        if (scalar := _plain_literal(entry)) is not None:
            start = scalar.span.start + scalar.raw.index(scalar.text)
            for match in _APP_OF_TOPICS.finditer(scalar.text):
                span = Span(start + match.start(1), start + match.end(1))
                yield AppUse(component, match[1], span)


def _plain_literal(entry: MetadataEntry) -> Scalar | None:
    """The value, where its text stands in the file letter by letter."""
    scalar = entry.literal
    if scalar is None or not ordinary_text(scalar) or scalar.text not in scalar.raw:
        return None
    return scalar


def secret_uses(holder: Holder) -> tuple[SecretUse, ...]:
    """The places where a resource names secrets of a store, in no order."""
    match holder:
        case Configuration():
            return tuple(
                SecretUse(holder, scope.store.text, name)
                for scope in holder.secret_scopes
                if scope.store is not None and ordinary_text(scope.store)
                for name in (*scope.allowed, *scope.denied)
                if ordinary_text(name)
            )
        case HttpEndpoint():
            store = ordinary_text(holder.store) if holder.store is not None else BUILT_IN_STORE
            return tuple(
                SecretUse(holder, store, reference.name, reference.key)
                for reference in holder.references
                if store and ordinary_text(reference.name)
            )
    return ()
