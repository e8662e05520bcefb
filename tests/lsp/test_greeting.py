"""Editors are told at once what they would be told by the protocol's library, and the same."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types
from lsprotocol.converters import get_converter
from pytest_lsp import client_capabilities

from daprls import __version__
from daprls.lsp import greeting
from daprls.lsp.client import Client
from daprls.lsp.server import DaprLanguageServer

EDITORS = ("visual-studio-code", "neovim", "emacs")


def initialized(params: Any) -> tuple[DaprLanguageServer, Any, Any]:
    """A server that was given `initialize`, and what the library would answer: result, error."""
    return asyncio.run(_initialized(params))


async def _initialized(params: Any) -> tuple[DaprLanguageServer, Any, Any]:
    server = DaprLanguageServer()
    answers: list[tuple[Any, Any]] = []

    def answer(_number: Any, result: Any = None, error: Any = None) -> None:
        answers.append((result, error))

    server.protocol._send_response = answer  # type: ignore[method-assign]
    server.protocol.receive(message(params), False)
    ((result, error),) = answers
    written = json.loads(json.dumps(result, default=server.protocol._serialize_message))
    return server, written, error


def message(params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}


def of_editor(name: str) -> dict[str, Any]:
    told: dict[str, Any] = get_converter().unstructure(
        client_capabilities(name), types.ClientCapabilities
    )
    return told


def stated(value: Any) -> Any:
    """A value without what it denies: what is not there is denied as well."""
    if not isinstance(value, dict):
        return value
    return {key: stated(each) for key, each in value.items() if each is not False}


def holds(params: Mapping[str, Any]) -> None:
    server, told, error = initialized(params)
    assert error is None
    assert stated(greeting.welcome(params)) == stated(told), "Run `make abilities`."
    assert server.client.encoding.value == told["capabilities"]["positionEncoding"]
    assert server.client.pulls == ("diagnosticProvider" in told["capabilities"])


@pytest.mark.parametrize("name", EDITORS)
def test_known_editors_are_told_what_the_library_says(name: str) -> None:
    holds({"processId": 1, "rootUri": "file:///a", "capabilities": of_editor(name)})


MAYBE = st.booleans()
FLAGS = {
    "synchronization": ("didSave", "willSave", "willSaveWaitUntil"),
    "rename": ("prepareSupport", "dynamicRegistration"),
    "completion": ("contextSupport", "dynamicRegistration"),
    "codeAction": ("dataSupport", "isPreferredSupport"),
    "diagnostic": ("relatedDocumentSupport", "dynamicRegistration"),
    "inlayHint": ("dynamicRegistration",),
    "semanticTokens": ("multilineTokenSupport",),
    "documentSymbol": ("hierarchicalDocumentSymbolSupport",),
}
NEEDED = {"semanticTokens": {"requests": {}, "tokenTypes": [], "tokenModifiers": [], "formats": []}}


def section(name: str) -> st.SearchStrategy[dict[str, Any]]:
    flags = st.fixed_dictionaries({}, optional=dict.fromkeys(FLAGS[name], MAYBE))
    return flags.map(lambda chosen: {**NEEDED.get(name, {}), **chosen})


OPERATIONS = ("didCreate", "willCreate", "didRename", "willRename", "didDelete", "willDelete")
ABILITIES = st.fixed_dictionaries(
    {},
    optional={
        "general": st.fixed_dictionaries(
            {},
            optional={
                "positionEncodings": st.lists(
                    st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-64"]), max_size=3
                )
            },
        ),
        "textDocument": st.fixed_dictionaries({}, optional={each: section(each) for each in FLAGS}),
        "workspace": st.fixed_dictionaries(
            {},
            optional={
                "diagnostics": st.fixed_dictionaries({}, optional={"refreshSupport": MAYBE}),
                "fileOperations": st.fixed_dictionaries(
                    {}, optional=dict.fromkeys(OPERATIONS, MAYBE)
                ),
                "configuration": MAYBE,
                "workspaceFolders": MAYBE,
            },
        ),
        "notebookDocument": st.just({"synchronization": {}}),
        "window": st.fixed_dictionaries({}, optional={"workDoneProgress": MAYBE}),
    },
)


@settings(max_examples=40, deadline=None)
@given(ABILITIES)
def test_any_editor_is_told_what_the_library_says(abilities: dict[str, Any]) -> None:
    holds({"processId": None, "rootUri": None, "capabilities": abilities})


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
NAMED = st.fixed_dictionaries({"name": ODD, "uri": ODD, "version": ODD}) | ODD
PARAMS = st.fixed_dictionaries(
    {"capabilities": st.just({}) | ODD},
    optional={
        **dict.fromkeys(("processId", "rootUri", "rootPath", "locale", "workDoneToken"), ODD),
        "trace": st.sampled_from(["off", "messages", "verbose", "loud", 1, None]),
        "clientInfo": NAMED,
        "workspaceFolders": st.lists(NAMED, max_size=2) | ODD,
        "initializationOptions": ODD,
    },
)


@settings(max_examples=150, deadline=None)
@given(PARAMS | ODD)
def test_whoever_is_greeted_is_served(params: Any) -> None:
    if greeting.can_be_greeted(message(params)):
        holds(params)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["textDocument", "workspace", "general", "window", "experimental", "mind"]),
        st.dictionaries(
            st.sampled_from(["rename", "diagnostic", "diagnostics", "positionEncodings", "mind"]),
            ODD,
            max_size=3,
        )
        | ODD,
        max_size=3,
    )
)
def test_whoever_is_greeted_with_odd_abilities_is_served_as_was_agreed(abilities: Any) -> None:
    params = {"processId": None, "rootUri": None, "capabilities": abilities}
    if not greeting.can_be_greeted(message(params)):
        return
    server, _, error = initialized(params)
    assert error is None
    told = greeting.welcome(params)["capabilities"]
    assert server.client.encoding.value == told["positionEncoding"]
    assert server.client.pulls == ("diagnosticProvider" in told)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        [],
        {},
        {"jsonrpc": "2.0", "method": "initialized", "params": {}},
        {"jsonrpc": "2.0", "id": 1, "method": "shutdown"},
        {"jsonrpc": "2.0", "method": "initialize", "params": {"capabilities": {}}},
        {"jsonrpc": "1.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}},
        {"jsonrpc": "2.0", "id": None, "method": "initialize", "params": {"capabilities": {}}},
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}},
        {"jsonrpc": "2.0", "id": 1, "method": "initialize"},
        [message({"capabilities": {}})],
    ],
)
def test_whatever_else_comes_first_is_left_to_the_server(odd: Any) -> None:
    assert not greeting.can_be_greeted(odd)


def test_the_server_says_who_it_is() -> None:
    assert greeting.welcome({})["serverInfo"] == {"name": "daprls", "version": __version__}
    assert Client().pulls is False
