"""What users configure: values only. Finding and reading the files is the doors' work."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CONFIG_FILE = "daprls.toml"
"""The name of the file that configures a folder and everything below it."""


DIALECTS = ("aca", "oss")
"""The dialects as settings name them: Azure Container Apps, and Dapr's own."""

_Pair = tuple[re.Pattern[str], str]


class ConfigError(ValueError):
    """A configuration that cannot be used; the message names the file and the key."""


@dataclass(frozen=True)
class Config:
    """The settings for the files below `root`."""

    root: str = ""
    """The folder that globs refer to, with forward slashes; empty: any."""
    select: tuple[str, ...] = ()
    """The rules to run; empty: those that are on by default."""
    ignore: tuple[str, ...] = ()
    """Rules that are never run."""
    exclude: tuple[str, ...] = ()
    """Globs of files and folders that are not looked at."""
    components: tuple[tuple[str, str], ...] = ()
    """Pairs of a glob and the name of the component in the file that it matches."""
    dialects: tuple[tuple[str, str], ...] = ()
    """Pairs of a glob and the dialect, one of `DIALECTS`, that the files it matches must have."""
    app_ids: tuple[str, ...] = ()
    """The Dapr app IDs of the applications; empty: not known."""
    identity: str | None = None
    """The managed identity that applications use, `system` or `user`; `None`: not said."""
    rule_pages: str | None = None
    """Where the rule pages are published, ending in `/`; `None`: nowhere yet."""
    source: str | None = field(default=None, compare=False)
    """The file it was read from, for messages."""

    @cached_property
    def _names(self) -> tuple[_Pair, ...]:
        return tuple((glob_pattern(glob), name) for glob, name in self.components)

    def component_name(self, path: str) -> str | None:
        """The configured name of the component in the file `path`."""
        return _first(self._names, self.relative(path))

    @cached_property
    def _dialects(self) -> tuple[_Pair, ...]:
        return tuple((glob_pattern(glob), dialect) for glob, dialect in self.dialects)

    def dialect(self, path: str) -> str | None:
        """The dialect, one of `DIALECTS`, that the file `path` must have; `None`: any."""
        return _first(self._dialects, self.relative(path))

    @cached_property
    def _excluded(self) -> tuple[re.Pattern[str], ...]:
        return tuple(glob_pattern(glob) for glob in self.exclude)

    def excludes(self, path: str) -> bool:
        """Whether the file or folder `path`, or a folder it stands in, is excluded."""
        parts = self.relative(path).split("/")
        return any(
            pattern.fullmatch("/".join(parts[:length]))
            for length in range(1, len(parts) + 1)
            for pattern in self._excluded
        )

    def relative(self, path: str) -> str:
        """`path` below the root; unchanged where it lies elsewhere."""
        prefix = self.root.rstrip("/") + "/"
        return path[len(prefix) :] if self.root and path.startswith(prefix) else path

    def rule_page(self, code: str) -> str | None:
        """Where the page about the rule `code` is published, if anywhere."""
        return self.rule_pages + code if self.rule_pages is not None else None

    def covers(self, path: str) -> bool:
        """Whether the settings are meant for the file `path`."""
        return not self.root or path.startswith(self.root.rstrip("/") + "/")


def _first(pairs: tuple[_Pair, ...], relative: str) -> str | None:
    """What the first glob says that matches a path below the root."""
    return next((text for pattern, text in pairs if pattern.fullmatch(relative)), None)


def glob_pattern(glob: str) -> re.Pattern[str]:
    """A glob as a pattern for whole relative paths.

    `*` and `?` stay within a folder, `**/` spans any number of folders, and a glob without a
    slash matches at any depth, as in `.gitignore`.
    """
    glob = glob.rstrip("/")
    if "/" not in glob:
        glob = "**/" + glob
    parts = []
    for piece in re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]]*\])", glob.removeprefix("/")):
        if piece == "**/":
            parts.append(r"(?:[^/]+/)*")
        elif piece == "**":
            parts.append(r".*")
        elif piece == "*":
            parts.append(r"[^/]*")
        elif piece == "?":
            parts.append(r"[^/]")
        elif piece.startswith("[") and piece.endswith("]"):
            parts.append(_class(piece))
        else:
            parts.append(re.escape(piece))
    return re.compile("".join(parts))


def _class(piece: str) -> str:
    """The pattern for `[…]` of a glob: one of these characters, or with `!` or `^` none of them."""
    inner = piece[1:-1]
    negated = inner[:1] in ("!", "^")
    escaped = re.sub(r"([\\\[\]^&~|])", r"\\\1", inner[negated:])
    pattern = f"(?!/)[{'^' if negated else ''}{escaped}]"
    try:
        re.compile(pattern)
    except re.error:
        return re.escape(piece)
    return pattern


def parse_config(text: str, root: str, source: str) -> Config | None:
    """The settings in the text of `daprls.toml`, or of the table `[tool.daprls]` of a pyproject.

    `None` where a pyproject has no such table.

    Raises:
        ConfigError: the text is no TOML, or a key or value is not one of ours.

    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: {error}.") from error
    if source.endswith("pyproject.toml"):
        tool = data.get("tool")
        if not isinstance(tool, Mapping) or "daprls" not in tool:
            return None
        data = tool["daprls"]
    return config_from(data, root, source)


def config_from(data: Any, root: str, source: str) -> Config:
    """The settings in `data`, keyed as in `daprls.toml`; editors send the same keys.

    Raises:
        ConfigError: a key or value is not one of ours.

    """
    if not isinstance(data, Mapping):
        raise ConfigError(f"{source}: expected a table of settings.")
    readers = {
        "select": ("select", _texts),
        "ignore": ("ignore", _texts),
        "exclude": ("exclude", _texts),
        "app-ids": ("app_ids", _texts),
        "identity": ("identity", _identity),
        "components": ("components", _pairs),
        "dialects": ("dialects", _dialects),
        "rule-pages": ("rule_pages", _address),
    }
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in readers:
            known = ", ".join(f"'{name}'" for name in readers)
            raise ConfigError(f"{source}: unknown setting '{key}'; known are {known}.")
        name, read = readers[key]
        values[name] = read(value, f"{source}: setting '{key}'")
    return Config(root=root, source=source, **values)


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{where} must be a list of strings.")
    return tuple(value)


def _pairs(value: Any, where: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping) or not all(
        isinstance(item, str) for pair in value.items() for item in pair
    ):
        raise ConfigError(f"{where} must be a table of globs and component names.")
    return tuple(value.items())


def _dialects(value: Any, where: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping) or not all(each in DIALECTS for each in value.values()):
        words = " or ".join(f"'{each}'" for each in DIALECTS)
        raise ConfigError(f"{where} must be a table of globs and {words}.")
    return tuple(value.items())


def _identity(value: Any, where: str) -> str | None:
    if value in (None, ""):
        return None
    if value not in ("system", "user"):
        raise ConfigError(f"{where} must be 'system' or 'user'.")
    return str(value)


def _address(value: Any, where: str) -> str | None:
    if value in (None, ""):
        return None
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        raise ConfigError(f"{where} must be an http(s) address.")
    return value if value.endswith("/") else value + "/"
