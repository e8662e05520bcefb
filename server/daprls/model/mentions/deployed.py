"""Components that are there already, from a file with the output of
`az containerapp env dapr-component list` or `show`, as JSON or as YAML.
"""

from __future__ import annotations

import re

from daprls.model.dialect import find
from daprls.model.mention import MentionKind, Origin
from daprls.model.mentions.collector import Collector
from daprls.syntax.tree import Mapping, Node, Scalar, Sequence, resolve

PROBE = re.compile(r"daprComponents\b", re.IGNORECASE)

_RESOURCE = re.compile(
    r"(?:^|/)Microsoft\.App/\w+Environments/(?:[^/]+/)?daprComponents(?:/|$)", re.IGNORECASE
)


def read(root: Node, found: Collector) -> None:
    """Adds the components that a document lists."""
    items = root.items if isinstance(root, Sequence) else (root,)
    for each in items:
        item = resolve(each)
        if isinstance(item, Mapping) and _is_resource(item):
            found.node(
                MentionKind.COMPONENT,
                find(item, "name"),
                Origin.DEPLOYED,
                component_type=find(find(item, "properties"), "componentType"),
                is_editable=False,
            )


def _is_resource(item: Mapping) -> bool:
    """Whether an item has an identity of its own, which only a deployed component has."""
    identity = item.get("id")
    return isinstance(identity, Scalar) and _RESOURCE.search(identity.text) is not None
