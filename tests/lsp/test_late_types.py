"""The protocol's types are what they are without us, though most are never finished."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import pytest

LATE = "from daprls.lsp.late_types import load_types; load_types()"

DESCRIBE = """
import inspect, json, sys
import attrs
from lsprotocol import converters, types

converters.get_converter()

def described(cls):
    fields = [
        [a.name, repr(a.type), repr(a.default), repr(a.validator), repr(a.converter), a.init, a.eq]
        for a in attrs.fields(cls)
    ]
    signature = str(inspect.signature(cls))
    return [fields, signature, cls.__hash__ is None, cls.__match_args__, "__eq__" in vars(cls)]

print(json.dumps({
    name: described(cls) for name, cls in vars(types).items()
    if isinstance(cls, type) and attrs.has(cls)
}))
"""

TALK = """
import json, sys
from pygls.lsp.server import LanguageServer
from lsprotocol import types

protocol = LanguageServer("x", "1").protocol
said = []

def outcome(method, params):
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    try:
        structured = protocol.structure_message(message)
    except Exception as error:
        return type(error).__name__
    said.append(structured)
    told = json.loads(json.dumps(structured, default=protocol._serialize_message))
    return [repr(structured), told]

at = {"textDocument": {"uri": "file:///a"}, "position": {"line": 1, "character": 2}}
span = {"start": at["position"], "end": at["position"]}
abilities = {"general": {"positionEncodings": ["utf-8"]}, "workspace": {"symbol": {}},
    "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}}}
found = {"range": span, "message": "m", "severity": 1, "code": "c", "data": [1, {"a": None}]}
print(json.dumps([
    outcome("initialize", {"processId": 1, "rootUri": None, "capabilities": abilities}),
    outcome("initialize", {"processId": "x", "capabilities": 5}),
    outcome("textDocument/hover", at),
    outcome("textDocument/hover", {"position": at["position"]}),
    outcome("textDocument/codeAction",
        {**at, "range": span, "context": {"diagnostics": [found], "only": ["quickfix"]}}),
    outcome("textDocument/didChange", {"textDocument": {"uri": "file:///a", "version": 2},
        "contentChanges": [{"text": "a"}, {"range": span, "text": "b"}]}),
    outcome("workspace/executeCommand", {"command": "a", "arguments": [{"b": [1]}]}),
]))
place = types.Position(1, 2)
assert types.Range(place, place) == types.Range(types.Position(1, 2), place)
assert types.Diagnostic(types.Range(place, place), "m") != types.Diagnostic(
    types.Range(place, place), "n")
assert sorted([types.Position(2, 0), place])[0] is place
"""


def run(code: str) -> Any:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(re.sub(r" at 0x[0-9a-f]+", "", done.stdout))


@pytest.mark.parametrize("code", [DESCRIBE, TALK], ids=["the types", "messages"])
def test_types_that_are_finished_late_are_the_same(code: str) -> None:
    assert run(f"{LATE}\n{code}") == run(code)


def test_only_what_is_used_is_finished() -> None:
    code = f"""
{LATE}
import json
from daprls.lsp.late_types import _waiting
from lsprotocol import types
before = len(_waiting)
types.Range(types.Position(0, 0), types.Position(0, 1))
print(json.dumps([before, before - len(_waiting)]))
"""
    before, finished = run(code)
    assert before > 500
    assert finished == 2


def test_attrs_is_left_as_it_was() -> None:
    code = f"""
import attrs, json
before = attrs.define, attrs.has, attrs.resolve_types
{LATE}
@attrs.define
class Other:
    field: int = 1
print(json.dumps([before == (attrs.define, attrs.has, attrs.resolve_types), repr(Other(2))]))
"""
    assert run(code) == [True, "Other(field=2)"]


def test_types_that_are_loaded_already_stay_as_they_are() -> None:
    code = f"""
from lsprotocol import types
{LATE}
import json
from daprls.lsp.late_types import _waiting
print(json.dumps([len(_waiting), "__slots__" in vars(types.Location)]))
"""
    assert run(code) == [0, True]
