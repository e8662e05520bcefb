"""Hints within lines, in an editor."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from editor import PATIENCE, Editor, abilities, editing
from lsprotocol import types
from samples import NAMED_STORE, USER

pytestmark = pytest.mark.asyncio

FILES = {"vault.yaml": NAMED_STORE, "cart.yaml": USER}


async def hints(it: Editor, name: str) -> list[types.InlayHint]:
    """The hints of a whole document."""
    opened = it.documents[name]
    whole = types.Range(types.Position(0, 0), opened.place(len(opened.text)))
    found = await it.client.text_document_inlay_hint_async(
        types.InlayHintParams(types.TextDocumentIdentifier(opened.uri), whole)
    )
    return list(found or ())


def words(hint: types.InlayHint) -> str:
    return hint.label if isinstance(hint.label, str) else "".join(p.value for p in hint.label)


async def test_an_editor_shows_names_and_stores_and_writes_names_down(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        opened = it.open("cart.yaml")
        name, store = await hints(it, "cart.yaml")
        assert (words(name), words(store)) == ("name: cart", "secretstores.azure.keyvault")
        assert opened.text[: opened.offset(name.position)] == "componentType: state.redis"
        assert opened.after(name.text_edits or ()) == f"# daprls: name=cart\n{USER}"
        assert not isinstance(store.label, str)
        place = store.label[0].location
        assert place is not None
        assert place.uri == it.uri("vault.yaml")


async def test_settings_switch_them(tmp_path: Path) -> None:
    settings = {"hints": {"names": "off", "stores": "off", "defaults": "on"}}
    async with editing(tmp_path, files=FILES, settings=settings) as it:
        it.open("cart.yaml")
        (defaults,) = await hints(it, "cart.yaml")
        assert words(defaults).startswith("by default ")


async def test_an_editor_that_can_is_told_to_ask_again(tmp_path: Path) -> None:
    can = abilities(workspace={"inlayHint": {"refreshSupport": True}})
    async with editing(tmp_path, files=FILES, capabilities=can) as it:
        asked = asyncio.Event()

        @it.client.feature(types.WORKSPACE_INLAY_HINT_REFRESH)
        def on_refresh(_params: None) -> None:
            asked.set()

        it.open("cart.yaml")
        assert len(await hints(it, "cart.yaml")) == 2
        await asyncio.wait_for(asked.wait(), PATIENCE)
        asked.clear()
        it.open("vault.yaml", NAMED_STORE.replace("name=vault", "name=other"))
        await asyncio.wait_for(asked.wait(), PATIENCE)
        assert len(await hints(it, "cart.yaml")) == 1
