"""The commands that make component files: `convert` and `new`.

Nothing heavy is imported until one of them runs.
"""

from __future__ import annotations

from pathlib import Path

import click

from daprls.cli.catalog_option import catalog_option


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
    metavar="WAY",
    default="",
    help="How it authenticates; 'list' prints the ways of TYPE, the best first, which is the "
    "default. 'secret-store' and 'key' take the usual way that needs secrets: from a store, or "
    "the component's own.",
)
@click.option(
    "--client-id",
    metavar="GUID",
    help="The client ID of a user-assigned identity, by which it authenticates then.",
)
@click.option("--name", metavar="NAME", help="The component's name.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    metavar="APP_ID",
    help="An app that may load it. May be given several times.",
)
@click.option("--secret-store", "store", metavar="NAME", help="The store that holds its secrets.")
@click.option(
    "--own-secrets",
    "own",
    is_flag=True,
    help="Secrets are the component's own (in Kubernetes: a Secret of its name).",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    default="-",
    show_default=True,
    metavar="FILE|-",
    help="The file to write, which must not exist; '-' prints it.",
)
@catalog_option
def new(
    type_: str,
    dialect: str,
    auth: str,
    client_id: str | None,
    name: str | None,
    scopes: tuple[str, ...],
    store: str | None,
    own: bool,
    output: Path,
    bundles: tuple[Path, ...],
) -> int:
    """Write a complete component of TYPE, as 'state.redis'.

    What has to be filled in stands in angle brackets.
    """
    from daprls.cli.new import run

    file = None if str(output) == "-" else output
    return run(
        type_,
        dialect,
        auth,
        name or "",
        scopes,
        store or "",
        client_id or "",
        file,
        own=own,
        bundles=bundles,
    )
