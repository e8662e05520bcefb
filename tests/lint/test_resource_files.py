"""Files that hold other resources of Dapr's: which rules look at them."""

from __future__ import annotations

import pytest

from daprls.lint.engine import lint
from daprls.rules import ALL_RULES
from workspaces import snapshot_of

SUBSCRIPTION = """\
apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata:
  name: Orders
spec:
  pubsubname: orderbuss
  topic: orders
  topic: carts
  routes:
    default: /orders
"""
BUS = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: orderbus
spec:
  type: pubsub.redis
  version: v1
  metadata:
    - name: redisHost
      value: redis.internal:6379
"""
OURS = "subscription-unknown-pubsub"


def found(text: str, settings: str = "") -> list[str]:
    """The rules that report something in the file."""
    snapshot = snapshot_of({"/w/it.yaml": text, "/w/bus.yaml": BUS, "/w/daprls.toml": settings})
    return [each.rule for each in lint(snapshot, snapshot.files["/w/it.yaml"], ALL_RULES)]


def test_without_a_component_only_the_rules_about_resources_run() -> None:
    assert found(SUBSCRIPTION) == [OURS]


def test_beside_a_component_all_rules_run() -> None:
    assert OURS in found(BUS + "---\n" + SUBSCRIPTION)
    assert "duplicate-component-name" in found(BUS + "---\n" + SUBSCRIPTION)


def test_broken_yaml_is_not_told_and_the_rest_is_still_looked_at() -> None:
    assert found(SUBSCRIPTION + "scopes:\n - a\n  b: [\n") == [OURS]


def test_a_template_is_left_alone() -> None:
    assert found("{{- if .Values.orders }}\n" + SUBSCRIPTION + "{{- end }}\n") == []


@pytest.mark.parametrize(
    "comment", ["# daprls: ignore[subscription-unknown-pubsub] later", "# daprls: ignore[x]"]
)
def test_comments_count(comment: str) -> None:
    text = SUBSCRIPTION.replace("orderbuss", f"orderbuss {comment}")
    assert found(text) == ([] if OURS in comment else [OURS, "unused-ignore"])


def test_a_comment_for_a_rule_that_does_not_run_there_is_nobody_s_mistake() -> None:
    text = SUBSCRIPTION.replace("orderbuss", "orderbus # daprls: ignore[duplicate-key]")
    assert found(text) == []


def test_settings_count() -> None:
    assert found(SUBSCRIPTION, f'ignore = ["{OURS}"]\n') == []


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: apps/v1\nkind: Deployment\nspec:\n  pubsubname: orderbuss\n",
        SUBSCRIPTION.replace("dapr.io", "example.com"),
        "# dapr.io/\nkind: Subscription\nspec:\n  pubsubname: orderbuss\n",
    ],
)
def test_what_is_not_dapr_s_is_left_alone(text: str) -> None:
    assert found(text) == []
