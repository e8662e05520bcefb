"""The rule `metadata-item-shape`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.dialect import Dialect, find, find_entry
from daprls.model.keys import Reading, odd_keys
from daprls.refactor.items import item_of_text, name_and_value
from daprls.snapshot import Snapshot
from daprls.syntax.scalars import TextClass, classify_node, plain_value
from daprls.syntax.tree import Alias, Mapping, Missing, Node, Scalar, Sequence, resolve
from daprls.text import Span, TextEdit

_VALUES = ("value", "secretRef", "secretKeyRef", "envRef", "keyVaultUrl")
_MISSING_BLANK = re.compile(r"[A-Za-z]\w*:(?=[^\s/])")


@component_rule("metadata-item-shape", Severity.ERROR, layer=Layer.SHAPE)
def metadata_item_shape(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """An item of `metadata` or `secrets` is no map, or has no name."""
    # A key that nobody knows may be the name misspelt, or a setting written as a key.
    odd = {
        id(each.frame.mapping)
        for each in odd_keys(component)
        if each.reading in (Reading.UNKNOWN, Reading.MISPLACED)
    }
    for entry in (component.metadata_entry, component.secrets_entry):
        items = resolve(entry.value) if entry is not None else None
        if entry is None or not isinstance(items, Sequence):
            continue
        for index, item in enumerate(items.items):
            node = resolve(item)
            if node is None or id(node) in odd or classify_node(node) is not TextClass.ORDINARY:
                continue
            place = _place(items, index)
            if isinstance(node, Mapping):
                yield from _without_name(entry.key.text, node, place)
            else:
                fixes = tuple(
                    _repairs(component, snapshot, entry is component.secrets_entry, items, node)
                )
                yield _no_map(component, entry.key.text, node, place, fixes)


def _is_value(source: str) -> bool:
    """Whether YAML reads the source of a text's end as a value, where it stands alone."""
    if source[0] in "\"'":
        return len(source) > 1 and source.find(source[0], 1) == len(source) - 1
    return "\n" not in source and source[0] not in "[]{},&*!|>%@`#?-"


def _no_map(
    component: Component, key: str, item: Node, place: Span, fixes: tuple[Fix, ...]
) -> Finding:
    if isinstance(item, Missing) or (isinstance(item, Scalar) and plain_value(item) is None):
        return Finding(place, f"This item of '{key}' is empty.", severity=Severity.HINT)
    refusal = (
        "`az` refuses the file with 'Invalid YAML provided'"
        if component.dialect is Dialect.ACA
        else "the sidecar cannot read the document and skips it"
    )
    what = "a list" if isinstance(item, Sequence) else "only text"
    if isinstance(item, Scalar) and item.is_plain:
        colon = _MISSING_BLANK.match(item.raw)
        if colon is not None:
            what = f"{what}, since no blank follows the ':'"
            at = item.span.start + colon.end()
            edit = TextEdit(component.path, Span(at, at), " ")
            fixes = (
                (Fix("Insert the blank", (edit,)),) if _is_value(item.raw[colon.end() :]) else ()
            )
    return Finding(
        place,
        f"Every item of '{key}' must be a map with a 'name', and this is {what}; {refusal}.",
        fixes=fixes,
    )


def _repairs(
    component: Component, snapshot: Snapshot, in_secrets: bool, items: Sequence, item: Node
) -> Iterator[Fix]:
    """Spells an item out whose text surely names a setting, or a secret that is referred to."""
    said = name_and_value(item)
    if said is None or not any(each is item for each in items.items):
        return
    name, value = said
    known = snapshot.type(component)
    field = known.field(name) if known is not None else None
    if in_secrets:
        is_meant = any(each.name.text == name for _, each in component.references)
    else:
        is_meant = field is not None
    if is_meant:
        text = snapshot.files[component.path].text
        new = value if value is not None else f"<{name}>"
        yield Fix(
            "Spell it out as 'name' and 'value'",
            (item_of_text(component.path, text, item, name, new, flow=items.flow),),
            needs_input=value is None,
            carries_secret=value is not None and (field is None or field.sensitive),
        )


def _without_name(key: str, item: Mapping, place: Span) -> Iterator[Finding]:
    lost = "nobody reads it" if key == "metadata" else "nothing can refer to it"
    name = find(item, "name")
    if name is None:
        yield Finding(place, f"This item of '{key}' has no 'name': {lost}.")
        return
    if not (isinstance(name, Missing) or (isinstance(name, Scalar) and not name.text.strip())):
        return
    is_filled = any(_is_filled(find(item, other)) for other in _VALUES)
    entry = find_entry(item, "name")
    span = entry.key.span if entry is not None and not len(name.span) else name.span
    yield Finding(
        span,
        f"This item of '{key}' has an empty 'name': {lost}.",
        severity=Severity.WARNING if is_filled else Severity.HINT,
    )


def _is_filled(node: Node | None) -> bool:
    if isinstance(node, Scalar):
        return bool(node.text.strip()) and plain_value(node) is not None
    return isinstance(node, Mapping | Sequence)


def _place(items: Sequence, index: int) -> Span:
    """Where a finding about a whole item is put: its first key, its text, or the dash alone."""
    item = items.items[index]
    node = item if isinstance(item, Alias) else resolve(item)
    if isinstance(node, Mapping) and node.entries:
        return node.entries[0].key.span
    if index < len(items.dashes) and not len(item.span):
        return Span(items.dashes[index], items.dashes[index] + 1)
    return item.span
