"""The envelope: the keys around a component's metadata, at every level and in both dialects.

The facts are JSON Schemas in `schemas/`; here they are asked which keys a level has and, through
jsonschema, whether values have the right type. Which metadata a component type reads is the
business of `daprls.catalog`, and where the levels lie in a file that of `daprls.model.envelope`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from daprls.package_data import data_folder

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

Json = str | float | bool | list[Any] | dict[str, Any] | None
"""A value as the JSON that a reader of the file makes of it."""

_MEMO_SIZE = 512
_MEMO_LENGTH = 2000
"""Code points of a frame, as JSON, whose judgement is remembered: what was typed stays with it."""
_NAMES: Mapping[type, frozenset[str]] = {
    str: frozenset({"string"}),
    bool: frozenset({"boolean"}),
    int: frozenset({"integer", "number"}),
    float: frozenset({"number"}),
    list: frozenset({"array"}),
    dict: frozenset({"object"}),
    type(None): frozenset({"null"}),
}
"""What JSON Schema calls the types of values."""
_ANNOTATIONS = frozenset({"type", "description", "default", "examples", "readOnly"})


class Level(Enum):
    """A mapping of the envelope; the value is its name among the `$defs` of the schema."""

    FLAT = "flat"
    """ACA: the root, where it holds the component's keys."""
    WRAPPED = "wrapped"
    """ACA: the root, where it holds `properties`."""
    COMPONENT = "component"
    """ACA: the map under `properties`."""
    SECRET = "secret"
    """ACA: an item of `secrets`."""
    RESOURCE = "resource"
    """OSS: the root."""
    OBJECT_META = "objectMeta"
    """OSS: the map under the root's `metadata`."""
    SPEC = "spec"
    """OSS: the map under `spec`."""
    AUTH = "auth"
    """OSS: the map under `auth`."""
    SECRET_KEY_REF = "secretKeyRef"
    """OSS: the map under a metadata item's `secretKeyRef`."""
    METADATA_ITEM = "metadataItem"
    """Both: an item of the component's metadata."""

    # A level is looked up by for every map of every component; the default asks for its name.
    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Key:
    """A key that a level of the envelope knows."""

    name: str
    description: str
    """One paragraph of Markdown."""
    types: tuple[str, ...]
    """The types that are taken, by JSON Schema's names."""
    required: bool = False
    """Whether the file is of no use without it."""
    read_only: bool = False
    """Whether others write it: legal in an export, and nothing to propose to an author."""
    default: Json = None
    examples: tuple[str, ...] = ()
    inner: Level | None = None
    """The level of the map that is its value, or of the maps in the list that is its value."""

    @property
    def type(self) -> str:
        """The type that is meant; the others of `types` are understood as well."""
        return self.types[0]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A value that its key does not take."""

    key: str
    index: int | None = None
    """Which item of the key's list is wrong; `None`: the value as a whole."""
    is_type: bool = True
    """Whether it is of a wrong type; else of the right type, but none of the values taken."""


@dataclass(frozen=True, eq=False)
class Envelope:
    """The envelope of one dialect."""

    schema: Mapping[str, Any]
    """The JSON Schema (2020-12); each of its `$defs` but those that only lend keys is a level."""

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The levels that this dialect has."""
        return tuple(level for level in Level if level.value in self.schema["$defs"])

    def keys(self, level: Level) -> Mapping[str, Key]:
        """The keys of a level by name, in the order that one writes them."""
        return self._keys[level]

    def levels_with(self, name: str) -> tuple[Level, ...]:
        """The levels that know a key of exactly this name."""
        return tuple(level for level in self.levels if name in self._keys[level])

    def plain_types(self, level: Level) -> Mapping[str, frozenset[type]]:
        """For each key of a level the types of which it takes every value."""
        return self._plain[level]

    def mismatches(self, level: Level, frame: Mapping[str, Json]) -> tuple[Mismatch, ...]:
        """What is wrong with the values of `frame`, one map of this level, in its order.

        A frame is shallow: the maps in it, and those in its lists, are frames of their own and may
        be left empty. Keys that the level does not know are not looked at, and none is missed.
        Frames that look alike are judged once.
        """
        plain = self._plain[level]
        if all(type(value) in plain[name] for name, value in frame.items() if name in plain):
            # So are nearly all frames of nearly all files.
            return ()
        schemas = self._schemas[level]
        content = {
            name: "" if isinstance(value, str) and _takes_any_text(schemas[name]) else value
            for name, value in frame.items()
            if name in schemas
        }
        text = json.dumps(content)
        return (self._judge if len(text) <= _MEMO_LENGTH else self._judge_anew)(level, text)

    @cached_property
    def _properties(self) -> Mapping[Level, Mapping[str, Mapping[str, Any]]]:
        return {level: dict(self._collected(level.value)) for level in self.levels}

    @cached_property
    def _keys(self) -> Mapping[Level, Mapping[str, Key]]:
        return {
            level: MappingProxyType(
                {
                    name: _key(name, schema, name in self._required(level))
                    for name, schema in properties.items()
                }
            )
            for level, properties in self._properties.items()
        }

    @cached_property
    def _schemas(self) -> Mapping[Level, Mapping[str, Mapping[str, Any]]]:
        """What the frames of a level are judged by."""
        return {
            level: {name: _shallow(schema) for name, schema in properties.items()}
            for level, properties in self._properties.items()
        }

    @cached_property
    def _plain(self) -> Mapping[Level, Mapping[str, frozenset[type]]]:
        """The types of which every value is right."""
        return {
            level: {name: _plainly_taken(schema) for name, schema in schemas.items()}
            for level, schemas in self._schemas.items()
        }

    def _collected(self, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The properties of a definition, after those of the definitions it is made of."""
        definition = self.schema["$defs"][name]
        for part in definition.get("allOf", ()):
            yield from self._collected(_target(part))
        yield from definition.get("properties", {}).items()

    def _required(self, level: Level) -> tuple[str, ...]:
        return tuple(self.schema["$defs"][level.value].get("required", ()))

    @cached_property
    def _judge(self) -> Callable[[Level, str], tuple[Mismatch, ...]]:
        return functools.lru_cache(_MEMO_SIZE)(self._judge_anew)

    def _judge_anew(self, level: Level, content: str) -> tuple[Mismatch, ...]:
        frame: dict[str, Json] = json.loads(content)
        schemas = self._schemas[level]
        seen = [_at_a_glance(name, value, schemas[name]) for name, value in frame.items()]
        plain = [each for each in seen if each is not None]
        if len(plain) == len(seen):
            # So it is nearly always, and jsonschema is worth importing only for what is not plain.
            return tuple(mismatch for each in plain for mismatch in each)
        return self._judge_by_schema(level, frame)

    def _judge_by_schema(self, level: Level, frame: Mapping[str, Json]) -> tuple[Mismatch, ...]:
        found: dict[tuple[int, int], Mismatch] = {}
        order = list(frame)
        for error in self._validator(level).iter_errors(frame):
            key, *rest = error.path
            index = rest[0] if rest and isinstance(rest[0], int) else None
            is_type = error.validator == "type"
            place = (order.index(str(key)), -1 if index is None else index)
            if is_type or place not in found:
                found[place] = Mismatch(str(key), index, is_type)
        return tuple(found[place] for place in sorted(found))

    def _validator(self, level: Level) -> Validator:
        from jsonschema import Draft202012Validator

        return Draft202012Validator({"type": "object", "properties": self._schemas[level]})


@functools.cache
def envelope(dialect: Enum) -> Envelope:
    """The envelope of a dialect (`daprls.model.dialect.Dialect`), as the package brings it along.

    It is a constant that is read when it is first asked for.
    """
    path = data_folder("schemas") / f"envelope.{dialect.value}.schema.json"
    return Envelope(json.loads(path.read_text(encoding="utf-8")))


def _key(name: str, schema: Mapping[str, Any], required: bool) -> Key:
    inner = schema.get("$ref") or schema.get("items", {}).get("$ref")
    examples = (schema["const"],) if "const" in schema else schema.get("examples", ())
    return Key(
        name,
        schema["description"],
        _types(schema),
        required,
        schema.get("readOnly", False),
        schema.get("default"),
        tuple(examples),
        Level(inner.rpartition("/")[2]) if inner is not None else None,
    )


def _target(reference: Mapping[str, Any]) -> str:
    target: str = reference["$ref"]
    return target.rpartition("/")[2]


def _shallow(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of a key without what is said of the maps inside, frames of their own."""
    return {
        name: value
        for name, value in schema.items()
        if name != "$ref" and not (name == "items" and "$ref" in value)
    }


def _types(schema: Mapping[str, Any]) -> tuple[str, ...]:
    types = schema["type"]
    return (types,) if isinstance(types, str) else tuple(types)


def _takes_any_text(schema: Mapping[str, Any]) -> bool:
    return "string" in _types(schema) and schema.keys() <= _ANNOTATIONS


def _plainly_taken(schema: Mapping[str, Any]) -> frozenset[type]:
    """The types of which the schema takes every value."""
    samples: tuple[Json, ...] = ("", True, {}, None, *(() if "items" in schema else ([],)))
    return frozenset(type(each) for each in samples if _is_plainly_right(each, schema))


def _at_a_glance(name: str, value: Json, schema: Mapping[str, Any]) -> tuple[Mismatch, ...] | None:
    """What is wrong with the value of a key, as far as types tell; `None` where they do not."""
    if _is_plainly_right(value, schema):
        return ()
    if not _has_type(value, schema):
        return (Mismatch(name),)
    items = schema.get("items")
    if not isinstance(value, list) or items is None:
        return None
    wrong = [index for index, item in enumerate(value) if not _is_plainly_right(item, items)]
    if any(_has_type(value[index], items) for index in wrong):
        return None
    return tuple(Mismatch(name, index) for index in wrong)


def _has_type(value: Json, schema: Mapping[str, Any]) -> bool:
    """Whether the value has one of the types that the schema takes."""
    # To JSON Schema `1.0` is a whole number.
    is_whole = isinstance(value, float) and value.is_integer()
    return not _NAMES[int if is_whole else type(value)].isdisjoint(_types(schema))


def _is_plainly_right(value: Json, schema: Mapping[str, Any]) -> bool:
    """Whether the type alone shows that the schema takes the value; `False` where in doubt."""
    types = _types(schema)
    if isinstance(value, str) and value == schema.get("const"):
        return "string" in types
    if isinstance(value, bool):
        return "boolean" in types and "const" not in schema
    if isinstance(value, list):
        items = schema.get("items", {})
        return "array" in types and (
            not items or all(_is_plainly_right(item, items) for item in value)
        )
    if value is None:
        return "null" in types
    name = "object" if isinstance(value, dict) else "string" if isinstance(value, str) else "number"
    return name in types and schema.keys() <= _ANNOTATIONS
