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


@click.command()
@click.argument("type_", metavar="TYPE")
@click.option(
    "--dialect",
    type=click.Choice(["aca", "oss"]),
    default="aca",
    show_default=True,
    help="Azure Container Apps, or open-source Dapr.",
)
@click.option(
    "--auth",
    type=click.Choice(["identity", "secret-store", "key"]),
    help="By managed identity, by what a secret store holds, or by secrets of its own (in "
    "Kubernetes: a Secret). By default by identity where the type can, else from a store.",
)
@click.option("--name", metavar="NAME", help="The component's name.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    metavar="APP_ID",
    help="An app that may load it. May be given several times.",
)
@click.option("--secret-store", "store", metavar="NAME", help="The secret store to name.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    default="-",
    show_default=True,
    metavar="FILE|-",
    help="The file to write, which must not exist; '-' prints it.",
)
def new(
    type_: str,
    dialect: str,
    auth: str | None,
    name: str | None,
    scopes: tuple[str, ...],
    store: str | None,
    output: Path,
) -> int:
    """Write a complete component of TYPE, as 'state.redis'.

    What has to be filled in stands in angle brackets.
    """
    from daprls.cli.new import run

    return run(
        type_,
        dialect,
        auth,
        name or "",
        scopes,
        store or "",
        None if str(output) == "-" else output,
    )
