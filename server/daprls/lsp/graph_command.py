"""The command `daprls.graph`: who loads what, where secrets come from and what is reached, drawn.

Its argument, which may be left out, is an object:

- `format`: `svg` (the default), `mermaid`, `dot` or `json`;
- `folder`: the address of a folder, to which the components are confined; `uri`: that of a file.
  Documents that were never saved are left out of all but a graph of their own;
- `apps`, `components`, `types`: lists of texts; what is drawn bears one of these app IDs, one of
  these names, one of these component types (or begins with it, as `pubsub` or `state.azure`);
- `groupBy`: `auto` (the default: as little as keeps it readable), `none`, `folder`, `category` or
  `type`; `depth`: how many levels of folders are told apart, from 1;
- `theme`: `auto` (the default: colours of its own, by `prefers-color-scheme`) or `editor` (the
  variables `--vscode-*` of a webview, on its own background);
- `relativeTo`: the address of the folder that the drawing is to be saved in. Nodes then are links
  with paths from there, as on the command line, and what is said below of `data-` does not hold.

The answer is an object: `format`, `text` (the drawing), `components` (how many it stands for),
`grouping` (`none`, `folder`, `category` or `type`), `apps` and `types` (what there is to filter by:
all app IDs, and all component types in use, each sorted; filters do not shorten them).

In an SVG every node that a file holds is `<g class="node …" role="link" tabindex="0" data-uri="…"
data-line="…" data-character="…">`: the address of the file and the position, as the protocol has
it. There is no script, no `href` and no address outside in it; a page that shows it has to allow
its `<style>` (`style-src 'unsafe-inline'`), and to listen for clicks and the Enter key. A node that
stands for several components has no `data-uri`; `data-group` then holds what to ask for to see
them: a JSON object with the key `folder` or `types` for this very command.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from daprls.lsp.arguments import Arguments, add_command
from daprls.lsp.checking_commands import paths
from daprls.lsp.progress import in_thread
from daprls.lsp.uris import uri_of
from daprls.text import Location

if TYPE_CHECKING:
    from daprls.features.drawing.words import Target
    from daprls.lsp.server import DaprLanguageServer

GRAPH = "daprls.graph"
_AUTO = "auto"


def register(server: DaprLanguageServer) -> None:
    """Lets the editor know of the command."""
    add_command(server, GRAPH, _on_graph)


async def _on_graph(ls: DaprLanguageServer, told: Arguments) -> dict[str, Any]:
    # Nobody who never asks for a graph waits for what draws it.
    from daprls.features.drawing.rendering import Format, Look, Theme, render
    from daprls.features.graph import Filter, graph
    from daprls.features.graph_groups import Grouping, grouped
    from daprls.features.relations import EVERY_APP, NodeKind

    format_ = told.one_of("format", Format) or Format.SVG
    theme = told.one_of("theme", Theme) or Theme.AUTO
    is_auto = told.text("groupBy") == _AUTO
    grouping = told.one_of("groupBy", Grouping) if not is_auto else None
    depth = told.number("depth")
    only = Filter(told.texts("apps"), told.texts("components"), told.texts("types"))
    await ls.folders.ready.wait()
    snapshot = ls.snapshot
    asked = paths(ls, told.key("uri"), told.key("folder"))
    if told.key("uri") is None:
        # What was never saved is a draft, or a copy of what is there.
        asked = [key for key in asked if not key.startswith("untitled:")]
    saved_in = told.key("relativeTo")

    def link(place: Location) -> Target | None:
        return _target(ls, place, saved_in)

    def draw() -> dict[str, Any]:
        wanted = graph(snapshot, asked, only)
        found = grouped(wanted, grouping, depth)
        everything = wanted if only.is_open else graph(snapshot, asked)
        return {
            "format": format_.value,
            "text": render(found, format_, link, Look(theme, uri_of if saved_in is None else None)),
            "components": sum(
                node.count for node in found.graph.nodes if node.kind is NodeKind.COMPONENT
            ),
            "grouping": found.grouping.value,
            "apps": sorted(
                node.name
                for node in everything.nodes
                if node.kind is NodeKind.APP and node.id != EVERY_APP
            ),
            "types": sorted(
                {node.detail for node in everything.nodes if node.tally and "." in node.detail}
            ),
        }

    return await in_thread(draw)


def _target(ls: DaprLanguageServer, place: Location, saved_in: str | None) -> Target | None:
    from daprls.features.drawing.words import Target

    found = ls.converter.location(place)
    if found is None:
        return None
    start, end = found.range.start, found.range.end
    places = (start.line, start.character), (end.line, end.character)
    if saved_in is None or saved_in.partition("/")[0] != place.path.partition("/")[0]:
        # Where there are drives there is no way from one to the other.
        return Target(found.uri, found.uri, *places)
    path = posixpath.relpath(place.path, saved_in)
    return Target(path, quote(path.encode("utf-8", "surrogateescape")), *places)
