"""A graph as a picture that opens anywhere: an SVG with its colours, and without a script.

It is a document with links, not an image, to those who do not see it: every node says in words what
its colour, its line and its sign tell.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from daprls.features.authentication_text import Manner
from daprls.features.drawing.layout import Line
from daprls.features.drawing.measures import fitted, width
from daprls.features.drawing.plan import INSET, LINE_HEIGHT, MARGIN, TOP, Plan, plan_of
from daprls.features.drawing.style import NAMES, SIGNS, Theme, highlight, style
from daprls.features.drawing.words import (
    COLUMNS,
    EDGES,
    TITLES,
    Link,
    Target,
    authentication_of,
    detail_of,
    is_open,
    name_of,
    one_line,
    picture,
    sentence_of,
)
from daprls.features.graph_groups import Grouped, Grouping
from daprls.features.relations import EVERY_APP, Edge, EdgeKind, Node, NodeKind

_LEGEND = 30.0
_TIP = 8.0
_TITLE = "Dapr components, and how they authenticate"


@dataclass(frozen=True, slots=True)
class Look:
    """For whom a picture is drawn."""

    theme: Theme = Theme.AUTO
    uri_of: Callable[[str], str] | None = None
    """The address of a folder, for a page that opens files itself and takes from `data-` what to
    open or to ask for; `None`: links are plain links."""


@dataclass(frozen=True, slots=True)
class _Drawing:
    grouped: Grouped
    link: Link
    look: Look
    plan: Plan


def svg(grouped: Grouped, link: Link, look: Look | None = None) -> str:
    """The picture's text."""
    grouped = replace(grouped, graph=picture(grouped.graph))
    drawing = _Drawing(grouped, link, look or Look(), plan_of(grouped))
    legend, legend_width, legend_height = _legend(drawing)
    wide = max(drawing.plan.width, legend_width, width(_TITLE, 13, bold=True)) + MARGIN
    high = TOP + drawing.plan.placed.height + legend_height + 2 * MARGIN
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
    rules = "\n".join(map(highlight, drawing.plan.numbers.values()))
    ET.SubElement(root, "style").text = f"{style(drawing.look.theme)}{rules}\n"
    ET.SubElement(root, "rect", {"class": "page", "width": "100%", "height": "100%"})
    _headings(root, drawing)
    for line, edge in drawing.plan.edges:
        _edge(root, drawing.plan, line, edge)
    for node in grouped.graph.nodes:
        _node(root, drawing, node)
    legend.set("transform", f"translate({MARGIN:.0f} {high - legend_height - MARGIN / 2:.0f})")
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


def _headings(root: ET.Element, drawing: _Drawing) -> None:
    nodes = drawing.grouped.graph.nodes
    for kind in NodeKind:
        here = [node for node in nodes if node.kind is kind]
        if here:
            x = drawing.plan.left[drawing.plan.boxes[here[0].id].column]
            count = sum(node.count for node in here if node.id != EVERY_APP)
            _text(root, x + 2, 34, f"{COLUMNS[kind]} ({count})", "heading")
    tops: dict[tuple[int, str], float] = {}
    for box in drawing.plan.boxes.values():
        if box.group:
            top = drawing.plan.middle(box.id) - box.height / 2
            key = (box.column, box.group)
            tops[key] = min(tops.get(key, top), top)
    common = _common([box.group for box in drawing.plan.boxes.values() if box.group])
    for (column, group), top in tops.items():
        shown = one_line("/".join(group.split("/")[common:]) or ".")
        shown = fitted(shown, 11, drawing.plan.widths[column])
        _text(root, drawing.plan.left[column] + 2, top - 8, shown, "caption")


def _common(folders: Sequence[str]) -> int:
    """How many first steps all folders share."""
    count = 0
    for steps in zip(*(folder.split("/") for folder in folders), strict=False):
        if len(set(steps)) > 1:
            break
        count += 1
    return count


def _edge(root: ET.Element, plan: Plan, line: Line, edge: Edge) -> None:
    source, target = plan.boxes[line.source], plan.boxes[line.target]
    x, y, end = plan.right(source.column), plan.starts[line], plan.ends[line]
    if source.column == target.column:
        path = _hook(x, y, end)
        tip = (x, end, -1)
    else:
        path = f"M{x:.1f} {y:.1f}"
        for column, height in plan.placed.passes.get(line, ()):
            path += _curve(x, y, plan.left[column], TOP + height) + f"H{plan.right(column):.1f}"
            x, y = plan.right(column), TOP + height
        left = plan.left[target.column]
        path += _curve(x, y, left - _TIP, end) + f"H{left - _TIP + 1:.1f}"
        tip = (left, end, 1)
    ends = f"n{plan.numbers[line.source]} n{plan.numbers[line.target]}"
    name = _class_of(edge)
    shape = ET.SubElement(root, "g", {"class": f"edge {ends}"})
    ET.SubElement(shape, "path", {"class": name, "d": path})
    at, height, way = tip
    corners = f"M{at:.1f} {height:.1f}l{-way * _TIP:.0f}-4v8Z"
    ET.SubElement(shape, "path", {"class": f"tip {name}", "d": corners})


def _hook(x: float, y: float, end: float) -> str:
    """From a box to another of its column."""
    out = x + 60
    return f"M{x:.1f} {y:.1f}C{out:.1f} {y:.1f} {out:.1f} {end:.1f} {x + _TIP:.1f} {end:.1f}"


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    bend = (to_x - x) / 2
    return f"C{x + bend:.1f} {y:.1f} {to_x - bend:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"


def _class_of(edge: Edge) -> str:
    if edge.kind is EdgeKind.LOADS:
        return "loads"
    return "secrets" if edge.kind is EdgeKind.TAKES_SECRETS else NAMES[edge.manner]


def _node(root: ET.Element, drawing: _Drawing, node: Node) -> None:
    box = drawing.plan.boxes[node.id]
    x, wide = drawing.plan.left[box.column], drawing.plan.widths[box.column]
    top = drawing.plan.middle(node.id) - box.height / 2
    target = drawing.link(node.location) if node.location is not None else None
    shape = _linked(root, drawing, node, target)
    said = sentence_of(node, target)
    ET.SubElement(shape, "title").text = said
    if node.members:
        # A card behind the first one: there are several.
        _outline(shape, node.kind, x + 4, top + 4, wide, box.height)
    _outline(shape, node.kind, x, top, wide, box.height)
    room = wide - 2 * INSET
    y = top + 20
    name = fitted(name_of(node), 13, room, bold=True)
    _text(shape, x + INSET, y, name, "name")
    if detail := detail_of(node):
        y += LINE_HEIGHT
        _text(shape, x + INSET, y, fitted(detail, 11, room), "detail")
    if authentication_of(node):
        y += LINE_HEIGHT
        _told(shape, node, x + INSET, y, room)
    if len(node.tally) == 1:
        name = NAMES[node.tally[0][0]]
        bar = f"M{x + 5:.1f} {top + 8:.1f}v{box.height - 16:.1f}h3v{16 - box.height:.1f}Z"
        ET.SubElement(shape, "path", {"class": f"bar {name}", "d": bar})


def _linked(root: ET.Element, drawing: _Drawing, node: Node, target: Target | None) -> ET.Element:
    """What holds a node: a link where it leads somewhere."""
    attributes = {
        "id": f"daprls-n{drawing.plan.numbers[node.id]}",
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
    else:
        attributes["role"] = "img"
    attributes["aria-label"] = sentence_of(node, target)
    return ET.SubElement(root, "a" if "href" in attributes else "g", attributes)


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
    kinds = {edge.kind for _, edge in drawing.plan.edges}
    legend = ET.Element("g", {"class": "legend", "role": "img", "aria-label": "Legend"})
    rows: list[tuple[Manner | None, str, str]] = []
    for manner, title in TITLES.items():
        if manner in used:
            rows.append((manner, NAMES[manner], title))
    for kind, name in ((EdgeKind.LOADS, "loads"), (EdgeKind.TAKES_SECRETS, "secrets")):
        if kind in kinds:
            rows.append((None, name, EDGES[kind]))
    x, y, widest = 0.0, 0.0, 0.0
    most = max(drawing.plan.width - MARGIN, 560.0)
    for manner, name, title in rows:
        wide = 58 + width(title, 11)
        # What lines mean that tell nothing of authentication stands below.
        if x and (x + wide > most or name == "loads"):
            x, y = 0.0, y + _LEGEND * 0.8
        line = f"M{x:.1f} {y:.1f}h44"
        ET.SubElement(legend, "path", {"class": f"edge {name}", "d": line})
        if name in NAMES.values():
            _sign(legend, manner, x + 22, y)
        else:
            tip = f"M{x + 46:.1f} {y:.1f}l-8-4v8Z"
            ET.SubElement(legend, "path", {"class": f"tip {name}", "d": tip})
        _text(legend, x + 52, y + 4, title, "words")
        x += wide + 16
        widest = max(widest, x)
    return legend, widest + MARGIN, y + _LEGEND


def _text(parent: ET.Element, x: float, y: float, text: str, name: str) -> None:
    ET.SubElement(parent, "text", {"class": name, "x": f"{x:.1f}", "y": f"{y:.1f}"}).text = text
