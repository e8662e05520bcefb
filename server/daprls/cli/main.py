"""The command line: arguments in, exit codes out.

Nothing heavy is imported until a command needs it, so that a hook or an editor waits for nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from daprls import __version__
from daprls.cli import drawing, knowledge, making
from daprls.cli.catalog_option import catalog_option
from daprls.cli.exit_code import ExitCode, UnusableError


class _Commands(click.Group):
    """Gives every end of a command its exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        code: int = ExitCode.CLEAN
        try:
            code = super().invoke(ctx) or ExitCode.CLEAN
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit):
            raise
        except BrokenPipeError:
            # Whoever read the output has gone; Python must not try to write the rest at its end.
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = ExitCode.BROKEN_PIPE
        except (KeyboardInterrupt, click.Abort):
            click.echo("Interrupted.", err=True)
            code = ExitCode.INTERRUPTED
        except Exception as error:  # noqa: BLE001 - the message may quote a file, and so a secret
            name = type(error).__name__
            click.echo(f"daprls has failed with {name}, a bug; please report this:", err=True)
            for frame in traceback.extract_tb(error.__traceback__):
                click.echo(f"  {frame.filename}:{frame.lineno} in {frame.name}", err=True)
            code = ExitCode.BUG
        ctx.exit(code)


class _IdentityType(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.5
    """`system`, `user-assigned` or `user-assigned=CLIENT_ID`."""

    name = "identity"
    _GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str | None]:
        kind, given, client_id = str(value).partition("=")
        if kind == "system" and not given:
            return kind, None
        if kind != "user-assigned":
            self.fail(
                f"'{value}' is none of 'system', 'user-assigned' and 'user-assigned=CLIENT_ID'.",
                param,
                ctx,
            )
        from daprls.syntax.scalars import is_pipeline_token

        if given and not self._GUID.fullmatch(client_id) and not is_pipeline_token(client_id):
            self.fail(f"'{client_id}' is no client ID: a GUID is expected.", param, ctx)
        return kind, client_id or None


_PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    no_args_is_help=False,
)
@click.version_option(__version__, prog_name="daprls", message="%(prog)s %(version)s")
@click.pass_context
def app(ctx: click.Context) -> None:
    """Find and fix mistakes in Dapr component files, of Azure Container Apps and of Dapr itself.

    A secret's value is never shown.
    """
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        ctx.color = False
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A console of few characters shows a question mark instead of ending the program.
            stream.reconfigure(errors="replace")
    if ctx.invoked_subcommand != "serve":
        try:
            Path.cwd()
        except OSError:
            raise UnusableError("The working directory is gone.") from None
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(ExitCode.UNUSABLE)


@app.command()
@_PATHS
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "sarif", "github", "junit"]),
    default="text",
    show_default=True,
    help="For people, for programs, for code scanning, as annotations of GitHub Actions, or as a "
    "test report.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    help="The mildest severity that makes the exit code 1.",
)
@click.option(
    "--stdin-filename",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With '-': the file that the text on stdin belongs to.",
)
@click.option(
    "--output",
    "output_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the report to this file; only its summary is printed.",
)
@click.option("--statistics", is_flag=True, help="Say how often each rule found something.")
@click.option("--explain", is_flag=True, help="Say once of each rule why it matters.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Report only what this file does not know.",
)
@click.option(
    "--write-baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write all findings to this file, for '--baseline', and report nothing.",
)
@catalog_option
def lint(paths: tuple[Path, ...], **options: Any) -> int:
    """Say what is wrong in component files.

    PATHS are files, folders (searched for *.yaml and *.yml that git does not ignore), or '-' for
    stdin; without any, the working directory.
    """
    from daprls.cli.lint import Options, run

    return run(paths, Options(**options))


@app.command()
@_PATHS
@click.option(
    "--rule",
    "codes",
    multiple=True,
    metavar="RULE",
    help="Fix what this rule finds, with its suggestions too. May be given several times.",
)
@click.option(
    "--identity",
    type=_IdentityType(),
    metavar="system|user-assigned[=CLIENT_ID]",
    help="Switch components to managed identity.",
)
@click.option("--diff", "only_show", is_flag=True, help="Show what would change; write nothing.")
@click.option(
    "--allow-placeholders",
    is_flag=True,
    help="Change files also where something then has to be filled in.",
)
@catalog_option
def fix(
    paths: tuple[Path, ...],
    codes: tuple[str, ...],
    identity: tuple[str, str | None] | None,
    only_show: bool,
    allow_placeholders: bool,
    bundles: tuple[Path, ...],
) -> int:
    """Correct component files.

    Applies the safe fixes of all rules. With --rule or --identity, what these ask for and nothing
    else.
    """
    from daprls.cli.fix import run

    return run(
        paths,
        codes,
        identity,
        only_show=only_show,
        allow_placeholders=allow_placeholders,
        bundles=bundles,
    )


@app.command()
@click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def rules(output: str) -> int:
    """List all rules."""
    from daprls.cli.pages import rules_as_json, rules_as_table
    from daprls.rules import ALL_RULES

    if output == "json":
        click.echo(rules_as_json(ALL_RULES))
    else:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        for line in rules_as_table(ALL_RULES, width):
            click.echo(line)
    return ExitCode.CLEAN


@app.command()
@click.argument("rule_or_paths", nargs=-1, metavar="RULE | --error TEXT [PATHS]")
@click.option(
    "--error",
    "copied",
    metavar="TEXT",
    help="An error of az, of Azure Container Apps or of the Dapr sidecar, as it was copied; '-' "
    "reads it from stdin.",
)
@click.pass_context
def explain(ctx: click.Context, rule_or_paths: tuple[str, ...], copied: str | None) -> int:
    """Say what a rule finds, why it matters, and how to do it right.

    With --error, say what an error means, which rules find its cause, and where in PATHS (without
    any, in the working directory) it may come from.
    """
    if copied is not None:
        from daprls.cli.error_text import run

        return run(copied, tuple(Path(path) for path in rule_or_paths))
    if len(rule_or_paths) != 1:
        raise click.UsageError("Name one rule, or give an error with '--error'.")
    from daprls.cli.pages import rule_named, show_page

    (rule,) = rule_or_paths
    show_page(rule_named(rule), styled=sys.stdout.isatty() and ctx.color is not False)
    return ExitCode.CLEAN


@app.command()
@_PATHS
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "markdown", "az", "bicep"]),
    default="text",
    show_default=True,
    help="For people, programs or a page; or commands or Bicep that grant the roles.",
)
def identity(paths: tuple[Path, ...], output: str) -> int:
    """Say which role each app's managed identity needs, and on which resource.

    PATHS are files and folders; without any, the working directory. Nothing is granted.
    """
    from daprls.cli.identity import run

    return run(paths, output)


@app.command()
@click.option("--stdio", is_flag=True, help="Talk over stdin and stdout; this is the default.")
@click.option(
    "--tcp",
    type=click.IntRange(1, 65535),
    metavar="PORT",
    help="Wait for one client on this port of the machine itself, for debugging.",
)
def serve(stdio: bool, tcp: int | None) -> int:
    """Run the language server for an editor."""
    if stdio and tcp is not None:
        raise click.UsageError("'--stdio' and '--tcp' exclude each other.")
    from daprls.lsp.start import serve as run

    return run(tcp=tcp)


app.add_command(drawing.graph)
app.add_command(knowledge.catalog)
app.add_command(knowledge.schema)
app.add_command(making.convert)
app.add_command(making.new)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and ends the process."""
    app.main(args=arguments, prog_name="daprls")
