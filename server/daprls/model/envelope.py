"""The maps of a component that are levels of the envelope, and what their scalars say to a reader.

Which keys a level has and which values they take is known to `daprls.schema`; here a component as
written is laid beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from daprls.model.component import Component, kept
from daprls.model.dialect import FAMILIES, Dialect, Shape, find
from daprls.schema import Envelope, Json, Level, envelope
from daprls.syntax.scalars import TextClass, classify_node, implicit_type, plain_value
from daprls.syntax.tree import Entry, Mapping, Node, Scalar, Sequence, resolve

_GO_BOOLEANS = {"y": True, "Y": True, "n": False, "N": False}
"""Plain scalars that daprd's YAML reader takes for truth values, and YAML 1.1's readers do not."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One map of a component and the level that it is."""

    level: Level
    mapping: Mapping

    @property
    def entries(self) -> Iterator[Entry]:
        """The entries as written, but for merge keys."""
        return (entry for entry in self.mapping.entries if not is_merge(entry))


def envelope_of(component: Component) -> Envelope:
    """The envelope of the component's dialect."""
    return envelope(component.dialect)


def is_merge(entry: Entry) -> bool:
    """Whether the entry is YAML's merge key, which is no key of the map."""
    return entry.key.text == "<<" and entry.key.is_plain


@kept
def frames(component: Component) -> tuple[Frame, ...]:
    """Every map of the component that is a level of its envelope, keys read as meant.

    A map that stands in several places through aliases comes once, at the first.
    """
    found: dict[int, Frame] = {}
    for frame in _frames(component):
        found.setdefault(id(frame.mapping), frame)
    return tuple(found.values())


def _frames(component: Component) -> Iterator[Frame]:
    root = component.root
    if component.dialect is Dialect.OSS:
        yield Frame(Level.RESOURCE, root)
        yield from _inside(Level.OBJECT_META, root, "metadata")
        yield from _inside(Level.SPEC, root, "spec")
        yield from _inside(Level.AUTH, root, "auth")
    elif component.shape is Shape.WRAPPED:
        yield Frame(Level.WRAPPED, root)
        yield from _inside(Level.COMPONENT, root, "properties")
    else:
        yield Frame(Level.FLAT, root)
    for item in component.metadata:
        yield Frame(Level.METADATA_ITEM, item.item)
        if component.dialect is Dialect.OSS:
            yield from _inside(Level.SECRET_KEY_REF, item.item, "secretKeyRef")
    for secret in component.secrets:
        yield Frame(Level.SECRET, secret.item)


def _inside(level: Level, mapping: Mapping, key: str) -> Iterator[Frame]:
    node = find(mapping, key)
    if isinstance(node, Mapping):
        yield Frame(level, node)


def values(frame: Frame, component: Component) -> dict[str, Json]:
    """The frame as its reader sees it, shallow, as `Envelope.mismatches` wants it.

    Values that a pipeline or a person fills in later are left out, and so are dates, on which `az`
    fails for a reason of its own.
    """
    known = envelope_of(component).keys(frame.level)
    found: dict[str, Json] = {}
    for entry in frame.entries:
        node = resolve(entry.value)
        key = known.get(entry.key.text)
        found.pop(entry.key.text, None)
        if node is None or key is None:
            continue
        if isinstance(node, Sequence) and key.type == "array":
            found[key.name] = [_item(item, component.dialect) for item in node.items]
        elif _is_judgeable(node, component.dialect):
            found[key.name] = _json(node, component.dialect)
    return found


def is_surely_text(scalar: Scalar) -> bool:
    """Whether every reader of the file takes the scalar for text, by its form alone."""
    if scalar.tag is not None:
        return False
    if not scalar.is_plain:
        return True
    return scalar.text not in _GO_BOOLEANS and implicit_type(scalar.text) == "str"


def bracketed_type(component: Component) -> Sequence | None:
    """A component type that stands between brackets, which make a list of it."""
    entry = component.type_entry
    node = resolve(entry.value) if entry is not None else None
    if not isinstance(node, Sequence) or len(node.items) != 1:
        return None
    item = node.items[0]
    is_type = isinstance(item, Scalar) and item.text.partition(".")[0] in FAMILIES
    return node if is_type else None


def _item(item: Node, dialect: Dialect) -> Json:
    """An item of a list, or an empty text for one that is not to be judged."""
    node = resolve(item)
    return _json(node, dialect) if node is not None and _is_judgeable(node, dialect) else ""


def _is_judgeable(node: Node, dialect: Dialect) -> bool:
    if classify_node(node) is not TextClass.ORDINARY:
        return False
    date = isinstance(node, Scalar) and type(plain_value(node)) is datetime.date
    return not date or dialect is Dialect.OSS


def _json(node: Node, dialect: Dialect) -> Json:
    if isinstance(node, Mapping):
        return {}
    if isinstance(node, Sequence):
        return []
    if not isinstance(node, Scalar):
        return None
    if dialect is Dialect.OSS and node.is_plain and node.tag is None and node.text in _GO_BOOLEANS:
        return _GO_BOOLEANS[node.text]
    value = plain_value(node)
    return node.text if isinstance(value, datetime.date) else value
