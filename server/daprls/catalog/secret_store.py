"""What a secret store answers when it is asked for a secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Single(Enum):
    """When a store holds one value a secret, which it gives back under the secret's own name."""

    ALWAYS = "always"
    IF = "if"
    """If a field of the store has a certain value."""
    UNLESS = "unless"
    """Unless the field has it."""


@dataclass(frozen=True, slots=True)
class SecretStoreFacts:
    """What is known of the secrets of one type of store."""

    single: Single
    field: str = ""
    """The field that decides, where it does not hold always."""
    value: str = ""
    other_key: re.Pattern[str] | None = None
    """A secret whose name this is found in comes back under another name."""
    names: re.Pattern[str] | None = None
    """What a whole name must match, where the store refuses others."""
    form: str = ""
    """The same in words, as it reads behind 'names consist of'."""
