"""What is agreed with an editor when it starts: what it can do, its folders, settings, watching."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from daprls.lsp import greeting, run
from daprls.lsp.client import client_of
from daprls.lsp.log import LOG, verbosity
from daprls.lsp.settings import SECTION, read_settings, section_of
from daprls.lsp.workspace import WATCHED
from daprls.positions import Encoding

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer

_PATIENCE = 5.0
"""Seconds to wait for an editor's settings; without them it is checked by the defaults."""
_ELSEWHERE = ""
"""What stands for a folder where there is none: around documents that were never saved."""


def begin(server: DaprLanguageServer, params: types.InitializeParams) -> None:
    """Takes over what the editor says of itself."""
    hello = server.protocol.hello
    server.client = client_of(params, Encoding(greeting.encoding(hello)), greeting.pulls(hello))
    server.options = section_of(params.initialization_options)
    set_trace(params.trace)
    folders = params.workspace_folders
    if folders is None and server.workspace.root_uri:
        folders = [types.WorkspaceFolder(server.workspace.root_uri, "")]
    server.folders.change_roots(folders or (), ())
    if params.process_id is not None:
        run.watch_parent(server, params.process_id)
    info = params.client_info
    LOG.info(
        "Serving %s in %s.",
        f"{info.name} {info.version or ''}".strip() if info is not None else "an editor",
        server.client.encoding.value,
    )


def set_trace(trace: types.TraceValue | None) -> None:
    """Lets the log say as much as the editor asks for."""
    LOG.setLevel(verbosity(trace))


async def settle(server: DaprLanguageServer) -> None:
    """Asks for what can only be asked once the conversation has begun."""
    server.folders.look_again()
    _register(server)
    await fetch_settings(server)
    server.folders.settled.set()


def _register(server: DaprLanguageServer) -> None:
    wanted: list[types.Registration] = []
    if server.client.watches:
        watchers = [types.FileSystemWatcher(glob) for glob in WATCHED]
        # When a folder is removed, not every editor tells of the files that were in it.
        watchers.append(types.FileSystemWatcher("**/*", types.WatchKind.Delete))
        options: Any = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        wanted.append(_registration(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    if server.client.registers_configuration:
        options = types.DidChangeConfigurationRegistrationOptions(SECTION)
        wanted.append(_registration(types.WORKSPACE_DID_CHANGE_CONFIGURATION, options))
    if wanted:
        server.client_register_capability(types.RegistrationParams(wanted))


def _registration(method: str, options: Any) -> types.Registration:
    return types.Registration(str(uuid.uuid4()), method, options)


async def fetch_settings(server: DaprLanguageServer, sent: Any = None) -> None:
    """Takes over the editor's settings: asked for where it can be asked, else as `sent`."""
    folders: dict[str, str | None] = {**server.folders.roots, _ELSEWHERE: None}
    if isinstance(sent, Mapping) and not server.client.configuration:
        server.options = section_of(sent)
    told: Sequence[Any] = [None] * len(folders)
    if server.client.configuration:
        told = await _asked(server, list(folders.values()))
    server.settings = read_settings(
        {
            key: answer if answer is not None else server.options
            for key, answer in zip(folders, told, strict=False)
        }
    )
    server.complain()


async def _asked(server: DaprLanguageServer, folders: list[str | None]) -> Sequence[Any]:
    """What the editor says for each folder; `None` where it says nothing."""
    items = [types.ConfigurationItem(folder, SECTION) for folder in folders]
    nothing: Sequence[Any] = [None] * len(items)
    try:
        answer = await asyncio.wait_for(
            server.workspace_configuration_async(types.ConfigurationParams(items)), _PATIENCE
        )
    except Exception as error:  # noqa: BLE001 - without settings the defaults hold
        LOG.warning("The editor did not tell its settings (%s).", type(error).__name__)
        return nothing
    return answer if isinstance(answer, list | tuple) and len(answer) == len(items) else nothing
