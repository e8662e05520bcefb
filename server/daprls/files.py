"""Loads files and settings from the disk, for both doors.

What a file means is asked of the values made here. Which of them an editor or a terminal shows is
the doors' business, and so is the text of a file that an editor has open. Finding files is the work
of `daprls.discovery`, opening one that of `daprls.disk`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from daprls.config import CONFIG_FILE, Config, ConfigError, read_config
from daprls.discovery import (
    discover,
    file_key,
    is_script_name,
    is_template_name,
    is_yaml_name,
    repository_root,
)
from daprls.disk import MAX_BYTES, UnreadableFileError, decode, read
from daprls.intake import (
    again,
    in_passing,
    may_matter,
    named,
    secrets_beside,
    without_idle_templates,
)
from daprls.model.source_file import SourceFile

__all__ = [
    "MAX_BYTES",
    "Loaded",
    "Problem",
    "UnreadableFileError",
    "configs_for",
    "discover",
    "file_key",
    "is_script_name",
    "is_template_name",
    "is_yaml_name",
    "load",
    "load_again",
    "may_matter",
    "read_source",
    "repository_root",
    "rule_codes",
]

PROJECT_FILE = "pyproject.toml"
"""The other file that may hold settings, in its table `[tool.daprls]`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or folder that could not be used, and why."""

    path: str
    """Its key (see `file_key`)."""
    message: str
    line: int | None = None
    """Where in it, counted from 1, as far as that can be told."""

    @property
    def concerns_settings(self) -> bool:
        """Whether it is a file of settings, without which findings may be wrong."""
        return self.path.rpartition("/")[2] in (CONFIG_FILE, PROJECT_FILE)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was found below some roots."""

    files: tuple[SourceFile, ...]
    configs: tuple[Config, ...]
    problems: tuple[Problem, ...]
    complete: bool = True
    """Whether the search came to its end before its limit."""


def read_source(path: Path) -> SourceFile:
    """The file at `path`, its line breaks and byte order mark as they are.

    Raises:
        UnreadableFileError: it is missing, no regular file, too large, not UTF-8, or forbidden.

    """
    key = file_key(path)
    return SourceFile(key, decode(read(key)))


@dataclass
class _Settings:
    """The settings met on the way through folders."""

    problems: list[Problem] = field(default_factory=list)
    nearest: dict[Path, Config | None] = field(default_factory=dict)
    """The settings that count in each folder known so far."""

    def above(self, start: Path) -> None:
        """Reads the settings of `start` and of the folders above it in its repository."""
        folders = [start]
        while not (folders[-1] / ".git").exists() and folders[-1] != folders[-1].parent:
            folders.append(folders[-1].parent)
        for folder in reversed(folders):
            own, shared = folder / CONFIG_FILE, folder / PROJECT_FILE
            # What has the name of settings and is no file must not pass for having none.
            names = [own.name] if own.exists() or own.is_symlink() else []
            self.enter(folder, frozenset([*names, *([shared.name] if shared.is_file() else [])]))

    def enter(self, folder: Path, names: frozenset[str]) -> None:
        """Reads the settings of `folder`, which holds files of these names."""
        if folder in self.nearest:
            return
        own = self._read(folder, CONFIG_FILE) if CONFIG_FILE in names else None
        if CONFIG_FILE not in names and PROJECT_FILE in names:
            own = self._read(folder, PROJECT_FILE)
        self.nearest[folder] = own or self.nearest.get(folder.parent)

    def _read(self, folder: Path, name: str) -> Config | None:
        key = file_key(folder / name)
        try:
            text = decode(read(key)).removeprefix("\ufeff")
        except UnreadableFileError as error:
            if name == CONFIG_FILE:
                self.problems.append(Problem(key, str(error)))
            return None
        if name == PROJECT_FILE and "daprls" not in text:
            return None
        reading = read_config(text, folder.as_posix(), key, rule_codes)
        self.problems.extend(_problem(key, error) for error in reading.errors)
        return reading.config

    def excludes(self, path: Path) -> bool:
        """Whether the settings that count for `path` say not to look at it."""
        config = self.nearest.get(path.parent)
        return config is not None and config.excludes(path.as_posix())

    @property
    def configs(self) -> tuple[Config, ...]:
        """All settings found, each once."""
        found = {config.root: config for config in self.nearest.values() if config is not None}
        return tuple(found.values())


def _problem(key: str, error: ConfigError) -> Problem:
    return Problem(key, error.reason[:1].upper() + error.reason[1:], error.line)


def rule_codes() -> frozenset[str]:
    """The codes of all rules, which are loaded when settings first name one."""
    from daprls.rules import ALL_RULES

    return frozenset(rule.code for rule in ALL_RULES)


def configs_for(folders: Iterable[Path]) -> Loaded:
    """The settings of `folders`, of the folders above them in their repository, and below them.

    The result holds no files. A file of settings that cannot be used is among its problems.
    """
    settings = _Settings()
    starts = [Path(file_key(folder)) for folder in folders]
    for start in starts:
        settings.above(start)
    for _ in discover(starts, settings.excludes, enter=settings.enter):
        pass
    return Loaded((), settings.configs, tuple(settings.problems))


class _LimitError(Exception):
    """The search has gone far enough."""


def load(
    roots: Sequence[Path],
    *,
    known: Mapping[str, SourceFile] = MappingProxyType({}),
    limit: int | None = None,
    progress: Callable[[], None] = lambda: None,
) -> Loaded:
    """The files and settings below `roots`, whose folders are searched as `discover` does.

    Files of `known` are not read again. What is kept of a file is the business of `daprls.intake`;
    one that cannot be read is a problem only if it may concern Dapr. At most `limit` YAML files and
    scripts are read, and as many others and folders. `progress` is called for each file.
    """
    settings = _Settings()
    problems: list[Problem] = []
    files: dict[str, SourceFile] = {}
    complete = True
    starts = [Path(file_key(root)) for root in roots]
    direct = {start.as_posix() for start in starts}
    for start in starts:
        settings.above(start if start.is_dir() else start.parent)

    spelled = {key.lower(): key for key in known}
    entered = 0

    def enter(folder: Path, names: frozenset[str]) -> None:
        nonlocal entered
        entered += 1
        if limit is not None and entered > limit:
            raise _LimitError
        settings.enter(folder, names)

    def fail(folder: Path, message: str) -> None:
        problems.append(Problem(file_key(folder), message))

    counts = {True: 0, False: 0}
    try:
        for path in discover(starts, settings.excludes, enter=enter, fail=fail):
            key = path.as_posix()
            progress()
            if key in known:
                files[key] = known[key]
                continue
            twin = spelled.setdefault(key.lower(), key)
            if twin != key and _is_same(twin, key):
                continue
            is_other = is_template_name(path.name)
            counts[is_other] += 1
            if limit is not None and counts[is_other] > limit:
                if is_other:
                    continue  # Without them less is known, but nothing wrong is told.
                raise _LimitError
            try:
                file = named(key) if key in direct else in_passing(key)
            except UnreadableFileError as error:
                problems.append(Problem(key, str(error)))
            else:
                if file is not None:
                    files[key] = file
    except _LimitError:
        complete = False
    files = without_idle_templates(files)
    beside = secrets_beside(tuple(files.values()), {**known, **files})
    files.update((file.path, file) for file in beside)
    found = (*problems, *settings.problems)
    return Loaded(tuple(files.values()), settings.configs, found, complete)


def _is_same(one: str, other: str) -> bool:
    """Whether two paths that differ in case lead to one file, as they do on many disks."""
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):
        return False


def load_again(keys: Iterable[str]) -> Mapping[str, SourceFile]:
    """The files of `keys`, loaded before, as they are now; without those that are gone."""
    found = ((key, again(key)) for key in keys)
    return {key: file for key, file in found if file is not None}
