"""Decides what of a file is taken in: all of its text, nothing but its being there, or nothing.

A workspace is full of files that say nothing of Dapr, and some that hold secrets of which only the
names matter. What is let go here is never kept by anybody.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from daprls.discovery import is_script_name, is_yaml_name
from daprls.disk import UnreadableFileError, decode, guess, read
from daprls.model.component import Component
from daprls.model.dialect import may_concern_dapr
from daprls.model.mentions import may_say_names, template_language
from daprls.model.secret_sources import (
    is_environment,
    may_hold_secrets,
    places_of_secrets,
    without_values,
)
from daprls.model.source_file import SourceFile

_MOST_OF_TEMPLATE = 1024 * 1024
"""The size in bytes of the largest file that is read for names alone."""
_WORD = b"apr"
"""What every JSON file that says a name holds: `dapr` or `Dapr`, looked for in one go."""


def named(key: str) -> SourceFile:
    """A file that someone named: YAML whatever it is called, unless it is of another kind.

    Raises:
        UnreadableFileError: it cannot be read.

    """
    name = posixpath.basename(key)
    text = decode(read(key))
    if is_script_name(name) or template_language(key) is not None:
        return SourceFile(key, text)
    return kept(SourceFile(key, text, declared_yaml=not is_environment(name)))


def in_passing(key: str) -> SourceFile | None:
    """A file of a folder that is searched; `None` for one that is no YAML and says nothing.

    YAML that says nothing is kept with an empty text, for its being there may be evidence.

    Raises:
        UnreadableFileError: it is YAML that may concern Dapr and cannot be read.

    """
    name = posixpath.basename(key)
    if is_yaml_name(name):
        return _yaml(key)
    if is_script_name(name):
        text = _lenient(key)
        return SourceFile(key, text) if may_say_names(key, text) else None
    return _template(key)


def _yaml(key: str) -> SourceFile:
    data = read(key)
    try:
        text = decode(data)
    except UnreadableFileError:
        if may_concern_dapr(guess(data)):
            raise
        return SourceFile(key, "")
    if may_concern_dapr(text) or may_say_names(key, text) or may_hold_secrets(text):
        return kept(SourceFile(key, text))
    return SourceFile(key, "")


def _template(key: str) -> SourceFile | None:
    try:
        data = read(key, _MOST_OF_TEMPLATE)
        if len(data) > _MOST_OF_TEMPLATE:
            return None
        if template_language(key) is None and _WORD not in data:
            return None
        text = decode(data)
    except UnreadableFileError:
        return None
    return SourceFile(key, text) if may_say_names(key, text) else None


def _lenient(key: str) -> str:
    """The text of a script; one that cannot be read names nothing."""
    try:
        return guess(read(key))
    except UnreadableFileError:
        return ""


def kept(file: SourceFile) -> SourceFile:
    """The file without the values of secrets that it holds for others.

    One that rules look at stays as it is, for it may be edited, and written back whole.
    """
    folded = file.path.lower()
    if folded.endswith(".json"):
        holds = not may_concern_dapr(file.text) and not may_say_names(file.path, file.text)
    else:
        holds = is_environment(folded) or (may_hold_secrets(file.text) and not file.is_read)
    if not holds:
        return file
    return SourceFile(file.path, without_values(file.path, file.text), file.declared_yaml)


def without_idle_templates(files: Mapping[str, SourceFile]) -> dict[str, SourceFile]:
    """The files without the templates that no other of their kind gives anything of Dapr to do.

    A template may hand on names without a word of Dapr, but never where no other speaks of it.
    """
    languages = {path: template_language(path) for path in files}
    at_work = {
        languages[path]
        for path, file in files.items()
        if languages[path] is not None and "dapr" in file.text.lower()
    }
    return {
        path: file
        for path, file in files.items()
        if languages[path] is None or languages[path] in at_work
    }


def secrets_beside(
    files: Iterable[SourceFile], known: Mapping[str, SourceFile]
) -> Iterator[SourceFile]:
    """The files that local secret stores read, as far as they are found, without their values.

    git may ignore such a file, so it is looked for by its name.
    """
    stores = [store for file in files for store in file.components if store.is_secret_store]
    for key in dict.fromkeys(key for store in stores for key in places_of_secrets(store)):
        before = known.get(key)
        found = _secrets(key) if before is None else before
        if found is None:
            continue
        text = without_values(key, found.text)
        yield found if found.text == text else SourceFile(key, text)


def again(key: str) -> SourceFile | None:
    """A file that was taken in before, as it is now."""
    try:
        return in_passing(key) or _secrets(key)
    except UnreadableFileError:
        return None


def may_matter(key: str, stores: Iterable[Component]) -> bool:
    """Whether a file that has come to be, and is no YAML, may say a name or hold secrets."""
    if any(key in places_of_secrets(store) for store in stores):
        return True
    try:
        return in_passing(key) is not None
    except UnreadableFileError:
        return False


def _secrets(key: str) -> SourceFile | None:
    if not key.lower().endswith(".json") and not is_environment(key):
        return None
    try:
        data = read(key, _MOST_OF_TEMPLATE)
        text = decode(data) if len(data) <= _MOST_OF_TEMPLATE else ""
    except UnreadableFileError:
        return None
    return SourceFile(key, without_values(key, text)) if text else None
