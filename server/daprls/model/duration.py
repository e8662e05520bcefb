"""Durations as Go writes them: `1m30s`, `500ms`, `1.5h`."""

from __future__ import annotations

import re
from fractions import Fraction

_PART = re.compile(r"([0-9]{1,99}\.?[0-9]{0,99}|\.[0-9]{1,99})(ns|us|µs|μs|ms|s|m|h)(?=[0-9.]|\Z)")
_NANOSECONDS = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_LONGEST = 2**63 - 1


def go_duration(text: str) -> int | None:
    """How many nanoseconds `text` stands for, as Go's `time.ParseDuration` reads it.

    `None` where it refuses the text. A number needs a unit; only zero may do without.
    """
    negative = text.startswith("-")
    at = 1 if text.startswith(("-", "+")) else 0
    if text[at:] == "0":
        return 0
    if at == len(text):
        return None
    total = 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None:
            return None
        total += int(Fraction(part[1]) * _NANOSECONDS[part[2]])
        at = part.end()
    if total > _LONGEST + negative:
        return None
    return -total if negative else total
