"""What all drawings say of a graph in the same words, and where its nodes lead.

Names are those of files, so they may hold anything: what is here can stand on one line and turns
no text around. What a format would take for its own signs is seen to by the format.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from daprls.features.authentication_text import Manner
from daprls.features.relations import EVERY_APP, EdgeKind, Graph, Node, NodeKind
from daprls.text import Location

_LONGEST = 120
_JOINERS = "\u200c\u200d"
"""Signs that shape what stands beside them, as in emoji of several parts, and show nothing."""
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

TITLES = {
    Manner.IDENTITY: "managed identity",
    Manner.PRINCIPAL: "service principal",
    Manner.STORED: "key or password kept elsewhere",
    Manner.WRITTEN: "key or password in the file",
    None: "not shown by the file",
}
"""The manners of authenticating, as a legend has them."""
UNTOLD_WAY = "authentication not shown"
_SHORT = {
    Manner.IDENTITY: "managed identity",
    Manner.PRINCIPAL: "service principal",
    Manner.STORED: "key elsewhere",
    Manner.WRITTEN: "key in the file",
    None: "not shown",
}
COLUMNS = {
    NodeKind.APP: "Apps",
    NodeKind.COMPONENT: "Components",
    NodeKind.STORE: "Secret stores",
    NodeKind.SERVICE: "Services",
}
"""The kinds of nodes, as headings have them."""
_MANY = {
    NodeKind.APP: "apps",
    NodeKind.COMPONENT: "components",
    NodeKind.STORE: "secret stores",
    NodeKind.SERVICE: "services",
}
EDGES = {
    EdgeKind.LOADS: "loads",
    EdgeKind.TAKES_SECRETS: "takes secrets from",
    EdgeKind.REACHES: "reaches",
}
"""What leads from node to node, as a verb."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a node leads."""

    path: str
    """The file, as people read it."""
    href: str
    """Its address, in which nothing needs to be escaped but `&` and `'`."""
    start: tuple[int, int]
    """Line and character, counted from 0, in UTF-16 units."""
    end: tuple[int, int]


Link = Callable[[Location], Target | None]
"""Tells where a place in a file is, for those who read the drawing."""


def one_line(text: str, longest: int = _LONGEST) -> str:
    """A text of anybody's without line breaks and without signs that nobody sees."""
    shown = "".join(
        sign if sign in _JOINERS or unicodedata.category(sign) not in _REFUSED else "\ufffd"
        for sign in " ".join(text.split())
    )
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def name_of(node: Node) -> str:
    """What a node is called."""
    if node.count > 1 and not node.name:
        return f"{node.count} {_MANY[node.kind]}"
    if node.kind is NodeKind.SERVICE and not node.name:
        return "not named here"
    return one_line(node.name)


def detail_of(node: Node) -> str:
    """What a node is; may be empty."""
    if node.id == EVERY_APP:
        return "where no scopes are given"
    if node.count > 1 and node.name:
        return f"{node.count} {_MANY[node.kind]}"
    if node.kind is NodeKind.APP:
        return one_line(", ".join(each.name for each in node.members))
    return one_line(node.detail)


def authentication_of(node: Node) -> str:
    """How a component authenticates; empty for what is none, or is not to be found."""
    if not node.tally:
        return ""
    if node.count == 1:
        return one_line(UNTOLD_WAY if node.authentication is None else node.authentication)
    return " · ".join(f"{count} {_SHORT[manner]}" for manner, count in node.tally)


def is_open(node: Node) -> bool:
    """Whether a node stands for something that no file shows: a store, or a service's name."""
    return node.is_missing or (node.kind is NodeKind.SERVICE and not node.name and not node.members)


def lines_of(node: Node) -> tuple[str, ...]:
    """All that is said of a node, a line each."""
    lines = (name_of(node), detail_of(node), authentication_of(node))
    return tuple(line for line in lines if line)


def sentence_of(node: Node, target: Target | None) -> str:
    """All that is said of a node, for a tooltip."""
    said = " · ".join(lines_of(node))
    return f"{said} · {one_line(target.path)}:{target.start[0] + 1}" if target is not None else said


def picture(graph: Graph) -> Graph:
    """What is drawn of a graph, without what would only hide more.

    That is what apps load of stores which components use, and a store that names itself.
    """
    used = {edge.target for edge in graph.edges if edge.kind is EdgeKind.TAKES_SECRETS}
    stores = {node.id for node in graph.nodes if node.kind is NodeKind.STORE}
    edges = tuple(
        edge
        for edge in graph.edges
        if edge.source != edge.target
        and (edge.kind is not EdgeKind.LOADS or edge.target not in used & stores)
    )
    loads = any(edge.source == EVERY_APP for edge in edges)
    nodes = tuple(node for node in graph.nodes if loads or node.id != EVERY_APP)
    return Graph(nodes, edges)
