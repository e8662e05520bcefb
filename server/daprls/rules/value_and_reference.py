"""The rule `value-and-reference`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.dialect import Dialect, find_entry
from daprls.model.secrecy import holds_value, may_be_quoted
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import remove_entry
from daprls.syntax.scalars import TextClass, classify_node, plain_value
from daprls.syntax.tree import Entry, Missing, Node, Scalar


@component_rule("value-and-reference", Severity.WARNING, layer=Layer.SHAPE)
def value_and_reference(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """An item has a value and takes it from elsewhere as well."""
    text, root = snapshot.files[component.path].text, component.document.root
    for item in component.metadata:
        for entry, other, what in _rivals(component, item):
            edits = (
                (each.key.text, remove_entry(component.path, text, root, item.item, each))
                for each in (entry, other)
                if not component.document.problems
            )
            yield Finding(
                entry.key.span,
                f"{_label(item)} has {what}",
                fixes=tuple(Fix(f"Remove '{key}'", (edit,)) for key, edit in edits if edit),
            )


def _label(item: MetadataEntry) -> str:
    name = ordinary_text(item.name)
    return f"'{name}'" if name and may_be_quoted(name) and not holds_value(name) else "The item"


def _rivals(component: Component, item: MetadataEntry) -> Iterator[tuple[Entry, Entry, str]]:
    """Each two entries of which one is too many, the likelier one first, and what comes of it."""
    value = find_entry(item.item, "value") if _is_given(item.value) else None
    secret = variable = None
    if item.reference is not None and ordinary_text(item.reference.name):
        secret = item.reference.entry
    if ordinary_text(item.env_ref):
        variable = find_entry(item.item, "envRef")
    if value is not None and secret is not None and not _is_blank(item.value):
        yield value, secret, _value_and_secret(component.dialect)
    if value is not None and variable is not None:
        yield (
            variable,
            value,
            "a 'value' and an 'envRef': the value counts, and the variable is never read.",
        )
    elif secret is not None and variable is not None:
        yield (
            secret,
            variable,
            "an 'envRef' and a 'secretKeyRef': the variable counts, and no secret is asked for.",
        )


def _value_and_secret(dialect: Dialect) -> str:
    if dialect is Dialect.ACA:
        return "a 'value' and a 'secretRef', and nothing says which of them counts. Keep one."
    return (
        "a 'value' and a 'secretKeyRef': the secret counts where it is found, and where it is not, "
        "the value is taken without a word."
    )


def _is_given(value: Node | None) -> bool:
    """Whether there is a value that may be judged, be it the empty text."""
    if value is None or isinstance(value, Missing):
        return False
    if classify_node(value) is not TextClass.ORDINARY:
        return False
    return not isinstance(value, Scalar) or plain_value(value) is not None


def _is_blank(value: Node | None) -> bool:
    return isinstance(value, Scalar) and not value.text.strip()
