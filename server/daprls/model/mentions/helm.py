"""What a chart of Helm leaves to its values, as far as they are in its own `values.yaml`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from daprls.model.mention import Given, Parameter, Template
from daprls.model.mentions.collector import Collector
from daprls.syntax.tree import Mapping, Node, Scalar, resolve

_VALUE = re.compile(r"[\"']?\{\{-?\s*\.Values\.([\w.]+)\s*(?:\|\s*\w+\s*)*-?\}\}[\"']?")
_APP_ID = re.compile(r"dapr|\bapp[_-]?id\b", re.IGNORECASE)
_TEMPLATES = "/templates/"
_VALUES = ("values.yaml", "values.yml")
_DEEPEST = 10
_OWN = "local."
"""Nobody but the chart itself gives these, save who installs it with other values."""


def lookup(scalar: Scalar) -> Given:
    """What a scalar says that is nothing but one of the values."""
    match = _VALUE.fullmatch(scalar.raw.strip())
    return Parameter(_OWN + match[1]) if match is not None else None


def may_tell(path: str, text: str) -> bool:
    """Whether a file holds a chart's values, and an app ID may be among them."""
    return posixpath.basename(path) in _VALUES and _APP_ID.search(text) is not None


def template_of(path: str, root: Node | None, found: Collector) -> Template | None:
    """What a template of a chart asks for, or what the chart's values tell."""
    folder = posixpath.dirname(path)
    if found.holes:
        unit = path.rpartition(_TEMPLATES)[0] if _TEMPLATES in path else folder
        return Template(unit, {}, tuple(found.holes), (), frozenset())
    if may_tell(path, found.text) and root is not None:
        told = dict(_told(root, _OWN, found, 0))
        return Template(folder, told, (), (), frozenset()) if told else None
    return None


def _told(node: Node, name: str, found: Collector, depth: int) -> Iterator[tuple[str, Given]]:
    for entry in node.entries if isinstance(node, Mapping) and depth < _DEEPEST else ():
        value = resolve(entry.value)
        if isinstance(value, Mapping):
            yield from _told(value, f"{name}{entry.key.text}.", found, depth + 1)
        elif (given := found.given(value)) is not None:
            yield f"{name}{entry.key.text}", given
