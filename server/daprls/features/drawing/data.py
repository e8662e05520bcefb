"""A graph as JSON, for programs; docs/cli.md describes it. It is a stable contract."""

from __future__ import annotations

import json
from typing import Any

from daprls.features.drawing.words import Link
from daprls.features.graph_groups import Grouped
from daprls.features.relations import EVERY_APP, Edge, Node, NodeKind

VERSION = 1
"""Grows only when what is there already changes its meaning."""
_NO_MANNER = "none"
_COMPONENTS = (NodeKind.COMPONENT, NodeKind.STORE)

_Json = dict[str, Any]


def data(grouped: Grouped, link: Link) -> str:
    """The object as text, in ASCII."""
    nodes = grouped.graph.nodes
    ids = {node.id: _id(node, link) for node in nodes}
    content = {
        "version": VERSION,
        "grouping": grouped.grouping.value,
        "nodes": [{"id": ids[node.id], **_node(node, link)} for node in nodes],
        "edges": [
            {"from": ids[edge.source], "to": ids[edge.target], **_edge(edge)}
            for edge in grouped.graph.edges
        ],
    }
    return json.dumps(content, indent=2)


def _id(node: Node, link: Link) -> str:
    """The node's ID with the path as the reader knows it."""
    if node.location is None or (target := link(node.location)) is None:
        return node.id
    return node.id.replace(node.location.path, target.path, 1)


def _node(node: Node, link: Link) -> _Json:
    target = link(node.location) if node.location is not None else None
    known = node.name if node.id != EVERY_APP else ""
    shown: _Json = {"kind": node.kind.value, "name": known or None}
    if node.kind in _COMPONENTS:
        shown["type"] = node.detail if "." in node.detail else None
        shown["authentication"] = node.authentication or None
        shown["manners"] = {
            (manner.value if manner is not None else _NO_MANNER): count
            for manner, count in node.tally
        }
        shown["found"] = not node.is_missing
    elif node.kind is NodeKind.SERVICE:
        shown["service"] = node.detail
    place = {"start": _position(target.start), "end": _position(target.end)} if target else None
    return {
        **shown,
        "file": target.path if target is not None else None,
        "range": place,
        "members": [_id(each, link) for each in node.members],
    }


def _edge(edge: Edge) -> _Json:
    manner = {"manner": edge.manner.value} if edge.manner is not None else {}
    return {"kind": edge.kind.value, "count": edge.count, **manner}


def _position(place: tuple[int, int]) -> _Json:
    return {"line": place[0], "character": place[1]}
