"""App IDs from the annotations that put a Dapr sidecar beside a pod, wherever a pod's template
stands: in workloads, in other people's resources, in the values of a chart.
"""

from __future__ import annotations

import re

from daprls.model.mention import MentionKind, Origin
from daprls.model.mentions.collector import Collector
from daprls.syntax.scalars import plain_value
from daprls.syntax.tree import Entry, Mapping, Node, Scalar, Style, resolve, walk
from daprls.text import Span

PROBE = re.compile(r"dapr\.io/(?:app-id|enabled)")

APP_ID = "dapr.io/app-id"
"""The annotation that gives a pod its app ID."""
_LINE = re.compile(r"[^\r\n]*[^\s]")
_ENABLED = "dapr.io/enabled"


def read(root: Node, found: Collector) -> None:
    """Adds the app IDs of all pods that a document describes."""
    for node in walk(root):
        if not isinstance(node, Mapping):
            continue
        entry = node.entry(APP_ID)
        if entry is not None:
            found.node(MentionKind.APP, _value(entry, found.text), Origin.KUBERNETES)
        elif _is_enabled(node):
            # Without the annotation the pod's own name serves, which nobody knows beforehand.
            found.unread(MentionKind.APP)


def _value(entry: Entry, text: str) -> Node | None:
    """The value of an annotation, or the line that a template tool makes a scalar of."""
    value = resolve(entry.value)
    if not isinstance(value, Mapping):
        return value
    line = _LINE.match(text, value.span.start)
    if line is None:
        return value
    return Scalar(Span(*line.span()), line[0], line[0], Style.PLAIN)


def _is_enabled(annotations: Mapping) -> bool:
    entry = annotations.entry(_ENABLED)
    value = resolve(entry.value) if entry is not None else None
    if not isinstance(value, Scalar):
        return False
    return plain_value(value) is True or value.text.lower() in ("true", "yes", "on", "y", "1")
