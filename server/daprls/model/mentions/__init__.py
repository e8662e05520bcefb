"""Reads names of apps and components from all kinds of files that hold no component.

Each kind of file has a module of its own: a `PROBE` that is cheap and never says no wrongly, and a
`read`. No reader raises, whatever the text; none opens a file. What they find is in `names_in`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from daprls.model.mention import Names
from daprls.model.mentions import kubernetes, multi_app_run
from daprls.model.mentions.collector import Collector
from daprls.syntax.tree import Node, Tree

_Read = Callable[[Node, Collector], None]

_YAML: tuple[tuple[re.Pattern[str], _Read], ...] = (
    (kubernetes.PROBE, kubernetes.read),
    (multi_app_run.PROBE, multi_app_run.read),
)


def names_in_yaml(path: str, text: str, tree: Callable[[], Tree]) -> Names:
    """The names that a YAML file says; `tree` is asked for only if something may be found."""
    readers = [read for probe, read in _YAML if probe.search(text) is not None]
    if not readers:
        return Names()
    found = Collector(path)
    for document in tree().documents:
        for read in readers:
            read(document.root, found)
    return found.names
