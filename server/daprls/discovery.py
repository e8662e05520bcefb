"""Finds the files in folders, as git sees them. What is in them is not looked at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from daprls.disk import UnreadableFileError, read, reason
from daprls.gitignore import IgnoreRules
from daprls.remote import leads_away

_YAML = (".yaml", ".yml")
_SCRIPTS = (".sh", ".bash", ".zsh", ".ps1", ".cmd", ".bat", ".azcli")
_MAKEFILES = ("makefile", "gnumakefile")
_TEMPLATES = (".bicep", ".bicepparam", ".tf", ".json", ".dockerfile")
_SKIPPED = frozenset(
    {
        ".git",
        "node_modules",
        ".venv",
        ".terraform",
        "package-lock.json",
        "npm-shrinkwrap.json",
        "packages.lock.json",
        "project.assets.json",
    }
)
"""Folders that others filled, and files of machines alone."""


def file_key(path: Path) -> str:
    """The absolute path with forward slashes and without `.` and `..`; links are not followed.

    A drive's letter is upper case, since editors and shells do not agree on it.
    """
    key = Path(os.path.abspath(path)).as_posix()  # noqa: PTH100 - Path.absolute keeps `..`
    return key[0].upper() + key[1:] if key[1:2] == ":" else key


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
    """The files in the folders among `paths` that may matter, and all other paths as they are.

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
        name = entry.name
        wanted = is_yaml_name(name) or is_script_name(name) or is_template_name(name)
        if not wanted or (
            entry.is_symlink() and leads_away(str(Path(entry).readlink()), entry.path)
        ):
            return None
        return False if entry.is_file() else None
    except OSError:
        return None


def is_below(path: str, folder: str) -> bool:
    """Whether a file lies in a folder, or in one below it; both are keys (see `file_key`)."""
    return path.startswith(folder.rstrip("/") + "/")


def is_yaml_name(name: str) -> bool:
    """Whether a file of this name is searched for components."""
    return name.lower().endswith(_YAML)


def is_script_name(name: str) -> bool:
    """Whether a file of this name is searched for commands that name components."""
    folded = name.lower()
    return folded.endswith(_SCRIPTS) or folded in _MAKEFILES


def is_template_name(name: str) -> bool:
    """Whether a file of this name is searched for names, neither YAML nor a script."""
    folded = name.lower()
    return folded.endswith(_TEMPLATES) or folded == "dockerfile"


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
        if leads_away(link, root.as_posix()):
            return IgnoreRules()
        git = root / link
        common = _lenient_text(git / "commondir").strip()
        if leads_away(common, root.as_posix()):
            return IgnoreRules()
        git = git / common
    return IgnoreRules().below(root.as_posix(), _lenient_text(git / "info" / "exclude"))


def _lenient_text(path: Path) -> str:
    """The text of a file that may be missing or unreadable, and then says nothing."""
    try:
        return read(file_key(path)).decode("utf-8-sig", "surrogateescape")
    except UnreadableFileError:
        return ""
