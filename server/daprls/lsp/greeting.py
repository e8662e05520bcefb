"""What is said to an editor that says hello: what the server can do.

It is said before the protocol's library is loaded, so nothing here needs that. What the server can
do stands in `daprls.lsp.abilities`, made from what the library would say; what an editor's own
abilities change about it is decided here, once and for all: the server asks here as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from daprls import __version__
from daprls.lsp.abilities import ALWAYS, TO_WHO_PREPARES_RENAMING, TO_WHO_PULLS

_ENCODINGS = ("utf-8", "utf-16", "utf-32")
_TRACES = (None, "off", "messages", "verbose")


def can_be_greeted(message: Any) -> bool:
    """Whether a message is an `initialize` that holds nothing unheard of.

    Only of these it is certain beforehand that the protocol's library takes them as well.
    """
    match message:
        case {
            "jsonrpc": "2.0",
            "method": "initialize",
            "id": int() | str(),
            "params": dict(params),
        }:
            return _is_plain(params)
        case _:
            return False


def _is_plain(params: Mapping[str, Any]) -> bool:
    capabilities = params.get("capabilities")
    general = capabilities.get("general", {}) if isinstance(capabilities, dict) else None
    return (
        isinstance(general, dict)
        and _is_whole(params.get("processId"))
        and all(_is_text(params.get(key)) for key in ("rootPath", "rootUri", "locale"))
        and params.get("trace") in _TRACES
        and isinstance(params.get("workDoneToken"), int | str | None)
        and _has_texts(params.get("clientInfo"), "name", "version")
        and _are_folders(params.get("workspaceFolders"))
    )


def _is_whole(value: Any) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _has_texts(value: Any, needed: str, other: str) -> bool:
    if value is None:
        return True
    return (
        isinstance(value, dict)
        and isinstance(value.get(needed), str)
        and _is_text(value.get(other))
    )


def _are_folders(value: Any) -> bool:
    if value is None:
        return True
    return isinstance(value, list) and all(
        folder is not None and _has_texts(folder, "uri", "name") and "name" in folder
        for folder in value
    )


def welcome(params: Any) -> dict[str, Any]:
    """The result of `initialize`."""
    capabilities = {**ALWAYS, "positionEncoding": encoding(params)}
    if ability(params, "textDocument", "rename", "prepareSupport"):
        capabilities |= TO_WHO_PREPARES_RENAMING
    if pulls(params):
        capabilities |= TO_WHO_PULLS
    return {
        "capabilities": capabilities,
        "serverInfo": {"name": "daprls", "version": __version__},
    }


def encoding(params: Any) -> str:
    """The encoding that positions are counted in: the editor's favourite among those we know."""
    told = ability(params, "general", "positionEncodings")
    known = (each for each in told if each in _ENCODINGS) if isinstance(told, list) else ()
    return next(iter(known), "utf-16")


def pulls(params: Any) -> bool:
    """Whether an editor asks for diagnostics, and can be told to ask again."""
    asks = ability(params, "textDocument", "diagnostic")
    return isinstance(asks, dict) and bool(
        ability(params, "workspace", "diagnostics", "refreshSupport")
    )


def ability(params: Any, *path: str) -> Any:
    """What an editor says of one of its abilities; `None` where that is nothing."""
    value = params.get("capabilities") if isinstance(params, dict) else None
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
