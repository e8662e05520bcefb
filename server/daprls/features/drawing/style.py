"""The colours, lines and signs of a drawing. Nothing is told by colour alone.

Every way to authenticate has a colour, a line and a sign of its own, and words beside it. Text has
a contrast of at least 4.5 to 1 with what it stands on, lines and signs at least 3 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from daprls.features.authentication_text import Manner


class Theme(Enum):
    """Whose colours a drawing has."""

    AUTO = "auto"
    """Its own, light or dark as the reader prefers."""
    EDITOR = "editor"
    """Those of VS Code's theme, in a page that VS Code shows."""


Palette = Mapping[str, str]

LIGHT: Palette = {
    "page": "#ffffff",
    "box": "#f6f8fa",
    "text": "#1f2328",
    "muted": "#57606a",
    "line": "#7d8590",
    "identity": "#1a7f37",
    "principal": "#0969da",
    "stored": "#8a5c00",
    "written": "#cf222e",
    "none": "#6e7781",
}
DARK: Palette = {
    "page": "#0d1117",
    "box": "#1b222b",
    "text": "#e6edf3",
    "muted": "#9aa4af",
    "line": "#7d8794",
    "identity": "#3fb950",
    "principal": "#58a6ff",
    "stored": "#d29922",
    "written": "#ff7b72",
    "none": "#8b949e",
}
BOTH = {
    Manner.IDENTITY: "#2b8a3e",
    Manner.PRINCIPAL: "#3b7ddd",
    Manner.STORED: "#a9740a",
    Manner.WRITTEN: "#d9434a",
    None: "#7d8590",
}
"""Colours of lines that are seen on a light page as well as on a dark one."""
_OF_EDITOR = {
    "page": "--vscode-editor-background",
    "box": "--vscode-editorWidget-background",
    "text": "--vscode-editor-foreground",
    "muted": "--vscode-descriptionForeground",
}
"""What the editor's theme has a word for; it sees to their contrast."""

NAMES = {
    Manner.IDENTITY: "identity",
    Manner.PRINCIPAL: "principal",
    Manner.STORED: "stored",
    Manner.WRITTEN: "written",
    None: "none",
}
"""The manners of authenticating as classes and colours have them."""

SIGNS = {
    Manner.IDENTITY: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z",
    Manner.PRINCIPAL: "M0-5.8 5.8 0 0 5.8-5.8 0Z",
    Manner.STORED: "M-4.5-4.5h9v9h-9Z",
    Manner.WRITTEN: "M0-5.6 5.8 4.8H-5.8Z",
    None: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z",
}
"""A circle, a diamond, a square, a triangle and a ring, around 0."""

_RULES = """
.daprls-graph{background:var(--page);color:var(--text)}
.daprls-graph text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;\
fill:var(--text)}
.daprls-graph .name{font-size:13px;font-weight:600}
.daprls-graph .detail,.daprls-graph .caption,.daprls-graph .words{font-size:11px}
.daprls-graph .detail,.daprls-graph .caption{fill:var(--muted)}
.daprls-graph .heading{font-size:13px;font-weight:600;fill:var(--muted)}
.page{fill:var(--page)}
.shape{fill:var(--box);stroke:var(--line);stroke-width:1.2}
.app .shape{stroke-width:1.6}
.open .shape{stroke-dasharray:5 4}
.edge{fill:none;stroke:var(--line);stroke-width:1.2}
.loads{stroke-width:1}
.secrets{stroke-width:1.6;stroke-dasharray:.1 4;stroke-linecap:round}
.identity{stroke:var(--identity);stroke-width:2}
.principal{stroke:var(--principal);stroke-width:2;stroke-dasharray:14 5}
.stored{stroke:var(--stored);stroke-width:2;stroke-dasharray:6 4}
.written{stroke:var(--written);stroke-width:2;stroke-dasharray:10 4 2 4}
.none{stroke:var(--none);stroke-width:1.4;stroke-dasharray:3 5}
.sign,.bar,.tip{stroke:none;fill:var(--line)}
.sign.identity,.bar.identity,.tip.identity{fill:var(--identity)}
.sign.principal,.bar.principal,.tip.principal{fill:var(--principal)}
.sign.stored,.bar.stored,.tip.stored{fill:var(--stored)}
.sign.written,.bar.written,.tip.written{fill:var(--written)}
.tip.none{fill:var(--none)}
.sign.none{fill:none;stroke:var(--none);stroke-width:1.6;stroke-dasharray:none}
.bar.none{fill:none}
.node[role=link],a.node{cursor:pointer;outline:none;text-decoration:none}
.node[role=link]:is(:hover,:focus-visible) .shape,a.node:is(:hover,:focus-visible) .shape\
{stroke:var(--text);stroke-width:2.4}
"""


def style(theme: Theme) -> str:
    """The style sheet of a drawing."""
    if theme is Theme.AUTO:
        colours = (
            f".daprls-graph{{{_variables(LIGHT)}}}\n"
            f"@media (prefers-color-scheme:dark){{.daprls-graph{{{_variables(DARK)}}}}}"
        )
    else:
        light, dark = (_variables(_with_editors(palette)) for palette in (LIGHT, DARK))
        lines = "--line:var(--vscode-contrastBorder,currentColor)"
        colours = (
            f".daprls-graph{{{light}}}\n"
            f".vscode-dark .daprls-graph,.vscode-high-contrast .daprls-graph{{{dark}}}\n"
            f".vscode-high-contrast-light .daprls-graph{{{light}}}\n"
            f".vscode-high-contrast .daprls-graph{{{lines}}}"
        )
    return f"\n{colours}{_RULES}"


def _with_editors(palette: Palette) -> Palette:
    return {
        name: f"var({_OF_EDITOR[name]},{colour})" if name in _OF_EDITOR else colour
        for name, colour in palette.items()
    }


def _variables(palette: Palette) -> str:
    return ";".join(f"--{name}:{colour}" for name, colour in palette.items())


def highlight(number: int) -> str:
    """The rule that, while a node is pointed at or has the focus, lets its lines stand out."""
    at = f"#daprls-n{number}:is(:hover,:focus-visible)"
    return f".daprls-graph:has({at}) .edge:not(.n{number}){{opacity:.18}}"
