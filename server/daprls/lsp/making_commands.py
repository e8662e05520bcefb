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
`name`, `scopes` (a list of app IDs), `clientId` and the `uri` of a file or folder beside which it
is made; all but `type` may be left out. The answer is `{text, snippet, fileName}`, where `snippet`
has a tab stop at each thing to fill in, or `{refused: reason}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pygls.exceptions import JsonRpcInvalidParams

from daprls.catalog import Catalog, ComponentType
from daprls.features.component_start import as_snippet
from daprls.features.conversions import Target, beside, conversions
from daprls.lsp.arguments import Arguments, add_command
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

_LANGUAGES = {"bicep": "bicep", "json": "json"}


def register(server: DaprLanguageServer) -> None:
    """Lets the editor know of the commands."""
    add_command(server, CONVERT, _on_convert)
    add_command(server, NEW, _on_new)
    add_command(server, NEW_CHOICES, _on_choices)


async def _on_convert(ls: DaprLanguageServer, wish: Arguments) -> dict[str, Any]:
    target = wish.one_of("to", Target)
    if target is None:
        raise JsonRpcInvalidParams("'to' is missing: whom the components are written for.")
    await ls.folders.ready.wait()
    snapshot = ls.snapshot
    file = snapshot.files.get(wish.key("uri") or "")
    if file is None or not file.is_yaml:
        raise JsonRpcInvalidParams("There is no YAML file at 'uri'.")
    components = _at(ls, file, wish) if "position" in wish.told else file.components
    name = wish.text("name") if len(components) == 1 else None
    found = conversions(snapshot, components, target, name or None, together=True)
    is_saved = not file.path.startswith("untitled:")
    return {
        "files": [
            {
                "uri": ls.uri_of(path) if is_saved else None,
                "fileName": path.rpartition("/")[2],
                "language": _LANGUAGES.get(path.rpartition(".")[2], "yaml"),
                "text": text,
            }
            for path, text in beside(found.files, target, snapshot.files)
        ],
        "lost": [
            sentence if len(components) == 1 else f"'{snapshot.name(each).text}': {sentence}"
            for each, sentence in found.lost
        ],
        "refused": [
            {"name": snapshot.name(each).text, "reason": reason} for each, reason in found.refused
        ],
    }


def _at(ls: DaprLanguageServer, file: SourceFile, wish: Arguments) -> tuple[Component, ...]:
    """The component in whose document a position lies."""
    offset = ls.converter.offset(file, wish.position("position"))
    found = [each for each in file.components if each.document.span.touches(offset)]
    return tuple(found[-1:])


async def _on_new(ls: DaprLanguageServer, wish: Arguments) -> dict[str, Any]:
    plan = Plan(
        wish.text("type") or "",
        wish.one_of("dialect", Dialect) or Dialect.ACA,
        wish.text("auth") or "",
        wish.one_of("secrets", Holder),
        name=wish.text("name") or "",
        # An empty list is said too: no app may load it.
        scopes=wish.texts("scopes") if wish.told.get("scopes") is not None else None,
        store=wish.text("secretStore") or "",
        client_id=wish.text("clientId") or "",
    )
    made = new_component(_catalog(ls.snapshot, wish.key("uri")), plan)
    if isinstance(made, Refusal):
        return {"refused": made.reason}
    stem = file_stem(plan.name or plan.type.rpartition(".")[2])
    return {"text": made, "snippet": as_snippet(made), "fileName": f"{stem}.yaml"}


async def _on_choices(ls: DaprLanguageServer, wish: Arguments) -> dict[str, Any]:
    key = wish.key("uri")
    await ls.folders.ready.wait()
    snapshot = ls.snapshot
    catalog = _catalog(snapshot, key)
    return {
        "types": [_described(catalog, name) for name in catalog.types],
        "secretStores": [
            {"name": snapshot.name(store).text, "dialect": store.dialect.value}
            for store in snapshot.index.secret_stores
        ],
        "clientId": _client_id(snapshot, key) if key is not None else None,
    }


def _catalog(snapshot: Snapshot, path: str | None) -> Catalog:
    """What is known of types where the file `path` lies, if it is said which."""
    # Of a folder, what holds in it is meant.
    return snapshot.catalog_for(f"{path}/") if path is not None else snapshot.catalog


def _client_id(snapshot: Snapshot, path: str) -> str | None:
    """The client ID that a component at `path` would be given."""
    return snapshot.config(path).client_id or snapshot.shared_client_id(path)


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
