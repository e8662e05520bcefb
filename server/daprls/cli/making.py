"""The commands that make component files: `convert` and `new`.

Nothing heavy is imported until one of them runs.
"""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--to",
    "target",
    required=True,
    type=click.Choice(["aca", "oss", "bicep"]),
    help="Azure Container Apps, open-source Dapr, or Bicep for Azure Container Apps.",
)
@click.option(
    "--name", metavar="NAME", help="The component's name, where PATHS hold a single component."
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    default="-",
    show_default=True,
    metavar="DIR|-",
    help="The folder to write new files into; '-' prints them, secrets masked.",
)
def convert(paths: tuple[Path, ...], target: str, name: str | None, output: Path) -> int:
    """Write components in another dialect.

    The files at PATHS stay as they are. What is lost is said on stderr.
    """
    from daprls.cli.convert import run

    return run(paths, target, name, None if str(output) == "-" else output)
