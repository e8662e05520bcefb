"""The rule `runtime-key-case`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import ComponentType, MetadataField
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.metadata_name import exact_spelling
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar


@component_rule("runtime-key-case", Severity.ERROR, layer=Layer.VALUE)
def runtime_key_case(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A name that the sidecar reads only in its exact spelling is written in another case."""
    known = snapshot.type(component)
    if known is None:
        return
    given = {entry.name_text for entry in component.metadata}
    for entry in component.metadata:
        name = ordinary_text(entry.name)
        field = exact_spelling(name, known) if name else None
        if entry.name is None or field is None or not field.runtime or field.name in given:
            continue
        if field.name == "route" and _may_only_send(component):
            continue
        severity, consequence = _consequence(field, known)
        yield Finding(
            entry.name.span,
            f"The sidecar knows '{field.name}' only in exactly this spelling: {consequence}.",
            severity=severity,
            fixes=(
                Fix(
                    f"Change to '{field.name}'",
                    (replace_scalar(component.path, entry.name, field.name),),
                    safe=True,
                ),
            ),
        )


def _may_only_send(component: Component) -> bool:
    """Whether a binding may be no input, so that no route is asked for."""
    texts = [ordinary_text(entry.value) for entry in component.entries("direction")]
    return any(text is None or "input" not in text.lower() for text in texts)


def _consequence(field: MetadataField, known: ComponentType) -> tuple[Severity, str]:
    if field.name == "consumerID" and known.decoder == "kit/metadata":
        error = "key consumerid is duplicate in the metadata"
        result = f"it adds its own beside this one, and '{known.type}' fails at start with"
        return Severity.ERROR, f"{result} '{error}'"
    if field.name == "consumerID":
        return Severity.WARNING, "this one is ignored, and the app ID is the consumer"
    if field.name == "primaryEncryptionKey":
        return Severity.ERROR, "this one is ignored, and the state is stored without encryption"
    if field.name == "secondaryEncryptionKey":
        return Severity.ERROR, "this one is ignored, and what it has encrypted cannot be read"
    if field.name == "route":
        return Severity.ERROR, "this one is ignored, and events go to the component's name"
    return Severity.ERROR, "this one is ignored without a word"
