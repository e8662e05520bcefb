"""What the editor's settings say, and how they go together with those of files.

The keys are those of `daprls.toml`. A setting that cannot be used is told in a sentence and left
out; the others count all the same.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from daprls.config import Config, ConfigError, config_from

SECTION = "daprls"
"""Where the settings stand among an editor's."""

_EDITORS_OWN = frozenset({"interpreter", "trace", "completionCommand"})
"""Keys that only an editor's client understands."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one editor for each of its folders."""

    configs: tuple[Config, ...] = ()
    complaints: tuple[str, ...] = ()
    """Sentences about settings that cannot be used."""


def section_of(data: Any) -> Any:
    """Our part of settings that may hold others' as well."""
    return data[SECTION] if isinstance(data, Mapping) and SECTION in data else data


def read_settings(by_folder: Mapping[str, Any]) -> Settings:
    """The settings that an editor gives for each folder; the folder `""` stands for any."""
    configs: list[Config] = []
    complaints: dict[str, None] = {}
    for folder, data in by_folder.items():
        config, wrong = _read(data, folder)
        complaints.update(dict.fromkeys(wrong))
        if config != Config(root=folder):
            configs.append(config)
    return Settings(tuple(configs), tuple(complaints))


def _read(data: Any, folder: str) -> tuple[Config, list[str]]:
    source = "Editor settings"
    config = Config(root=folder, source=source)
    if data is None:
        return config, []
    if not isinstance(data, Mapping):
        return config, [f"{source}: '{SECTION}' must hold settings."]
    wrong: list[str] = []
    usable: dict[str, Any] = {}
    for key, value in data.items():
        if key in _EDITORS_OWN or value is None:
            continue
        try:
            config_from({key: value}, folder, source)
        except ConfigError as error:
            wrong.append(str(error))
        else:
            usable[key] = value
    return config_from(usable, folder, source), wrong


def combined(of_files: Iterable[Config], of_editor: Iterable[Config]) -> tuple[Config, ...]:
    """The settings that count: the editor's add to those of files, and choose where one must.

    Where no file has settings for an editor's folder, the editor's stand alone.
    """
    files = tuple(of_files)
    editor = sorted(of_editor, key=lambda config: len(config.root))
    found = {config.root: config for config in files}
    for config in files:
        above = [each for each in editor if each.root == config.root or _holds(each, config.root)]
        if above:
            found[config.root] = _over(above[-1], config)
    for config in editor:
        if config.root in {each.root for each in files}:
            continue
        wider = [each for each in files if _holds(each, config.root)]
        nearest = max(wider, key=lambda each: len(each.root), default=None)
        found[config.root] = (
            _over(config, _moved(nearest, config.root)) if nearest is not None else config
        )
    return tuple(found.values())


def _holds(config: Config, folder: str) -> bool:
    return bool(folder) and config.covers(folder)


def _over(editor: Config, file: Config) -> Config:
    """The settings of a file with those of an editor put over them.

    Globs refer to a folder, so the editor's are taken over only for its own.
    """
    own = editor.root == file.root
    return replace(
        file,
        select=editor.select or file.select,
        ignore=_both(file.ignore, editor.ignore),
        app_ids=_both(file.app_ids, editor.app_ids),
        identity=editor.identity or file.identity,
        rule_pages=editor.rule_pages or file.rule_pages,
        exclude=_both(file.exclude, editor.exclude) if own else file.exclude,
        components=(*file.components, *editor.components) if own else file.components,
        dialects=(*file.dialects, *editor.dialects) if own else file.dialects,
    )


def _both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _moved(config: Config, folder: str) -> Config:
    """The settings as they would be written in `folder`, which lies below their own."""
    steps = config.relative(folder).strip("/").split("/")
    exclude = (_below(glob, steps) for glob in config.exclude)
    return replace(
        config,
        root=folder,
        exclude=tuple(glob for glob in exclude if glob is not None),
        components=_pairs_below(config.components, steps),
        dialects=_pairs_below(config.dialects, steps),
    )


def _pairs_below(
    pairs: tuple[tuple[str, str], ...], steps: list[str]
) -> tuple[tuple[str, str], ...]:
    moved = ((_below(glob, steps), text) for glob, text in pairs)
    return tuple((glob, text) for glob, text in moved if glob is not None)


def _below(glob: str, steps: list[str]) -> str | None:
    """A glob for what it matches below the folder `steps`; `None` where that is nothing."""
    if "/" not in glob.rstrip("/"):
        return glob
    parts = glob.strip("/").split("/")
    for step in steps:
        if parts and parts[0] == "**":
            break
        if not parts or not fnmatch.fnmatchcase(step, parts[0]):
            return None
        parts = parts[1:]
    return "/" + "/".join(parts) if parts else "**"
