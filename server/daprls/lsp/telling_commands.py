"""Commands that tell something and change nothing.

`daprls.component` takes the address `uri` of a document and, if wanted, a `position`, and tells of
the component there: `name`, `nameSource` (`manifest`, `comment`, `config`, `command` or `stem`),
`dialect` (`aca` or `oss`), `type`, `authentication`, and how many findings of each severity it has:
`error`, `warning`, `info`, `hint`. The answer is nothing where no component stands.

`daprls.componentFiles` tells the addresses of all files that hold components.

`daprls.identity` takes the address `uri` of a file, that of a `folder`, or nothing, and tells what
is known of the managed identity that apps use there, or everywhere: `identity` (`system` or `user`)
and `clientId`, as far as the settings say, and `usedClientId` where components use one already.
What is not known is empty.

`daprls.azCommand` takes the address `uri` of a component's file and answers with the command line
that deploys it: `bash` and `powershell`, `name` (empty where it is left to fill in), `isGuess`
(whether the name is only taken from the file's) and `placeholders`; or with the `reason` why there
is none, and whether the file is `convertible`.

`daprls.explain` takes the `text` of an error that was copied and answers with what is known of it:
`page` (as Markdown), `rules` (codes) and `places` (`uri`, `range`, `message`, `rule`); or with
nothing. Where the editor brings rule pages along, `rulePages` is the start of their addresses.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from daprls.features.az_command import NoCommand, az_command
from daprls.features.component_summary import component_summary
from daprls.features.error_page import error_page
from daprls.features.error_text import ErrorExplanation, Place, explain_error
from daprls.lint.finding import Severity
from daprls.lsp.arguments import Arguments, add_command
from daprls.lsp.checking_commands import paths
from daprls.lsp.progress import in_thread
from daprls.rules import ALL_RULES
from daprls.text import Location

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer
    from daprls.model.source_file import SourceFile

COMPONENT = "daprls.component"
COMPONENT_FILES = "daprls.componentFiles"
IDENTITY = "daprls.identity"
AZ_COMMAND = "daprls.azCommand"
EXPLAIN = "daprls.explain"
_SUMMARIES = {rule.code: rule.summary for rule in ALL_RULES}


def register(server: DaprLanguageServer) -> None:
    """Lets the editor know of the commands."""
    add_command(server, COMPONENT, _on_component)
    add_command(server, COMPONENT_FILES, _on_component_files)
    add_command(server, IDENTITY, _on_identity)
    add_command(server, AZ_COMMAND, _on_az_command)
    add_command(server, EXPLAIN, _on_explain)


def _file(ls: DaprLanguageServer, arguments: Arguments) -> SourceFile | None:
    uri = arguments.text("uri")
    if uri is None:
        raise JsonRpcInvalidParams("'uri' is missing.")
    return ls.file(types.TextDocumentIdentifier(uri))


async def _on_component(ls: DaprLanguageServer, arguments: Arguments) -> dict[str, Any] | None:
    await ls.folders.ready.wait()
    if (file := _file(ls, arguments)) is None or not file.is_ours:
        return None
    offset = ls.converter.offset(file, arguments.position("position"))
    found = ls.publisher.result(file.path).diagnostics
    summary = component_summary(ls.snapshot, file, offset, found)
    if summary is None:
        return None
    return {
        "name": summary.name,
        "nameSource": summary.name_source.value,
        "dialect": summary.dialect.value,
        "type": summary.type,
        "authentication": summary.authentication,
        **{severity.word: summary.findings.get(severity, 0) for severity in Severity},
    }


async def _on_component_files(ls: DaprLanguageServer, _arguments: Arguments) -> list[str]:
    await ls.folders.ready.wait()
    return [ls.uri_of(key) for key in sorted(ls.folders.shown) if _is_ours(ls, key)]


def _is_ours(ls: DaprLanguageServer, key: str) -> bool:
    file = ls.snapshot.files.get(key)
    return file is not None and file.is_ours


async def _on_identity(ls: DaprLanguageServer, arguments: Arguments) -> dict[str, str]:
    await ls.folders.ready.wait()
    snapshot = ls.snapshot
    asked = paths(ls, arguments.key("uri"), arguments.key("folder"))
    keys = [key for key in asked if snapshot.files[key].is_ours]
    configs = [snapshot.config(key) for key in keys]
    return {
        "identity": _agreed(config.identity for config in configs),
        "clientId": _agreed(config.client_id for config in configs),
        "usedClientId": _agreed(snapshot.shared_client_id(key) for key in keys),
    }


def _agreed(told: Iterable[str | None]) -> str:
    """What all say alike; empty where they do not, or say nothing."""
    said = set(told)
    return said.pop() or "" if len(said) == 1 else ""


async def _on_az_command(ls: DaprLanguageServer, arguments: Arguments) -> dict[str, Any]:
    await ls.folders.ready.wait()
    file = _file(ls, arguments)
    if file is None:
        return {"reason": "There is no Dapr component in this file.", "convertible": False}
    command = az_command(ls.snapshot, file, _path(ls, file))
    if isinstance(command, NoCommand):
        return {"reason": command.reason, "convertible": command.convertible}
    return {
        "bash": command.bash,
        "powershell": command.powershell,
        "name": command.name,
        "isGuess": command.is_guess,
        "placeholders": list(command.placeholders),
    }


def _path(ls: DaprLanguageServer, file: SourceFile) -> str:
    """How a command line calls a file: from the editor's folder, where terminals begin."""
    if file.path.startswith("untitled:"):
        return "<file>.yaml"
    roots = [root.rstrip("/") + "/" for root in ls.folders.roots]
    above = [root for root in roots if file.path.startswith(root)]
    return file.path.removeprefix(max(above, key=len, default=""))


async def _on_explain(ls: DaprLanguageServer, arguments: Arguments) -> dict[str, Any] | None:
    text = arguments.text("text")
    if not text:
        raise JsonRpcInvalidParams("'text' is missing.")
    await ls.folders.ready.wait()
    found = await in_thread(explain_error, ls.snapshot, text, ALL_RULES)
    if found is None:
        return None
    return {
        "page": _page(ls, found, arguments.text("rulePages")),
        "rules": list(found.rules),
        "places": [told for each in found.places if (told := _place(ls, each)) is not None],
    }


def _page(ls: DaprLanguageServer, found: ErrorExplanation, pages: str | None) -> str:
    def link(location: Location) -> str:
        place = ls.converter.location(location)
        name = location.path.rpartition("/")[2]
        if place is None:
            return f"`{name}`"
        line = place.range.start.line + 1
        return f"[{_literal(name)}:{line}]({place.uri}#L{line})"

    def rule(code: str) -> str:
        name = f"[{code}]({pages.rstrip('/')}/{code}.md)" if pages else f"`{code}`"
        return f"{name}: {_SUMMARIES[code]}"

    return error_page(found, link, rule)


def _literal(name: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\[]*_`<>" else sign for sign in name)


def _place(ls: DaprLanguageServer, place: Place) -> dict[str, Any] | None:
    where = ls.converter.location(place.location)
    if where is None:
        return None
    finding = place.finding
    return {
        "uri": where.uri,
        "range": where.range,
        "message": finding.message if finding is not None else None,
        "rule": finding.rule if finding is not None else None,
    }
