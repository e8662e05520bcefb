"""What files of parameters give to a Bicep file: `.bicepparam`, and the JSON of a deployment."""

from __future__ import annotations

import posixpath
import re

from daprls.model.mention import Call, Given, Names, Template
from daprls.model.mentions.collector import Collector
from daprls.syntax.bicep import declarations
from daprls.syntax.json_tree import parse_json
from daprls.syntax.tree import Mapping

PARAMETERS = re.compile(r"(?P<stem>.+)\.parameters(?:\.[\w-]+)?\.json", re.IGNORECASE)
"""The name of a file of parameters in JSON, which is called like the template that takes them."""

_USING = re.compile(r"^[ \t\ufeff]*using[ \t]+'([^'\r\n]+)'", re.MULTILINE)


def read_bicep(path: str, text: str) -> Names:
    """What a `.bicepparam` file gives to the template that it names."""
    using = _USING.search(text)
    if using is None:
        return Names()
    found = Collector(path)
    given = {
        each.symbol: found.given(each.value)
        for each in declarations(text)
        if each.keyword == "param"
    }
    return _names(path, using[1], given)


def read_json(path: str, text: str, stem: str) -> Names:
    """What a JSON file gives to the template that is called `stem` and stands beside it."""
    root = parse_json(text)
    parameters = root.get("parameters") if isinstance(root, Mapping) else None
    if not isinstance(parameters, Mapping):
        return Names()
    found = Collector(path)
    given = {
        entry.key.text: found.given(entry.value.get("value"))
        for entry in parameters.entries
        if isinstance(entry.value, Mapping)
    }
    return _names(path, f"{stem}.bicep", given)


def _names(path: str, target: str, given: dict[str, Given]) -> Names:
    folder = posixpath.dirname(path)
    call = Call(posixpath.normpath(posixpath.join(folder, target)), given)
    return Names(template=Template(path, {}, (), (call,), frozenset()))
