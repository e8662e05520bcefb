"""What each setting may hold: takes a value apart, or says what is wrong with it and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from daprls.config.config import (
    CATEGORIES,
    CLOUDS,
    DIALECTS,
    HINTS,
    IDENTITIES,
    LEVELS,
    PLATFORMS,
    PLUGGABLE,
    SWITCH,
    Override,
    Pairs,
)
from daprls.config.errors import Keys
from daprls.spelling import closest
from daprls.wording import enumerated

Rules = Callable[[], Iterable[str]]
"""Gives the codes of all rules when they are first needed."""

_VERSION = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}(?:\.[0-9]{1,3})?")
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TYPE = re.compile(r"(?P<category>[^.]*)\.[A-Za-z0-9][A-Za-z0-9._-]*")


class WrongError(Exception):
    """What is wrong with a setting, and where in it."""

    def __init__(self, keys: Keys, reason: str) -> None:
        super().__init__(reason)
        self.keys = keys
        self.reason = reason


def read_setting(key: str, value: Any, rules: Rules | None) -> tuple[str, Any]:
    """The name that a setting has in a `Config`, and what it says there.

    Raises:
        WrongError: there is no such setting, or it may not hold the value.

    """
    name, read = _known(key, SETTINGS, ())
    return name, read(value, (key,), rules)


def _named(keys: Keys) -> str:
    """The setting as messages name it: `setting 'overrides[0].files'`."""
    path = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys)
    return f"setting '{path[1:]}'"


def _meant(word: str, known: Iterable[str]) -> str:
    meant = " or ".join(f"'{each}'" for each in closest(word, sorted(known)))
    return f" Did you mean {meant}?" if meant else ""


def _listed(words: Iterable[str]) -> str:
    return enumerated((f"'{word}'" for word in words), "or")


def _known(key: str, settings: Mapping[str, _Setting], above: Keys) -> _Setting:
    if key in settings:
        return settings[key]
    where = f" in {_named(above)}" if above else ""
    hint = _meant(key, settings)
    known = "" if hint else "; known are " + ", ".join(f"'{name}'" for name in settings)
    raise WrongError((*above, key), f"unknown setting '{key}'{where}{known}.{hint}")


def _texts(value: Any, keys: Keys, _rules: Rules | None = None) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise WrongError(keys, f"{_named(keys)} must be a list of strings.")
    for index, item in enumerate(value):
        if not isinstance(item, str):
            raise WrongError((*keys, index), f"{_named(keys)} must be a list of strings.")
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
        raise WrongError(place, f"{_named(setting)} names '{code}', which is no rule.{hint}")


def _table(value: Any, keys: Keys, what: str) -> Pairs:
    """A table of strings; `what` says of what, in messages."""
    if not isinstance(value, Mapping):
        raise WrongError(keys, f"{_named(keys)} must be a table of {what}.")
    for key, item in value.items():
        if not isinstance(key, str) or not isinstance(item, str):
            raise WrongError((*keys, key), f"{_named(keys)} must be a table of {what}.")
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
            raise WrongError((*keys, glob), reason)
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
            raise WrongError((*keys, code), f"{reason} {_listed(LEVELS)}.{hint}")
    return pairs


def _hints(value: Any, keys: Keys, _rules: Rules | None) -> Pairs:
    what = f"{_listed(HINTS)}, and {_listed(SWITCH)}"
    pairs = _table(value, keys, what)
    for kind, switch in pairs:
        for word, known in ((kind, HINTS), (switch, SWITCH)):
            if word not in known:
                reason = f"{_named(keys)} must be a table of {what}, not '{word}'."
                raise WrongError((*keys, kind), f"{reason}{_meant(word, known)}")
    return pairs


def _check_type(text: str, categories: Iterable[str], place: Keys, setting: Keys) -> None:
    match = _TYPE.fullmatch(text)
    if match is None:
        raise WrongError(
            place,
            f"{_named(setting)} holds '{text}', which is no component type, as in "
            "'secretstores.azure.keyvault'.",
        )
    if match["category"] not in categories:
        reason = f"{_named(setting)} holds '{text}', and no such type can begin with"
        hint = _meant(match["category"], categories)
        raise WrongError(place, f"{reason} '{match['category']}'.{hint}")


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
        raise WrongError(keys, f"{_named(keys)} must be a list of tables.")
    return tuple(_override(item, (*keys, index), rules) for index, item in enumerate(value))


def _override(value: Any, keys: Keys, rules: Rules | None) -> Override:
    if not isinstance(value, Mapping):
        raise WrongError(keys, f"{_named(keys)} must be a table.")
    values: dict[str, Any] = {}
    for key, item in value.items():
        name, read = _known(key, _OF_OVERRIDES, keys)
        values[name] = read(item, (*keys, key), rules)
    if not values.get("files"):
        where = (*keys, "files") if "files" in value else keys
        raise WrongError(where, f"{_named(keys)} must say in 'files' for which it is.")
    return Override(**values)


def _one_of(words: Iterable[str]) -> Callable[[Any, Keys, Rules | None], str]:
    words = tuple(words)

    def read(value: Any, keys: Keys, _rules: Rules | None) -> str:
        if not isinstance(value, str) or value not in words:
            hint = _meant(value, words) if isinstance(value, str) else ""
            raise WrongError(keys, f"{_named(keys)} must be {_listed(words)}.{hint}")
        return value

    return read


def _guid(value: Any, keys: Keys, _rules: Rules | None) -> str:
    if not isinstance(value, str) or not _GUID.fullmatch(value):
        example = "'00000000-0000-0000-0000-000000000000'"
        raise WrongError(keys, f"{_named(keys)} must be a GUID, as in {example}.")
    return value


def _version(value: Any, keys: Keys, _rules: Rules | None) -> str:
    if not isinstance(value, str) or not _VERSION.fullmatch(value):
        raise WrongError(keys, f"{_named(keys)} must be a version of Dapr, as in '1.14'.")
    return value


def _path(value: Any, keys: Keys, _rules: Rules | None) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise WrongError(keys, f"{_named(keys)} must be the path of a file or folder.")
    if re.match(r"[\\/]{2}", value):
        # To look at a share is to sign in there, and no file of settings may bring that about.
        raise WrongError(keys, f"{_named(keys)} must be a path of this machine, not of a network.")
    return value


def _catalog(value: Any, keys: Keys, rules: Rules | None) -> str | None:
    if not isinstance(value, Mapping):
        raise WrongError(keys, f"{_named(keys)} must be a table, as in {{bundle = 'file.json'}}.")
    values: dict[str, Any] = {}
    for key, item in value.items():
        name, read = _known(key, _OF_CATALOG, keys)
        values[name] = read(item, (*keys, key), rules)
    bundle: str | None = values.get("bundle")
    return bundle


def _address(value: Any, keys: Keys, _rules: Rules | None) -> str:
    if not isinstance(value, str) or not re.match(r"https?://.", value):
        raise WrongError(keys, f"{_named(keys)} must be an http(s) address.")
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
    "dapr-version": ("dapr_version", _version),
    "catalog": ("catalog_bundle", _catalog),
    "hints": ("hints", _hints),
    "rule-pages": ("rule_pages", _address),
}
"""Every setting by its key."""

_OF_CATALOG: Mapping[str, _Setting] = {"bundle": ("bundle", _path)}

_OF_OVERRIDES: Mapping[str, _Setting] = {
    "files": ("files", _texts),
    "select": ("select", _codes),
    "ignore": ("ignore", _codes),
    "severity": ("severity", _severities),
}
