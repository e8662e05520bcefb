"""The commands that say what is known of component types: `schema` and `catalog`.

Nothing heavy is imported until one of them runs.
"""

from __future__ import annotations

from pathlib import Path

import click

from daprls.cli.catalog_option import catalog_option


@click.command()
@click.option(
    "--dialect",
    type=click.Choice(["aca", "oss"]),
    default="aca",
    show_default=True,
    help="Azure Container Apps, or open-source Dapr.",
)
@catalog_option
def schema(dialect: str, bundles: tuple[Path, ...]) -> int:
    """Print a JSON Schema of component files, for editors without a language server.

    It refuses only what is surely wrong, and knows less than 'lint'.
    """
    from daprls.cli.schema import run

    return run(dialect, bundles)


@click.group()
def catalog() -> None:
    """Say what is known of component types."""


@catalog.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def diff(old: str, new: str, output: str) -> int:
    """Say what the component metadata NEW has that OLD has not, and the other way round.

    Each is a file that Dapr publishes with a release, 'component-metadata-bundle.json', a folder of
    such files, or 'builtin' for what daprls knows itself. The exit code is 1 where anything is
    different.
    """
    from daprls.cli.catalog_diff import run

    return run(old, new, output)
