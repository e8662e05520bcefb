"""`daprls new`: prints or writes a component that is complete but for what only a person knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import click

from daprls.catalog import Catalog
from daprls.cli.convert import write_new
from daprls.cli.exit_code import ExitCode
from daprls.cli.workspace import catalog_with
from daprls.files import file_key
from daprls.model.dialect import Dialect
from daprls.model.names import ACA_COMPONENT, SUBDOMAIN
from daprls.refactor.choices import USER_IDENTITY, choices
from daprls.refactor.new import Holder, Plan, Refusal, new_component
from daprls.syntax.scalars import is_pipeline_token

_FORMS = {Dialect.ACA: ACA_COMPONENT, Dialect.OSS: SUBDOMAIN}
_LIST = "list"
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HOLDERS = {"secret-store": Holder.STORE, "key": Holder.OWN}
"""What `--auth` may name beside a way: where the secrets of the usual way are."""


def run(
    type_: str,
    dialect: str,
    auth: str,
    name: str,
    scopes: Sequence[str],
    store: str,
    client_id: str,
    output: Path | None,
    *,
    own: bool,
    bundles: Sequence[Path] = (),
) -> ExitCode:
    """Makes a component; the arguments are those of the command line.

    A file's stem is a name where it can be one; for Azure Container Apps it need not be written.
    """
    meant = Dialect(dialect)
    catalog = catalog_with(bundles)
    if auth == _LIST:
        return _print_ways(catalog, type_)
    if name and not _FORMS[meant].fits(name):
        raise click.UsageError(f"'{name}' is no name of a component: it {_FORMS[meant].words}.")
    if not name and meant is Dialect.OSS and output is not None and SUBDOMAIN.fits(output.stem):
        name = output.stem
    if client_id and not (_GUID.fullmatch(client_id) or is_pipeline_token(client_id)):
        raise click.UsageError(f"'{client_id}' is no client ID: a GUID is expected.")
    if client_id and auth not in ("", "identity", USER_IDENTITY):
        raise click.UsageError("'--client-id' is for '--auth user-identity'.")
    holder = Holder.OWN if own else _HOLDERS.get(auth, Holder.STORE if store else None)
    way = USER_IDENTITY if client_id else "" if auth in _HOLDERS else auth
    plan = Plan(type_, meant, way, holder, name, tuple(scopes) or None, store, client_id)
    text = new_component(catalog, plan)
    if isinstance(text, Refusal):
        raise click.UsageError(text.reason)
    if output is None:
        click.echo(text, nl=False)
        return ExitCode.CLEAN
    return ExitCode.CLEAN if write_new(file_key(output), text) else ExitCode.UNUSABLE


def _print_ways(catalog: Catalog, type_: str) -> ExitCode:
    """Prints the ways of a type, the best first."""
    known = catalog.find(type_)
    if known is None:
        made = new_component(catalog, Plan(type_, Dialect.OSS))
        raise click.UsageError(made.reason if isinstance(made, Refusal) else type_)
    ways = choices(known)
    width = max(len(each.id) for each in ways)
    for each in ways:
        click.echo(f"{each.id:{width}}  {each.title}")
    return ExitCode.CLEAN
