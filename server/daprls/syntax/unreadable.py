"""What YAML's grammar takes, and PyYAML, with which `az` reads files, makes no value of.

Tags of one's own are not here, since they mean something to other readers too (see `yaml-syntax`),
nor are dates, which PyYAML reads and `az` fails on (see `value-unquoted-timestamp`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from daprls.syntax.scalars import (
    TextClass,
    az_text,
    classify_node,
    implicit_type,
    is_pipeline_token,
)
from daprls.syntax.tree import Alias, Entry, Mapping, Node, Scalar, Sequence, resolve, walk
from daprls.text import Span

_OWN = "tag:yaml.org,2002:"


class Why(Enum):
    """What is wrong with something that PyYAML makes no value of."""

    RESERVED = "reserved"
    """`=` or `<<` without quotes, in a value's place."""
    TAG = "tag"
    """A tag of YAML's own that asks for a value which cannot be made, such as `!!int x`."""
    BYTES = "bytes"
    """`!!binary`, whose bytes cannot be sent."""
    KEY = "key"
    """A list or map as a key."""
    MERGE = "merge"
    """Something other than maps behind `<<`."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A place that PyYAML makes no value of."""

    node: Node
    why: Why

    @property
    def span(self) -> Span:
        """Where it stands, without a tag before it."""
        return self.node.span


def unreadable(root: Node) -> Iterator[Unreadable]:
    """Every such place below `root`, in order."""
    for node in walk(root):
        if isinstance(node, Mapping) and classify_node(node) is TextClass.ORDINARY:
            for entry in node.entries:
                yield from _in_entry(entry)
        elif isinstance(node, Sequence):
            for item in node.items:
                yield from _in_value(item)


def _in_entry(entry: Entry) -> Iterator[Unreadable]:
    key = entry.key
    if key.is_plain and key.raw.startswith(("[", "{")) and not is_pipeline_token(key.raw):
        yield Unreadable(key, Why.KEY)
    if key.is_plain and key.text == "<<":
        if not _is_mergeable(entry.value):
            yield Unreadable(entry.value, Why.MERGE)
        return
    yield from _in_value(entry.value)


def _is_mergeable(value: Node) -> bool:
    """Whether a map or a list of maps stands behind `<<`; an alias of nothing is told elsewhere."""
    node = resolve(value)
    if isinstance(node, Sequence):
        return all(isinstance(resolve(item), Mapping | None) for item in node.items)
    return isinstance(node, Mapping) or (node is None and isinstance(value, Alias))


def _in_value(value: Node) -> Iterator[Unreadable]:
    if not isinstance(value, Scalar):
        return
    if value.tag is None:
        if value.is_plain and implicit_type(value.text) in ("value", "merge"):
            yield Unreadable(value, Why.RESERVED)
    elif value.tag == f"{_OWN}binary":
        yield Unreadable(value, Why.BYTES)
    elif value.tag.startswith(_OWN) and value.tag not in _OFTEN_NO_TEXT and az_text(value) is None:
        yield Unreadable(value, Why.TAG)


_OFTEN_NO_TEXT = (f"{_OWN}null", f"{_OWN}timestamp")
"""Tags whose values are no text although they can be made."""
