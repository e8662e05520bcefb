"""Settings: the editor's, those of files, both together, and those that cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from editor import abilities, editing
from lsprotocol import types
from samples import MISSPELT, NO_STORE, USER, WRONG

pytestmark = pytest.mark.asyncio


async def test_the_editors_settings_count(tmp_path: Path) -> None:
    async with editing(tmp_path, settings={"ignore": [MISSPELT]}) as it:
        it.open("state.yaml", WRONG)
        assert MISSPELT not in await it.codes("state.yaml")


async def test_the_editors_settings_count_for_a_document_that_was_never_saved(
    tmp_path: Path,
) -> None:
    async with editing(tmp_path, settings={"ignore": [MISSPELT]}) as it:
        it.open("untitled:Untitled-1", WRONG)
        assert MISSPELT not in await it.codes("untitled:Untitled-1")


async def test_settings_that_change_take_effect(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.open("state.yaml", WRONG)
        assert MISSPELT in await it.codes("state.yaml")
        it.client.set_configuration({"ignore": [MISSPELT]}, section="daprls")
        it.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
        assert MISSPELT not in await it.codes("state.yaml", lambda found: MISSPELT not in found)


async def test_an_editor_that_cannot_be_asked_sends_its_settings(tmp_path: Path) -> None:
    told = abilities(workspace={"configuration": False})
    options = {"daprls": {"ignore": [MISSPELT]}}
    async with editing(tmp_path, capabilities=told, options=options) as it:
        it.open("state.yaml", WRONG)
        assert MISSPELT not in await it.codes("state.yaml")
        it.client.workspace_did_change_configuration(
            types.DidChangeConfigurationParams({"daprls": {"ignore": []}})
        )
        assert MISSPELT in await it.codes("state.yaml", lambda found: MISSPELT in found)


async def test_a_file_of_settings_counts_and_is_watched(tmp_path: Path) -> None:
    files = {"daprls.toml": f'ignore = ["{MISSPELT}"]\n', "state.yaml": WRONG}
    async with editing(tmp_path, files=files) as it:
        it.open("state.yaml")
        assert MISSPELT not in await it.codes("state.yaml")
        it.write("daprls.toml", "ignore = []\n")
        assert MISSPELT in await it.codes("state.yaml", lambda found: MISSPELT in found)
        it.write("daprls.toml", None)
        it.write("pyproject.toml", f'[tool.daprls]\nignore = ["{MISSPELT}"]\n')
        assert MISSPELT not in await it.codes("state.yaml", lambda found: MISSPELT not in found)


async def test_the_editors_settings_add_to_those_of_a_file(tmp_path: Path) -> None:
    files = {"daprls.toml": f'ignore = ["{NO_STORE}"]\n', "state.yaml": WRONG}
    async with editing(tmp_path, files=files, settings={"ignore": [MISSPELT]}) as it:
        it.open("state.yaml")
        found = await it.codes("state.yaml")
        assert MISSPELT not in found
        assert NO_STORE not in found


async def test_an_excluded_file_is_silent_even_when_open(tmp_path: Path) -> None:
    files = {"gen/state.yaml": WRONG, "state.yaml": WRONG}
    async with editing(tmp_path, files=files, settings={"exclude": ["gen"]}) as it:
        it.open("gen/state.yaml")
        it.open("state.yaml")
        assert MISSPELT in await it.codes("state.yaml")
        assert not await it.codes("gen/state.yaml")
        assert await it.complete("gen/state.yaml", WRONG.index("maxRetrys") + 3) == []
        assert await it.actions("gen/state.yaml", WRONG.index("maxRetrys")) == []


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"ignore": "text"}, "ignore"),
        ({"no-such-setting": 1}, "no-such-setting"),
        ({"components": ["a"]}, "components"),
        ({"rule-pages": "ftp://example.org"}, "rule-pages"),
    ],
)
async def test_a_wrong_setting_is_told_and_the_others_count(
    settings: dict[str, Any], named: str, tmp_path: Path
) -> None:
    right = {"app-ids": ["cart"], "exclude": ["gen"]}
    async with editing(tmp_path, settings={**right, **settings}) as it:
        it.open("state.yaml", WRONG)
        assert MISSPELT in await it.codes("state.yaml")
        assert [named in message for message in it.messages] == [True]


@pytest.mark.parametrize("answer", [[], "text", 7, [[1]]], ids=str)
async def test_settings_that_are_none_are_no_reason_to_stop(answer: Any, tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.client.set_configuration(answer, section="daprls")
        it.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(answer))
        it.open("state.yaml", WRONG)
        assert MISSPELT in await it.codes("state.yaml")


async def test_a_wrong_file_of_settings_is_told_once(tmp_path: Path) -> None:
    files = {"daprls.toml": "ignore = 3\n", "state.yaml": WRONG}
    async with editing(tmp_path, files=files) as it:
        it.open("state.yaml")
        assert MISSPELT in await it.codes("state.yaml")
        it.write("new.yaml", USER)
        await it.shown("new.yaml")
        assert ["daprls.toml" in message for message in it.messages] == [True]


async def test_of_a_file_with_a_wrong_setting_the_others_count(tmp_path: Path) -> None:
    text = f'ignore = ["{MISSPELT}"]\n\n[severity]\nyaml-syntax = "fatal"\n'
    async with editing(tmp_path, files={"daprls.toml": text, "state.yaml": WRONG}) as it:
        it.open("state.yaml")
        assert MISSPELT not in await it.codes("state.yaml")
        (message,) = it.messages
        assert "daprls.toml:4: Setting 'severity' gives 'yaml-syntax' the level 'fatal'" in message


async def test_only_what_is_included_is_looked_at(tmp_path: Path) -> None:
    files = {
        "daprls.toml": 'include = ["deploy"]\n',
        "src/state.yaml": WRONG,
        "deploy/state.yaml": WRONG,
    }
    async with editing(tmp_path, files=files) as it:
        it.open("src/state.yaml")
        it.open("deploy/state.yaml")
        assert MISSPELT in await it.codes("deploy/state.yaml")
        assert not await it.codes("src/state.yaml")


async def test_keys_of_the_client_are_passed_over(tmp_path: Path) -> None:
    settings = {"interpreter": ["python3"], "trace": {"server": "off"}, "select": []}
    async with editing(tmp_path, settings=settings) as it:
        it.open("state.yaml", WRONG)
        assert MISSPELT in await it.codes("state.yaml")
        assert it.messages == []
