"""A graph as a flowchart of Mermaid, for pages and pull requests.

Boxes are left to the page's theme; kinds differ by shape, manners of authenticating by words, line
and a colour that is seen in light and dark themes. Mermaid itself refuses more characters than
`MOST_CHARACTERS` and more edges than `MOST_EDGES`, unless the page allows them.
"""

from __future__ import annotations

from collections.abc import Iterator

from daprls.features.authentication_text import Manner
from daprls.features.drawing.style import BOTH
from daprls.features.drawing.words import (
    COLUMNS,
    EDGES,
    TITLES,
    Link,
    Target,
    is_open,
    lines_of,
    picture,
    sentence_of,
)
from daprls.features.relations import Edge, EdgeKind, Graph, Node, NodeKind

MOST_CHARACTERS = 50_000
MOST_EDGES = 500

_SHAPES = {
    NodeKind.APP: ("([", "])"),
    NodeKind.COMPONENT: ("[", "]"),
    NodeKind.STORE: ("[(", ")]"),
    NodeKind.SERVICE: ("{{", "}}"),
}
_LINES = {
    Manner.IDENTITY: "==>",
    Manner.PRINCIPAL: "-->",
    Manner.STORED: "-.->",
    Manner.WRITTEN: "--x",
    None: "---",
}
_SIGNS = {sign: f"#{ord(sign)};" for sign in '"#&<>`\\$'}
"""Signs that end a text, begin an entity, or are taken for HTML or Markdown."""
_CLASSES = (
    "classDef app stroke-width:2px",
    "classDef secretStore stroke-width:2px",
    "classDef missing stroke-dasharray:6 4",
)


def mermaid(graph: Graph, link: Link) -> Iterator[str]:
    """The lines of the flowchart."""
    graph = picture(graph)
    yield "flowchart LR"
    yield "  accTitle: Dapr components, and how they authenticate"
    names = {node.id: f"n{number}" for number, node in enumerate(graph.nodes, 1)}
    for kind in NodeKind:
        nodes = [node for node in graph.nodes if node.kind is kind]
        if nodes:
            yield f'  subgraph {kind.value}s ["{COLUMNS[kind]}"]'
            for node in nodes:
                yield f"    {_node(names[node.id], node)}"
            yield "  end"
    edges = graph.edges
    for edge in edges:
        yield f"  {names[edge.source]} {_edge(edge)} {names[edge.target]}"
    for manner, colour in BOTH.items():
        numbers = [
            str(number)
            for number, edge in enumerate(edges)
            if edge.kind is EdgeKind.REACHES and edge.manner is manner
        ]
        if numbers:
            yield f"  linkStyle {','.join(numbers)} stroke:{colour}"
    for line in _CLASSES:
        yield f"  {line}"
    for node in graph.nodes:
        target = link(node.location) if node.location is not None else None
        if target is not None:
            yield f"  {_click(names[node.id], node, target)}"


def _node(name: str, node: Node) -> str:
    opening, closing = _SHAPES[node.kind]
    label = "<br>".join(map(_escaped, lines_of(node)))
    style = "missing" if is_open(node) else node.kind.value
    return f'{name}{opening}"{label}"{closing}:::{style}'


def _edge(edge: Edge) -> str:
    if edge.kind is EdgeKind.LOADS:
        return "-->"
    if edge.kind is EdgeKind.TAKES_SECRETS:
        return f'-. "{EDGES[edge.kind]}" .->'
    words = TITLES[edge.manner]
    return f'{_LINES[edge.manner]}|"{words}"|'


def _click(name: str, node: Node, target: Target) -> str:
    tooltip = _escaped(sentence_of(node, target))
    return f'click {name} href "{target.href}#L{target.start[0] + 1}" "{tooltip}"'


def _escaped(text: str) -> str:
    return "".join(_SIGNS.get(sign, sign) for sign in text)
