"""Commands that make component files: nothing is written, the editor gets texts to show or save.

`daprls.convert` writes the components of a file for another reader. Its argument is an object:
`uri`, `to` (`aca`, `oss` or `bicep`), `name` (what a single component is called; may be left out)
and `position` (only the component there; else all of the file). The answer is
`{files: [{uri, fileName, language, text}], lost: [sentence], refused: [{name, reason}]}`. The file
at `uri` does not exist yet and lies beside the source; `uri` is `null` for a document that was
never saved. Texts hold the secrets that the source holds.

`daprls.newChoices` takes nothing, or `{uri}` of any file or folder, and answers with what may be
made: `{types: [{type, title, category, status, aca, oss}], secretStores: [{name, dialect}],
clientId}`. `aca` and `oss` are `{auth: [{id, title, secret}]}`, the best way first, or
`{refused: reason}`; `secret` says whether that way needs a secret and so a place for it.

`daprls.new` makes a component. Its argument is an object: `type`, `dialect` (`aca` or `oss`),
`auth` (an `id`; else the best), `secrets` (`store` or `own`), `secretStore` (a store's name),
`name`, `scopes` (a list of app IDs) and `clientId`; all but `type` may be left out. The answer is
`{text, snippet, fileName}`, where `snippet` has a tab stop at each thing to fill in, or
`{refused: reason}`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from daprls.catalog import Catalog, ComponentType
from daprls.features.component_start import as_snippet
from daprls.features.conversions import Target, beside, conversions
from daprls.lsp.uris import key_of
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.source_file import SourceFile
from daprls.refactor.choices import Choice, choices, needs_secret
from daprls.refactor.layout import file_stem
from daprls.refactor.new import Holder, Plan, Refusal, new_component, unsupported
from daprls.snapshot import Snapshot

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer

CONVERT = "daprls.convert"
NEW = "daprls.new"
NEW_CHOICES = "daprls.newChoices"

_T = TypeVar("_T")
_LANGUAGES = {"bicep": "bicep", "json": "json"}


def register(server: DaprLanguageServer) -> None:
    """Lets the editor know of the commands."""
    for name, handler in ((CONVERT, _on_convert), (NEW, _on_new), (NEW_CHOICES, _on_choices)):
        server.command(name)(handler)


async def _on_convert(ls: Any, *arguments: Any) -> dict[str, Any]:
    wish = _object(CONVERT, arguments)
    target = _one_of(wish, "to", Target)
    if target is None:
        raise JsonRpcInvalidParams(f"'{CONVERT}' needs 'to': where the components go.")
    await ls.folders.ready.wait()
    file = ls.snapshot.files.get(key_of(_text(wish, "uri")) or "")
    if file is None or not file.is_yaml:
        raise JsonRpcInvalidParams("There is no YAML file at 'uri'.")
    components = _at(ls, file, wish.get("position")) if wish.get("position") else file.components
    name = _text(wish, "name") or None if len(components) == 1 else None
    found = conversions(ls.snapshot, components, target, name, together=True)
    is_saved = not file.path.startswith("untitled:")
    placed = beside(found.files, target, ls.snapshot.files)
    return {
        "files": [
            {
                "uri": ls.uri_of(path) if is_saved else None,
                "fileName": path.rpartition("/")[2],
                "language": _LANGUAGES.get(path.rpartition(".")[2], "yaml"),
                "text": text,
            }
            for path, text in placed
        ],
        "lost": [_said(ls.snapshot, each, len(components)) for each in found.lost],
        "refused": [
            {"name": ls.snapshot.name(component).text, "reason": reason}
            for component, reason in found.refused
        ],
    }


def _at(ls: DaprLanguageServer, file: SourceFile, position: Any) -> tuple[Component, ...]:
    """The component in whose document a position lies."""
    try:
        place = types.Position(int(position["line"]), int(position["character"]))
    except (KeyError, TypeError, ValueError):
        raise JsonRpcInvalidParams("'position' has no 'line' and 'character'.") from None
    offset = ls.converter.offset(file, place)
    found = [each for each in file.components if each.document.span.touches(offset)]
    return tuple(found[-1:])


def _said(snapshot: Snapshot, lost: tuple[Component, str], many: int) -> str:
    component, sentence = lost
    return sentence if many == 1 else f"'{snapshot.name(component).text}': {sentence}"


async def _on_new(ls: Any, *arguments: Any) -> dict[str, Any]:
    wish = _object(NEW, arguments)
    scopes = wish.get("scopes")
    plan = Plan(
        _text(wish, "type"),
        _one_of(wish, "dialect", Dialect) or Dialect.ACA,
        _text(wish, "auth"),
        _one_of(wish, "secrets", Holder),
        _text(wish, "name"),
        tuple(map(str, scopes)) if isinstance(scopes, list | tuple) else None,
        _text(wish, "secretStore"),
        _text(wish, "clientId"),
    )
    made = new_component(ls.snapshot.catalog, plan)
    if isinstance(made, Refusal):
        return {"refused": made.reason}
    stem = file_stem(plan.name or plan.type.rpartition(".")[2])
    return {"text": made, "snippet": as_snippet(made), "fileName": f"{stem}.yaml"}


async def _on_choices(ls: Any, *arguments: Any) -> dict[str, Any]:
    wish = _object(NEW_CHOICES, arguments) if arguments and arguments[0] else {}
    await ls.folders.ready.wait()
    snapshot: Snapshot = ls.snapshot
    key = key_of(_text(wish, "uri")) if wish.get("uri") else None
    return {
        "types": [_described(snapshot.catalog, name) for name in snapshot.catalog.types],
        "secretStores": [
            {"name": snapshot.name(store).text, "dialect": store.dialect.value}
            for store in snapshot.index.secret_stores
        ],
        "clientId": snapshot.config(key).client_id if key is not None else None,
    }


def _described(catalog: Catalog, name: str) -> dict[str, Any]:
    known = catalog.find(name)
    assert known is not None
    reason = unsupported(catalog, known)
    ways = {"auth": [_way(known, each) for each in choices(known)]}
    return {
        "type": name,
        "title": known.title,
        "category": known.category,
        "status": known.status,
        "aca": {"refused": reason} if reason is not None else ways,
        "oss": ways,
    }


def _way(known: ComponentType, each: Choice) -> dict[str, Any]:
    return {"id": each.id, "title": each.title, "secret": needs_secret(known, each)}


def _object(command: str, arguments: tuple[Any, ...]) -> Mapping[str, Any]:
    found = arguments[0] if arguments else None
    if not isinstance(found, Mapping):
        raise JsonRpcInvalidParams(f"'{command}' takes an object.")
    return found


def _text(wish: Mapping[str, Any], key: str) -> str:
    found = wish.get(key)
    return found.strip() if isinstance(found, str) else ""


def _one_of(wish: Mapping[str, Any], key: str, kind: Callable[[str], _T]) -> _T | None:
    found = _text(wish, key)
    if not found:
        return None
    try:
        return kind(found)
    except ValueError:
        raise JsonRpcInvalidParams(f"'{key}' cannot be '{found}'.") from None
