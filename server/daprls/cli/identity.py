"""`daprls identity`: which app needs which role on which resource, for people and programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from daprls.catalog import Assignment
from daprls.cli.exit_code import ExitCode
from daprls.cli.notices import opened, print_notes
from daprls.cli.report import Show
from daprls.cli.role_scripts import as_az, as_bicep
from daprls.cli.workspace import readable, shown
from daprls.features.roles import Grant, IdentityNeeds, WithoutIdentity, identity_needs
from daprls.model.authentication import Way
from daprls.wording import counted

VERSION = 1
"""Grows only when what is there already changes its meaning."""
_EVERY = "every app"

_Json = dict[str, Any]


def run(paths: Sequence[Path], output: str) -> ExitCode:
    """Looks and prints; the arguments are those of the command line."""
    space = opened(paths)
    if space is None:
        return ExitCode.UNUSABLE
    print_notes(space)
    needs, without = identity_needs(space.snapshot, space.asked)
    if output == "json":
        click.echo(_as_json(needs, without))
    else:
        lines = {"text": _as_text, "markdown": _as_markdown, "az": as_az, "bicep": as_bicep}
        for line in lines[output](needs, without, readable):
            click.echo(line)
    return ExitCode.UNUSABLE if space.problems else ExitCode.CLEAN


def _as_text(
    needs: Sequence[IdentityNeeds], without: Sequence[WithoutIdentity], show: Show
) -> Iterator[str]:
    apps = _apps(needs)
    for app in apps:
        yield click.style(app, bold=True)
        for need in _of_app(needs, app):
            yield (
                f"  {need.name} ({show(need.component.path)}): {need.component.type_text}, "
                f"{authenticates(need.way)}"
            )
            for grant in need.grants:
                yield f"    {_role(grant)} on {_resource(grant)}"
        yield ""
    if without:
        yield click.style("Without an identity", bold=True)
        for each in without:
            yield f"  {each.name} ({show(each.component.path)}): {each.reason}"
        yield ""
    if not needs:
        yield "No component here can use a managed identity."
        return
    count = len([app for app in apps if app != _EVERY])
    yield f"{counted(len(needs), 'component')}, {counted(count, 'app')}."


def _as_markdown(
    needs: Sequence[IdentityNeeds], without: Sequence[WithoutIdentity], show: Show
) -> Iterator[str]:
    if needs:
        yield "| App | Component | Authenticates | Resource | Role |"
        yield "| --- | --- | --- | --- | --- |"
    for app in _apps(needs):
        for need in _of_app(needs, app):
            component = f"`{need.name}` ({show(need.component.path)})"
            for grant in need.grants:
                cells = (app, component, authenticates(need.way), _resource(grant), _role(grant))
                yield "| " + " | ".join(_cell(cell) for cell in cells) + " |"
    if without:
        if needs:
            yield ""
        yield "Without an identity:"
        yield ""
        for each in without:
            yield f"- `{each.name}` ({show(each.component.path)}): {each.reason}"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _as_json(needs: Iterable[IdentityNeeds], without: Iterable[WithoutIdentity]) -> str:
    content = {
        "version": VERSION,
        "components": [_component(need) for need in needs],
        "withoutIdentity": [
            {"name": each.name, "file": shown(each.component.path), "reason": each.reason}
            for each in without
        ],
    }
    return json.dumps(content, indent=2)


def _component(need: IdentityNeeds) -> _Json:
    return {
        "name": need.name,
        "file": shown(need.component.path),
        "type": need.component.type_text,
        "apps": list(need.apps),
        "authentication": need.way.value,
        "clientId": next((each.client_id for each in need.principals if each.client_id), None),
        "roles": [
            {
                "name": grant.role.name,
                "id": grant.role.id,
                "assignment": grant.role.on.assignment.value,
                "resourceType": grant.role.on.type,
                "resource": grant.resource,
                "purpose": grant.role.purpose,
            }
            for grant in need.grants
        ],
    }


def authenticates(way: Way) -> str:
    """How a component authenticates, as the end of a sentence."""
    return "in a way that it does not show" if way is Way.UNKNOWN else f"by {way.value}"


def _apps(needs: Iterable[IdentityNeeds]) -> tuple[str, ...]:
    """The apps in order, every app last."""
    named = sorted({app for need in needs for app in need.apps})
    return (*named, _EVERY) if any(not need.apps for need in needs) else tuple(named)


def _of_app(needs: Iterable[IdentityNeeds], app: str) -> Iterator[IdentityNeeds]:
    for need in needs:
        if app in need.apps or (app == _EVERY and not need.apps):
            yield need


def _role(grant: Grant) -> str:
    role = grant.role
    purpose = f" ({role.purpose})" if role.purpose else ""
    policy = role.on.assignment in (Assignment.REDIS, Assignment.MANAGED_REDIS)
    return f"{'access policy ' if policy else ''}{role.name}{purpose}"


def _resource(grant: Grant) -> str:
    title = grant.role.resource
    if grant.resource:
        return f"{title} '{grant.resource}'"
    return f"{'an' if title[0] in 'AE' else 'a'} {title} not named here"
