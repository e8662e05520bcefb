"""What a person has to know once a change is made, told at the end of the code action.

An editor that names a command of its own for this (`noteCommand` in its initialization options) is
given an object: `message` (sentences) and `commands` (command lines to copy, values left out). For
any other the server's own `daprls.note` shows the sentences as a message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from daprls.features.code_actions import CodeAction
from daprls.lsp.arguments import Arguments, add_command
from daprls.lsp.client import Client

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer

NOTE = "daprls.note"


def register(server: DaprLanguageServer) -> None:
    """Lets the editor know of the command."""
    add_command(server, NOTE, _on_note)


def command_of(action: CodeAction, client: Client) -> types.Command | None:
    """What the editor has to carry out after an action; `None` where nothing is to be told."""
    if not action.notes or not client.executes_commands:
        return None
    told = {"message": " ".join(action.notes), "commands": list(action.commands)}
    return types.Command(action.title, client.note_command or NOTE, arguments=[told])


async def _on_note(ls: DaprLanguageServer, wish: Arguments) -> None:
    message = wish.text("message")
    if message:
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, message))
