"""The graph that an editor asks for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from editor import Editor, editing
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from samples import NAMED_STORE, USER

pytestmark = pytest.mark.asyncio

FILES = {"shop/vault.yaml": NAMED_STORE, "shop/cart.yaml": USER, "else/cart2.yaml": USER}
LINK = "{http://www.w3.org/2000/svg}a"
GROUP = "{http://www.w3.org/2000/svg}g"


async def graph(it: Editor, **wish: Any) -> Any:
    """What the command answers."""
    return await it.client.workspace_execute_command_async(
        types.ExecuteCommandParams("daprls.graph", [wish] if wish else None)
    )


async def test_without_a_wish_it_is_a_picture_of_everything(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        answer = await graph(it)
        assert (answer["format"], answer["components"], answer["grouping"]) == ("svg", 2, "none")
        assert answer["apps"] == ["cart"]
        assert answer["types"] == ["secretstores.azure.keyvault", "state.redis"]
        nodes = {
            each.get("aria-label"): (each.get("data-uri"), each.get("data-line"))
            for each in ET.fromstring(answer["text"]).iter(GROUP)
            if each.get("data-uri")
        }
        places = [place for label, place in nodes.items() if (label or "").startswith("vault")]
        assert places == [(it.uri("shop/vault.yaml"), "1")]


async def test_unsaved_changes_are_in_it(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        it.open("else/cart2.yaml", USER.replace("- cart", "- basket"))
        assert (await graph(it))["apps"] == ["basket", "cart"]


async def test_a_draft_is_drawn_alone_and_not_among_files(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        it.open("untitled:Untitled-1", USER)
        assert (await graph(it))["components"] == 2
        assert (await graph(it, uri="untitled:Untitled-1"))["components"] == 1


async def test_a_folder_a_file_and_filters_confine_it(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        assert (await graph(it, folder=it.uri("shop")))["components"] == 1
        assert (await graph(it, uri=it.uri("shop/vault.yaml")))["components"] == 0
        assert (await graph(it, types=["pubsub"]))["components"] == 0
        assert (await graph(it, types=["state"], apps=["cart"]))["components"] == 2
        grouped = await graph(it, groupBy="category", theme="editor")
        assert grouped["grouping"] == "category"
        assert "--vscode-editor-foreground" in grouped["text"]


async def test_other_formats(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        assert (await graph(it, format="mermaid"))["text"].startswith("flowchart LR\n")
        assert (await graph(it, format="dot"))["text"].startswith("digraph")
        content = json.loads((await graph(it, format="json"))["text"])
        files = {node["file"] for node in content["nodes"] if node["kind"] == "secretStore"}
        assert files == {it.uri("shop/vault.yaml")}


async def test_one_that_is_to_be_saved_has_links_from_there(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        answer = await graph(it, relativeTo=it.uri("else"), types=["secretstores"])
        links = [each.get("href") for each in ET.fromstring(answer["text"]).iter(LINK)]
        assert "../shop/vault.yaml#L2" in links
        assert "data-uri" not in answer["text"]
        content = json.loads((await graph(it, relativeTo=it.uri("shop"), format="json"))["text"])
        files = {node["file"] for node in content["nodes"] if node["kind"] == "secretStore"}
        assert files == {"vault.yaml"}


async def test_a_wish_that_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        for wish in ({"format": "png"}, {"depth": 0}, {"types": "state"}, {"groupBy": 1}):
            with pytest.raises(JsonRpcException):
                await graph(it, **wish)
