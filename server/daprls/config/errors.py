"""Settings that cannot be used: what is wrong, in which file, and on which line.

TOML's reader tells no lines of what it has read. They are found by reading ever less of the text:
the line where a setting appears is the one without which it is not there.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Keys = tuple[str | int, ...]
"""What leads to a setting: keys of tables, and places in lists."""

_AT_LINE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column \d+|end of document)\)")


class ConfigError(ValueError):
    """A setting that cannot be used; the message names the file, the line and the key."""

    def __init__(self, reason: str, source: str, line: int | None = None) -> None:
        place = f"{source}:{line}" if line is not None else source
        super().__init__(f"{place}: {reason}")
        self.reason = reason
        """What is wrong, as a sentence that begins in lower case."""
        self.source = source
        self.line = line
        """Counted from 1; `None` where the settings are in no file."""


def syntax_error(text: str, source: str, error: tomllib.TOMLDecodeError) -> ConfigError:
    """The error of a text that is no TOML."""
    match = _AT_LINE.search(str(error))
    line = int(match["line"]) if match is not None and match["line"] else None
    if match is not None and line is None:
        line = len(text.rstrip().split("\n"))
    reason = _AT_LINE.sub("", str(error))
    return ConfigError(f"{reason[:1].lower()}{reason[1:]}.", source, line)


def line_of(text: str, keys: Keys) -> int | None:
    """The line, counted from 1, where a TOML text says what `keys` lead to; `None` if nowhere."""
    if not keys:
        return None
    lines = text.replace("\r\n", "\n").split("\n")

    @functools.cache
    def until(count: int) -> tuple[int, Mapping[str, Any]]:
        """The most of the first `count` lines that is TOML by itself: how many, and what it says.

        A text that stops within a value is none.
        """
        while count:
            data = _read("\n".join(lines[:count]))
            if data is not None:
                return count, data
            count -= 1
        return 0, {}

    if not _holds(until(len(lines))[1], keys):
        return None
    low, high = 0, len(lines)
    while high - low > 1:
        middle = (low + high) // 2
        if _holds(until(middle)[1], keys):
            high = until(middle)[0]
        else:
            low = middle
    start = until(high - 1)[0]
    while not lines[start].strip() or lines[start].lstrip().startswith("#"):
        start += 1
    return _line_within(lines, keys, start, high) + 1


def _read(text: str) -> Mapping[str, Any] | None:
    try:
        data: Mapping[str, Any] = tomllib.loads(text)
    except (ValueError, RecursionError):
        return None
    return data


def _holds(data: Any, keys: Keys) -> bool:
    try:
        for key in keys:
            data = data[key]
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _line_within(lines: Sequence[str], keys: Keys, start: int, end: int) -> int:
    """The line of an item among those of its list; the first where it is not to be told."""
    last = keys[-1]
    if end - start <= 1 or not isinstance(last, int):
        return start
    # The list is cut off behind each line and closed, until it has the item.
    for line in range(start, end - 1):
        read = _read("\n".join(lines[start : line + 1]) + "\n]")
        value = next(iter(read.values())) if read else None
        if isinstance(value, list) and len(value) > last:
            return line
    return end - 1 if lines[end - 1].strip() != "]" else start
