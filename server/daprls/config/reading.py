"""Reads settings: TOML or an editor's values in, a `Config` and what is wrong with the rest out.

What is read here is what `schemas/config.schema.json` describes to editors; a test holds the two
together. No schema is loaded, since every command starts by reading settings.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from daprls.config.config import Config
from daprls.config.errors import ConfigError, Keys, line_of, syntax_error
from daprls.config.values import Rules, WrongError, read_setting

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading settings."""

    config: Config | None
    """The settings that can be used; `None` where there are none at all."""
    errors: tuple[ConfigError, ...] = ()
    """What is wrong with the others."""


def parse_config(text: str, root: str, source: str, rules: Rules | None = None) -> Config | None:
    """The settings of a text that has nothing wrong (see `read_config`).

    Raises:
        ConfigError: something is wrong; this is the first of it.

    """
    return _all_or_nothing(read_config(text, root, source, rules))


def config_from(data: Any, root: str, source: str, rules: Rules | None = None) -> Config:
    """The settings of `data` that has nothing wrong (see `read_data`).

    Raises:
        ConfigError: something is wrong; this is the first of it.

    """
    return _all_or_nothing(read_data(data, root, source, rules)) or Config(root)


def _all_or_nothing(reading: Reading) -> Config | None:
    for error in reading.errors:
        raise error
    return reading.config


def read_config(text: str, root: str, source: str, rules: Rules | None = None) -> Reading:
    """The settings in the text of `daprls.toml`, or of the table `[tool.daprls]` of a pyproject.

    There are none in a pyproject without such a table, nor in a text that is no TOML.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Reading(None, (syntax_error(text, source, error),))
    except RecursionError:
        return Reading(None, (ConfigError("it is nested too deeply.", source),))
    except ValueError:
        # Python takes no number of more than 4,300 digits.
        return Reading(None, (ConfigError("a number in it is too long.", source),))
    above: Keys = ()
    if source.endswith("pyproject.toml"):
        tool = data.get("tool")
        if not isinstance(tool, Mapping) or "daprls" not in tool:
            return Reading(None)
        data, above = tool["daprls"], ("tool", "daprls")
    return read_data(data, root, source, rules, lambda keys: line_of(text, (*above, *keys)))


def read_data(
    data: Any,
    root: str,
    source: str,
    rules: Rules | None = None,
    line: Callable[[Keys], int | None] = lambda _keys: None,
) -> Reading:
    """The settings in `data`, keyed as in `daprls.toml`; editors send the same keys.

    A setting with anything wrong in it does not count, the others do. Codes of rules are looked at
    where `rules` tells them.
    """
    if not isinstance(data, Mapping):
        return Reading(None, (ConfigError("expected a table of settings.", source, line(())),))
    values: dict[str, Any] = {}
    errors: list[ConfigError] = []
    for key, value in data.items():
        wrong = _read_into(values, key, value, rules)
        if wrong is not None:
            errors.append(ConfigError(wrong.reason, source, line(wrong.keys)))
    errors.sort(key=lambda error: error.line or 0)
    config = Config(root=root, source=source, **values)
    return Reading(config.with_absolute_paths(), tuple(errors))


def _read_into(
    values: dict[str, Any], key: str, value: Any, rules: Rules | None
) -> WrongError | None:
    """Reads one setting; what is wrong with it where it cannot be used."""
    try:
        name, read = read_setting(key, value, rules)
    except WrongError as wrong:
        return wrong
    values[name] = read
    return None
