"""Trees as plain Python data, to compare what a text says before and after."""

from __future__ import annotations

from typing import Any

from daprls.syntax.parser import parse
from daprls.syntax.tree import Alias, Entry, Mapping, Node, Scalar, Sequence


def data(node: Node | None) -> Any:
    """Text, lists, and lists of pairs, so that duplicate keys and their order count."""
    if isinstance(node, Scalar):
        # An anchor or a tag with nothing behind it.
        return node.text if node.raw else None
    if isinstance(node, Alias):
        return data(node.target)
    if isinstance(node, Mapping):
        return [(entry.key.text, data(entry.value)) for entry in node.entries]
    if isinstance(node, Sequence):
        return [data(item) for item in node.items]
    return None


def data_of(text: str) -> Any:
    """The data of a text of one document that YAML accepts."""
    tree = parse(text)
    assert tree.problems == (), text
    assert len(tree.documents) == 1, text
    return data(tree.documents[0].root)


def root_of(text: str) -> Node:
    return parse(text).documents[0].root


def at(node: Node, *keys: str | int) -> Node:
    """The node that keys and indices lead to."""
    for key in keys:
        if isinstance(node, Mapping):
            node = entry_at(node, str(key)).value
        else:
            assert isinstance(node, Sequence)
            node = node.items[int(key)]
    return node


def entry_at(node: Node, key: str) -> Entry:
    assert isinstance(node, Mapping)
    entry = node.entry(key)
    assert entry is not None, key
    return entry


def mapping_at(node: Node, *keys: str | int) -> Mapping:
    found = at(node, *keys)
    assert isinstance(found, Mapping)
    return found


def sequence_at(node: Node, *keys: str | int) -> Sequence:
    found = at(node, *keys)
    assert isinstance(found, Sequence)
    return found


def scalar_at(node: Node, *keys: str | int) -> Scalar:
    found = at(node, *keys)
    assert isinstance(found, Scalar)
    return found
