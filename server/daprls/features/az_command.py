"""The command line that deploys a component's file to Azure Container Apps.

It is only written, never run. What a file cannot tell stands in it in angle brackets, quoted, so
that no shell takes them for redirections.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from daprls.index import ComponentName
from daprls.model.dialect import Dialect, Shape
from daprls.model.names import ACA_COMPONENT
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot

_RESOURCE_GROUP = "<resource-group>"
_ENVIRONMENT = "<environment>"
_NAME = "<component-name>"
_COMMAND = ("az", "containerapp", "env", "dapr-component", "set")
_BARE_IN_POWERSHELL = re.compile(r"[A-Za-z0-9_./\\:=-]+")
_QUOTES_OF_POWERSHELL = re.compile("['\u2018-\u201b]")
"""Typographic ones end a quoted word as well."""


@dataclass(frozen=True, slots=True)
class AzCommand:
    """One command line, in the words of two shells."""

    bash: str
    powershell: str
    name: str
    """The component's name; empty where it is left to fill in."""
    is_guess: bool
    """Whether the name is only taken from the file's."""
    placeholders: tuple[str, ...]
    """What is left to fill in, in order."""


@dataclass(frozen=True, slots=True)
class NoCommand:
    """Why there is no such command line for a file."""

    reason: str
    """A sentence."""
    convertible: bool = False
    """Whether the file would have one after a conversion."""


def az_command(snapshot: Snapshot, file: SourceFile, path: str) -> AzCommand | NoCommand:
    """The command that deploys `file`, which the command line is to call `path`."""
    shapes = [manifest.shape for manifest in file.manifests]
    if Shape.LEGACY_LIST in shapes:
        return NoCommand("`az` no longer takes lists of components; write a file for each of them.")
    if not file.components:
        return NoCommand("There is no Dapr component in this file.")
    if all(each.dialect is Dialect.OSS for each in file.components):
        return NoCommand("This component is in Dapr's own dialect, which `az` does not read.", True)
    if len(shapes) > 1:
        return NoCommand("`az` reads one component a file; this one holds several documents.")
    if not path.isprintable():
        return NoCommand("The file's path holds a character that no command line can show.")
    name = snapshot.name(file.components[0])
    return _command(name, path)


def _command(name: ComponentName, path: str) -> AzCommand:
    told = name.text if ACA_COMPONENT.fits(name.text) else ""
    words = (
        *_COMMAND,
        *("--resource-group", _RESOURCE_GROUP),
        *("--name", _ENVIRONMENT),
        *("--dapr-component-name", told or _NAME),
        # What begins with a dash is an option.
        *("--yaml", f"./{path}" if path.startswith("-") else path),
    )
    return AzCommand(
        " ".join(shlex.quote(word) for word in words),
        " ".join(_powershell(word) for word in words),
        told,
        name.source.is_inferred,
        (_RESOURCE_GROUP, _ENVIRONMENT, *(() if told else (_NAME,))),
    )


def _powershell(word: str) -> str:
    """A word as PowerShell takes it literally."""
    if _BARE_IN_POWERSHELL.fullmatch(word):
        return word
    return "'" + _QUOTES_OF_POWERSHELL.sub(r"\g<0>\g<0>", word) + "'"
