"""The rule `wrong-dialect-oss`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import OSS, file_rule
from daprls.model.component import Component
from daprls.model.dialect import Dialect, find, find_entry
from daprls.model.secrecy import secret_spans
from daprls.model.source_file import SourceFile
from daprls.refactor.dialect import convert_in_place
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Mapping
from daprls.text import Location, Span


@file_rule("wrong-dialect-oss", Severity.ERROR, layer=Layer.SHAPE, dialects=OSS)
def wrong_dialect_oss(file: SourceFile, snapshot: Snapshot) -> Iterator[Finding]:
    """A file that `az` reads, as the settings say, is written in Dapr's own format."""
    if snapshot.config(file.path).dialect(file.path) != Dialect.ACA.value:
        return
    found = [each for each in file.components if each.dialect is Dialect.OSS]
    if not found:
        return
    first, *others = found
    has_metadata = isinstance(find(first.root, "metadata"), Mapping)
    refusal = (
        "and refuses the file with 'Invalid YAML provided'"
        if has_metadata
        else "and Azure Container Apps refuses what it sends (DaprComponentInvalidRequest: must "
        "contain properties.ComponentType)"
    )
    yield Finding(
        _place(first),
        "This is Dapr's own format, but by the settings `az` reads this file: it looks for "
        f"'componentType' at the top level {refusal}.",
        fixes=_fixes(first, file, snapshot),
        related=tuple(Related(Location(file.path, _place(each)), "so is this") for each in others),
    )


def _fixes(component: Component, file: SourceFile, snapshot: Snapshot) -> tuple[Fix, ...]:
    made = convert_in_place(snapshot, component, Dialect.ACA)
    if made is None:
        return ()
    secret = bool(secret_spans(file, snapshot.type))
    edits, notes = made
    return (Fix("Convert to Azure Container Apps", edits, carries_secret=secret, notes=notes),)


def _place(component: Component) -> Span:
    entry = find_entry(component.root, "apiVersion")
    return entry.span if entry is not None else component.anchor
