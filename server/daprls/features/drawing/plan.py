"""How large boxes are, where they stand, and where lines leave and reach them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from daprls.features.drawing.layout import Box, Line, Placed, place
from daprls.features.drawing.measures import width
from daprls.features.drawing.words import authentication_of, detail_of, name_of
from daprls.features.graph_groups import Grouped, Grouping
from daprls.features.relations import Edge, Node, NodeKind

MARGIN = 28.0
TOP = 58.0
"""The room above the columns, for their headings."""
INSET = 16.0
"""The room on each side of a box's texts."""
LINE_HEIGHT = 17.0
_BETWEEN = 120.0
_CAPTION = 24.0
_NARROWEST, _WIDEST = 120.0, 300.0


@dataclass(slots=True)
class Plan:
    """The places of a drawing, in the units of its picture."""

    numbers: Mapping[str, int]
    """Of each node, in the order of the graph."""
    boxes: Mapping[str, Box]
    placed: Placed
    left: Sequence[float]
    """Where each column begins."""
    widths: Sequence[float]
    edges: Sequence[tuple[Line, Edge]]
    starts: dict[Line, float] = field(default_factory=dict)
    """The height at which a line leaves its box."""
    ends: dict[Line, float] = field(default_factory=dict)

    @property
    def width(self) -> float:
        """Where the last column ends."""
        return max((x + w for x, w in zip(self.left, self.widths, strict=True)), default=0.0)

    def right(self, column: int) -> float:
        """Where a column ends."""
        return self.left[column] + self.widths[column]

    def middle(self, node_id: str) -> float:
        """The height of a box's middle."""
        return TOP + self.placed.middles[node_id]


def plan_of(grouped: Grouped) -> Plan:
    """Finds all places of a plan."""
    nodes = grouped.graph.nodes
    kinds = [kind for kind in NodeKind if any(node.kind is kind for node in nodes)]
    captioned = grouped.grouping is Grouping.NONE and len(_folders(nodes)) > 1
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
    left = [MARGIN + sum(widths[:at]) + at * _BETWEEN for at in range(len(widths))]
    edges = [
        (Line(edge.source, edge.target, number), edge)
        for number, edge in enumerate(grouped.graph.edges)
    ]
    forward = [line for line, _ in edges if boxes[line.source].column < boxes[line.target].column]
    placed = place(list(boxes.values()), forward, _CAPTION)
    numbers = {node.id: number for number, node in enumerate(nodes, 1)}
    plan = Plan(numbers, boxes, placed, left, widths, edges)
    _find_ends(plan)
    return plan


def _folders(nodes: Sequence[Node]) -> set[str]:
    return {node.folder for node in nodes if node.tally}


def _lines(node: Node) -> int:
    return 1 + bool(detail_of(node)) + bool(authentication_of(node))


def _height(node: Node) -> float:
    return LINE_HEIGHT * _lines(node) + 15


def _width(node: Node) -> float:
    told = width(_counts(node) if node.count > 1 else authentication_of(node), 11) + 16
    texts = (width(name_of(node), 13, bold=True), width(detail_of(node), 11), told)
    return min(_WIDEST, max(_NARROWEST, math.ceil(max(texts)) + 2 * INSET))


def _counts(node: Node) -> str:
    return "".join(f"{count}      " for _, count in node.tally)


def _find_ends(plan: Plan) -> None:
    """Spreads the lines along the sides of their boxes, in the order of where they lead."""
    out: dict[str, list[Line]] = defaultdict(list)
    into: dict[str, list[Line]] = defaultdict(list)
    for line, _ in plan.edges:
        out[line.source].append(line)
        if plan.boxes[line.source].column < plan.boxes[line.target].column:
            into[line.target].append(line)
        else:
            out[line.target].append(line)
    for sides, at_start in ((out, True), (into, False)):
        for node_id, lines in sides.items():
            lines.sort(key=lambda line: _next_height(plan, line, node_id, at_start))
            room = plan.boxes[node_id].height - 14
            step = min(9.0, room / max(1, len(lines)))
            for number, line in enumerate(lines):
                y = plan.middle(node_id) + (number - (len(lines) - 1) / 2) * step
                (plan.starts if line.source == node_id else plan.ends)[line] = y


def _next_height(plan: Plan, line: Line, node_id: str, at_start: bool) -> float:
    passes = plan.placed.passes.get(line, ())
    if passes:
        return passes[0 if at_start else -1][1]
    other = line.target if line.source == node_id else line.source
    return plan.placed.middles[other]
