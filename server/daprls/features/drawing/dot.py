"""A graph in the language of Graphviz, for those who lay it out themselves.

Kinds differ by shape, manners of authenticating by words, line and colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from daprls.features.authentication_text import Manner
from daprls.features.drawing.words import (
    COLUMNS,
    EDGES,
    TITLES,
    Link,
    is_open,
    lines_of,
    picture,
    sentence_of,
)
from daprls.features.relations import Edge, EdgeKind, Graph, Node, NodeKind

_SHAPES = {
    NodeKind.APP: "oval",
    NodeKind.COMPONENT: "box",
    NodeKind.STORE: "cylinder",
    NodeKind.SERVICE: "hexagon",
}
_LINES = {
    Manner.IDENTITY: ("bold", "#1a7f37"),
    Manner.PRINCIPAL: ("solid", "#0969da"),
    Manner.STORED: ("dashed", "#9a6700"),
    Manner.WRITTEN: ("dotted", "#cf222e"),
    None: ("solid", "#6e7781"),
}
_HEAD = (
    "rankdir=LR",
    'graph [fontname="Helvetica", nodesep=0.2, ranksep=1.2]',
    'node [fontname="Helvetica", fontsize=11, style="filled", fillcolor="white", color="#57606a"]',
    'edge [fontname="Helvetica", fontsize=9, color="#57606a"]',
)


def dot(graph: Graph, link: Link) -> Iterator[str]:
    """The lines of the digraph."""
    graph = picture(graph)
    yield "digraph daprls {"
    for line in _HEAD:
        yield f"  {line};"
    names = {node.id: f"n{number}" for number, node in enumerate(graph.nodes, 1)}
    for kind in NodeKind:
        nodes = [node for node in graph.nodes if node.kind is kind]
        if nodes:
            yield f"  subgraph {kind.value} {{"
            yield f"    rank=same; // {COLUMNS[kind]}"
            for node in nodes:
                yield f"    {names[node.id]} {_attributes(_node(node, link))};"
            yield "  }"
    for edge in graph.edges:
        yield f"  {names[edge.source]} -> {names[edge.target]} {_attributes(_edge(edge))};"
    yield "}"


def _node(node: Node, link: Link) -> Mapping[str, str]:
    target = link(node.location) if node.location is not None else None
    attributes = {"label": "\n".join(lines_of(node)), "shape": _SHAPES[node.kind]}
    if is_open(node):
        attributes["style"] = "filled,dashed"
    if target is not None:
        attributes["URL"] = f"{target.href}#L{target.start[0] + 1}"
    attributes["tooltip"] = sentence_of(node, target)
    return attributes


def _edge(edge: Edge) -> Mapping[str, str]:
    if edge.kind is EdgeKind.LOADS:
        return {"tooltip": EDGES[edge.kind]}
    if edge.kind is EdgeKind.TAKES_SECRETS:
        return {"label": EDGES[edge.kind], "style": "dashed", "arrowhead": "vee"}
    style, colour = _LINES[edge.manner]
    return {"label": TITLES[edge.manner], "style": style, "color": colour, "fontcolor": colour}


def _attributes(attributes: Mapping[str, str]) -> str:
    return f"[{', '.join(f'{name}={_quoted(text)}' for name, text in attributes.items())}]"


def _quoted(text: str) -> str:
    r"""A string of DOT, in which `\` is kept from meaning anything, and `&` no entity begins."""
    text = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return '"{}"'.format(text.replace("\n", "\\n"))
