"""What a key that its level of the envelope does not know was probably meant to be.

Every such key has exactly one reading, so that each of the rules about keys can take its own and
leave the rest. Which keys a level knows is told by `daprls.schema`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from daprls.model.component import Component, kept
from daprls.model.dialect import Dialect, Shape, find, fold
from daprls.model.envelope import Frame, envelope_of, frames
from daprls.schema import Level
from daprls.spelling import closest
from daprls.syntax.scalars import TextClass, classify
from daprls.syntax.tree import Entry, Mapping


class Reading(Enum):
    """What an unexpected key is taken for."""

    SPELLING = auto()
    """A key of this level in another case, or with `_` or `-` between its words."""
    FOREIGN = auto()
    """A key of the other dialect."""
    MISPLACED = auto()
    """A key of another level."""
    UNKNOWN = auto()
    """A key of no level, perhaps misspelt."""


@dataclass(frozen=True, slots=True, eq=False)
class OddKey:
    """A key that its level does not know."""

    frame: Frame
    entry: Entry
    reading: Reading
    meant: tuple[str, ...] = ()
    """The keys of this level that it may be meant for, none of which is there."""
    level: Level | None = None
    """Where a misplaced key belongs."""

    @property
    def name(self) -> str:
        """The key as written."""
        return self.entry.key.text


_ACA_FOREIGN = frozenset({"auth", "spec", "secretstore", "apiversion", "kind"})
_OSS_FOREIGN = frozenset({"componenttype", "secretstorecomponent", "secrets"})
_FOREIGN = {
    Dialect.ACA: {
        Level.FLAT: _ACA_FOREIGN,
        Level.WRAPPED: _ACA_FOREIGN,
        Level.COMPONENT: _ACA_FOREIGN | {"type"},
        Level.METADATA_ITEM: frozenset({"secretkeyref", "envref"}),
    },
    Dialect.OSS: {
        Level.RESOURCE: _OSS_FOREIGN,
        Level.SPEC: _OSS_FOREIGN,
        Level.AUTH: frozenset({"secretstorecomponent"}),
        Level.METADATA_ITEM: frozenset({"secretref"}),
    },
}

_OTHER_WORDS = {"key": ("name",), "field": ("name",), "val": ("value",)}
"""What the keys of an item are called elsewhere."""

_SINGLE = (
    Level.SECRET_KEY_REF,
    Level.SPEC,
    Level.COMPONENT,
    Level.FLAT,
    Level.RESOURCE,
    Level.OBJECT_META,
    Level.AUTH,
)
"""The levels that a component has once (and an item its reference), as a stray key is sought."""


@kept
def odd_keys(component: Component) -> tuple[OddKey, ...]:
    """Every key of the component's envelope that its level does not know, in order of levels."""
    return tuple(odd for frame in frames(component) for odd in _odd_keys(component, frame))


def _odd_keys(component: Component, frame: Frame) -> Iterator[OddKey]:
    known = envelope_of(component).keys(frame.level)
    meant: tuple[str, ...]
    for entry in frame.entries:
        name = entry.key.text
        if name in known or classify(name) is not TextClass.ORDINARY or name[:1] in "[{":
            continue
        if name.startswith("-"):
            yield OddKey(frame, entry, Reading.UNKNOWN)
        elif alike := [each for each in known if each.lower() == fold(name)]:
            yield OddKey(frame, entry, Reading.SPELLING, (alike[-1],))
        elif frame.level is Level.SECRET_KEY_REF and name == "value":
            meant = ("key",) if find(frame.mapping, "key") is None else ()
            yield OddKey(frame, entry, Reading.UNKNOWN, meant)
        elif fold(name) in _FOREIGN[component.dialect].get(frame.level, ()):
            yield OddKey(frame, entry, Reading.FOREIGN)
        elif (level := _level_of(component, frame, name)) is not None:
            yield OddKey(frame, entry, Reading.MISPLACED, level=level)
        else:
            meant = closest(name, (key.name for key in known.values() if not key.read_only))
            if not meant and frame.level in (Level.METADATA_ITEM, Level.SECRET):
                meant = _OTHER_WORDS.get(name.lower(), ())
            free = tuple(each for each in meant if find(frame.mapping, each) is None)
            yield OddKey(frame, entry, Reading.UNKNOWN, free)


def _level_of(component: Component, frame: Frame, name: str) -> Level | None:
    """The level that a key of this name belongs to, where it is not that of `frame`."""
    envelope = envelope_of(component)
    having = [
        level
        for level in envelope.levels
        for key in envelope.keys(level).values()
        if key.name.lower() == name.lower() and not key.read_only
    ]
    inside = frame.level is Level.METADATA_ITEM and find(frame.mapping, "secretKeyRef") is not None
    levels = [level for level in _SINGLE if inside or level is not Level.SECRET_KEY_REF]
    absent = Level.FLAT if component.shape is Shape.WRAPPED else Level.COMPONENT
    order = (*levels, Level.METADATA_ITEM, Level.SECRET, Level.SECRET_KEY_REF)
    return next((level for level in order if level in having and level is not absent), None)


def mapping_of(component: Component, frame: Frame, level: Level) -> Mapping | None:
    """The map that is `level`, seen from `frame`; `None` where there is none or more than one."""
    if level in (Level.FLAT, Level.RESOURCE):
        return component.root
    if level in (Level.COMPONENT, Level.SPEC):
        return component.body
    node = None
    if level is Level.OBJECT_META:
        node = find(component.root, "metadata")
    elif level is Level.AUTH:
        node = find(component.root, "auth")
    elif level is Level.SECRET_KEY_REF and frame.level is Level.METADATA_ITEM:
        node = find(frame.mapping, "secretKeyRef")
    return node if isinstance(node, Mapping) else None


def place_of(level: Level, dialect: Dialect) -> str:
    """Where the keys of a level stand, as it reads behind 'belongs'."""
    items = "'metadata'" if dialect is Dialect.ACA else "'spec.metadata'"
    return {
        Level.FLAT: "at the top level",
        Level.WRAPPED: "at the top level",
        Level.RESOURCE: "at the top level, beside 'spec'",
        Level.COMPONENT: "under 'properties'",
        Level.SPEC: "under 'spec'",
        Level.OBJECT_META: "under the 'metadata' beside 'spec'",
        Level.AUTH: "under 'auth'",
        Level.SECRET_KEY_REF: "under 'secretKeyRef'",
        Level.METADATA_ITEM: f"in an item of {items}",
        Level.SECRET: "in an item of 'secrets'",
    }[level]
