"""The rule `value-yaml-coercion`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import ComponentType, MetadataField
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.load_set import World
from daprls.model.reading import (
    is_changed,
    is_same_number,
    is_truth_value,
    may_change,
    sent_text,
    taken_for,
)
from daprls.model.secrecy import secret_spans
from daprls.model.value_form import amount
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import quote
from daprls.syntax.tree import Scalar, Style
from daprls.text import Span, TextEdit

_NUMBERS = ("number", "duration")
_TRUTHS = ("true", "false")


@component_rule("value-yaml-coercion", Severity.WARNING, layer=Layer.SHAPE)
def value_yaml_coercion(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """YAML reads a text without quotes for something else, so that another text is sent."""
    known = snapshot.certain_type(component)
    found: dict[Span, tuple[Scalar, bool]] = {
        name.span: (name, True) for name in _names(component, snapshot) if may_change(name)
    }
    # Of a type that is filled in later nobody knows what the values are for.
    for entry in component.metadata if ordinary_text(component.type) else ():
        value = entry.literal
        if value is None or not may_change(value):
            continue
        field = known.field(entry.name_text) if known is not None else None
        if _matters(value, component, field, known):
            found[value.span] = (value, field is None or field.type not in _NUMBERS)
    for secret in component.secrets:
        if isinstance(secret.value, Scalar) and secret.value.text.lower() not in _TRUTHS:
            found[secret.value.span] = (secret.value, True)
    for span in sorted(found):
        scalar, is_text = found[span]
        if ordinary_text(scalar) and is_changed(scalar, component.dialect):
            yield _finding(component, snapshot, scalar, safe=is_text)


def _names(component: Component, snapshot: Snapshot) -> Iterator[Scalar]:
    """What is always meant as it is written: the names of things."""
    if component.dialect is Dialect.OSS and snapshot.world(component.path) is World.KUBERNETES:
        # There it is refused, which says more.
        return
    names = [component.declared_name, component.store, *(each.node for each in component.scopes)]
    for entry in component.metadata:
        names += [entry.name, entry.env_ref]
        if entry.reference is not None:
            names += [entry.reference.name, entry.reference.key]
    names += [secret.name for secret in component.secrets]
    if snapshot.type(component) is None:
        # Of a type that is known, more can be said of a version that it does not have.
        names.append(component.version)
    yield from (name for name in names if name is not None)


def _matters(
    value: Scalar, component: Component, field: MetadataField | None, known: ComponentType | None
) -> bool:
    """Whether the component makes something else of the text that is sent than of the written."""
    sent = sent_text(value, component.dialect)
    if sent is None or sent.lower() == value.text.lower():
        return False
    if field is None or known is None:
        return not is_truth_value(sent) and not is_same_number(value, sent)
    if field.type in _NUMBERS:
        written = amount(value.text, field, known.decoder)
        return written is not None and written != amount(sent, field, known.decoder)
    return field.type not in ("bool", "bytesize")


def _finding(component: Component, snapshot: Snapshot, scalar: Scalar, *, safe: bool) -> Finding:
    sent = sent_text(scalar, component.dialect) or ""
    is_aca = component.dialect is Dialect.ACA
    secrets = secret_spans(snapshot.files[component.path], snapshot.type)
    if any(span.overlaps(scalar.span) for span in secrets):
        subject, other = "This", "a text other than the one that stands here"
    else:
        subject, other = f"'{scalar.text}'", f"'{sent}'"
    result = f"`az` sends {other}" if is_aca else f"Dapr reads {other}"
    edit = TextEdit(component.path, scalar.span, quote(scalar.text, style=Style.DOUBLE))
    return Finding(
        scalar.span,
        f"{subject} without quotes is {taken_for(scalar, sent)} to YAML, and {result}. Quote it.",
        fixes=(Fix("Quote the value", (edit,), safe=safe),),
    )
