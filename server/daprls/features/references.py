"""Where the thing under the caret is used: a secret of the file within it, all else everywhere.

The secrets of a store are looked for wherever the store is used. The two dialects are worlds of
their own: a name of one means nothing in the other. Only an app is the same app in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daprls.features.definition import (
    app_places,
    bearers_of,
    component_places,
    mentions_for,
    place_of,
    policy_places,
    secret_places,
    topic_places,
)
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
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.mention import MentionKind
from daprls.model.secrets import keeps_own_secrets
from daprls.model.source_file import SourceFile
from daprls.model.uses import ComponentUse, Role
from daprls.snapshot import Snapshot
from daprls.text import Location


def references(
    snapshot: Snapshot, file: SourceFile, offset: int, include_declaration: bool
) -> tuple[Location, ...]:
    """Every use of what is named at `offset`, ordered by file and place.

    With `include_declaration` the places that define it are among them.
    """
    declared: tuple[Location, ...]
    match named_at(snapshot, file, offset):
        case OwnSecret() as secret:
            found = set(_uses_of_own(secret))
            declared = secret_places(secret.component, secret.name)
        case StoreSecret() as secret:
            found, declared = set(_uses_in_store(snapshot, secret)), ()
        case OwnName(name, component):
            found = {use.location for use in uses_of(snapshot, component)}
            found |= set(_mentioned(snapshot, name)) if component.dialect is Dialect.ACA else set()
            declared = (place_of(snapshot, component), *_defined(snapshot, component, name))
        case NamedComponent() as named:
            found, declared = set(_uses_of_named(snapshot, named)), _declared(snapshot, named)
        case AppId(name):
            found, declared = set(_uses_of_app(snapshot, name)), app_places(snapshot, name)
        case TopicName() as topic:
            found, declared = set(_uses_of_topic(snapshot, topic)), topic_places(snapshot, topic)
        case PolicyName() as policy:
            found = set(_uses_of_policy(snapshot, policy))
            declared = policy_places(snapshot, policy)
        case _:
            return ()
    return tuple(sorted(found.union(declared) if include_declaration else found - {*declared}))


def _uses_of_own(secret: OwnSecret) -> Iterator[Location]:
    if keeps_own_secrets(secret.component):
        for _, reference in secret.component.references:
            if reference.name.text == secret.name:
                yield Location(secret.component.path, reference.name.span)


def _uses_in_store(snapshot: Snapshot, secret: StoreSecret) -> Iterator[Location]:
    """The references of all that take this secret, or this key of it, from the store."""
    taken = [
        (user.path, reference.name, reference.key)
        for user in snapshot.index.users_of(secret.store, secret.user.dialect)
        for _, reference in user.references
    ]
    if secret.user.dialect is Dialect.OSS:
        uses = snapshot.usage.secret_uses.get(secret.store, ())
        taken += [(use.holder.path, use.name, use.key) for use in uses]
    for path, name, key in taken:
        if name.text != secret.name:
            continue
        if secret.key is None:
            yield Location(path, name.span)
        elif (key or name).text == secret.key:
            # Without a key of its own, the name serves as one.
            yield Location(path, (key or name).span)


def uses_of(snapshot: Snapshot, component: Component) -> Iterator[ComponentUse]:
    """Where others name a component, and no other of its name is surely meant."""
    names = {snapshot.name(component).text}
    if component.is_secret_store:
        # A file whose stem can be no name may be known by another spelling of it.
        names.update(
            name
            for name in snapshot.index.store_users
            if component in snapshot.index.store(name, component.dialect).stores
        )
    for name in sorted(names):
        for use in snapshot.usage.component_uses.get(name, ()):
            if _may_mean(snapshot, use, (component,)):
                yield use


def _may_mean(snapshot: Snapshot, use: ComponentUse, targets: Iterable[Component]) -> bool:
    bearers = snapshot.usage.bearers(use.holder, use.name, use.role)
    reached = snapshot.meant(use.holder, bearers) or bearers
    return not frozenset(reached).isdisjoint(targets)


def _uses_of_named(snapshot: Snapshot, named: NamedComponent) -> Iterator[Location]:
    """The uses of a component that something names, its own among them."""
    bearers = bearers_of(snapshot, named.holder, named.name, named.role)
    if named.holder is not None:
        bearers = snapshot.meant(named.holder, bearers) or bearers
    for use in snapshot.usage.component_uses.get(named.name, ()):
        if _may_mean(snapshot, use, bearers) if bearers else _shares_its_world(use, named):
            yield use.location
    if _is_azure(named, bearers):
        yield from _mentioned(snapshot, named.name)


def _is_azure(named: NamedComponent, bearers: Iterable[Component]) -> bool:
    """Whether templates and scripts for Azure may mean the component."""
    dialects = {each.dialect for each in bearers}
    if not dialects:
        return not isinstance(named.holder, Component) or named.holder.dialect is Dialect.ACA
    return Dialect.ACA in dialects


def _shares_its_world(use: ComponentUse, named: NamedComponent) -> bool:
    """Whether a use of a name that no component bears means what another one does."""
    if named.holder is None:
        return use.holder.dialect is Dialect.ACA
    same = use.holder.dialect is named.holder.dialect
    return same and (use.role is named.role or Role.TARGET in (use.role, named.role))


def _declared(snapshot: Snapshot, named: NamedComponent) -> tuple[Location, ...]:
    return component_places(snapshot, named.holder, named.name, named.role)


def _mentioned(snapshot: Snapshot, name: str) -> Iterator[Location]:
    for mention in snapshot.index.mentions(MentionKind.COMPONENT, name):
        if not mention.defines:
            yield mention.location


def _defined(snapshot: Snapshot, component: Component, name: str) -> tuple[Location, ...]:
    mentions = mentions_for(snapshot, component, name)
    return tuple(mention.location for mention in mentions)


def _uses_of_app(snapshot: Snapshot, app: str) -> Iterator[Location]:
    yield from (use.location for use in snapshot.usage.app_uses.get(app, ()))
    yield from (mention.location for mention in snapshot.index.mentions(MentionKind.APP, app))


def _uses_of_topic(snapshot: Snapshot, topic: TopicName) -> Iterator[Location]:
    pubsub = topic.subscription.pubsub
    for each in snapshot.usage.subscriptions(pubsub.text) if pubsub is not None else ():
        for scalar in (each.topic, each.dead_letter_topic):
            if scalar is not None and scalar.text == topic.name:
                yield Location(each.path, scalar.span)


def _uses_of_policy(snapshot: Snapshot, policy: PolicyName) -> Iterator[Location]:
    for each in snapshot.usage.policies_beside(policy.resiliency):
        for use in each.policy_uses:
            if use.group == policy.group and use.name.text == policy.name:
                yield Location(each.path, use.name.span)
