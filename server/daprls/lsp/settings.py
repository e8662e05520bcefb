"""What the editor's settings say, and how they go together with those of files.

The keys are those of `daprls.toml`. A setting that cannot be used is told in a sentence and left
out; the others count all the same.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from daprls.config import Config, Pairs, covered, glob_pattern, read_data
from daprls.files import rule_codes

SECTION = "daprls"
"""Where the settings stand among an editor's."""

_EDITORS_OWN = frozenset({"interpreter", "trace", "completionCommand"})
"""Keys that only an editor's client understands."""
_GROUPS = ("catalog",)
"""Keys of tables whose keys are settings of their own, as `catalog.bundle` is."""


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
    """The settings that an editor gives for each folder; those of `""` hold everywhere else."""
    configs: list[Config] = []
    complaints: dict[str, None] = {}
    for folder, data in by_folder.items():
        config, wrong = _read(data, folder)
        complaints.update(dict.fromkeys(wrong))
        configs.append(config)
    return Settings(tuple(configs), tuple(complaints))


def _read(data: Any, folder: str) -> tuple[Config, list[str]]:
    source = "Editor settings"
    config = Config(root=folder, source=source)
    if data is None:
        return config, []
    if not isinstance(data, Mapping):
        return config, [f"{source}: '{SECTION}' must hold settings."]
    own = {key: value for key, value in data.items() if key not in _EDITORS_OWN}
    reading = read_data(_made(own), folder, source, rule_codes)
    return reading.config or config, [str(error) for error in reading.errors]


def _made(data: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that somebody has made: an editor gives the others as nothing or empty texts."""
    found = {key: value for key, value in data.items() if value is not None and value != ""}
    for group in _GROUPS:
        if isinstance(found.get(group), Mapping):
            found[group] = _made(found[group])
    return found


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
        if nearest is None:
            found[config.root] = config
        elif config != Config(config.root):
            found[config.root] = _over(config, _moved(nearest, config.root))
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
        severity=_over_pairs(editor.severity, file.severity),
        overrides=(*file.overrides, *editor.overrides) if own else file.overrides,
        include=_both(file.include, editor.include) if own else file.include,
        exclude=_both(file.exclude, editor.exclude) if own else file.exclude,
        components=(*file.components, *editor.components) if own else file.components,
        dialects=(*file.dialects, *editor.dialects) if own else file.dialects,
        deployed=_over_pairs(editor.deployed, file.deployed),
        pluggable=_both(file.pluggable, editor.pluggable),
        app_ids=_both(file.app_ids, editor.app_ids),
        identity=editor.identity or file.identity,
        client_id=editor.client_id or file.client_id,
        cloud=editor.cloud or file.cloud,
        platform=editor.platform or file.platform,
        dapr_version=editor.dapr_version or file.dapr_version,
        catalog_bundle=editor.catalog_bundle or file.catalog_bundle,
        hints=_over_pairs(editor.hints, file.hints),
        rule_pages=editor.rule_pages or file.rule_pages,
    )


def _over_pairs(editor: Pairs, file: Pairs) -> Pairs:
    return tuple({**dict(file), **dict(editor)}.items())


def _both(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _moved(config: Config, folder: str) -> Config:
    """The settings as they would be written in `folder`, which lies below their own."""
    steps = config.relative(folder).strip("/").split("/")
    include = _choosing(config.include, steps)
    exclude = (_below(glob, steps) for glob in config.exclude)
    nothing = ("**",) if config.include and not include else ()
    overrides = (
        replace(override, files=files)
        for override in config.overrides
        if (files := _choosing(override.files, steps))
    )
    return replace(
        config,
        root=folder,
        overrides=tuple(overrides),
        include=include,
        exclude=(*(glob for glob in exclude if glob is not None), *nothing),
        components=_pairs_below(config.components, steps),
        dialects=_pairs_below(config.dialects, steps),
    )


def _choosing(globs: tuple[str, ...], steps: list[str]) -> tuple[str, ...]:
    """Globs for what these choose below the folder `steps`: all of it where they choose it."""
    if covered(map(glob_pattern, globs), "/".join((*steps, ""))):
        return ("**",)
    return tuple(moved for glob in globs if (moved := _below(glob, steps)) is not None)


def _pairs_below(pairs: Pairs, steps: list[str]) -> Pairs:
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
