"""The rule `wrong-scalar-type`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.envelope import (
    Frame,
    bracketed_type,
    envelope_of,
    frames,
    is_surely_text,
    values,
)
from daprls.model.load_set import World
from daprls.refactor.types import retype
from daprls.schema import Envelope, Key, Level
from daprls.snapshot import Snapshot
from daprls.syntax.scalars import implicit_type
from daprls.syntax.tree import Entry, Mapping, Node, Scalar, Sequence, Style, resolve
from daprls.syntax.writing import quote
from daprls.text import Span, TextEdit

_ITEMS = frozenset({Level.METADATA_ITEM, Level.SECRET})
_WANTED = {"array": "a list", "object": "a map", "string": "text", "boolean": "true or false"}


@component_rule("wrong-scalar-type", Severity.ERROR, layer=Layer.SHAPE)
def wrong_scalar_type(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A key has a value of a type that it does not take."""
    known = envelope_of(component)
    is_cluster = component.dialect is Dialect.OSS and (
        snapshot.world(component.path) is World.KUBERNETES
    )
    for frame in frames(component):
        keys = known.keys(frame.level)
        if _is_plainly_right(frame, known):
            continue
        for mismatch in known.mismatches(frame.level, values(frame, component)):
            key, entry = keys[mismatch.key], frame.mapping.entry(mismatch.key)
            if entry is None or not _is_ours(frame, key, entry):
                continue
            if mismatch.index is None:
                yield _finding(component, snapshot, frame, entry, key)
            else:
                yield _item(component, entry, mismatch.index)
        if is_cluster:
            yield from _numbers(component, snapshot, frame)
    if bracketed_type(component) is not None and component.body is not None:
        level = Level.SPEC if component.dialect is Dialect.OSS else Level.COMPONENT
        entry = component.type_entry
        if entry is not None and entry.key.text in known.keys(level):
            frame = Frame(level, component.body)
            yield _finding(component, snapshot, frame, entry, known.keys(level)[entry.key.text])


def _is_plainly_right(frame: Frame, known: Envelope) -> bool:
    """Whether a glance shows that no value is of a wrong type: nearly every map is right.

    What stands behind `value` in an item is left to `value-not-scalar`.
    """
    types = known.plain_types(frame.level)
    is_item = frame.level in _ITEMS
    for entry in frame.mapping.entries:
        name, node = entry.key.text, entry.value
        if name not in types or (is_item and name == "value"):
            continue
        if isinstance(node, Scalar):
            if str not in types[name] or not is_surely_text(node):
                return False
        elif not isinstance(node, Mapping) or dict not in types[name]:
            return False
    return True


def _is_ours(frame: Frame, key: Key, entry: Entry) -> bool:
    if key.name in ("apiVersion", "kind") or (key.read_only and key.type != "object"):
        return False
    if frame.level in _ITEMS and key.name == "value":
        return False  # That is `value-not-scalar`.
    node = resolve(entry.value)
    if key.type == "array" and isinstance(node, Mapping):
        # `-name:` makes a map of a list.
        return not any(each.key.text.startswith("-") for each in node.entries)
    return True


def _finding(
    component: Component, snapshot: Snapshot, frame: Frame, entry: Entry, key: Key
) -> Finding:
    text = snapshot.files[component.path].text
    new = retype(component, text, frame, entry, key)
    return Finding(
        _place(entry),
        f"'{key.name}' must be {_WANTED.get(key.type, key.type)}, and this is "
        f"{_what(entry.value)}; {_refusal(component, key)}.",
        fixes=(Fix(new.title, new.edits, safe=new.safe),) if new is not None else (),
    )


def _item(component: Component, entry: Entry, index: int) -> Finding:
    items = resolve(entry.value)
    node: Node = entry.value
    if isinstance(items, Sequence):
        node = items.items[index]
    span = node.entries[0].key.span if isinstance(node, Mapping) and node.entries else node.span
    return Finding(
        span,
        f"Every item of '{entry.key.text}' must be text, and this is {_what(node)}; "
        f"{_refusal(component, None)}.",
    )


def _refusal(component: Component, key: Key | None) -> str:
    if component.dialect is Dialect.OSS:
        return "the sidecar cannot read the document and skips it"
    if key is not None and key.type == "string":
        return "`az` makes Python text of it, in the manner of ['a', 'b']"
    return "`az` refuses the file with 'Invalid YAML provided'"


def _what(value: Node) -> str:
    node = resolve(value)
    if isinstance(node, Mapping):
        return "a map"
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Scalar):
        kind = implicit_type(node.text) if node.is_plain else "str"
        return {"int": "a number", "float": "a number", "bool": "a truth value"}.get(kind, "text")
    return "nothing"


def _place(entry: Entry) -> Span:
    """The value where it is short, else the key."""
    value = entry.value
    is_block = isinstance(value, Mapping | Sequence) and not value.flow
    return entry.key.span if is_block or not len(value.span) else value.span


def _numbers(component: Component, snapshot: Snapshot, frame: Frame) -> Iterator[Finding]:
    """Numbers and truth values where Kubernetes takes only text."""
    keys = envelope_of(component).keys(frame.level)
    known = snapshot.catalog_for(component.path).canonical(component.type_text) is not None
    for entry in frame.entries:
        key, value = keys.get(entry.key.text), entry.value
        if key is None or key.type != "string" or key.name == "value":
            continue
        if not isinstance(value, Scalar) or not value.is_plain or ordinary_text(value) is None:
            continue
        if key.name == "version" and known:
            continue  # That there is no such version says more.
        kind = implicit_type(value.text)
        if kind in ("int", "float", "bool"):
            yield Finding(
                value.span,
                f"'{key.name}' must be text, and this is {_what(value)}; Kubernetes refuses the "
                "component.",
                severity=Severity.WARNING,
                fixes=(_as_text(component, key, value, kind),),
            )


def _as_text(component: Component, key: Key, value: Scalar, kind: str) -> Fix:
    if key.name == "initTimeout" and kind == "int":
        # In quotes it would be text, but no duration.
        edit = TextEdit(component.path, value.span, f"{value.text}s")
        return Fix(f"Change to '{value.text}s'", (edit,))
    edit = TextEdit(component.path, value.span, quote(value.text, style=Style.DOUBLE))
    return Fix("Quote the value", (edit,), safe=True)
