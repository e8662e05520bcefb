"""Command lines that give an ACA component its name.

An ACA file does not carry its component's name; the deploy command does. The lines that run
`az containerapp env dapr-component set` in scripts and workflows are read with the shell's own
word rules. No command is ever run.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from daprls.text import Span

_COMMAND = re.compile(
    r"az(?:\.cmd)?[ \t]+containerapp[ \t]+(?:env|connected-env)[ \t]+dapr-component[ \t]+"
    r"(?:set|create)\b"
)
_CONTINUED = re.compile(r"(?:\\|`|\^)[ \t]*\r?\n[ \t]*")
_LINE_END = re.compile(r"\r\n|\n|\r|$")


@dataclass(frozen=True, slots=True)
class NamingCommand:
    """One command that deploys the file `yaml` as the component `name`."""

    name: str
    yaml: str
    """The file as the command line gives it, relative to an unknown working directory."""
    path: str
    """The script that holds the command."""
    name_span: Span
    """Where the name stands in the script."""


def naming_commands(path: str, text: str) -> tuple[NamingCommand, ...]:
    """The commands of the script `path` that name a component with literal words."""
    return tuple(_commands(path, text))


def _commands(path: str, text: str) -> Iterator[NamingCommand]:
    for match in _COMMAND.finditer(text):
        line, end = _logical_line(text, match.end())
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            words = line.split()
        options = dict(_options(words))
        name = options.get("--dapr-component-name") or options.get("--component-name")
        name = name or options.get("-n")
        yaml = options.get("--yaml")
        if not name or not yaml or any(sign in name + yaml for sign in "$%{<"):
            continue
        at = text.find(name, match.end(), end)
        if at >= 0:
            yield NamingCommand(name, yaml.replace("\\", "/"), path, Span(at, at + len(name)))


def _logical_line(text: str, start: int) -> tuple[str, int]:
    """The rest of the command, continued lines joined, and the offset where it ends."""
    parts: list[str] = []
    while True:
        end = _LINE_END.search(text, start)
        stop = end.start() if end is not None else len(text)
        continued = _CONTINUED.search(text, start, min(len(text), stop + 400))
        if continued is not None and continued.start() <= stop:
            parts.append(text[start : continued.start()])
            start = continued.end()
            continue
        parts.append(text[start:stop])
        return " ".join(parts), stop


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    for index, word in enumerate(words):
        if word.startswith("-"):
            option, equals, value = word.partition("=")
            if equals:
                yield option, value
            elif index + 1 < len(words):
                yield option, words[index + 1]
