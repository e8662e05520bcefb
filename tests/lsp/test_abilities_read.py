"""Of what an editor tells of itself nothing is left out that anybody asks for."""

from __future__ import annotations

import asyncio
import enum
import json
import types as python
import typing
from typing import Any

import attrs
import pytest
from lsprotocol import types
from lsprotocol.converters import get_converter
from pytest_lsp import client_capabilities

from daprls.lsp.client import client_of, with_what_is_read
from daprls.lsp.server import DaprLanguageServer
from daprls.positions import Encoding


def everything(wanted: Any) -> Any:
    """The largest value of a type."""
    if isinstance(wanted, type):
        if attrs.has(wanted):
            return wanted(**{each.name: everything(each.type) for each in attrs.fields(wanted)})
        if issubclass(wanted, enum.Enum):
            return next(iter(wanted))
        return {bool: True, int: 1, str: "a"}.get(wanted)
    parts = [each for each in typing.get_args(wanted) if each is not type(None)]
    origin = typing.get_origin(wanted)
    if origin in (typing.Union, python.UnionType):
        enums = [each for each in parts if isinstance(each, type) and issubclass(each, enum.Enum)]
        return everything((enums or parts)[0])
    if origin is not None and issubclass(origin, typing.Sequence):
        # A union of an enumeration and its bare value holds whatever the enumeration has.
        kinds = [each for each in (*parts, *typing.get_args(parts[0])) if isinstance(each, type)]
        known = next((each for each in kinds if issubclass(each, enum.Enum)), None)
        return [*known] if known is not None else [everything(parts[0])]
    return None


ALL = get_converter().unstructure(everything(types.ClientCapabilities), types.ClientCapabilities)


def initialize(capabilities: Any) -> dict[str, Any]:
    params = {"processId": None, "rootUri": None, "capabilities": capabilities}
    return {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}


async def taken(message: Any, pulls: bool) -> tuple[Any, Any]:
    """What we take an editor for, and what the library answers to it."""
    server, answers = DaprLanguageServer(), []

    def answer(_number: Any, result: Any = None, _error: Any = None) -> None:
        answers.append(json.dumps(result, default=server.protocol._serialize_message))

    server.protocol._send_response = answer  # type: ignore[method-assign]
    structured = server.protocol.structure_message(message)
    server.protocol.handle_message(structured)
    return client_of(structured.params, Encoding.UTF_8, pulls), json.loads(answers[0])


@pytest.mark.parametrize("pulls", [True, False])
@pytest.mark.parametrize("name", ["all", "visual-studio-code", "neovim", "emacs"])
def test_an_editor_is_taken_for_what_it_is(name: str, pulls: bool) -> None:
    told = ALL
    if name != "all":
        told = get_converter().unstructure(client_capabilities(name), types.ClientCapabilities)
    whole = initialize(told)
    less = with_what_is_read(whole)
    assert len(json.dumps(less)) < len(json.dumps(whole))
    assert asyncio.run(taken(less, pulls)) == asyncio.run(taken(whole, pulls))


@pytest.mark.parametrize("pulls", [True, False])
def test_an_editor_that_can_do_everything_is_taken_for_it(pulls: bool) -> None:
    client, _ = asyncio.run(taken(with_what_is_read(initialize(ALL)), pulls))
    unset = {each for each in client.__slots__ if not getattr(client, each)}
    assert unset <= {"pulls", "completion_command", "references_command", "note_command"}


@pytest.mark.parametrize("strange", [None, 5, [], {}, {"textDocument": 5}, {"workspace": None}])
def test_strange_abilities_are_left_to_the_library(strange: Any) -> None:
    assert with_what_is_read(initialize(strange)) == initialize(strange)
    assert with_what_is_read({"method": "initialize"}) == {"method": "initialize"}
