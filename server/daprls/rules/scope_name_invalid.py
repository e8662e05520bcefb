"""The rule `scope-name-invalid`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.load_set import World
from daprls.model.names import ACA_WORD, APP_LABEL
from daprls.model.secrecy import may_be_quoted
from daprls.refactor.scopes import replace_scope
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.scalars import az_text
from daprls.syntax.tree import Node, Scalar, Sequence, resolve


@component_rule("scope-name-invalid", Severity.ERROR, layer=Layer.VALUE)
def scope_name_invalid(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """An app ID in `scopes` has a form that no app can have."""
    entry = component.scopes_entry
    scopes = resolve(entry.value) if entry is not None else None
    if not isinstance(scopes, Sequence):
        return
    for item in scopes.items:
        scalar = resolve(item)
        if not isinstance(scalar, Scalar) or ordinary_text(scalar) is None:
            continue
        text = az_text(scalar) if component.dialect is Dialect.ACA else scalar.text
        found = _judged(component, snapshot, text) if text is not None else None
        if found is not None:
            severity, message = found
            yield Finding(
                item.span,
                message,
                severity=severity,
                fixes=tuple(_fixes(component, snapshot, scopes, item, scalar)),
            )


def _judged(component: Component, snapshot: Snapshot, app: str) -> tuple[Severity, str] | None:
    is_aca = component.dialect is Dialect.ACA
    if not app.strip():
        return Severity.WARNING, "An empty text in `scopes` is the app ID of no app."
    if app == "*":
        result = "Azure Container Apps refuses '*'" if is_aca else "'*' lets no app load this"
        return (Severity.ERROR if is_aca else Severity.WARNING), (
            f"`scopes` knows no wildcard, and {result}. Without the key every app loads the "
            "component."
        )
    which = f"the app ID '{app}'" if may_be_quoted(app) else "this app ID"
    if is_aca:
        if ACA_WORD.fits(app):
            return None
        return Severity.ERROR, (
            f"Azure Container Apps refuses {which} in `scopes` (DaprComponentInvalidProperty): an "
            f"app ID {ACA_WORD.words}."
        )
    if "." in app or "," in app:
        sign = "." if "." in app else ","
        return Severity.WARNING, (
            f"No app can have {which}, with a '{sign}' in it: this scope lets no app load the "
            "component."
        )
    world = snapshot.world(component.path)
    if APP_LABEL.fits(app) or world is World.SELF_HOSTED:
        return None
    severity = Severity.WARNING if world is World.KUBERNETES else Severity.HINT
    return severity, f"In Kubernetes no app can have {which}: an app ID there {APP_LABEL.words}."


def _fixes(
    component: Component, snapshot: Snapshot, scopes: Sequence, item: Node, scalar: Scalar
) -> Iterator[Fix]:
    form = ACA_WORD if component.dialect is Dialect.ACA else APP_LABEL
    parts = [part.strip() for part in scalar.text.split(",")]
    if len(parts) > 1:
        if all(map(form.fits, parts)):
            edits = replace_scope(snapshot, component, scopes, item, parts)
            if edits:
                yield Fix(f"Make {len(parts)} items of it", edits)
        return
    new = form.nearest(scalar.text) if may_be_quoted(scalar.text) else None
    if new is not None and new != scalar.text:
        yield Fix(f"Change to '{new}'", (replace_scalar(component.path, scalar, new),))
