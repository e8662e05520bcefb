"""The other resources of Dapr's, and what they name."""

from __future__ import annotations

import pytest

from daprls.model.resource import (
    Configuration,
    HttpEndpoint,
    Resiliency,
    ResourceKind,
    Subscription,
)
from daprls.model.source_file import SourceFile
from daprls.model.uses import Role

SUBSCRIPTION = """\
apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata:
  name: orders
  namespace: shop
spec:
  pubsubname: orderbus
  topic: orders
  deadLetterTopic: lost
  routes:
    rules:
      - match: event.type == "gift"
        path: /gifts
    default: /orders
scopes:
  - warehouse
"""
OLD_SUBSCRIPTION = """\
apiVersion: dapr.io/v1alpha1
kind: Subscription
metadata:
  name: orders
spec:
  pubsubname: orderbus
  topic: orders
  route: /orders
"""
RESILIENCY = """\
apiVersion: dapr.io/v1alpha1
kind: Resiliency
metadata:
  name: shop
spec:
  policies:
    timeouts:
      short: 2s
    retries:
      patient:
        policy: constant
    circuitBreakers:
      fuse:
        maxRequests: 1
  targets:
    apps:
      warehouse:
        timeout: short
        circuitBreaker: fuse
    actors:
      Basket:
        retry: patient
    components:
      statestore:
        inbound: {timeout: short}
        outbound:
          retry: patient
scopes: [storefront]
"""
CONFIGURATION = """\
apiVersion: dapr.io/v1alpha1
kind: Configuration
metadata:
  name: shop
spec:
  secrets:
    scopes:
      - storeName: vault
        defaultAccess: Deny
        allowedSecrets: [one, two]
      - storeName: other
        deniedSecrets:
          - three
      - storeName: open
        defaultAccess: allow
  httpPipeline:
    handlers:
      - name: limit
        type: middleware.http.ratelimit
  appHttpPipeline:
    handlers:
      - name: alias
        type: middleware.http.routeralias
  accessControl:
    policies:
      - appId: storefront
"""
ENDPOINT = """\
apiVersion: dapr.io/v1alpha1
kind: HTTPEndpoint
metadata:
  name: prices
spec:
  baseUrl: https://prices.example.com
  headers:
    - name: Accept-Language
      value: en
    - name: Authorization
      secretKeyRef:
        name: prices
        key: token
  clientTLS:
    rootCA:
      secretKeyRef:
        name: root
auth:
  secretStore: vault
scopes:
  - storefront
"""


def test_a_subscription_says_what_goes_where() -> None:
    (found,) = SourceFile("/a.yaml", SUBSCRIPTION).resources
    assert isinstance(found, Subscription)
    named = (found.name, found.namespace, found.pubsub, found.topic, found.dead_letter_topic)
    assert [each and each.text for each in named] == [
        "orders",
        "shop",
        "orderbus",
        "orders",
        "lost",
    ]
    assert [route.text for route in found.routes] == ["/gifts", "/orders"]
    assert [scope.text for scope in found.scopes] == ["warehouse"]


def test_the_older_version_of_a_subscription_has_one_route() -> None:
    (found,) = SourceFile("/a.yaml", OLD_SUBSCRIPTION).resources
    assert isinstance(found, Subscription)
    assert [route.text for route in found.routes] == ["/orders"]


def test_resiliency_names_apps_components_and_policies() -> None:
    (found,) = SourceFile("/a.yaml", RESILIENCY).resources
    assert isinstance(found, Resiliency)
    assert [entry.key.text for entry in found.apps] == ["warehouse"]
    assert [entry.key.text for entry in found.components] == ["statestore"]
    assert [(group, entry.key.text) for group, entry in found.policies] == [
        ("timeouts", "short"),
        ("retries", "patient"),
        ("circuitBreakers", "fuse"),
    ]
    assert [(use.group, use.name.text) for use in found.policy_uses] == [
        ("timeouts", "short"),
        ("circuitBreakers", "fuse"),
        ("retries", "patient"),
        ("timeouts", "short"),
        ("retries", "patient"),
    ]


def test_a_configuration_limits_secrets_runs_middleware_and_knows_callers() -> None:
    (found,) = SourceFile("/a.yaml", CONFIGURATION).resources
    assert isinstance(found, Configuration)
    shown = [
        (scope.store and scope.store.text, scope.denies, len(scope.allowed), len(scope.denied))
        for scope in found.secret_scopes
    ]
    assert shown == [("vault", True, 2, 0), ("other", True, 0, 1), ("open", False, 0, 0)]
    handlers = [
        (each.name and each.name.text, each.type and each.type.text) for each in found.handlers
    ]
    assert handlers == [
        ("limit", "middleware.http.ratelimit"),
        ("alias", "middleware.http.routeralias"),
    ]
    assert [caller.text for caller in found.callers] == ["storefront"]


def test_an_http_endpoint_takes_secrets_from_a_store() -> None:
    (found,) = SourceFile("/a.yaml", ENDPOINT).resources
    assert isinstance(found, HttpEndpoint)
    assert found.store is not None
    assert found.store.text == "vault"
    assert [(each.name.text, each.key and each.key.text) for each in found.references] == [
        ("prices", "token"),
        ("root", None),
    ]


@pytest.mark.parametrize(
    ("text", "uses", "apps"),
    [
        (SUBSCRIPTION, [("orderbus", Role.PUBSUB)], ["warehouse"]),
        (RESILIENCY, [("statestore", Role.TARGET)], ["warehouse", "storefront"]),
        (
            CONFIGURATION,
            [
                ("vault", Role.STORE),
                ("other", Role.STORE),
                ("open", Role.STORE),
                ("limit", Role.MIDDLEWARE),
                ("alias", Role.MIDDLEWARE),
            ],
            ["storefront"],
        ),
        (ENDPOINT, [("vault", Role.STORE)], ["storefront"]),
    ],
)
def test_each_names_components_and_apps(
    text: str, uses: list[tuple[str, Role]], apps: list[str]
) -> None:
    file = SourceFile("/a.yaml", text)
    assert [(use.name, use.role) for use in file.component_uses] == uses
    assert [use.name for use in file.app_uses] == apps


def test_secrets_are_named_with_their_store() -> None:
    named = [
        (use.store, use.name.text, use.key and use.key.text)
        for text in (CONFIGURATION, ENDPOINT, ENDPOINT.replace("auth:\n  secretStore: vault\n", ""))
        for use in SourceFile("/a.yaml", text).secret_uses
    ]
    assert named == [
        ("vault", "one", None),
        ("vault", "two", None),
        ("other", "three", None),
        ("vault", "prices", "token"),
        ("vault", "root", None),
        ("kubernetes", "prices", "token"),
        ("kubernetes", "root", None),
    ]


def test_a_pubsub_component_names_apps_by_their_topics_and_a_state_store_its_outbox() -> None:
    text = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: bus
spec:
  type: pubsub.redis
  version: v1
  metadata:
    - name: publishingScopes
      value: "app1=a,b; app-2 =c;;app3="
    - name: subscriptionScopes
      value: "app4"
    - name: protectedTopics
      value: app5=a
---
componentType: state.redis
version: v1
metadata:
  - name: outboxPublishPubsub
    value: bus
  - name: outboxPubsub
    value: ${BUS}
"""
    file = SourceFile("/a.yaml", text)
    assert [use.name for use in file.app_uses] == ["app1", "app-2", "app3"]
    assert [use.span.of(text) for use in file.app_uses] == ["app1", "app-2", "app3"]
    assert [(use.name, use.role) for use in file.component_uses] == [("bus", Role.PUBSUB)]


@pytest.mark.parametrize(
    "text",
    [
        SUBSCRIPTION.replace("dapr.io/", "example.com/"),
        SUBSCRIPTION.replace("kind: Subscription", "kind: Subscriber"),
        "kind: Subscription\napiVersion: dapr.io/v1alpha1\n---\n- kind: Resiliency\n",
        "# dapr.io/\nkind: Subscription\n",
    ],
)
def test_what_is_not_dapr_s_is_none(text: str) -> None:
    found = SourceFile("/a.yaml", text).resources
    assert [each.kind for each in found] in ([], [ResourceKind.SUBSCRIPTION])
    assert not any(use for use in SourceFile("/a.yaml", text).component_uses)


@pytest.mark.parametrize("kind", [kind.value for kind in ResourceKind])
@pytest.mark.parametrize(
    "body",
    [
        "",
        "spec:\n",
        "spec: x\nscopes: x\n",
        "spec: []\nscopes: {a: b}\n",
        "spec: {targets: x, policies: [], secrets: {scopes: {}}, httpPipeline: [], topic: {}}\n",
        "spec:\n  targets:\n    components:\n    apps: [a]\n",
        "spec:\n  accessControl:\n    policies: [x, {}]\n",
        "spec: &a\n  targets: *a\n  secrets: *b\n",
        "metadata: x\nauth: y\n",
    ],
)
def test_the_wrong_shape_is_left_out(kind: str, body: str) -> None:
    file = SourceFile("/a.yaml", f"apiVersion: dapr.io/v1alpha1\nkind: {kind}\n{body}")
    assert len(file.resources) == 1
    assert (file.component_uses, file.app_uses, file.secret_uses) == ((), (), ())
    (found,) = file.resources
    if isinstance(found, Resiliency):
        assert not found.policies
        assert not found.policy_uses
    if isinstance(found, Subscription):
        assert not found.routes
