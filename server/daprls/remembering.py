"""Answers about texts that are asked for again and again, kept without keeping many long texts."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_SHORT = 200
"""Code points of a text whose answer is kept for long."""
_FEW = 16
"""How many answers about longer texts are kept: a cache keeps the texts as well."""


def remembered(most: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """A decorator for a question about a text, of which so many answers are kept."""

    def decorator(function: Callable[[str], T]) -> Callable[[str], T]:
        of_short = functools.lru_cache(maxsize=most)(function)
        of_long = functools.lru_cache(maxsize=_FEW)(function)

        @functools.wraps(function)
        def asked(text: str) -> T:
            return of_short(text) if len(text) <= _SHORT else of_long(text)

        return asked

    return decorator
