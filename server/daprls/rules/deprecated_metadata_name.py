"""The rule `deprecated-metadata-name`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import AzureAuthentication, ComponentType, MetadataField
from daprls.lint.finding import Finding, Fix, Layer, Severity, Tag
from daprls.lint.rule import component_rule
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.text import Edit


@component_rule("deprecated-metadata-name", Severity.INFO, layer=Layer.VALUE)
def deprecated_metadata_name(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A metadata name is an old one."""
    known = snapshot.certain_type(component)
    if known is None:
        return
    for entry in component.metadata:
        name = ordinary_text(entry.name)
        field = known.field(name) if name else None
        if entry.name is None or field is None:
            continue
        if _is_old_spelling(entry.name.text, field, snapshot.catalog.azure):
            if not component.entries(field.name):
                edit = replace_scalar(component.path, entry.name, field.name)
                yield _finding(entry, f"the old name of '{field.name}'", field.name, (edit,))
        elif field.deprecated and field in known.fields:
            yield _deprecated(component, known, entry, field)


def _is_old_spelling(name: str, field: MetadataField, azure: AzureAuthentication) -> bool:
    """Whether it names a part of a service principal, or a client ID, as Dapr once did."""
    if name.lower() == field.name.lower():
        return False
    old = (*azure.client_id_fields, *azure.service_principal_fields)
    return name.lower() in map(str.lower, old)


def _deprecated(
    component: Component, known: ComponentType, entry: MetadataEntry, field: MetadataField
) -> Finding:
    present = known.field(field.replaced_by) if field.replaced_by is not None else None
    if present is None or entry.name is None:
        return _finding(entry, f"deprecated for '{known.type}'")
    if component.entries(*present.names):
        return _finding(entry, f"deprecated, and '{present.name}' is given beside it")
    if field.type != present.type or field.other_value:
        return _finding(entry, f"deprecated; '{present.name}' takes its place, with another value")
    edit = replace_scalar(component.path, entry.name, present.name)
    problem = f"deprecated; '{present.name}' takes its place"
    return _finding(entry, problem, present.name, (edit,), safe=False)


def _finding(
    entry: MetadataEntry,
    problem: str,
    present: str | None = None,
    edits: tuple[Edit, ...] = (),
    *,
    safe: bool = True,
) -> Finding:
    return Finding(
        entry.anchor.span,
        f"'{entry.name_text}' is {problem}.",
        fixes=(Fix(f"Change to '{present}'", edits, safe=safe),) if edits else (),
        tags=(Tag.DEPRECATED,),
    )
