"""App IDs from the file of `az containerapp create --yaml`, and from what `az … show` prints."""

from __future__ import annotations

import re

from daprls.model.dialect import find
from daprls.model.mention import Origin
from daprls.model.mentions.azure import read_app
from daprls.model.mentions.collector import Collector
from daprls.syntax.tree import Mapping, Node, Sequence, resolve

PROBE = re.compile(r"\bdapr[\"']?[ \t]*:", re.IGNORECASE)


def read(root: Node, found: Collector) -> None:
    """Adds the app ID of the container app that a document describes, or of each in a list."""
    for item in root.items if isinstance(root, Sequence) else (root,):
        app = resolve(item)
        if not isinstance(app, Mapping):
            continue
        properties = find(app, "properties")
        holder = properties if isinstance(properties, Mapping) else app
        read_app(find(holder, "configuration"), find(app, "name"), Origin.CONTAINER_APP, found)
