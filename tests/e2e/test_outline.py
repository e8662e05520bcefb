"""What an editor shows of a file and a workspace by itself: outlines, links, lenses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from editor import Editor, abilities, editing
from lsprotocol import types
from samples import NAMED_STORE, USER

pytestmark = pytest.mark.asyncio

FILES = {"vault.yaml": NAMED_STORE, "cart.yaml": USER}
COMMAND = "editor.action.showReferences"


def document(it: Editor, name: str) -> types.TextDocumentIdentifier:
    """An open document."""
    return types.TextDocumentIdentifier(it.documents[name].uri)


async def test_an_outline_has_levels(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        opened = it.open("cart.yaml", USER)
        found = await it.client.text_document_document_symbol_async(
            types.DocumentSymbolParams(document(it, "cart.yaml"))
        )
        assert found
        component = found[0]
        assert isinstance(component, types.DocumentSymbol)
        assert (component.name, component.detail) == ("cart", "state.redis")
        assert opened.under(component.selection_range) == "state.redis"
        metadata, scopes = component.children or ()
        assert [each.name for each in metadata.children or ()] == ["redisHost", "redisPassword"]
        assert [each.name for each in scopes.children or ()] == ["cart"]


async def test_an_editor_without_levels_gets_a_list(tmp_path: Path) -> None:
    flat = {"textDocument": {"documentSymbol": {"hierarchicalDocumentSymbolSupport": False}}}
    async with editing(tmp_path, capabilities=abilities(**flat)) as it:
        it.open("cart.yaml", USER)
        found = await it.client.text_document_document_symbol_async(
            types.DocumentSymbolParams(document(it, "cart.yaml"))
        )
        shown = [
            (each.name, each.container_name)
            for each in found or ()
            if isinstance(each, types.SymbolInformation)
        ]
        assert shown == [
            ("cart", None),
            ("metadata", "cart"),
            ("redisHost", "metadata"),
            ("redisPassword", "metadata"),
            ("scopes", "cart"),
            ("cart", "scopes"),
        ]


async def test_components_are_found_in_the_whole_workspace(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        found = await it.client.workspace_symbol_async(types.WorkspaceSymbolParams("keyvault"))
        (store,) = found or ()
        assert store.name == "vault · secretstores.azure.keyvault"
        assert isinstance(store.location, types.Location)
        assert store.location.uri == it.uri("vault.yaml")


async def test_a_type_links_to_its_documentation(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        opened = it.open("cart.yaml", USER)
        (link,) = (
            await it.client.text_document_document_link_async(
                types.DocumentLinkParams(document(it, "cart.yaml"))
            )
            or ()
        )
        assert opened.under(link.range) == "state.redis"
        assert (link.target or "").startswith("https://docs.dapr.io/")


async def lenses(it: Editor, name: str) -> list[types.CodeLens]:
    """The lenses of a document, with their words."""
    found = await it.client.text_document_code_lens_async(types.CodeLensParams(document(it, name)))
    assert all(each.command is None for each in found or ())
    return [await it.client.code_lens_resolve_async(each) for each in found or ()]


async def test_lenses_say_how_a_store_authenticates_and_who_uses_it(tmp_path: Path) -> None:
    options = {"referencesCommand": COMMAND}
    async with editing(tmp_path, files=FILES, options=options) as it:
        it.open("vault.yaml")
        identity, used = [each.command for each in await lenses(it, "vault.yaml")]
        assert identity is not None
        assert used is not None
        assert identity.title == "managed identity · system-assigned"
        assert (used.title, used.command) == ("used by 1 component", COMMAND)
        arguments: Any = it.client.protocol._converter.unstructure(used.arguments)
        uri, position, places = arguments
        assert uri == it.uri("vault.yaml")
        assert position == {"line": 1, "character": 0}
        assert [place["uri"] for place in places] == [it.uri("cart.yaml")]
        it.open("cart.yaml", USER.replace("secretStoreComponent: vault\n", ""))
        _, used = [each.command for each in await lenses(it, "vault.yaml")]
        assert used is not None
        assert (used.title, used.command) == ("used by no component", "")


async def test_lenses_lead_nowhere_in_an_editor_that_names_no_command(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        it.open("cart.yaml")
        (lens,) = await lenses(it, "cart.yaml")
        assert lens.command is not None
        assert (lens.command.title, lens.command.command) == ("redis password from 'vault'", "")
