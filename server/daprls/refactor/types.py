"""Gives a value of the envelope the type that its key takes, where the text says what was meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from daprls.model.component import Component
from daprls.model.dialect import find
from daprls.model.envelope import Frame, envelope_of
from daprls.refactor.lists import item_of_map, items_of_pairs, list_of_words
from daprls.schema import Key, Level
from daprls.syntax.rewrite import set_value
from daprls.syntax.tree import Entry, Mapping, Scalar, Sequence
from daprls.text import TextEdit

_WORD = re.compile(r"[^\s:]+")
_TRUE = ("true", "yes", "on", "1", "t", "y")
_FALSE = ("false", "no", "off", "0", "f", "n")
_ONLY_KEYS = {Level.AUTH: "secretStore", Level.SECRET_KEY_REF: "name"}
"""What a map of this level is meant to say where a text stands in its place."""


@dataclass(frozen=True, slots=True)
class Retyping:
    """What gives a value the type that it should have."""

    title: str
    edits: tuple[TextEdit, ...]
    safe: bool = False
    """Whether it leaves no doubt about what was meant."""


def retype(
    component: Component, text: str, frame: Frame, entry: Entry, key: Key
) -> Retyping | None:
    """What gives the value of `entry` the type of `key`; `None` where the text does not say."""
    if component.document.problems:
        return None
    path, value, mapping = component.path, entry.value, frame.mapping
    if key.type == "array":
        return _as_list(component, text, mapping, entry)
    if key.type == "boolean" and isinstance(value, Scalar):
        return _as_bool(path, value)
    if key.inner in _ONLY_KEYS and isinstance(value, Scalar) and _WORD.fullmatch(value.text):
        name = _ONLY_KEYS[key.inner]
        edit = set_value(path, text, mapping, entry, {name: value.raw})
        return Retyping(f"Put it under '{name}'", (edit,))
    if key.type == "string" and isinstance(value, Sequence) and len(value.items) == 1:
        item = value.items[0]
        if isinstance(item, Scalar):
            edit = set_value(path, text, mapping, entry, item.raw)
            return Retyping("Take it out of the list", (edit,), safe=True)
    return None


def _as_list(component: Component, text: str, mapping: Mapping, entry: Entry) -> Retyping | None:
    path, value = component.path, entry.value
    edits: tuple[TextEdit, ...] | None = None
    if isinstance(value, Scalar) and entry.key.text == "scopes":
        edits = list_of_words(path, text, entry)
    elif isinstance(value, Mapping) and entry.key.text in ("metadata", "secrets"):
        known = envelope_of(component)
        if find(value, "name") is not None:
            edits = item_of_map(path, text, value) if len(value.entries) > 1 else None
        elif not any(known.levels_with(each.key.text) for each in value.entries):
            edits = items_of_pairs(path, text, mapping, entry)
    return Retyping("Make a list of it", edits) if edits else None


def _as_bool(path: str, value: Scalar) -> Retyping | None:
    word = value.text.strip().lower()
    for meant, words in (("true", _TRUE), ("false", _FALSE)):
        if word in words:
            return Retyping(f"Change to {meant}", (TextEdit(path, value.span, meant),), safe=True)
    return None
