"""The commands that an editor can have carried out, beside what it offers at a place in a document.

`daprls.switchAll` switches all components of the workspace to managed identity. Its argument, which
may be left out, is an object: `identity` (`system` or `user`; else what the settings say),
`clientId`, `uri` (the address of one file) or `folder` (that of a folder; else everything), and
`preview` (`true`: nothing is changed). The answer is an object: `title`, `switched` and `refused`
(how many), `applied`, `preview` (a page of Markdown), `changes` (of each file that changes its
`uri`, its `newText`, and the `version` of the document that it was made of, `null` where none is
open), `refusals` (of each component that is not switched its `uri`, `name` and
`reason`), `placeholders` (of each that has to be filled in its `uri`, `name` and the metadata
`fields`), `roles` (of each role that is needed then the component's `uri` and `name`, `apps` (none:
every app), `role`, `resource` (or `null`), and all of it as a `sentence`) and `forsaken` (names of
secret stores that no component uses then).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from daprls.features.switch_all import SwitchAll, needs_after, preview, switch_all
from daprls.lsp import checking_commands, graph_command, making_commands, notes, telling_commands
from daprls.lsp.arguments import Arguments, add_command
from daprls.lsp.edits import ActionConverter
from daprls.lsp.progress import in_thread
from daprls.lsp.proposals import apply, proposals, versions_now
from daprls.model.component import Component
from daprls.model.roles import phrase
from daprls.refactor.identity import Identity
from daprls.snapshot import Snapshot

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer

SWITCH_ALL = "daprls.switchAll"
"""The command that switches a workspace."""
_IDENTITIES = {"system": Identity.SYSTEM, "user": Identity.USER}


def register(server: DaprLanguageServer) -> None:
    """Lets the editor know of the commands."""
    add_command(server, SWITCH_ALL, _on_switch_all)
    checking_commands.register(server)
    graph_command.register(server)
    making_commands.register(server)
    notes.register(server)
    telling_commands.register(server)


async def _on_switch_all(ls: DaprLanguageServer, wish: Arguments) -> dict[str, Any]:
    identity = wish.one_of("identity", _IDENTITIES.__getitem__)
    only_preview = wish.flag("preview")
    await ls.folders.ready.wait()
    paths = checking_commands.paths(ls, wish.key("uri"), wish.key("folder"))
    meant = identity or _preferred(ls, paths)
    client_id = wish.text("clientId") or None
    converter, snapshot, versions = ls.converter, ls.snapshot, versions_now(ls)
    plan = await in_thread(switch_all, snapshot, paths, meant, client_id)
    writer = ActionConverter(converter, versions)
    applied = not only_preview and bool(plan.edits) and await _apply(ls, plan, writer)
    return {
        "title": plan.title,
        "switched": len(plan.switched),
        "refused": len(plan.refused),
        "preview": preview(plan, snapshot),
        "applied": applied,
        "changes": proposals(ls, plan.changed, versions),
        "refusals": [
            {**_named(ls, snapshot, each), "reason": reason} for each, reason in plan.refused
        ],
        "placeholders": [
            {**_named(ls, snapshot, component), "fields": list(each.placeholders)}
            for component, each in plan.switched
            if each.placeholders
        ],
        "roles": list(_roles(ls, snapshot, plan)),
        "forsaken": [snapshot.name(store).text for store in plan.forsaken],
    }


def _preferred(ls: DaprLanguageServer, paths: list[str]) -> Identity:
    users = any(ls.snapshot.config(key).identity == "user" for key in paths)
    return Identity.USER if users else Identity.SYSTEM


def _named(ls: DaprLanguageServer, snapshot: Snapshot, component: Component) -> dict[str, Any]:
    return {"uri": ls.uri_of(component.path), "name": snapshot.name(component).text}


def _roles(ls: DaprLanguageServer, snapshot: Snapshot, plan: SwitchAll) -> Iterator[dict[str, Any]]:
    for need in needs_after(plan, snapshot):
        for grant in need.grants:
            yield {
                **_named(ls, snapshot, need.component),
                "apps": list(need.apps),
                "role": grant.role.name,
                "resource": grant.resource,
                "sentence": f"The identity needs {phrase(grant.role, grant.resource)}.",
            }


async def _apply(ls: DaprLanguageServer, plan: SwitchAll, writer: ActionConverter) -> bool:
    """Has the editor make the edit, which it shows before where it can."""
    # Tab stops in several files at once lead nowhere.
    edits = [replace(edit, select=None) for edit in plan.edits]
    notes = tuple(dict.fromkeys(note for _, each in plan.switched for note in each.notes))
    edit = writer.workspace_edit(edits, notes or (plan.title,), confirm=True)
    return edit is not None and await apply(ls, edit, plan.title)
