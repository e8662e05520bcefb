"""The rule `state-key-prefix-separator`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.metadata_value import value_text
from daprls.snapshot import Snapshot

_SEPARATOR = "||"


@component_rule("state-key-prefix-separator", Severity.ERROR, layer=Layer.VALUE)
def state_key_prefix_separator(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A key prefix holds the separator that the sidecar puts behind it."""
    known = snapshot.type(component)
    if known is None or known.category not in ("state", "lock"):
        return
    for entry in component.entries("keyPrefix"):
        text = value_text(component, entry)
        if text is not None and entry.literal is not None and _SEPARATOR in text:
            error = f"input key/keyPrefix '…' can't contain '{_SEPARATOR}'"
            yield Finding(
                entry.literal.span,
                f"'keyPrefix' must not hold '{_SEPARATOR}', which the sidecar puts between prefix "
                f'and key; it refuses the component with "{error}".',
            )
