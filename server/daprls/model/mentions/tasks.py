"""App IDs from the tasks of VS Code that start a sidecar, as Dapr's own extension writes them."""

from __future__ import annotations

import re

from daprls.model.mention import MentionKind, Origin
from daprls.model.mentions.collector import Collector
from daprls.syntax.tree import Mapping, Node, Scalar, Sequence

PROBE = re.compile(r"\"type\"\s*:\s*\"daprd?\"")


def read(root: Node, found: Collector) -> None:
    """Adds the app IDs of the tasks."""
    tasks = root.get("tasks") if isinstance(root, Mapping) else None
    for task in tasks.items if isinstance(tasks, Sequence) else ():
        type_ = task.get("type") if isinstance(task, Mapping) else None
        if (
            isinstance(task, Mapping)
            and isinstance(type_, Scalar)
            and type_.text in ("dapr", "daprd")
        ):
            found.node(MentionKind.APP, task.get("appId"), Origin.TASK)
