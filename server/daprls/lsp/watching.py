"""Asks an editor to tell of changes to the component metadata that settings name.

What is always watched is agreed on when the conversation begins; where metadata lies is known only
once settings are read, and may change with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer

_ID = "daprls.catalog.bundle"
_ENDS = ("", "/*.json")
"""A place may be a file or a folder of files; which it is may change."""


def watch(server: DaprLanguageServer, before: Iterable[str], places: Iterable[str]) -> None:
    """Watches the files and folders of `places`, and those of `before` no longer.

    Editors take such globs as relative to their folders, so nothing outside is told of.
    """
    if not server.client.watches:
        return
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    if any(before):
        gone = [types.Unregistration(_ID, method)]
        server.client_unregister_capability(types.UnregistrationParams(gone))
    globs = sorted({f"**/{place.rpartition('/')[2]}{end}" for place in places for end in _ENDS})
    if globs:
        watchers = [types.FileSystemWatcher(glob) for glob in globs]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        server.client_register_capability(
            types.RegistrationParams([types.Registration(_ID, method, options)])
        )
