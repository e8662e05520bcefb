"""The command `graph`. Nothing heavy is imported until it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "output",
    type=click.Choice(["mermaid", "dot", "svg", "json"]),
    default="mermaid",
    show_default=True,
    help="For pages that draw it, for Graphviz, as a picture, or for programs.",
)
@click.option(
    "--output",
    "output_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it to this file; links in it are then relative to its folder.",
)
@click.option(
    "--app", "apps", multiple=True, metavar="APP_ID", help="Only what this app loads. Repeatable."
)
@click.option(
    "--component",
    "components",
    multiple=True,
    metavar="NAME",
    help="Only the component of this name; of a secret store, its users too. Repeatable.",
)
@click.option(
    "--type",
    "types",
    multiple=True,
    metavar="TYPE",
    help="Only components of this type, or whose type begins so, as 'pubsub' or 'state.azure'. "
    "Repeatable.",
)
@click.option(
    "--group-by",
    type=click.Choice(["auto", "none", "folder", "category", "type"]),
    default="auto",
    show_default=True,
    help="What to draw together; by default as little as keeps it readable, and nothing in JSON.",
)
@click.option(
    "--depth",
    type=click.IntRange(1),
    metavar="N",
    help="With folders: how many levels are told apart.",
)
def graph(paths: tuple[Path, ...], **options: Any) -> int:
    """Draw who loads which component, where its secrets come from and what it reaches.

    PATHS are files and folders; without any, the working directory. Each component says how it
    authenticates.
    """
    from daprls.cli.graph import Options, run

    if options["depth"] is not None and options["group_by"] not in ("auto", "folder"):
        raise click.UsageError("'--depth' is for folders: it goes with '--group-by folder'.")
    return run(paths, Options(**options))
