"""A graph as a picture that opens anywhere: an SVG with its colours, and without a script.

It is a document with links, not an image, to those who do not see it: every node says in words what
its colour, its line and its sign tell.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from daprls.features.authentication_text import Manner
from daprls.features.drawing.layout import Box, Line, Placed, place
from daprls.features.drawing.measures import fitted, width
from daprls.features.drawing.style import NAMES, SIGNS, Theme, highlight, style
from daprls.features.drawing.words import (
    COLUMNS,
    EDGES,
    TITLES,
    Link,
    Target,
    authentication_of,
    detail_of,
    drawn_edges,
    is_open,
    name_of,
    one_line,
    sentence_of,
)
from daprls.features.graph_groups import Grouped, Grouping
from daprls.features.relations import EVERY_APP, Edge, EdgeKind, Node, NodeKind

_MARGIN = 28.0
_BETWEEN = 120.0
_TOP = 58.0
_CAPTION = 24.0
_LEGEND = 30.0
_TIP = 8.0
_INSET = 16.0
_NARROWEST, _WIDEST = 120.0, 300.0
_LINE_HEIGHT = 17.0
_TITLE = "Dapr components, and how they authenticate"


@dataclass(frozen=True, slots=True)
class Look:
    """For whom a picture is drawn."""

    theme: Theme = Theme.AUTO
    uri_of: Callable[[str], str] | None = None
    """The address of a folder, for a page that opens files itself and takes from `data-` what to
    open or to ask for; `None`: links are plain links."""


@dataclass(slots=True)
class _Drawing:
    grouped: Grouped
    link: Link
    look: Look
    numbers: Mapping[str, int]
    boxes: Mapping[str, Box]
    placed: Placed
    left: Sequence[float]
    """Where each column begins."""
    widths: Sequence[float]
    edges: Sequence[tuple[Line, Edge]]
    starts: dict[Line, float] = field(default_factory=dict)
    ends: dict[Line, float] = field(default_factory=dict)

    @property
    def width(self) -> float:
        return max((x + w for x, w in zip(self.left, self.widths, strict=True)), default=0.0)


def svg(grouped: Grouped, link: Link, look: Look | None = None) -> str:
    """The picture's text."""
    drawing = _drawing(grouped, link, look or Look())
    legend, legend_width, legend_height = _legend(drawing)
    wide = max(drawing.width, legend_width, width(_TITLE, 13, bold=True)) + _MARGIN
    high = _TOP + drawing.placed.height + legend_height + 2 * _MARGIN
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "daprls-graph",
            "viewBox": f"0 0 {wide:.0f} {high:.0f}",
            "width": f"{wide:.0f}",
            "height": f"{high:.0f}",
            "role": "graphics-document document",
            "aria-labelledby": "daprls-title",
            "aria-describedby": "daprls-description",
        },
    )
    ET.SubElement(root, "title", {"id": "daprls-title"}).text = _TITLE
    ET.SubElement(root, "desc", {"id": "daprls-description"}).text = _description(grouped)
    rules = "\n".join(map(highlight, drawing.numbers.values()))
    ET.SubElement(root, "style").text = f"{style(drawing.look.theme)}{rules}\n"
    ET.SubElement(root, "rect", {"class": "page", "width": "100%", "height": "100%"})
    _headings(root, drawing)
    for line, edge in drawing.edges:
        _edge(root, drawing, line, edge)
    for node in grouped.graph.nodes:
        _node(root, drawing, node)
    legend.set("transform", f"translate({_MARGIN:.0f} {high - legend_height - _MARGIN / 2:.0f})")
    root.append(legend)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"


def _description(grouped: Grouped) -> str:
    counts = {
        kind: sum(
            node.count for node in grouped.graph.nodes if node.kind is kind and node.id != EVERY_APP
        )
        for kind in NodeKind
    }
    told = ", ".join(f"{COLUMNS[kind].lower()}: {count}" for kind, count in counts.items())
    return f"{told[:1].upper()}{told[1:]}. Lines lead from left to right."


def _drawing(grouped: Grouped, link: Link, look: Look) -> _Drawing:
    nodes = grouped.graph.nodes
    kinds = [kind for kind in NodeKind if any(node.kind is kind for node in nodes)]
    captioned = grouped.grouping is not Grouping.FOLDER and len(_folders(nodes)) > 1
    boxes = {
        node.id: Box(
            node.id,
            kinds.index(node.kind),
            _height(node),
            node.folder if captioned and node.tally and not node.members else "",
        )
        for node in nodes
    }
    widths = [max(_width(node) for node in nodes if node.kind is kind) for kind in kinds]
    left = [_MARGIN + sum(widths[:at]) + at * _BETWEEN for at in range(len(widths))]
    edges = [
        (Line(edge.source, edge.target, number), edge)
        for number, edge in enumerate(drawn_edges(grouped.graph))
    ]
    forward = [line for line, _ in edges if boxes[line.source].column < boxes[line.target].column]
    placed = place(list(boxes.values()), forward, _CAPTION)
    numbers = {node.id: number for number, node in enumerate(nodes, 1)}
    drawing = _Drawing(grouped, link, look, numbers, boxes, placed, left, widths, edges)
    _find_ends(drawing)
    return drawing


def _folders(nodes: Sequence[Node]) -> set[str]:
    return {node.folder for node in nodes if node.tally}


def _lines(node: Node) -> int:
    return 1 + bool(detail_of(node)) + bool(authentication_of(node))


def _height(node: Node) -> float:
    return _LINE_HEIGHT * _lines(node) + 15


def _width(node: Node) -> float:
    told = width(_counts(node) if node.count > 1 else authentication_of(node), 11) + 16
    texts = (width(name_of(node), 13, bold=True), width(detail_of(node), 11), told)
    return min(_WIDEST, max(_NARROWEST, max(texts) + 2 * _INSET))


def _counts(node: Node) -> str:
    return "".join(f"{count}      " for _, count in node.tally)


def _middle(drawing: _Drawing, node_id: str) -> float:
    return _TOP + drawing.placed.middles[node_id]


def _find_ends(drawing: _Drawing) -> None:
    """Spreads the lines along the sides of their boxes, in the order of where they lead."""
    out: dict[str, list[Line]] = defaultdict(list)
    into: dict[str, list[Line]] = defaultdict(list)
    for line, _ in drawing.edges:
        out[line.source].append(line)
        if drawing.boxes[line.source].column < drawing.boxes[line.target].column:
            into[line.target].append(line)
        else:
            out[line.target].append(line)
    for sides, at_start in ((out, True), (into, False)):
        for node_id, lines in sides.items():
            lines.sort(key=lambda line: _next_height(drawing, line, node_id, at_start))
            room = drawing.boxes[node_id].height - 14
            step = min(9.0, room / max(1, len(lines)))
            for number, line in enumerate(lines):
                y = _middle(drawing, node_id) + (number - (len(lines) - 1) / 2) * step
                (drawing.starts if line.source == node_id else drawing.ends)[line] = y


def _next_height(drawing: _Drawing, line: Line, node_id: str, at_start: bool) -> float:
    passes = drawing.placed.passes.get(line, ())
    if passes:
        return passes[0 if at_start else -1][1]
    other = line.target if line.source == node_id else line.source
    return drawing.placed.middles[other]


def _headings(root: ET.Element, drawing: _Drawing) -> None:
    nodes = drawing.grouped.graph.nodes
    for kind in NodeKind:
        here = [node for node in nodes if node.kind is kind]
        if here:
            x = drawing.left[drawing.boxes[here[0].id].column]
            count = sum(node.count for node in here if node.id != EVERY_APP)
            _text(root, x + 2, 34, f"{COLUMNS[kind]} ({count})", "heading")
    tops: dict[tuple[int, str], float] = {}
    for box in drawing.boxes.values():
        if box.group:
            top = _middle(drawing, box.id) - box.height / 2
            key = (box.column, box.group)
            tops[key] = min(tops.get(key, top), top)
    common = _common([box.group for box in drawing.boxes.values() if box.group])
    for (column, group), top in tops.items():
        shown = one_line("/".join(group.split("/")[common:]) or ".")
        shown = fitted(shown, 11, drawing.widths[column])
        _text(root, drawing.left[column] + 2, top - 8, shown, "caption")


def _common(folders: Sequence[str]) -> int:
    """How many first steps all folders share."""
    count = 0
    for steps in zip(*(folder.split("/") for folder in folders), strict=False):
        if len(set(steps)) > 1:
            break
        count += 1
    return count


def _edge(root: ET.Element, drawing: _Drawing, line: Line, edge: Edge) -> None:
    source, target = drawing.boxes[line.source], drawing.boxes[line.target]
    x, y = drawing.left[source.column] + drawing.widths[source.column], drawing.starts[line]
    if source.column == target.column:
        end = drawing.ends[line]
        path = (
            f"M{x:.1f} {y:.1f}C{x + 60:.1f} {y:.1f} {x + 60:.1f} {end:.1f} {x + _TIP:.1f} {end:.1f}"
        )
        tip = (x, end, -1)
    else:
        path = f"M{x:.1f} {y:.1f}"
        for column, height in drawing.placed.passes.get(line, ()):
            left, right = drawing.left[column], drawing.left[column] + drawing.widths[column]
            path += _curve(x, y, left, _TOP + height) + f"H{right:.1f}"
            x, y = right, _TOP + height
        left, end = drawing.left[target.column], drawing.ends[line]
        path += _curve(x, y, left - _TIP, end) + f"H{left - _TIP + 1:.1f}"
        tip = (left, end, 1)
    ends = f"n{drawing.numbers[line.source]} n{drawing.numbers[line.target]}"
    name = _class_of(edge)
    shape = ET.SubElement(root, "g", {"class": f"edge {ends}"})
    ET.SubElement(shape, "path", {"class": name, "d": path})
    at, height, way = tip
    corners = f"M{at:.1f} {height:.1f}l{-way * _TIP:.0f}-4v8Z"
    ET.SubElement(shape, "path", {"class": f"tip {name}", "d": corners})


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    bend = (to_x - x) / 2
    return f"C{x + bend:.1f} {y:.1f} {to_x - bend:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"


def _class_of(edge: Edge) -> str:
    if edge.kind is EdgeKind.LOADS:
        return "loads"
    return "secrets" if edge.kind is EdgeKind.TAKES_SECRETS else NAMES[edge.manner]


def _node(root: ET.Element, drawing: _Drawing, node: Node) -> None:
    box = drawing.boxes[node.id]
    x, wide = drawing.left[box.column], drawing.widths[box.column]
    top = _middle(drawing, node.id) - box.height / 2
    target = drawing.link(node.location) if node.location is not None else None
    shape = _linked(root, drawing, node, target)
    said = sentence_of(node, target)
    ET.SubElement(shape, "title").text = said
    if node.members:
        # A card behind the first one: there are several.
        _outline(shape, node.kind, x + 4, top + 4, wide, box.height)
    _outline(shape, node.kind, x, top, wide, box.height)
    room = wide - 2 * _INSET
    y = top + 20
    name = fitted(name_of(node), 13, room, bold=True)
    _text(shape, x + _INSET, y, name, "name")
    if detail := detail_of(node):
        y += _LINE_HEIGHT
        _text(shape, x + _INSET, y, fitted(detail, 11, room), "detail")
    if authentication_of(node):
        y += _LINE_HEIGHT
        _told(shape, node, x + _INSET, y, room)
    if len(node.tally) == 1:
        name = NAMES[node.tally[0][0]]
        bar = f"M{x + 5:.1f} {top + 8:.1f}v{box.height - 16:.1f}h3v{16 - box.height:.1f}Z"
        ET.SubElement(shape, "path", {"class": f"bar {name}", "d": bar})


def _linked(root: ET.Element, drawing: _Drawing, node: Node, target: Target | None) -> ET.Element:
    """What holds a node: a link where it leads somewhere."""
    attributes = {
        "id": f"daprls-n{drawing.numbers[node.id]}",
        "class": f"node {node.kind.value}{' open' if is_open(node) else ''}",
    }
    group = _group(drawing, node)
    if target is not None and drawing.look.uri_of is not None:
        line, character = map(str, target.start)
        attributes |= {"role": "link", "tabindex": "0", "data-uri": target.href}
        attributes |= {"data-line": line, "data-character": character}
    elif group is not None:
        attributes |= {"role": "link", "tabindex": "0", "data-group": group}
    elif target is not None:
        attributes["href"] = f"{target.href}#L{target.start[0] + 1}"
        return ET.SubElement(root, "a", attributes)
    else:
        attributes["role"] = "img"
    attributes["aria-label"] = sentence_of(node, target)
    return ET.SubElement(root, "g", attributes)


def _group(drawing: _Drawing, node: Node) -> str | None:
    """What to ask for to see the members of a node one by one."""
    if not node.members or not node.tally or drawing.look.uri_of is None:
        return None
    if drawing.grouped.grouping is Grouping.FOLDER:
        return json.dumps({"folder": drawing.look.uri_of(node.folder)})
    return json.dumps({"types": [node.name]})


def _outline(
    shape: ET.Element, kind: NodeKind, x: float, y: float, wide: float, high: float
) -> None:
    """An app is round at its ends, a store has a double edge, a service has no corners."""
    box = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{wide:.1f}", "height": f"{high:.1f}"}
    if kind is NodeKind.SERVICE:
        cut = 10.0
        path = (
            f"M{x + cut:.1f} {y:.1f}h{wide - 2 * cut:.1f}l{cut} {cut}v{high - 2 * cut:.1f}"
            f"l{-cut} {cut}h{2 * cut - wide:.1f}l{-cut} {-cut}v{2 * cut - high:.1f}Z"
        )
        ET.SubElement(shape, "path", {"class": "shape", "d": path})
        return
    radius = min(high / 2, 22.0) if kind is NodeKind.APP else 7.0
    ET.SubElement(shape, "rect", {"class": "shape", "rx": f"{radius:.0f}", **box})
    if kind is NodeKind.STORE:
        inner = f"M{x + wide - 5:.1f} {y + 1:.1f}v{high - 2:.1f}"
        ET.SubElement(shape, "path", {"class": "shape", "d": inner})


def _told(shape: ET.Element, node: Node, x: float, y: float, room: float) -> None:
    """How a component authenticates, behind its sign; of several the signs with their numbers."""
    if node.count == 1:
        _sign(shape, node.tally[0][0], x + 5, y - 4)
        _text(shape, x + 16, y, fitted(authentication_of(node), 11, room - 16), "words")
        return
    for manner, count in node.tally:
        _sign(shape, manner, x + 5, y - 4)
        _text(shape, x + 15, y, str(count), "words")
        x += width(f"{count}", 11) + 30


def _sign(shape: ET.Element, manner: Manner | None, x: float, y: float) -> None:
    place = f"translate({x:.1f} {y:.1f})"
    ET.SubElement(
        shape,
        "path",
        {"class": f"sign {NAMES[manner]}", "transform": place, "d": SIGNS[manner]},
    )


def _legend(drawing: _Drawing) -> tuple[ET.Element, float, float]:
    """What signs and lines mean, with its width and height; only what is drawn."""
    used = {manner for node in drawing.grouped.graph.nodes for manner, _ in node.tally}
    kinds = {edge.kind for _, edge in drawing.edges}
    legend = ET.Element("g", {"class": "legend", "role": "img", "aria-label": "Legend"})
    rows: list[tuple[Manner | None, str, str]] = []
    for manner, title in TITLES.items():
        if manner in used:
            rows.append((manner, NAMES[manner], title))
    for kind, name in ((EdgeKind.LOADS, "loads"), (EdgeKind.TAKES_SECRETS, "secrets")):
        if kind in kinds:
            rows.append((None, name, EDGES[kind]))
    x, y, widest = 0.0, 0.0, 0.0
    most = max(drawing.width - _MARGIN, 560.0)
    for manner, name, title in rows:
        wide = 76 + width(title, 11)
        if x and x + wide > most:
            x, y = 0.0, y + _LEGEND * 0.8
        line = f"M{x:.1f} {y:.1f}h44"
        ET.SubElement(legend, "path", {"class": f"edge {name}", "d": line})
        if name in NAMES.values():
            _sign(legend, manner, x + 22, y)
        else:
            tip = f"M{x + 46:.1f} {y:.1f}l-8-4v8Z"
            ET.SubElement(legend, "path", {"class": f"tip {name}", "d": tip})
        _text(legend, x + 52, y + 4, title, "words")
        x += wide + 10
        widest = max(widest, x)
    return legend, widest + _MARGIN, y + _LEGEND


def _text(parent: ET.Element, x: float, y: float, text: str, name: str) -> None:
    ET.SubElement(parent, "text", {"class": name, "x": f"{x:.1f}", "y": f"{y:.1f}"}).text = text
