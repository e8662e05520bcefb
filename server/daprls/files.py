"""Finds files and settings on the disk, for both doors.

What a file means is asked of the values made here. Which of them an editor or a terminal shows is
the doors' business, and so is the text of a file that an editor has open. Opening a file is the
work of `daprls.disk`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from daprls.config import CONFIG_FILE, Config, ConfigError, parse_config
from daprls.disk import MAX_BYTES, UnreadableFileError, decode, guess, read, reason
from daprls.gitignore import IgnoreRules
from daprls.model.dialect import may_concern_dapr
from daprls.model.source_file import SourceFile
from daprls.spelling import closest

__all__ = [
    "MAX_BYTES",
    "Loaded",
    "Problem",
    "UnreadableFileError",
    "check_rules",
    "configs_for",
    "discover",
    "file_key",
    "is_script_name",
    "is_yaml_name",
    "load",
    "read_source",
    "repository_root",
]

PROJECT_FILE = "pyproject.toml"
"""The other file that may hold settings, in its table `[tool.daprls]`."""

_YAML = (".yaml", ".yml")
_SCRIPTS = (".sh", ".bash", ".zsh", ".ps1", ".cmd", ".bat", ".azcli")
_MAKEFILES = ("makefile", "gnumakefile")
_SKIPPED = frozenset({".git", "node_modules", ".venv"})
_COMMAND = "dapr-component"
"""What every command that names a component holds."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A file or folder that could not be used, and why."""

    path: str
    """Its key (see `file_key`)."""
    message: str

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


def file_key(path: Path) -> str:
    """The absolute path with forward slashes and without `.` and `..`; links are not followed.

    A drive's letter is upper case, since editors and shells do not agree on it.
    """
    key = Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 - Path.absolute keeps `..`
    return key[0].upper() + key[1:] if key[1:2] == ":" else key


def read_source(path: Path) -> SourceFile:
    """The file at `path`, its line breaks and byte order mark as they are.

    Raises:
        UnreadableFileError: it is missing, no regular file, too large, not UTF-8, or forbidden.

    """
    key = file_key(path)
    return SourceFile(key, decode(read(key)))


def repository_root(folder: Path) -> Path | None:
    """The nearest folder at or above `folder` that holds `.git`."""
    start = Path(file_key(folder))
    return next((each for each in (start, *start.parents) if (each / ".git").exists()), None)


def _none(_path: Path) -> bool:
    return False


def _nothing(_path: Path, _what: object) -> None:
    return None


def discover(
    paths: Iterable[Path],
    exclude: Callable[[Path], bool] = _none,
    *,
    enter: Callable[[Path, frozenset[str]], None] = _nothing,
    fail: Callable[[Path, str], None] = _nothing,
) -> Iterator[Path]:
    """The YAML files and scripts in the folders among `paths`, and all other paths as they are.

    Each comes once, in an order that depends on names alone. What git ignores is left out, and so
    are files and folders that `exclude` says to, folders of packages, and linked folders, whose
    files have a place of their own. `enter` is told of every folder with the names in it, before
    anything in it is considered, and `fail` of every folder that cannot be listed.
    """
    seen: set[str] = set()
    for path in paths:
        start = Path(file_key(path))
        found = _walk(start, exclude, enter, fail) if start.is_dir() else iter((start,))
        for each in found:
            if (key := str(each)) not in seen:
                seen.add(key)
                yield each


def _walk(
    start: Path,
    exclude: Callable[[Path], bool],
    enter: Callable[[Path, frozenset[str]], None],
    fail: Callable[[Path, str], None],
) -> Iterator[Path]:
    pending = [(start, _rules_above(start))]
    while pending:
        folder, rules = pending.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            fail(folder, reason(error))
            continue
        names = frozenset(entry.name for entry in entries)
        if ".git" in names:
            rules = _own_rules(folder)
        if ".gitignore" in names:
            rules = rules.below(folder.as_posix(), _lenient_text(folder / ".gitignore"))
        enter(folder, names)
        below: list[tuple[Path, IgnoreRules]] = []
        for entry in entries:
            is_folder = _is_folder(entry)
            if is_folder is None or entry.name in _SKIPPED:
                continue
            path = folder / entry.name
            if rules.ignores(path.as_posix(), folder=is_folder) or exclude(path):
                continue
            if is_folder:
                below.append((path, rules))
            else:
                yield path
        pending.extend(reversed(below))


def _is_folder(entry: os.DirEntry[str]) -> bool | None:
    """Whether the entry is a folder to look into or a file to look at; `None` where neither."""
    try:
        if entry.is_dir(follow_symlinks=False):
            return True
        wanted = is_yaml_name(entry.name) or is_script_name(entry.name)
        return False if wanted and entry.is_file() else None
    except OSError:
        return None


def is_yaml_name(name: str) -> bool:
    """Whether a file of this name is searched for components."""
    return name.lower().endswith(_YAML)


def is_script_name(name: str) -> bool:
    """Whether a file of this name is searched for commands that name components."""
    folded = name.lower()
    return folded.endswith(_SCRIPTS) or folded in _MAKEFILES


def _rules_above(start: Path) -> IgnoreRules:
    """The rules that the folders above `start` have for it.

    Whoever names an ignored folder wants to see it: nothing from above is held against it.
    """
    root = repository_root(start)
    if root is None or root == start:
        return IgnoreRules()
    rules = _own_rules(root)
    for folder in reversed(
        [each for each in start.parents if each == root or root in each.parents]
    ):
        rules = rules.below(folder.as_posix(), _lenient_text(folder / ".gitignore"))
    return IgnoreRules() if rules.ignores(start.as_posix(), folder=True) else rules


def _own_rules(root: Path) -> IgnoreRules:
    """The rules that a repository keeps for itself alone, outside its files."""
    git = root / ".git"
    if git.is_file():
        # In a worktree or submodule `.git` is a file that names the folder.
        link = _lenient_text(git).partition("gitdir:")[2].strip()
        git = root / link
        common = _lenient_text(git / "commondir").strip()
        git = git / common
    return IgnoreRules().below(root.as_posix(), _lenient_text(git / "info" / "exclude"))


def _lenient_text(path: Path) -> str:
    """The text of a file that may be missing or unreadable, and then says nothing."""
    try:
        return read(file_key(path)).decode("utf-8-sig", "surrogateescape")
    except UnreadableFileError:
        return ""


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
            names = (CONFIG_FILE, PROJECT_FILE)
            self.enter(folder, frozenset(name for name in names if (folder / name).is_file()))

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
            if name == PROJECT_FILE and "daprls" not in text:
                return None
            config = parse_config(text, folder.as_posix(), key)
            if config is not None:
                check_rules(config)
            return config
        except UnreadableFileError as error:
            if name == CONFIG_FILE:
                self.problems.append(Problem(key, str(error)))
        except ConfigError as error:
            message = str(error).removeprefix(f"{key}: ")
            self.problems.append(Problem(key, message[:1].upper() + message[1:]))
        return None

    def excludes(self, path: Path) -> bool:
        """Whether the settings that count for `path` say not to look at it."""
        config = self.nearest.get(path.parent)
        return config is not None and config.excludes(path.as_posix())

    @property
    def configs(self) -> tuple[Config, ...]:
        """All settings found, each once."""
        found = {config.root: config for config in self.nearest.values() if config is not None}
        return tuple(found.values())


def check_rules(config: Config) -> None:
    """Makes sure that the settings name only rules that there are.

    Raises:
        ConfigError: they name another; a slip there would silently switch off all others, or none.

    """
    for key, codes in (("select", config.select), ("ignore", config.ignore)):
        if not codes:
            continue
        from daprls.rules import ALL_RULES

        known = {rule.code for rule in ALL_RULES}
        for code in codes:
            if code not in known:
                meant = " or ".join(f"'{other}'" for other in closest(code, sorted(known)))
                hint = f" Did you mean {meant}?" if meant else ""
                raise ConfigError(
                    f"{config.source}: setting '{key}' names '{code}', which is no rule.{hint}"
                )


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

    Files of `known` are not read again. A file of a folder that cannot concern Dapr and names no
    component is kept with an empty text, for its existence alone may be evidence; one that cannot
    be read is a problem only if it may concern Dapr. At most `limit` files are read and as many
    folders entered. `progress` is called for each file.
    """
    settings = _Settings()
    problems: list[Problem] = []
    files: dict[str, SourceFile] = {}
    complete = True
    starts = [Path(file_key(root)) for root in roots]
    direct = {start.as_posix() for start in starts}
    for start in starts:
        settings.above(start if start.is_dir() else start.parent)

    entered = 0

    def enter(folder: Path, names: frozenset[str]) -> None:
        nonlocal entered
        entered += 1
        if limit is not None and entered > limit:
            raise _LimitError
        settings.enter(folder, names)

    def fail(folder: Path, message: str) -> None:
        problems.append(Problem(file_key(folder), message))

    count = 0
    try:
        for path in discover(starts, settings.excludes, enter=enter, fail=fail):
            key = path.as_posix()
            progress()
            if key in known:
                files[key] = known[key]
                continue
            count += 1
            if limit is not None and count > limit:
                raise _LimitError
            try:
                file = _directly(key) if key in direct else _in_passing(key)
            except UnreadableFileError as error:
                problems.append(Problem(key, str(error)))
            else:
                if file is not None:
                    files[key] = file
    except _LimitError:
        complete = False
    found = (*problems, *settings.problems)
    return Loaded(tuple(files.values()), settings.configs, found, complete)


def _directly(key: str) -> SourceFile:
    """A file that someone named: YAML whatever it is called, unless it is a script."""
    name = key.rpartition("/")[2]
    return SourceFile(key, decode(read(key)), declared_yaml=not is_script_name(name))


def _in_passing(key: str) -> SourceFile | None:
    """A file of a folder that is searched; `None` for a script that names no component.

    Raises:
        UnreadableFileError: it is YAML that may concern Dapr and cannot be read.

    """
    if is_script_name(key.rpartition("/")[2]):
        text = _script_text(key)
        return SourceFile(key, text) if _COMMAND in text else None
    data = read(key)
    try:
        text = decode(data)
    except UnreadableFileError:
        if may_concern_dapr(guess(data)):
            raise
        return SourceFile(key, "")
    return SourceFile(key, text if may_concern_dapr(text) or _COMMAND in text else "")


def _script_text(key: str) -> str:
    """The text of a script; one that cannot be read names no component."""
    try:
        return guess(read(key))
    except UnreadableFileError:
        return ""
