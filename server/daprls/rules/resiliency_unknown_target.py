"""The rule `resiliency-unknown-target`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import resource_rule
from daprls.lint.unknown_apps import meant_apps
from daprls.lint.unknown_names import Wanted, unknown_component
from daprls.model.component import ordinary_text
from daprls.model.resource import Resiliency
from daprls.model.secrecy import may_be_quoted
from daprls.model.uses import component_uses
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import rename_key
from daprls.syntax.tree import Entry

_LOSS = "no policy of this target is ever used"
_NO_APP_ID = frozenset(".:/")
"""Signs of an address, or of an app in another namespace."""


@resource_rule("resiliency-unknown-target", Severity.INFO, Resiliency, layer=Layer.VALUE)
def resiliency_unknown_target(resiliency: Resiliency, snapshot: Snapshot) -> Iterator[Finding]:
    """A resiliency resource has policies for a component or an app that is not known."""
    names = frozenset(entry.key.text for entry in resiliency.components)
    for use in component_uses(resiliency):
        yield from unknown_component(use, snapshot, Wanted("component", _LOSS, names))
    known = snapshot.known_apps(resiliency.path) | snapshot.usage.endpoints.keys()
    listed = bool(snapshot.config(resiliency.path).app_ids)
    taken = {entry.key.text for entry in resiliency.apps}
    for entry in resiliency.apps:
        app = ordinary_text(entry.key)
        if not app or not known or app in known or not may_be_quoted(app) or _NO_APP_ID & set(app):
            continue
        meant = meant_apps(snapshot, app, sorted(known - taken), listed=listed)
        if meant or listed:
            yield _unknown_app(resiliency, entry, meant)


def _unknown_app(resiliency: Resiliency, entry: Entry, meant: tuple[str, ...]) -> Finding:
    names = " or ".join(f"'{each}'" for each in meant)
    hint = f" Did you mean {names}?" if meant else ""
    return Finding(
        entry.key.span,
        f"No app with the app ID '{entry.key.text}' is known.{hint} Unless there is one, {_LOSS}.",
        fixes=tuple(
            Fix(f"Change to '{each}'", (rename_key(resiliency.path, entry, each),))
            for each in meant
        ),
    )
