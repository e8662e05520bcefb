"""The rule `value-unquoted-timestamp`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component
from daprls.model.dialect import ACA_KEYS
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import quote
from daprls.syntax.scalars import implicit_type, plain_value
from daprls.syntax.tree import Mapping, Node, Scalar, Sequence, Style, walk
from daprls.text import TextEdit

_DROPPED = ("id", "name", "type")
"""Keys of the top level that `az` takes out before it fails on a date."""


_ERROR = "'datetime.date' object has no attribute '__dict__'"


@component_rule("value-unquoted-timestamp", Severity.ERROR, layer=Layer.SHAPE, dialects=ACA)
def value_unquoted_timestamp(component: Component, _snapshot: Snapshot) -> Iterator[Finding]:
    """A date without quotes, on which `az` fails."""
    harmless = {id(node) for node in _dropped(component)}
    for node in walk(component.root):
        for value in _values(node):
            parsed = plain_value(value)
            if isinstance(parsed, str):
                failure = ", but there is no such date, and `az` fails to read the file"
            elif type(parsed) is datetime.date and id(value) not in harmless:
                failure = (
                    ", and `az` fails on it: \"'datetime.date' object has no attribute '__dict__'\""
                )
            else:
                continue
            edit = TextEdit(component.path, value.span, quote(value.text, style=Style.DOUBLE))
            yield Finding(
                value.span,
                f"Without quotes this is a date to YAML{failure}. Quote it.",
                fixes=(Fix("Quote the value", (edit,), safe=True),),
            )


def _values(node: Node) -> Iterator[Scalar]:
    """The scalars in a collection, but for keys, that YAML takes for dates or times."""
    children: tuple[Node, ...] = ()
    if isinstance(node, Mapping):
        children = tuple(entry.value for entry in node.entries)
    elif isinstance(node, Sequence):
        children = node.items
    for child in children:
        if (
            isinstance(child, Scalar)
            and child.is_plain
            and child.tag is None
            and implicit_type(child.text) == "timestamp"
        ):
            yield child


def _dropped(component: Component) -> Iterator[Node]:
    """Everything that `az` drops without looking at it."""
    root = component.root
    for entry in root.entries:
        if entry.key.text in _DROPPED:
            yield from walk(entry.value)
        elif entry.key.text == "properties" and isinstance(entry.value, Mapping):
            for inner in entry.value.entries:
                if inner.key.text not in ACA_KEYS:
                    yield from walk(inner.value)
