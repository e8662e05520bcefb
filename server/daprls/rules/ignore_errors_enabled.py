"""The rule `ignore-errors-enabled`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.dialect import Dialect, find
from daprls.model.reading import sent_text
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Scalar


@component_rule("ignore-errors-enabled", Severity.HINT, layer=Layer.VALUE, on_by_default=False)
def ignore_errors_enabled(component: Component, _snapshot: Snapshot) -> Iterator[Finding]:
    """Apps start without the component when it fails to start."""
    value = find(component.body, "ignoreErrors")
    if isinstance(value, Scalar) and _is_on(value, component.dialect):
        yield Finding(
            value.span,
            "If the component fails to start, the sidecar says so only in its log and runs on "
            "without it: calls are then answered as if there were no such component.",
        )


def _is_on(value: Scalar, dialect: Dialect) -> bool:
    sent = (sent_text(value, dialect) or "").lower()
    if dialect is Dialect.OSS:
        # A text is refused there.
        return value.is_plain and sent == "true"
    return sent in ("true", "1")
