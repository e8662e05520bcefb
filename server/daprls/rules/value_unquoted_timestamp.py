"""The rule `value-unquoted-timestamp`."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component
from daprls.model.envelope import envelope_of
from daprls.schema import Level
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import quote
from daprls.syntax.scalars import implicit_type, plain_value
from daprls.syntax.tree import Entry, Mapping, Node, Scalar, Sequence, Style, walk
from daprls.text import TextEdit

_DROPPED = ("id", "name", "type")
"""Keys of the top level that `az` takes out before it fails on a date."""
_ITEMS = {"metadata": Level.METADATA_ITEM, "secrets": Level.SECRET}


_ERROR = "'datetime.date' object has no attribute '__dict__'"


@component_rule("value-unquoted-timestamp", Severity.ERROR, layer=Layer.SHAPE, dialects=ACA)
def value_unquoted_timestamp(component: Component, _snapshot: Snapshot) -> Iterator[Finding]:
    """A date without quotes, on which `az` fails."""
    harmless = {id(node) for node in _harmless(component)}
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


def _harmless(component: Component) -> Iterator[Node]:
    """Everything of which `az` drops or sends the text, dates included.

    It fails on what it keeps as it is, to drop it later: keys that it does not know, and at the top
    level also those that it knows, for it looks for them under `properties`.
    """
    for entry in component.root.entries:
        if entry.key.text in _DROPPED:
            yield from walk(entry.value)
        elif entry.key.text == "properties" and isinstance(entry.value, Mapping):
            for inner in entry.value.entries:
                yield from _harmless_property(component, inner)


def _harmless_property(component: Component, entry: Entry) -> Iterator[Node]:
    level = _ITEMS.get(entry.key.text)
    if level is None or not isinstance(entry.value, Sequence):
        yield from walk(entry.value)
        return
    known = envelope_of(component).keys(level)
    for item in entry.value.items:
        for each in item.entries if isinstance(item, Mapping) else ():
            if each.key.text in known:
                yield from walk(each.value)
