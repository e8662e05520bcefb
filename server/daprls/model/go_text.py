"""What Go's standard library makes of a text, since that is how components read their metadata.

Only whether a text is taken, and what it amounts to. Which of the readers a component uses is the
business of `daprls.model.metadata_value`.
"""

from __future__ import annotations

import re

_UNITS = {
    "ns": 1e-9,
    "us": 1e-6,
    "µs": 1e-6,
    "μs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "h": 3600.0,
}
_AMOUNT = re.compile(r"(?P<number>\d+(?:\.\d*)?|\.\d+)(?P<unit>[^\d.]*)", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d+", re.ASCII)
_INTEGER = re.compile(
    r"[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*"
    r"|[1-9](?:_?\d)*)",
    re.ASCII,
)
_FLOAT = re.compile(
    r"[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|(?i:inf(?:inity)?|nan))", re.ASCII
)
_QUANTITY = re.compile(
    r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?", re.ASCII
)
_BOOLS = frozenset(
    {"1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"}
)
_LARGEST = 2**63


def duration(text: str) -> float | None:
    """The seconds of a duration as `time.ParseDuration` takes it; `None` where it does not."""
    unsigned = text[1:] if text[:1] in ("+", "-") and text else text
    if unsigned == "0":
        return 0.0
    total, done = 0.0, 0
    while done < len(unsigned):
        amount = _AMOUNT.match(unsigned, done)
        if amount is None or amount["unit"] not in _UNITS:
            return None
        total += float(amount["number"]) * _UNITS[amount["unit"]]
        done = amount.end()
    if not unsigned:
        return None
    return -total if text.startswith("-") else total


def duration_error(text: str) -> str:
    """What `time.ParseDuration` says of a text that it does not take."""
    unsigned = text[1:] if text[:1] in ("+", "-") and text else text
    done = 0
    while done < len(unsigned):
        amount = _AMOUNT.match(unsigned, done)
        if amount is None:
            break
        unit = amount["unit"]
        if not unit:
            return f'time: missing unit in duration "{text}"'
        if unit not in _UNITS:
            return f'time: unknown unit "{unit}" in duration "{text}"'
        done = amount.end()
    return f'time: invalid duration "{text}"'


def decimal(text: str) -> int | None:
    """A whole number in base ten."""
    return _whole(int(text)) if _is_short(text) and _DECIMAL.fullmatch(text) else None


def integer(text: str) -> int | None:
    """A whole number in the base that its beginning tells: `0x10` is 16, `010` is 8."""
    if not _is_short(text) or not _INTEGER.fullmatch(text):
        return None
    digits = text.replace("_", "").lstrip("+-").lower()
    octal = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
    number = int(digits, 8) if octal else int(digits, 0)
    return _whole(-number if text.startswith("-") else number)


def fraction(text: str) -> float | None:
    """A number with or without a fraction."""
    return float(text) if _FLOAT.fullmatch(text) else None


def is_bool(text: str) -> bool:
    """Whether `strconv.ParseBool` takes the text."""
    return text in _BOOLS


def is_quantity(text: str) -> bool:
    """Whether it is a quantity of Kubernetes, as `100Mi`."""
    return _QUANTITY.fullmatch(text) is not None


def _is_short(text: str) -> bool:
    """Whether Python makes a number of the text: it refuses thousands of digits."""
    return len(text) < 1000


def _whole(number: int) -> int | None:
    return number if -_LARGEST <= number < _LARGEST else None
