"""The rule `subscription-unknown-pubsub`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Layer, Severity
from daprls.lint.rule import resource_rule
from daprls.lint.unknown_names import Wanted, unknown_component
from daprls.model.resource import Subscription
from daprls.model.uses import component_uses
from daprls.snapshot import Snapshot

_WANTED = Wanted("pub/sub component", "the sidecar never subscribes to this topic")


@resource_rule("subscription-unknown-pubsub", Severity.INFO, Subscription, layer=Layer.VALUE)
def subscription_unknown_pubsub(
    subscription: Subscription, snapshot: Snapshot
) -> Iterator[Finding]:
    """A subscription names a pub/sub component that is not known."""
    for use in component_uses(subscription):
        yield from unknown_component(use, snapshot, _WANTED)
