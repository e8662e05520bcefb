"""The rule `aca-exported-noise`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Related, Severity, Tag
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component
from daprls.model.secrecy import secret_spans
from daprls.refactor.wrapper import lifted, without_written, written_by_service
from daprls.snapshot import Snapshot
from daprls.text import Location


@component_rule("aca-exported-noise", Severity.HINT, layer=Layer.SHAPE, dialects=ACA)
def aca_exported_noise(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """Keys that only the service writes have come along with an export."""
    written = written_by_service(component)
    if all(each.entry.key.text == "type" for each in written):
        # That alone is no export: people write the type of the resource down.
        return
    keys = sorted((each.entry.key for each in written), key=lambda key: key.span)
    first, *others = keys
    fixes: list[Fix] = []
    if not component.document.problems:
        lift = lifted(snapshot, component)
        if lift:
            secret = bool(secret_spans(snapshot.files[component.path], snapshot.type))
            title = "Bring the component into the short form"
            fixes.append(Fix(title, lift, carries_secret=secret))
        removal = without_written(snapshot, component)
        if removal:
            fixes.append(Fix("Remove what the export added", removal))
    subject, them = f"'{first.text}' comes from an export: the service writes it", "it"
    if others:
        more = "one more key" if len(others) == 1 else f"{len(others)} more keys"
        subject = f"'{first.text}' and {more} come from an export: the service writes them"
        them = "them"
    yield Finding(
        first.span,
        f"{subject}, and `az` leaves {them} out when it sends the file.",
        fixes=tuple(fixes),
        tags=(Tag.UNNECESSARY,),
        related=tuple(
            Related(Location(component.path, key.span), f"'{key.text}' comes from an export too")
            for key in others
        ),
    )
