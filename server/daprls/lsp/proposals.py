"""Files as a change would make them, for an editor that shows them before it makes the change; and
changes that an editor is to make at once.

Each names the version of the document that it was made of, so that nothing that is typed meanwhile
is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.capabilities import get_capability

from daprls.model.source_file import SourceFile

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer

Versions = Callable[[str], int | None]
"""The version of an open document; `None` for a file that is not open."""


def versions_now(ls: DaprLanguageServer) -> Versions:
    """The versions of this moment, which long work on its snapshot has to remember."""
    return {key: buffer.version for key, buffer in ls.buffers.items()}.get


def proposals(
    ls: DaprLanguageServer, changed: Iterable[SourceFile], versions: Versions
) -> list[dict[str, Any]]:
    """Of each file its `uri`, its `newText` and the `version` that the change is about."""
    return [
        {"uri": ls.uri_of(file.path), "newText": file.text, "version": versions(file.path)}
        for file in changed
    ]


async def apply(ls: DaprLanguageServer, edit: types.WorkspaceEdit, title: str) -> bool:
    """Has the editor make a change, where it can; whether it did."""
    if not get_capability(ls.client_capabilities, "workspace.apply_edit"):
        return False
    answer = await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, title))
    return answer.applied
