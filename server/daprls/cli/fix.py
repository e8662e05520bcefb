"""`daprls fix`: reads, plans, shows or writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from daprls.cli.diff import diff, secrets_of
from daprls.cli.exit_code import ExitCode
from daprls.cli.notices import note, opened, print_notes, print_problems, watching_rules
from daprls.cli.pages import rule_named
from daprls.cli.plan import Plan, Step, Wish, plan
from daprls.cli.progress import progress
from daprls.cli.workspace import Workspace, leads_out, readable
from daprls.disk import Change, UnwritableFileError, write
from daprls.features.switch_all import (
    forsaken_sentence,
    forsaken_stores,
    is_of_azure,
    may_be_elsewhere,
)
from daprls.files import Problem
from daprls.refactor.identity import Identity
from daprls.rules import ALL_RULES
from daprls.wording import counted

_LINK = (
    "The file is left alone: it is a link to one outside of what is fixed. Name it to change it."
)
_IDENTITIES = {"system": Identity.SYSTEM, "user-assigned": Identity.USER}


def run(
    paths: Sequence[Path],
    codes: Sequence[str],
    identity: tuple[str, str | None] | None,
    *,
    only_show: bool,
    allow_placeholders: bool,
    bundles: Sequence[Path] = (),
) -> ExitCode:
    """Corrects and prints; the arguments are those of the command line."""
    if any(str(path) == "-" for path in paths):
        raise click.UsageError("'fix' corrects files; it cannot correct stdin.")
    wish = Wish(
        ALL_RULES,
        frozenset(rule_named(code).code for code in codes),
        _IDENTITIES[identity[0]] if identity else None,
        identity[1] if identity else None,
        allow_placeholders,
    )
    space = opened(paths, bundles)
    if space is None:
        return ExitCode.UNUSABLE
    print_notes(space)
    wish = replace(wish, certain_only=len(space.asked) > 1)
    with watching_rules() as failures, progress("Fixing") as step:
        todo = plan(space.snapshot, space.asked, wish, step)
    complete = _show(todo) if only_show else _write(todo, paths)
    _print_rest(todo, space, wish, only_show=only_show)
    if space.problems or not complete:
        return ExitCode.UNUSABLE
    if failures:
        return ExitCode.BUG
    return ExitCode.FINDINGS if only_show and todo.steps else ExitCode.CLEAN


def _show(todo: Plan) -> bool:
    """Prints the diff of every file that would change."""
    changes = [change for group in todo.groups() for change in group]
    secrets = secrets_of(todo.before, [change.path for change in changes])
    hidden = {path for step in todo.steps if step.hides for path in step.paths}
    for change in sorted(changes, key=lambda change: readable(change.path)):
        old, new = todo.before.files.get(change.path), todo.after.files[change.path]
        name = readable(change.path)
        if old is None and change.path in hidden:
            click.echo(f"{name} would be created; it holds a secret and is not shown.")
            continue
        for line in diff(old, new, todo.after, name, secrets):
            click.echo(line)
    if changes:
        count = counted(len(todo.steps), "change")
        click.echo(f"{count} in {counted(len(changes), 'file')} would be made.", err=True)
    for step in todo.steps:
        for sentence in step.notes:
            note(f"{readable(step.path)}: {sentence}")
    return True


def _write(todo: Plan, asked: Sequence[Path]) -> bool:
    """Writes every file that changes and says what was done; whether all could be written."""
    written: list[Change] = []
    done: list[Step] = []
    for group in todo.groups():
        paths = {change.path for change in group}
        if outside := [path for path in paths if leads_out(path, asked)]:
            print_problems([Problem(path, _LINK) for path in sorted(outside)])
            continue
        try:
            write(group)
        except UnwritableFileError as error:
            print_problems([Problem(error.path, str(error))])
            continue
        written.extend(group)
        done.extend(step for step in todo.steps if step.paths & paths)
    for change in sorted(written, key=lambda change: readable(change.path)):
        _print_file(change, done)
    if written:
        click.echo(f"{counted(len(done), 'change')} in {counted(len(written), 'file')}.")
    return len(written) == sum(len(group) for group in todo.groups())


def _print_file(change: Change, steps: Sequence[Step]) -> None:
    word = " (new)" if change.old is None else ""
    click.echo(click.style(readable(change.path), bold=True) + word)
    for step in steps:
        if step.path == change.path:
            rule = f" [{step.rule}]" if step.rule else ""
            click.echo(f"  {step.title}{rule}")
            for sentence in step.notes:
                click.echo(f"    {sentence}")
        elif change.path in step.paths:
            click.echo(f"  {step.title}, for {readable(step.path)}")


def _print_rest(todo: Plan, space: Workspace, wish: Wish, *, only_show: bool) -> None:
    """Says what was not done, and why."""
    for path, reason in sorted(todo.held.items()):
        note(f"{readable(path)} is left alone: {reason}. {_way_out(wish)}")
    alone = len(space.asked) == 1
    for component, refusal in todo.refused:
        told = is_of_azure(component, todo.before) or may_be_elsewhere(component, todo.before)
        if alone or (told and not refusal.is_done):
            line = space.snapshot.files[component.path].lines.line_at(component.anchor.start) + 1
            note(f"{readable(component.path)}:{line} is left alone: {refusal.reason}")
    done = sum(refusal.is_done for _, refusal in todo.refused)
    if done and not alone:
        note(
            f"{counted(done, 'component')} already {'uses' if done == 1 else 'use'} this identity."
        )
    for store in forsaken_stores(todo.before, todo.after) if wish.identity is not None else ():
        note(f"{readable(store.path)}: {forsaken_sentence(todo.before.name(store).text)}")
    if not todo.steps and not todo.held and space.asked:
        click.echo(f"Nothing to change in {counted(len(space.asked), 'file')}.", err=only_show)


def _way_out(wish: Wish) -> str:
    if wish.identity is Identity.USER and wish.client_id is None:
        return (
            "Give the client ID with '--identity user-assigned=…' or the setting 'client-id', or "
            "'--allow-placeholders'."
        )
    return "'--allow-placeholders' changes it all the same."
