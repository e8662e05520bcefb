"""`daprls new`: prints or writes a component that is complete but for what only a person knows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from daprls.catalog import Catalog
from daprls.cli.convert import write_new
from daprls.cli.exit_code import ExitCode
from daprls.files import file_key
from daprls.model.dialect import Dialect
from daprls.model.names import ACA_COMPONENT, SUBDOMAIN
from daprls.refactor.new import Authentication, Plan, Refusal, new_component

_FORMS = {Dialect.ACA: ACA_COMPONENT, Dialect.OSS: SUBDOMAIN}


def run(
    type_: str,
    dialect: str,
    auth: str | None,
    name: str,
    scopes: Sequence[str],
    store: str,
    output: Path | None,
) -> ExitCode:
    """Makes a component; the arguments are those of the command line.

    A file's stem is a name where it can be one; for Azure Container Apps it need not be written.
    """
    meant = Dialect(dialect)
    if name and not _FORMS[meant].fits(name):
        raise click.UsageError(f"'{name}' is no name of a component: it {_FORMS[meant].words}.")
    if not name and meant is Dialect.OSS and output is not None and SUBDOMAIN.fits(output.stem):
        name = output.stem
    plan = Plan(
        type_, meant, Authentication(auth) if auth else None, name, tuple(scopes) or None, store
    )
    text = new_component(Catalog.bundled(), plan)
    if isinstance(text, Refusal):
        raise click.UsageError(text.reason)
    if output is None:
        click.echo(text, nl=False)
        return ExitCode.CLEAN
    return ExitCode.CLEAN if write_new(file_key(output), text) else ExitCode.UNUSABLE
