"""Where the thing under the caret is defined, in whichever kind of file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from daprls.features.named import (
    AppId,
    NamedComponent,
    OwnName,
    OwnSecret,
    PolicyName,
    StoreSecret,
    TopicName,
    named_at,
)
from daprls.held_secrets import held_for
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.mention import Mention
from daprls.model.run_paths import RunPath
from daprls.model.source_file import SourceFile
from daprls.model.uses import Holder, Role
from daprls.snapshot import Snapshot
from daprls.text import Location, Span


def definition(snapshot: Snapshot, file: SourceFile, offset: int) -> tuple[Location, ...]:
    """Every place that defines what is named at `offset`, the nearest first.

    Of several components of one name those of the same folder are meant. A secret that a store
    holds leads to the file that holds it, or else to its store.
    """
    match named_at(snapshot, file, offset):
        case OwnSecret(component, name):
            return secret_places(component, name)
        case OwnName(_, component):
            return (place_of(snapshot, component),)
        case NamedComponent(name, holder, role):
            return component_places(snapshot, holder, name, role)
        case StoreSecret(store, user) as secret:
            held = tuple(held_places(snapshot, secret))
            return held or component_places(snapshot, user, store, Role.STORE)
        case AppId(name):
            return app_places(snapshot, name)
        case TopicName() as topic:
            return topic_places(snapshot, topic)
        case PolicyName() as policy:
            return policy_places(snapshot, policy)
        case RunPath() as path:
            return path_places(snapshot, path)
        case _:
            return ()


def secret_places(component: Component, name: str) -> tuple[Location, ...]:
    """The entries of an ACA component's `secrets` that have this name."""
    return tuple(
        Location(component.path, secret.name.span)
        for secret in component.secrets
        if secret.name is not None and secret.name_text == name
    )


def held_places(snapshot: Snapshot, secret: StoreSecret) -> Iterator[Location]:
    """Where files hold a secret of a store, or the key of it that is named."""
    only = frozenset({secret.name})
    held = held_for(snapshot, secret.user, only) if isinstance(secret.user, Component) else None
    for each in held.named(secret.name) if held is not None else ():
        key = secret.key if secret.key is not None else secret.name
        yield each.keys.get(key, each.place)


def component_places(
    snapshot: Snapshot, holder: Holder | None, name: str, role: Role
) -> tuple[Location, ...]:
    """The components of a name that `holder` gives, or else where templates and scripts say it."""
    bearers = bearers_of(snapshot, holder, name, role)
    mentions = mentions_for(snapshot, holder, name) if holder is None or not bearers else ()
    folder = ""
    if holder is not None:
        folder = holder.path.rpartition("/")[0]
        bearers = snapshot.meant(holder, bearers) or bearers
    found = (*(place_of(snapshot, each) for each in bearers), *_locations(mentions))
    return tuple(sorted(found, key=lambda place: _distance(folder, place)))


def _distance(folder: str, place: Location) -> int:
    """How many folders lie between a folder and a place."""
    steps, others = folder.split("/"), place.path.split("/")[:-1]
    return len(steps) + len(others) - 2 * len(posixpath.commonprefix([steps, others]))


def bearers_of(
    snapshot: Snapshot, holder: Holder | None, name: str, role: Role
) -> tuple[Component, ...]:
    """The components of a name, as something in a YAML file or in one of another kind means it."""
    if holder is not None:
        return snapshot.usage.bearers(holder, name, role)
    named = snapshot.index.by_name.get(name, ())
    return tuple(each for each in named if each.dialect is Dialect.ACA) or named


def mentions_for(snapshot: Snapshot, holder: Holder | None, name: str) -> tuple[Mention, ...]:
    """The places outside of components that define one of this name, for Azure Container Apps."""
    if isinstance(holder, Component) and holder.dialect is not Dialect.ACA:
        return ()
    return snapshot.index.mentioned_components.get(name, ())


def app_places(snapshot: Snapshot, name: str) -> tuple[Location, ...]:
    """Where an app comes to its app ID, and the HTTP endpoints that are called like one."""
    endpoints = snapshot.usage.endpoints.get(name, ())
    named = (Location(each.path, each.anchor) for each in endpoints)
    return (*_locations(snapshot.index.apps.get(name, ())), *named)


def topic_places(snapshot: Snapshot, topic: TopicName) -> tuple[Location, ...]:
    """The subscriptions to a topic."""
    pubsub = topic.subscription.pubsub
    subscriptions = snapshot.usage.subscriptions(pubsub.text) if pubsub is not None else ()
    return tuple(
        Location(each.path, each.topic.span)
        for each in subscriptions
        if each.topic is not None and each.topic.text == topic.name
    )


def policy_places(snapshot: Snapshot, policy: PolicyName) -> tuple[Location, ...]:
    """Where a policy is defined, in its file or one beside it."""
    return tuple(
        Location(each.path, entry.key.span)
        for each in snapshot.usage.policies_beside(policy.resiliency)
        for group, entry in each.policies
        if group == policy.group and entry.key.text == policy.name
    )


def path_places(snapshot: Snapshot, path: RunPath) -> tuple[Location, ...]:
    """The file that a path leads to, or what Dapr reads in the folder."""
    if not path.is_folder:
        return (Location(path.path, Span(0, 0)),) if path.path in snapshot.files else ()
    found: list[Location] = []
    for file in snapshot.index.folders.get(path.path, ()):
        found += [place_of(snapshot, component) for component in file.components]
        found += [Location(each.path, each.anchor) for each in file.resources]
    return tuple(sorted(found))


def place_of(snapshot: Snapshot, component: Component) -> Location:
    """What a reader is led to: the component's name, or its type where its file holds no name."""
    location = snapshot.name(component).location
    if location.path == component.path:
        return location
    return Location(component.path, component.anchor)


def _locations(mentions: Iterable[Mention]) -> tuple[Location, ...]:
    return tuple(mention.location for mention in mentions)
