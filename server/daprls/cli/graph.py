"""`daprls graph`: who loads what and how it authenticates, as a drawing or for programs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import click

from daprls.cli.exit_code import ExitCode, UnusableError
from daprls.cli.notices import note, opened, print_notes
from daprls.cli.workspace import Workspace
from daprls.disk import UnwritableFileError, overwrite
from daprls.features.drawing import mermaid
from daprls.features.drawing.rendering import Format, render
from daprls.features.drawing.words import Target
from daprls.features.graph import Filter, graph
from daprls.features.graph_groups import Grouped, Grouping, grouped
from daprls.features.relations import NodeKind
from daprls.files import file_key
from daprls.positions import Encoding, range_of
from daprls.text import Location
from daprls.wording import counted


@dataclass(frozen=True)
class Options:
    """What the command line says beside the paths."""

    output: str
    output_file: Path | None
    apps: tuple[str, ...]
    components: tuple[str, ...]
    types: tuple[str, ...]
    group_by: str
    depth: int | None


def run(paths: Sequence[Path], options: Options) -> ExitCode:
    """Looks and draws."""
    space = opened(paths)
    if space is None:
        return ExitCode.UNUSABLE
    print_notes(space)
    format_ = Format(options.output)
    only = Filter(options.apps, options.components, options.types)
    found = grouped(graph(space.snapshot, space.asked, only), *_grouping(options, format_))
    text = render(found, format_, _link(space, _folder_of(options.output_file)))
    _tell(found, options, format_, text)
    if options.output_file is None:
        click.echo(text, nl=False)
    else:
        _write(options.output_file, text)
    return ExitCode.UNUSABLE if space.problems else ExitCode.CLEAN


def _grouping(options: Options, format_: Format) -> tuple[Grouping | None, int | None]:
    """How to draw together; programs get everything unless they ask."""
    if options.group_by != "auto":
        return Grouping(options.group_by), options.depth
    whole = format_ is Format.JSON and options.depth is None
    return (Grouping.NONE if whole else None), options.depth


def _folder_of(output: Path | None) -> str:
    """The folder that addresses are relative to."""
    return Path(file_key(output)).parent.as_posix() if output is not None else file_key(Path())


def _link(space: Workspace, folder: str) -> Callable[[Location], Target | None]:
    def link(place: Location) -> Target | None:
        file = space.snapshot.files.get(place.path)
        if file is None:
            return None
        start, end = range_of(file.lines, place.span, Encoding.UTF_16)
        try:
            path = Path(os.path.relpath(file.path, folder)).as_posix()
            return Target(path, quote(path.encode("utf-8", "surrogateescape")), start, end)
        except ValueError:
            # On Windows there is no way from one drive to another.
            return Target(file.path, Path(file.path).as_uri(), start, end)

    return link


def _tell(found: Grouped, options: Options, format_: Format, text: str) -> None:
    """Says on stderr what the drawing is not."""
    if not found.graph.nodes:
        asked = options.apps or options.components or options.types
        note("Nothing here fits." if asked else "There is no component here.")
    count = sum(node.count for node in found.graph.nodes if node.kind is NodeKind.COMPONENT)
    if found.grouping is not Grouping.NONE and options.group_by == "auto":
        note(
            f"{counted(count, 'component')} drawn together by {found.grouping.value}; "
            "'--group-by none' shows each, and '--app', '--component' and '--type' show fewer."
        )
    edges = len(found.graph.edges)
    if format_ is Format.MERMAID and (
        edges > mermaid.MOST_EDGES or len(text) > mermaid.MOST_CHARACTERS
    ):
        note(
            f"Mermaid refuses more than {mermaid.MOST_EDGES} edges or "
            f"{mermaid.MOST_CHARACTERS:,} characters unless the page sets 'maxEdges' and "
            "'maxTextSize'."
        )


def _write(path: Path, text: str) -> None:
    try:
        overwrite(file_key(path), text)
    except UnwritableFileError as error:
        raise UnusableError(f"'{path}' cannot be written: {error}") from None
