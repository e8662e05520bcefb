"""Bicep as text: values, strings and identifiers, whatever they are for."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

_WORD = re.compile(r"[A-Za-z0-9]+")
_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
RESERVED = frozenset(
    ["true", "false", "null", "any", "array", "bool", "int", "object", "resource", "string"]
)
"""Literals and types, whose names no identifier is to hide."""


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier, as it stands where a value belongs."""

    text: str


Value: TypeAlias = "str | bool | Name | Mapping[str, Value] | Sequence[Value]"


@dataclass
class Identifiers:
    """The identifiers of a file, each given once, whatever its case."""

    taken: set[str] = field(default_factory=lambda: set(RESERVED))

    def take(self, names: Iterable[str]) -> None:
        """Takes names that the file uses for itself."""
        self.taken |= {name.lower() for name in names}

    def new(self, *candidates: str) -> str:
        """A new one made of the first of the texts that is free, or of the last with a number."""
        numbered = (f"{candidates[-1]} {number}" for number in itertools.count(2))
        names = map(identifier, itertools.chain(candidates, numbered))
        name = next(name for name in names if name.lower() not in self.taken)
        self.taken.add(name.lower())
        return name


def identifier(text: str) -> str:
    """An identifier made of the words of a text."""
    first, *rest = _WORD.findall(text) or ("component",)
    name = first[0].lower() + first[1:] + "".join(word[0].upper() + word[1:] for word in rest)
    return name if name[0].isalpha() else f"_{name}"


def string(text: str) -> str:
    """A text between quotes; `${` would begin an expression."""
    return "'" + "".join(map(_escaped, text)).replace("${", "\\${") + "'"


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    return f"\\u{{{ord(char):x}}}" if unicodedata.category(char) in ("Cc", "Cf") else char


def property_lines(key: str, value: Value, width: int) -> Iterator[str]:
    """A property of an object, that far from the margin."""
    first, *rest = _lines(value)
    yield " " * width + f"{key}: {first}"
    yield from (" " * width + line for line in rest)


def _lines(value: Value) -> Iterator[str]:
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, str):
        yield string(value)
    elif isinstance(value, Name):
        yield value.text
    elif not value:
        yield "{}" if isinstance(value, Mapping) else "[]"
    elif isinstance(value, Mapping):
        yield "{"
        for key, inner in value.items():
            yield from property_lines(key, inner, 2)
        yield "}"
    else:
        yield "["
        for item in value:
            yield from (f"  {line}" for line in _lines(item))
        yield "]"
