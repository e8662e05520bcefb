"""How wide a text is, nearly, for there is no font to ask; and what of it fits.

The widths are those of the widest of the usual sans-serif fonts: a box is rather too wide than its
text too long.
"""

from __future__ import annotations

import unicodedata

_NARROW = frozenset("ijlI.,:;'|!`·")
_SLIM = frozenset('frt()[]{}-/\\ "*')
_BROAD = frozenset("mwMW@%…—")


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of `text` in the unit of `size`, the size of its font."""
    return sum(map(_em, text)) * size * (1.13 if bold else 1.0)


def fitted(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """As much of `text` as fits into `room`, cut in the middle, where names differ least."""
    if width(text, size, bold=bold) <= room:
        return text
    kept = len(text) - 1
    while kept > 2 and width(_cut(text, kept), size, bold=bold) > room:
        kept -= 1
    return _cut(text, kept)


def _cut(text: str, kept: int) -> str:
    head = (kept + 1) // 2
    return f"{text[:head]}…{text[len(text) - (kept - head) :]}"


def _em(sign: str) -> float:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Cf", "Mn"):
        return 0.0
    if unicodedata.east_asian_width(sign) in "WF" or ord(sign) > 0xFFFF:
        return 1.3 if ord(sign) > 0xFFFF else 1.0
    if sign in _NARROW:
        return 0.29
    if sign in _SLIM:
        return 0.38
    if sign in _BROAD:
        return 0.92
    return 0.71 if sign.isupper() else 0.6
