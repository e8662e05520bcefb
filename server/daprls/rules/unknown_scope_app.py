"""The rule `unknown-scope-app`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.lint.unknown_apps import meant_apps
from daprls.model.component import Component, Scope, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.mention import MentionKind
from daprls.model.secrecy import may_be_quoted
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar

_ENOUGH = 2
"""How many apps of the scopes must be known before another is missed among them."""


@component_rule("unknown-scope-app", Severity.INFO, layer=Layer.VALUE)
def unknown_scope_app(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """An app ID in `scopes` is none of those that are known."""
    known = snapshot.known_apps(component.path) if component.scopes else frozenset()
    if not known:
        return
    listed = bool(snapshot.config(component.path).app_ids)
    present = {scope.app_id for scope in component.scopes}
    for scope in component.scopes:
        app = ordinary_text(scope.node)
        if not app or app in known or not may_be_quoted(app):
            continue
        others = sorted(known - present)
        ids = () if listed else _ids_of(component, snapshot, app)
        if ids:
            yield _finding(component, snapshot, scope, ids, _own_name(app, ids))
        elif meant := meant_apps(snapshot, app, others, listed=listed):
            yield _finding(component, snapshot, scope, meant, _question(app, meant))
        elif listed or _is_alone(snapshot, app):
            hint = "A scope is the app's Dapr app ID, which may differ from its name."
            yield _finding(component, snapshot, scope, (), hint)


def _is_alone(snapshot: Snapshot, app: str) -> bool:
    """Whether all apps that scopes name are known but this one, so that it is missed."""
    if MentionKind.APP in snapshot.index.unread:
        return False
    named = set(snapshot.index.app_ids)
    return named - snapshot.index.apps.keys() == {app} and len(named) > _ENOUGH


def _ids_of(component: Component, snapshot: Snapshot, name: str) -> tuple[str, ...]:
    """The app IDs of the container apps that are called `name`."""
    if component.dialect is not Dialect.ACA:
        return ()
    return tuple(
        app
        for app, mentions in snapshot.index.apps.items()
        if any(mention.app_name == name for mention in mentions)
    )


def _own_name(app: str, ids: tuple[str, ...]) -> str:
    names = " or ".join(f"'{each}'" for each in ids)
    return f"'{app}' is the name of a container app, and its app ID is {names}."


def _question(app: str, meant: tuple[str, ...]) -> str:
    if meant[0].lower() == app.lower():
        return f"'{meant[0]}' differs from it in case, and case counts."
    names = " or ".join(f"'{each}'" for each in meant)
    return f"Did you mean {names}?"


def _finding(
    component: Component, snapshot: Snapshot, scope: Scope, meant: tuple[str, ...], hint: str
) -> Finding:
    apps = snapshot.index.apps
    return Finding(
        scope.span,
        f"No app with the app ID '{scope.app_id}' is known. {hint}",
        fixes=tuple(
            Fix(f"Change to '{each}'", (replace_scalar(component.path, scope.node, each),))
            for each in meant
        ),
        related=tuple(
            Related(apps[each][0].location, f"the app '{each}' gets its ID here")
            for each in meant
            if each in apps
        ),
    )
