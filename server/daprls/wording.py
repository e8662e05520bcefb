"""How sentences enumerate and count, and what they quote."""

from __future__ import annotations

from collections.abc import Iterable


def enumerated(words: Iterable[str], conjunction: str = "and", most: int | None = None) -> str:
    """At least one word, as `a`, `a and b` or `a, b and c`.

    Of more than `most` words the last ones are counted: `a, b and 3 more`.
    """
    shown = list(words)
    if most is not None and len(shown) > most:
        shown[most - 1 :] = [f"{len(shown) - most + 1} more"]
    *first, last = shown
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def counted(count: int, noun: str) -> str:
    """The number with its noun, as `1 error`, `2 errors`, `3 policies`, `4 info`."""
    if count == 1 or noun == "info":
        return f"{count} {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("y") else f"{count} {noun}s"


def printable(text: str) -> str:
    """The text without anything that breaks a line, turns it around or steers a terminal."""
    if text.isprintable():
        return text
    return "".join(
        " " if sign == "\t" else sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for sign in text
    )
