"""Reads settings: TOML or an editor's values in, a `Config` and what is wrong with the rest out.

What is read here is what `schemas/config.schema.json` describes to editors; a test holds the two
together. No schema is loaded, since every command starts by reading settings.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from daprls.config.config import (
    CATEGORIES,
    CLOUDS,
    DIALECTS,
    IDENTITIES,
    LEVELS,
    PLATFORMS,
    PLUGGABLE,
    Config,
    Override,
    Pairs,
)
from daprls.config.errors import ConfigError, Keys, line_of, syntax_error
from daprls.spelling import closest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Rules = Callable[[], Iterable[str]]
"""Gives the codes of all rules when they are first needed."""

_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TYPE = re.compile(r"(?P<category>[^.]*)\.[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading settings."""

    config: Config | None
    """The settings that can be used; `None` where there are none at all."""
    errors: tuple[ConfigError, ...] = ()
    """What is wrong with the others."""


class _WrongError(Exception):
    """What is wrong with a setting, and where in it."""

    def __init__(self, keys: Keys, reason: str) -> None:
        super().__init__(reason)
        self.keys = keys
        self.reason = reason


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
    return Reading(Config(root=root, source=source, **values), tuple(errors))


def _read_into(
    values: dict[str, Any], key: str, value: Any, rules: Rules | None
) -> _WrongError | None:
    """Reads one setting; what is wrong with it where it cannot be used."""
    try:
        name, read = _known(key, SETTINGS, ())
        values[name] = read(value, (key,), rules)
    except _WrongError as wrong:
        return wrong
    return None


def _named(keys: Keys) -> str:
    """The setting as messages name it: `setting 'overrides[0].files'`."""
    path = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return f"setting '{path[1:]}'"


def _meant(word: str, known: Iterable[str]) -> str:
    meant = " or ".join(f"'{each}'" for each in closest(word, sorted(known)))
    return f" Did you mean {meant}?" if meant else ""


def _listed(words: Iterable[str]) -> str:
    *most, last = (f"'{word}'" for word in words)
    return f"{', '.join(most)} or {last}" if most else last


def _known(key: str, settings: Mapping[str, _Setting], above: Keys) -> _Setting:
    if key in settings:
        return settings[key]
    where = f" in {_named(above)}" if above else ""
    hint = _meant(key, settings)
    known = "" if hint else "; known are " + ", ".join(f"'{name}'" for name in settings)
    raise _WrongError((*above, key), f"unknown setting '{key}'{where}{known}.{hint}")


def _texts(value: Any, keys: Keys, _rules: Rules | None = None) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise _WrongError(keys, f"{_named(keys)} must be a list of strings.")
    for index, item in enumerate(value):
        if not isinstance(item, str):
            raise _WrongError((*keys, index), f"{_named(keys)} must be a list of strings.")
    return tuple(value)


def _codes(value: Any, keys: Keys, rules: Rules | None) -> tuple[str, ...]:
    codes = _texts(value, keys)
    for index, code in enumerate(codes):
        _check_code(code, (*keys, index), keys, rules)
    return codes


def _check_code(code: str, place: Keys, setting: Keys, rules: Rules | None) -> None:
    """Lets no other codes pass than rules have: a slip would silently switch off all, or none."""
    if rules is None:
        return
    known = frozenset(rules())
    if code not in known:
        hint = _meant(code, known)
        raise _WrongError(place, f"{_named(setting)} names '{code}', which is no rule.{hint}")


def _table(value: Any, keys: Keys, what: str) -> Pairs:
    """A table of strings; `what` says of what, in messages."""
    if not isinstance(value, Mapping):
        raise _WrongError(keys, f"{_named(keys)} must be a table of {what}.")
    for key, item in value.items():
        if not isinstance(key, str) or not isinstance(item, str):
            raise _WrongError((*keys, key), f"{_named(keys)} must be a table of {what}.")
    return tuple(value.items())


def _names(value: Any, keys: Keys, _rules: Rules | None) -> Pairs:
    return _table(value, keys, "globs and component names")


def _dialects(value: Any, keys: Keys, _rules: Rules | None) -> Pairs:
    what = f"globs and {_listed(DIALECTS)}"
    pairs = _table(value, keys, what)
    for glob, dialect in pairs:
        if dialect not in DIALECTS:
            hint = _meant(dialect, DIALECTS)
            reason = f"{_named(keys)} must be a table of {what}, not '{dialect}'.{hint}"
            raise _WrongError((*keys, glob), reason)
    return pairs


def _severities(value: Any, keys: Keys, rules: Rules | None) -> Pairs:
    pairs = _table(value, keys, f"rules and {_listed(LEVELS)}")
    for code, level in pairs:
        _check_code(code, (*keys, code), keys, rules)
        if level not in LEVELS:
            hint = _meant(level, LEVELS)
            if level in ("off", "none", "ignore"):
                hint = " To switch a rule off, name it in 'ignore'."
            reason = f"{_named(keys)} gives '{code}' the level '{level}', which is none of"
            raise _WrongError((*keys, code), f"{reason} {_listed(LEVELS)}.{hint}")
    return pairs


def _check_type(text: str, categories: Iterable[str], place: Keys, setting: Keys) -> None:
    match = _TYPE.fullmatch(text)
    if match is None:
        raise _WrongError(
            place,
            f"{_named(setting)} holds '{text}', which is no component type, as in "
            "'secretstores.azure.keyvault'.",
        )
    if match["category"] not in categories:
        reason = f"{_named(setting)} holds '{text}', and no such type can begin with"
        hint = _meant(match["category"], categories)
        raise _WrongError(place, f"{reason} '{match['category']}'.{hint}")


def _deployed(value: Any, keys: Keys, _rules: Rules | None) -> Pairs:
    pairs = _table(value, keys, "component names and component types")
    for name, text in pairs:
        _check_type(text, CATEGORIES, (*keys, name), keys)
    return pairs


def _pluggable(value: Any, keys: Keys, _rules: Rules | None) -> tuple[str, ...]:
    types = _texts(value, keys)
    for index, text in enumerate(types):
        _check_type(text, PLUGGABLE, (*keys, index), keys)
    return types


def _overrides(value: Any, keys: Keys, rules: Rules | None) -> tuple[Override, ...]:
    if not isinstance(value, list | tuple):
        raise _WrongError(keys, f"{_named(keys)} must be a list of tables.")
    return tuple(_override(item, (*keys, index), rules) for index, item in enumerate(value))


def _override(value: Any, keys: Keys, rules: Rules | None) -> Override:
    if not isinstance(value, Mapping):
        raise _WrongError(keys, f"{_named(keys)} must be a table.")
    values: dict[str, Any] = {}
    for key, item in value.items():
        name, read = _known(key, _OF_OVERRIDES, keys)
        values[name] = read(item, (*keys, key), rules)
    if not values.get("files"):
        where = (*keys, "files") if "files" in value else keys
        raise _WrongError(where, f"{_named(keys)} must say in 'files' for which it is.")
    return Override(**values)


def _one_of(words: Iterable[str]) -> Callable[[Any, Keys, Rules | None], str]:
    words = tuple(words)

    def read(value: Any, keys: Keys, _rules: Rules | None) -> str:
        if not isinstance(value, str) or value not in words:
            hint = _meant(value, words) if isinstance(value, str) else ""
            raise _WrongError(keys, f"{_named(keys)} must be {_listed(words)}.{hint}")
        return value

    return read


def _guid(value: Any, keys: Keys, _rules: Rules | None) -> str:
    if not isinstance(value, str) or not _GUID.fullmatch(value):
        example = "'00000000-0000-0000-0000-000000000000'"
        raise _WrongError(keys, f"{_named(keys)} must be a GUID, as in {example}.")
    return value


def _address(value: Any, keys: Keys, _rules: Rules | None) -> str:
    if not isinstance(value, str) or not re.match(r"https?://.", value):
        raise _WrongError(keys, f"{_named(keys)} must be an http(s) address.")
    return value if value.endswith("/") else value + "/"


_Setting = tuple[str, Callable[[Any, Keys, "Rules | None"], Any]]
"""The name of a setting in a `Config`, and what reads it."""

SETTINGS: Mapping[str, _Setting] = {
    "select": ("select", _codes),
    "ignore": ("ignore", _codes),
    "severity": ("severity", _severities),
    "overrides": ("overrides", _overrides),
    "include": ("include", _texts),
    "exclude": ("exclude", _texts),
    "components": ("components", _names),
    "dialects": ("dialects", _dialects),
    "deployed": ("deployed", _deployed),
    "pluggable": ("pluggable", _pluggable),
    "app-ids": ("app_ids", _texts),
    "identity": ("identity", _one_of(IDENTITIES)),
    "client-id": ("client_id", _guid),
    "cloud": ("cloud", _one_of(CLOUDS)),
    "platform": ("platform", _one_of(PLATFORMS)),
    "rule-pages": ("rule_pages", _address),
}
"""Every setting by its key."""

_OF_OVERRIDES: Mapping[str, _Setting] = {
    "files": ("files", _texts),
    "select": ("select", _codes),
    "ignore": ("ignore", _codes),
    "severity": ("severity", _severities),
}
