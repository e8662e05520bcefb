"""Component metadata that settings name: it is watched, and told of where it cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from editor import Editor, editing
from lsprotocol import types

from bundled import bundle, component, field, own

pytestmark = pytest.mark.asyncio

UNREAD = "unknown-metadata-name"
NEW = bundle(component("state.redis", metadata=[field("brandNew")]))
STATE = (
    "componentType: state.redis\nversion: v1\nmetadata:\n  - name: redisHost\n    value: a:6379\n"
    "  - name: brandNew\n    value: x\nscopes: [shop]\n"
)
SETTINGS = 'catalog.bundle = "dapr/metadata.json"\n'


async def test_it_counts_and_is_watched(tmp_path: Path) -> None:
    files = {"daprls.toml": SETTINGS, "dapr/metadata.json": NEW, "state.yaml": STATE}
    async with editing(tmp_path, files=files) as it:
        it.open("state.yaml")
        assert UNREAD not in await it.codes("state.yaml")
        told = await it.hover("state.yaml", STATE.index("brandNew"))
        assert told is not None
        assert "What brandNew is for." in told
        it.write("dapr/metadata.json", bundle())
        assert UNREAD in await it.codes("state.yaml", lambda found: UNREAD in found)
        it.write("dapr/metadata.json", NEW)
        assert UNREAD not in await it.codes("state.yaml", lambda found: UNREAD not in found)


async def test_the_built_in_catalog_stays_where_it_cannot_be_used(tmp_path: Path) -> None:
    files = {"daprls.toml": SETTINGS, "dapr/metadata.json": "{", "state.yaml": STATE}
    async with editing(tmp_path, files=files) as it:
        it.open("state.yaml")
        assert UNREAD in await it.codes("state.yaml")
        (message,) = it.messages
        assert "Setting 'catalog.bundle': '" in message
        assert "metadata.json' cannot be used. It is no JSON" in message
        it.write("dapr/metadata.json", NEW)
        assert UNREAD not in await it.codes("state.yaml", lambda found: UNREAD not in found)


async def test_an_editor_s_setting_names_it(tmp_path: Path) -> None:
    files = {"dapr/metadata.json": NEW, "state.yaml": STATE}
    settings = {"catalog": {"bundle": "dapr"}}
    async with editing(tmp_path, files=files, settings=settings) as it:
        it.open("state.yaml")
        assert UNREAD not in await it.codes("state.yaml")


async def test_new_components_are_made_of_what_is_known_in_a_folder(tmp_path: Path) -> None:
    acme = bundle(own("state.acme", metadata=[field("endpoint", required=True)]))
    files = {"daprls.toml": SETTINGS, "dapr/metadata.json": acme, "state.yaml": STATE}
    async with editing(tmp_path, files=files) as it:
        it.open("state.yaml")
        await it.codes("state.yaml")
        for uri in (it.uri("state.yaml"), it.uri("")):
            offered = await asked(it, "daprls.newChoices", {"uri": uri})
            assert "state.acme" in [each["type"] for each in offered["types"]]
            made = await asked(
                it, "daprls.new", {"type": "state.acme", "dialect": "oss", "uri": uri}
            )
            assert "- name: endpoint" in made["text"]


async def asked(it: Editor, command: str, *arguments: object) -> dict[str, Any]:
    answer: Any = await it.client.workspace_execute_command_async(
        types.ExecuteCommandParams(command, list(arguments))
    )
    plain: dict[str, Any] = json.loads(json.dumps(answer, default=lambda each: each._asdict()))
    return plain
