"""What could stand at a place of a subscription, resiliency, configuration or HTTP endpoint: the
names that it takes. Its other keys and values are not offered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daprls.features.candidate import Candidate, CandidateKind
from daprls.features.candidates import component_types
from daprls.features.name_candidates import app_ids, component_names, secret_names
from daprls.index import BUILT_IN_STORE
from daprls.model.component import ordinary_text
from daprls.model.dialect import fold
from daprls.model.resource import (
    POLICY_GROUPS,
    Configuration,
    HttpEndpoint,
    Resiliency,
    Resource,
    Subscription,
)
from daprls.model.uses import Role
from daprls.snapshot import Snapshot
from daprls.syntax.cursor import Cursor

_Path = tuple[str, ...]
_GROUPS = {key.lower(): group for key, group in POLICY_GROUPS.items()}


def resource_keys(
    snapshot: Snapshot, resource: Resource, cursor: Cursor, present: Iterable[str]
) -> Iterator[Candidate]:
    """The names that could be a key at the caret."""
    if not isinstance(resource, Resiliency):
        return
    match _path(cursor.key_path or ()):
        case ("spec", "targets", "components"):
            yield from component_names(snapshot, resource, Role.TARGET, tuple(present))
        case ("spec", "targets", "apps"):
            for candidate in app_ids(snapshot, resource, tuple(present)):
                yield Candidate(candidate.text, candidate.kind, 0, candidate.detail, opens="object")


def resource_values(
    snapshot: Snapshot, resource: Resource, cursor: Cursor, near: str
) -> Iterator[Candidate]:
    """The names that could be the value at the caret; `near` is the text that stands there now."""
    path = _path(cursor.path_keys)
    if path == ("scopes",) and not isinstance(resource, Configuration):
        present = {scope.text for scope in resource.scopes} - {near}
        yield from app_ids(snapshot, resource, present)
        return
    match resource:
        case Subscription():
            yield from _in_subscription(snapshot, resource, path, near)
        case Resiliency():
            yield from _in_resiliency(snapshot, resource, path)
        case Configuration():
            yield from _in_configuration(snapshot, resource, cursor, near)
        case HttpEndpoint():
            yield from _in_endpoint(snapshot, resource, path)


def _path(keys: Iterable[str | int]) -> _Path:
    return tuple(fold(key) for key in keys if isinstance(key, str))


def _in_subscription(
    snapshot: Snapshot, subscription: Subscription, path: _Path, near: str
) -> Iterator[Candidate]:
    if path == ("spec", "pubsubname"):
        yield from component_names(snapshot, subscription, Role.PUBSUB)
    elif path in (("spec", "topic"), ("spec", "deadlettertopic")):
        pubsub = ordinary_text(subscription.pubsub)
        topics = {
            topic.text
            for each in snapshot.usage.subscriptions(pubsub or "")
            for topic in (each.topic, each.dead_letter_topic)
            if ordinary_text(topic) and topic is not None
        }
        for topic in sorted(topics - {near}):
            yield Candidate(topic, CandidateKind.VALUE, 0, f"a topic of '{pubsub}'")


def _in_resiliency(snapshot: Snapshot, resiliency: Resiliency, path: _Path) -> Iterator[Candidate]:
    if path[:2] != ("spec", "targets") or (group := _GROUPS.get(path[-1])) is None:
        return
    seen = set()
    for each in snapshot.usage.policies_beside(resiliency):
        for other, entry in each.policies:
            if other == group and entry.key.text not in seen:
                seen.add(entry.key.text)
                yield Candidate(entry.key.text, CandidateKind.VALUE, 0, f"one of '{group}'")


def _in_configuration(
    snapshot: Snapshot, configuration: Configuration, cursor: Cursor, near: str
) -> Iterator[Candidate]:
    match _path(cursor.path_keys):
        case ("spec", "secrets", "scopes", "storename"):
            scopes = configuration.secret_scopes
            taken = {scope.store.text for scope in scopes if scope.store is not None} - {near}
            yield from component_names(snapshot, configuration, Role.STORE, taken)
        case ("spec", "secrets", "scopes", "allowedsecrets" | "deniedsecrets"):
            for scope in configuration.secret_scopes:
                if scope.store is not None and scope.item.span.touches(cursor.offset):
                    present = {name.text for name in (*scope.allowed, *scope.denied)} - {near}
                    yield from secret_names(snapshot, scope.store.text, present)
        case ("spec", "httppipeline" | "apphttppipeline", "handlers", "name"):
            yield from component_names(snapshot, configuration, Role.MIDDLEWARE)
        case ("spec", "httppipeline" | "apphttppipeline", "handlers", "type"):
            for candidate in component_types(configuration.dialect, snapshot, configuration.path):
                if candidate.text.startswith("middleware."):
                    yield candidate
        case ("spec", "accesscontrol", "policies", "appid"):
            yield from app_ids(snapshot, configuration)


def _in_endpoint(snapshot: Snapshot, endpoint: HttpEndpoint, path: _Path) -> Iterator[Candidate]:
    if path == ("auth", "secretstore"):
        yield from component_names(snapshot, endpoint, Role.STORE)
    elif path[-2:] in (("secretkeyref", "name"), ("secretkeyref", "key")):
        store = ordinary_text(endpoint.store) if endpoint.store is not None else BUILT_IN_STORE
        yield from secret_names(snapshot, store or "")
