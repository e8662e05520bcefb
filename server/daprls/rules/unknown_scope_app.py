"""The rule `unknown-scope-app`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.secrecy import may_be_quoted
from daprls.snapshot import Snapshot
from daprls.spelling import closest
from daprls.syntax.rewrite import replace_scalar


@component_rule("unknown-scope-app", Severity.INFO, layer=Layer.VALUE)
def unknown_scope_app(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """An app ID in `scopes` is none of those that are known."""
    known = frozenset(snapshot.config(component.path).app_ids)
    if not known:
        return
    present = {scope.app_id for scope in component.scopes}
    for scope in component.scopes:
        app = ordinary_text(scope.node)
        if not app or app in known or not may_be_quoted(app):
            continue
        meant = closest(app, sorted(known - present))
        if meant and meant[0].lower() == app.lower():
            hint = f"'{meant[0]}' differs from it in case, and case counts."
        elif meant:
            names = " or ".join(f"'{each}'" for each in meant)
            hint = f"Did you mean {names}?"
        else:
            hint = "A scope is the app's Dapr app ID, which may differ from its name."
        yield Finding(
            scope.span,
            f"No app with the app ID '{app}' is known. {hint}",
            fixes=tuple(
                Fix(f"Change to '{each}'", (replace_scalar(component.path, scope.node, each),))
                for each in meant
            ),
        )
