"""App IDs from lists of arguments that start a sidecar: in services of compose, and in containers
that run daprd without the help of Kubernetes.
"""

from __future__ import annotations

import re

from daprls.model.mention import MentionKind, Origin
from daprls.model.mentions.collector import Collector
from daprls.model.mentions.words import word_span
from daprls.syntax.tree import Mapping, Node, Scalar, Sequence, resolve, walk
from daprls.text import Span

PROBE = re.compile(r"-app-id\b")

_OPTION = re.compile(r"--?app-id")
_WITH_VALUE = re.compile(r"--?app-id[= ](.*)", re.DOTALL)
_IN_LINE = re.compile(r"(?<![\w-])--?app-id(?:=|[ \t]+)[\"']?([^\s\"']+)")
_COMMANDS = ("command", "entrypoint", "args")


def read(root: Node, found: Collector) -> None:
    """Adds the app IDs of all lists of arguments, and of the commands of compose."""
    services = root.get("services") if isinstance(root, Mapping) else None
    is_compose = isinstance(services, Mapping)
    origin = Origin.COMPOSE if is_compose else Origin.COMMAND
    for node in walk(root):
        if isinstance(node, Sequence):
            _list(node, origin, found)
        elif isinstance(node, Mapping) and is_compose:
            for key in _COMMANDS:
                value = node.get(key)
                if isinstance(value, Scalar):
                    _line(value, found)


def _list(node: Sequence, origin: Origin, found: Collector) -> None:
    items = [resolve(item) for item in node.items]
    for index, item in enumerate(items):
        if not isinstance(item, Scalar):
            continue
        if _OPTION.fullmatch(item.text):
            if index + 1 < len(items):
                found.node(MentionKind.APP, items[index + 1], origin)
        elif (match := _WITH_VALUE.fullmatch(item.text)) is not None:
            span = word_span(item)
            if span is None:
                found.unread(MentionKind.APP)
                continue
            start = span.start + match.start(1)
            found.word(MentionKind.APP, match[1], Span(start, span.end), origin)


def _line(command: Scalar, found: Collector) -> None:
    for match in _IN_LINE.finditer(command.raw):
        start = command.span.start + match.start(1)
        found.word(MentionKind.APP, match[1], Span(start, start + len(match[1])), Origin.COMPOSE)
