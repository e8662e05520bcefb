"""`daprls schema`: prints the JSON Schema of component files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from daprls.cli.exit_code import ExitCode
from daprls.cli.workspace import catalog_with
from daprls.features.component_schema import component_schema, rendered
from daprls.model.dialect import Dialect


def run(dialect: str, bundles: Sequence[Path]) -> ExitCode:
    """Makes the schema and prints it; the arguments are those of the command line."""
    schema = component_schema(catalog_with(bundles), Dialect(dialect))
    click.echo(rendered(schema), nl=False)
    return ExitCode.CLEAN
