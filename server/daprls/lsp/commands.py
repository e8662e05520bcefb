"""Commands that an editor can have carried out, beside what it offers at a place in a document.

`daprls.switchAll` switches all components of the workspace to managed identity. Its argument, which
may be left out, is an object: `identity` (`system` or `user`; else what the settings say),
`clientId`, `folder` (an address; else everything) and `preview` (`true`: nothing is changed).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.exceptions import JsonRpcInvalidParams

from daprls.features.switch_all import SwitchAll, preview, switch_all
from daprls.lsp import checking_commands, making_commands, telling_commands
from daprls.lsp.edits import ActionConverter
from daprls.lsp.uris import key_of
from daprls.refactor.identity import Identity

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer

SWITCH_ALL = "daprls.switchAll"
"""The command that switches a workspace."""
_IDENTITIES = {"system": Identity.SYSTEM, "user": Identity.USER}


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the command is asked to do."""

    identity: Identity | None = None
    client_id: str | None = None
    folder: str | None = None
    only_preview: bool = False


def register(server: DaprLanguageServer) -> None:
    """Lets the editor know of the commands."""
    server.command(SWITCH_ALL)(_on_switch_all)
    checking_commands.register(server)
    making_commands.register(server)
    telling_commands.register(server)


async def _on_switch_all(ls: Any, *arguments: Any) -> dict[str, Any]:
    wish = _wish(arguments[0] if arguments else None)
    await ls.folders.ready.wait()
    plan = _plan(ls, wish)
    applied = not wish.only_preview and bool(plan.edits) and await _apply(ls, plan)
    return {
        "title": plan.title,
        "switched": len(plan.switched),
        "refused": len(plan.refused),
        "preview": preview(plan, ls.snapshot),
        "applied": applied,
    }


def _wish(argument: Any) -> _Wish:
    """The argument taken apart; one that cannot be meant is refused."""
    if argument is None:
        return _Wish()
    if not isinstance(argument, Mapping):
        raise JsonRpcInvalidParams(f"'{SWITCH_ALL}' takes an object.")
    identity = argument.get("identity")
    if identity is not None and identity not in _IDENTITIES:
        raise JsonRpcInvalidParams("'identity' is neither 'system' nor 'user'.")
    folder = argument.get("folder")
    return _Wish(
        _IDENTITIES.get(identity) if isinstance(identity, str) else None,
        argument.get("clientId") or None,
        key_of(folder) if isinstance(folder, str) else None,
        argument.get("preview") is True,
    )


def _plan(ls: DaprLanguageServer, wish: _Wish) -> SwitchAll:
    snapshot = ls.snapshot
    below = f"{wish.folder.rstrip('/')}/" if wish.folder is not None else ""
    paths = sorted(
        key
        for key in {*ls.folders.shown, *ls.buffers}
        if key.startswith(below)
        and key in snapshot.files
        and snapshot.files[key].is_yaml
        and not snapshot.config(key).excludes(key)
    )
    identity = wish.identity
    if identity is None:
        users = any(snapshot.config(key).identity == "user" for key in paths)
        identity = Identity.USER if users else Identity.SYSTEM
    return switch_all(snapshot, paths, identity, wish.client_id)


async def _apply(ls: DaprLanguageServer, plan: SwitchAll) -> bool:
    """Has the editor make the edit, which it shows before where it can."""
    if not get_capability(ls.client_capabilities, "workspace.apply_edit"):
        return False
    # Tab stops in several files at once lead nowhere.
    edits = [replace(edit, select=None) for edit in plan.edits]
    writer = ActionConverter(ls.converter, ls.version_of)
    notes = tuple(dict.fromkeys(note for _, each in plan.switched for note in each.notes))
    edit = writer.workspace_edit(edits, notes or (plan.title,), confirm=True)
    if edit is None:
        return False
    answer = await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, plan.title))
    return answer.applied
