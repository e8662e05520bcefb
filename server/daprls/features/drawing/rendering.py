"""The formats that a graph can be had in, by their names."""

from __future__ import annotations

from enum import Enum

from daprls.features.drawing.data import data
from daprls.features.drawing.dot import dot
from daprls.features.drawing.mermaid import mermaid
from daprls.features.drawing.style import Theme
from daprls.features.drawing.svg import Look, svg
from daprls.features.drawing.words import Link
from daprls.features.graph_groups import Grouped

__all__ = ["Format", "Look", "Theme", "render"]


class Format(Enum):
    """What a graph can be written as."""

    MERMAID = "mermaid"
    DOT = "dot"
    SVG = "svg"
    JSON = "json"


def render(grouped: Grouped, format_: Format, link: Link, look: Look | None = None) -> str:
    """The graph as text that ends with a line break; `look` is for pictures alone."""
    match format_:
        case Format.SVG:
            return svg(grouped, link, look)
        case Format.JSON:
            return data(grouped, link) + "\n"
        case Format.DOT:
            lines = dot(grouped.graph, link)
        case Format.MERMAID:
            lines = mermaid(grouped.graph, link)
    return "\n".join((*lines, ""))
