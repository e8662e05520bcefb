"""Whether the cron binding takes a schedule, by the grammar of Dapr's parser."""

from __future__ import annotations

import re

from daprls.model import go_text

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("second", 0, 59, ()),
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of the week", 0, 6, _DAYS),
)
"""What each field tells, its least and greatest number, and names that count up from the least."""

_DESCRIPTORS = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
_EVERY = "@every "
_ZONE = re.compile(r"(?:CRON_)?TZ=\S*(?P<rest>\s.*)?", re.DOTALL)
_RANGE = re.compile(r"(?P<low>[^-/]+)(?:-(?P<high>[^-/]+))?(?:/(?P<step>\d+))?", re.ASCII)


def problem(text: str) -> str | None:
    """What is wrong with a schedule, as the end of `must …`; `None` where it is taken."""
    zone = _ZONE.fullmatch(text)
    if zone is not None:
        if zone["rest"] is None:
            return "go on behind the time zone"
        text = zone["rest"].strip()
    if text.startswith("@"):
        if text in _DESCRIPTORS:
            return None
        if text.startswith(_EVERY) and go_text.duration(text[len(_EVERY) :]) is not None:
            return None
        if text.startswith(_EVERY.strip()):
            return "have a duration behind '@every', as in '@every 15m'"
        words = ", ".join(f"'{word}'" for word in _DESCRIPTORS)
        return f"be {words} or as in '@every 15m'"
    parts = text.split()
    if not 5 <= len(parts) <= 6:
        return f"have 5 fields, or 6 with seconds first, not {len(parts)}"
    for (name, low, high, names), part in zip(_FIELDS[6 - len(parts) :], parts, strict=True):
        if not all(_fits(each, low, high, names) for each in part.split(",") if each):
            words = f" or '{names[0]}' to '{names[-1]}'" if names else ""
            return f"have {low} to {high}{words} as its {name}"
    return None


def _fits(text: str, least: int, most: int, names: tuple[str, ...]) -> bool:
    parts = _RANGE.fullmatch(text)
    if parts is None or (parts["step"] is not None and not parts["step"].strip("0")):
        return False
    if parts["low"] in ("*", "?"):
        return True
    low = _number(parts["low"], least, names)
    high = low if parts["high"] is None else _number(parts["high"], least, names)
    if low is None or high is None:
        return False
    if parts["high"] is None and parts["step"] is not None:
        high = most
    return least <= low <= high <= most


def _number(text: str, least: int, names: tuple[str, ...]) -> int | None:
    if text.lower() in names:
        return names.index(text.lower()) + least
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else None
