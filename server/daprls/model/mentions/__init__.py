"""Reads names of apps and components from all kinds of files that hold no component.

Each kind of file has a module of its own: a `PROBE` that is cheap and never says no wrongly, and a
`read`. No reader raises, whatever the text; none opens a file. What they share is in `collector`,
`words` and `azure`; what several files say together is joined in `parameters`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from enum import Enum

from daprls.model.mention import Names
from daprls.model.mentions import (
    arguments,
    arm,
    aspire,
    bicep,
    commands,
    container_app,
    deployed,
    given,
    helm,
    kubernetes,
    multi_app_run,
    tasks,
    terraform,
)
from daprls.model.mentions.collector import Collector
from daprls.syntax.json_tree import parse_json
from daprls.syntax.tree import Node, Tree

_Readers = tuple[tuple[re.Pattern[str], Callable[[Node, Collector], None]], ...]

_YAML: _Readers = (
    (kubernetes.PROBE, kubernetes.read),
    (multi_app_run.PROBE, multi_app_run.read),
    (arguments.PROBE, arguments.read),
    (container_app.PROBE, container_app.read),
    (deployed.PROBE, deployed.read),
)
_JSON: _Readers = (
    (arm.PROBE, arm.read),
    (aspire.PROBE, aspire.read),
    (tasks.PROBE, tasks.read),
    (deployed.PROBE, deployed.read),
    (container_app.PROBE, container_app.read),
    (kubernetes.PROBE, kubernetes.read),
    (arguments.PROBE, arguments.read),
)
_NOTHING = Names()
_WORDS = ("dapr", "Dapr", "appDirPath")
"""What all but templates hold that say a name: looking for plain words is much faster."""

_YAML_WORDS = (
    *("app-id", "enable-dapr", "dapr-component", "daprcomponents", "dapr.io/enabled"),
    *("dapr ", "dapr\t", "dapr:", "dapr'", 'dapr"', "appdirpath", "apps"),
)
"""What the probes for YAML look for holds one of these, in lower case."""


class Language(Enum):
    """What a template is written in whose names other files may give or take."""

    BICEP = "Bicep"
    TERRAFORM = "Terraform"


def template_language(path: str) -> Language | None:
    """The language of a template, or of a file that gives parameters to one."""
    folded = path.lower()
    if folded.endswith((".bicep", ".bicepparam")) or _given(path) is not None:
        return Language.BICEP
    return Language.TERRAFORM if folded.endswith(".tf") else None


def may_say_names(path: str, text: str) -> bool:
    """Whether a file may say a name: a cheap probe that never says no wrongly."""
    folded = path.lower()
    if folded.endswith(".bicep"):
        return bicep.PROBE.search(text) is not None
    if folded.endswith(".tf"):
        return terraform.PROBE.search(text) is not None
    if template_language(path) is not None or helm.may_tell(path, text):
        return True
    if not _may_say(text, is_yaml=folded.endswith((".yaml", ".yml"))):
        return False
    readers = _JSON if folded.endswith(".json") else _YAML
    probes = (commands.PROBE, *(probe for probe, _ in readers))
    return any(probe.search(text) is not None for probe in probes)


def names_in_yaml(path: str, text: str, tree: Callable[[], Tree]) -> Names:
    """The names that a YAML file says; `tree` is asked for only if something may be found."""
    has_values = helm.may_tell(path, text)
    if not has_values and not _may_say(text, is_yaml=True):
        return _NOTHING
    readers = [read for probe, read in _YAML if probe.search(text) is not None]
    found = Collector(path, helm.lookup, text)
    documents = tree().documents if readers or has_values else ()
    for document in documents:
        for read in readers:
            read(document.root, found)
    if commands.PROBE.search(text) is not None:
        commands.read(text, found)
    return found.names(helm.template_of(path, documents[0].root if documents else None, found))


def names_in_other(path: str, text: str) -> Names:
    """The names that a template, a JSON file or a script says; the end of `path` tells which."""
    folded = path.lower()
    if folded.endswith(".bicep"):
        return bicep.read(path, text) if bicep.PROBE.search(text) is not None else _NOTHING
    if folded.endswith(".tf"):
        return terraform.read(path, text) if terraform.PROBE.search(text) is not None else _NOTHING
    if folded.endswith(".bicepparam"):
        return given.read_bicep(path, text)
    if (match := _given(path)) is not None:
        return given.read_json(path, text, match["stem"])
    if not _may_say(text):
        return _NOTHING
    found = Collector(path)
    is_json = folded.endswith(".json")
    readers = [read for probe, read in _JSON if is_json and probe.search(text) is not None]
    if readers:
        root = parse_json(text)
        for read in readers:
            read(root, found)
    if commands.PROBE.search(text) is not None:
        commands.read(text, found, is_json=is_json)
    return found.names()


def _given(path: str) -> re.Match[str] | None:
    name = posixpath.basename(path)
    return given.PARAMETERS.fullmatch(name) if ".parameters" in name else None


def _may_say(text: str, *, is_yaml: bool = False) -> bool:
    if not any(word in text for word in _WORDS):
        return False
    if not is_yaml:
        return True
    folded = text.lower()
    return any(word in folded for word in _YAML_WORDS)
