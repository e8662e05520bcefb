"""The typed view of Dapr's other resources as written: subscriptions, resiliency, configurations
and HTTP endpoints.

They stand beside components in a folder or a cluster and name components and apps. Nothing is
judged here, and what has the wrong shape is left out, as in `daprls.model.component`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from daprls.model.dialect import Dialect, find
from daprls.syntax.tree import Document, Entry, Mapping, Node, Scalar, Sequence, resolve
from daprls.text import Span


class ResourceKind(Enum):
    """What a resource is; the value is its `kind`."""

    SUBSCRIPTION = "Subscription"
    RESILIENCY = "Resiliency"
    CONFIGURATION = "Configuration"
    HTTP_ENDPOINT = "HTTPEndpoint"


@dataclass(frozen=True, eq=False)
class Resource:
    """A resource as one YAML document describes it."""

    path: str
    """The key of the file it stands in."""
    document: Document
    kind: ResourceKind
    root: Mapping

    @property
    def dialect(self) -> Dialect:
        """Whose it is: Dapr's own sidecar reads these, `az` takes none of them."""
        return Dialect.OSS

    @cached_property
    def name(self) -> Scalar | None:
        """What it is called."""
        return _scalar(find(find(self.root, "metadata"), "name"))

    @cached_property
    def namespace(self) -> Scalar | None:
        """The Kubernetes namespace."""
        return _scalar(find(find(self.root, "metadata"), "namespace"))

    @cached_property
    def spec(self) -> Mapping | None:
        """What it says."""
        node = find(self.root, "spec")
        return node if isinstance(node, Mapping) else None

    @cached_property
    def scopes(self) -> tuple[Scalar, ...]:
        """The app IDs that it is for; empty: every app. A configuration has none."""
        if self.kind is ResourceKind.CONFIGURATION:
            return ()
        return _texts(find(self.root, "scopes"))

    @property
    def anchor(self) -> Span:
        """What a reader is led to: the name, else the first key."""
        if self.name is not None:
            return self.name.span
        return self.root.entries[0].key.span if self.root.entries else self.root.span


@dataclass(frozen=True, eq=False)
class Subscription(Resource):
    """What messages of a topic go to which path of an app."""

    @cached_property
    def pubsub(self) -> Scalar | None:
        """The pub/sub component."""
        return _scalar(find(self.spec, "pubsubname"))

    @cached_property
    def topic(self) -> Scalar | None:
        """The topic."""
        return _scalar(find(self.spec, "topic"))

    @cached_property
    def dead_letter_topic(self) -> Scalar | None:
        """The topic for messages that could not be delivered."""
        return _scalar(find(self.spec, "deadLetterTopic"))

    @cached_property
    def routes(self) -> tuple[Scalar, ...]:
        """The paths of the app, in order: `route`, or those of `routes`."""
        routes = find(self.spec, "routes")
        paths = [_scalar(find(self.spec, "route"))]
        paths += [_scalar(find(rule, "path")) for rule in _items(find(routes, "rules"))]
        paths.append(_scalar(find(routes, "default")))
        return tuple(path for path in paths if path is not None)


@dataclass(frozen=True, eq=False)
class PolicyUse:
    """A policy that a target names."""

    group: str
    """The map of policies that it is looked for in, as in `retries`."""
    name: Scalar


POLICY_GROUPS = {"timeout": "timeouts", "retry": "retries", "circuitBreaker": "circuitBreakers"}
"""By which key a target names a policy, and in which map of `policies` that stands."""


@dataclass(frozen=True, eq=False)
class Resiliency(Resource):
    """Policies, and the apps and components that they are for."""

    @cached_property
    def apps(self) -> tuple[Entry, ...]:
        """The entries of `targets.apps`, each called like an app."""
        return _entries(find(self._targets, "apps"))

    @cached_property
    def components(self) -> tuple[Entry, ...]:
        """The entries of `targets.components`, each called like a component."""
        return _entries(find(self._targets, "components"))

    @cached_property
    def _targets(self) -> Node | None:
        return find(self.spec, "targets")

    @cached_property
    def policies(self) -> tuple[tuple[str, Entry], ...]:
        """Every policy, with the map that it stands in (as in `retries`)."""
        policies = find(self.spec, "policies")
        return tuple(
            (group, entry)
            for group in POLICY_GROUPS.values()
            for entry in _entries(find(policies, group))
        )

    @cached_property
    def policy_uses(self) -> tuple[PolicyUse, ...]:
        """Every policy that a target names."""
        return tuple(self._policy_uses())

    def _policy_uses(self) -> Iterator[PolicyUse]:
        actors = _entries(find(self._targets, "actors"))
        holders = [resolve(entry.value) for entry in (*self.apps, *actors)]
        for entry in self.components:
            holders += [find(resolve(entry.value), each) for each in ("inbound", "outbound")]
        for holder in holders:
            for key, group in POLICY_GROUPS.items():
                if (name := _scalar(find(holder, key))) is not None:
                    yield PolicyUse(group, name)


@dataclass(frozen=True, eq=False)
class SecretScope:
    """Which secrets of a store an app may ask for."""

    item: Mapping
    store: Scalar | None
    allowed: tuple[Scalar, ...]
    denied: tuple[Scalar, ...]

    @property
    def denies(self) -> bool:
        """Whether it takes anything away: without it, every secret of a store may be read."""
        access = _scalar(find(self.item, "defaultAccess"))
        deny = access is not None and access.text.lower() == "deny"
        return deny or bool(self.allowed or self.denied)


@dataclass(frozen=True, eq=False)
class Handler:
    """One step of a pipeline: a middleware component by name and type."""

    item: Mapping
    name: Scalar | None
    type: Scalar | None


@dataclass(frozen=True, eq=False)
class Configuration(Resource):
    """How a sidecar behaves."""

    @cached_property
    def secret_scopes(self) -> tuple[SecretScope, ...]:
        """The items of `secrets.scopes`."""
        return tuple(
            SecretScope(
                item,
                _scalar(find(item, "storeName")),
                _texts(find(item, "allowedSecrets")),
                _texts(find(item, "deniedSecrets")),
            )
            for item in _items(find(find(self.spec, "secrets"), "scopes"))
        )

    @cached_property
    def handlers(self) -> tuple[Handler, ...]:
        """The items of both pipelines."""
        return tuple(
            Handler(item, _scalar(find(item, "name")), _scalar(find(item, "type")))
            for pipeline in ("httpPipeline", "appHttpPipeline")
            for item in _items(find(find(self.spec, pipeline), "handlers"))
        )

    @cached_property
    def callers(self) -> tuple[Scalar, ...]:
        """The app IDs that `accessControl` has a policy for."""
        policies = _items(find(find(self.spec, "accessControl"), "policies"))
        found = (_scalar(find(policy, "appId")) for policy in policies)
        return tuple(app for app in found if app is not None)


@dataclass(frozen=True, eq=False)
class KeyReference:
    """`secretKeyRef: {name, key}` of a resource that is no component."""

    name: Scalar
    key: Scalar | None


@dataclass(frozen=True, eq=False)
class HttpEndpoint(Resource):
    """A server outside of Dapr that apps call like an app, by this resource's name."""

    @cached_property
    def store(self) -> Scalar | None:
        """The secret store that it takes its secrets from."""
        return _scalar(find(find(self.root, "auth"), "secretStore"))

    @cached_property
    def references(self) -> tuple[KeyReference, ...]:
        """The secrets that its headers and certificates are taken from."""
        tls = find(self.spec, "clientTLS")
        holders: list[Node | None] = [*_items(find(self.spec, "headers"))]
        holders += [find(tls, each) for each in ("rootCA", "certificate", "privateKey")]
        targets = [find(holder, "secretKeyRef") for holder in holders]
        return tuple(
            KeyReference(name, _scalar(find(target, "key")))
            for target in targets
            if (name := _scalar(find(target, "name"))) is not None
        )


_CLASSES: dict[ResourceKind, type[Resource]] = {
    ResourceKind.SUBSCRIPTION: Subscription,
    ResourceKind.RESILIENCY: Resiliency,
    ResourceKind.CONFIGURATION: Configuration,
    ResourceKind.HTTP_ENDPOINT: HttpEndpoint,
}
_KINDS = {kind.value: kind for kind in ResourceKind}


def resource_of(
    path: str, document: Document, api_version: str | None, kind: str | None
) -> Resource | None:
    """The resource that a document holds; `None` for a component and for all that is not Dapr's."""
    known = _KINDS.get(kind or "")
    if known is None or not (api_version or "").startswith("dapr.io/"):
        return None
    root = resolve(document.root)
    return _CLASSES[known](path, document, known, root) if isinstance(root, Mapping) else None


def _scalar(node: Node | None) -> Scalar | None:
    return node if isinstance(node, Scalar) and node.text else None


def _items(node: Node | None) -> tuple[Mapping, ...]:
    items = node.items if isinstance(node, Sequence) else ()
    found = (resolve(item) for item in items)
    return tuple(item for item in found if isinstance(item, Mapping))


def _texts(node: Node | None) -> tuple[Scalar, ...]:
    items = node.items if isinstance(node, Sequence) else ()
    found = (_scalar(resolve(item)) for item in items)
    return tuple(item for item in found if item is not None)


def _entries(node: Node | None) -> tuple[Entry, ...]:
    entries = node.entries if isinstance(node, Mapping) else ()
    return tuple(entry for entry in entries if entry.key.text and entry.key.text != "<<")
