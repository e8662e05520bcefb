"""Error texts that lead to a mistake in a component file: how they are recognised, what they mean.

The facts are in `schemas/errors.json`. What a component says of itself stands with its type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Teller(Enum):
    """Who ends with an error."""

    AZ = "az"
    SERVICE = "service"
    """Azure Container Apps."""
    SIDECAR = "sidecar"
    """daprd itself."""
    COMPONENT = "component"
    """A component that daprd starts."""
    KUBERNETES = "kubernetes"
    IDENTITY = "identity"
    """Who hands out tokens for managed identities."""


@dataclass(frozen=True, slots=True)
class KnownError:
    """An error text that is known."""

    id: str
    title: str
    """Its own words, or the part of them that never changes."""
    teller: Teller
    patterns: tuple[re.Pattern[str], ...]
    """What it is recognised by; groups tell what it is about."""
    rules: tuple[str, ...]
    """The codes of the rules that find the mistake, the likeliest first."""
    cause: str
    """What is likely wrong."""
    general: bool = False
    """Whether it says so little that any other error beside it counts instead."""


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """What kind of error a component reports, told by its words."""

    pattern: re.Pattern[str]
    rules: tuple[str, ...]
    cause: str
    where: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = ()
    """Rules that are likelier still where a type has certain words."""

    def rules_for(self, types: Iterable[str]) -> tuple[str, ...]:
        """The codes of the rules that find the mistake in a component of one of the types."""
        types = tuple(types)
        found = [
            code
            for pattern, rules in self.where
            if any(pattern.search(each) for each in types)
            for code in rules
        ]
        return tuple(dict.fromkeys((*found, *self.rules)))


@dataclass(frozen=True, slots=True)
class ErrorTexts:
    """All error texts that are known but for those of components."""

    errors: tuple[KnownError, ...]
    """Those that say more come before those that say less."""
    kinds: tuple[ErrorKind, ...]
    """The first whose words are found counts."""
    mentions: tuple[re.Pattern[str], ...]
    """What tells of which component a text speaks."""


def error_texts(content: Mapping[str, Any]) -> ErrorTexts:
    """The error texts from `errors.json`."""
    return ErrorTexts(
        tuple(_error(each) for each in content["errors"]),
        tuple(
            ErrorKind(
                _pattern(each["match"]),
                tuple(each["rules"]),
                each["cause"],
                tuple((_pattern(w["type"]), tuple(w["rules"])) for w in each.get("where", ())),
            )
            for each in content["words"]
        ),
        tuple(_pattern(each) for each in content["mentions"]),
    )


def _error(content: Mapping[str, Any]) -> KnownError:
    return KnownError(
        content["id"],
        content["title"],
        Teller(content["from"]),
        tuple(_pattern(each) for each in content["match"]),
        tuple(content["rules"]),
        content["cause"],
        content.get("general", False),
    )


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
