"""Reads what lies below an editor's folders and around them; runs beside the conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from daprls.config import Config
from daprls.discovery import is_below
from daprls.files import Problem, is_template_name, load, may_matter, repository_root
from daprls.model.component import Component
from daprls.model.source_file import SourceFile

_MOST_FILES = 50_000
_SURROUNDINGS = 5_000
"""How many files and folders are looked at around those that the editor shows."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was on disk."""

    files: Mapping[str, SourceFile]
    shown: frozenset[str]
    configs: tuple[Config, ...]
    problems: tuple[Problem, ...]
    complete: bool


def may_say_names(name: str) -> bool:
    """Whether a file of this name, that is neither YAML nor a script, may say names."""
    return is_template_name(name) or name.lower().endswith(".env")


def matters(keys: Iterable[str], stores: tuple[Component, ...]) -> bool:
    """Whether one of the files says a name or holds secrets."""
    return any(may_matter(key, stores) for key in keys)


def look(
    roots: tuple[str, ...],
    outside: Iterable[str],
    known: Mapping[str, SourceFile],
    step: Callable[[], None],
) -> Found:
    """Everything below `roots`, and what lies around them and around the files `outside`."""
    inside = load([Path(root) for root in roots], known=known, limit=_MOST_FILES, progress=step)
    files = {file.path: file for file in inside.files}
    around = load(
        [Path(folder) for folder in _around(roots, outside)],
        known={**known, **files},
        limit=_SURROUNDINGS,
        progress=step,
    )
    files.update((file.path, file) for file in around.files)
    for file in files.values():
        # Parsed here, so that no keystroke has to wait for it.
        step()
        file.components  # noqa: B018
        file.naming_commands  # noqa: B018
        file.names  # noqa: B018
    configs = {config.root: config for config in (*around.configs, *inside.configs)}
    problems = dict.fromkeys(inside.problems)
    problems.update(dict.fromkeys(each for each in around.problems if each.concerns_settings))
    return Found(
        files,
        frozenset(file.path for file in inside.files),
        tuple(configs.values()),
        tuple(problems),
        inside.complete,
    )


def _around(roots: tuple[str, ...], outside: Iterable[str]) -> list[str]:
    """The outermost folders beside `roots` whose files matter: repositories, else files' own."""
    found = set()
    for root in roots:
        repository = repository_root(Path(root))
        found.add(repository.as_posix() if repository is not None else root)
    for key in outside:
        folder = Path(key).parent
        found.add((repository_root(folder) or folder).as_posix())
    found -= set(roots)
    return sorted(each for each in found if not any(is_below(each, other) for other in found))
