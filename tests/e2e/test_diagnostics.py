"""Diagnostics as an editor gets them: sent or asked for, true to the newest text everywhere."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from editor import PULLS, abilities, as_json, codes, editing
from lsprotocol import types
from samples import MISSPELT, NAMED_STORE, NO_STORE, USER, WRONG

pytestmark = pytest.mark.asyncio

EXAMPLES = Path(__file__).parents[2] / "examples" / "bookshop"
SEVERITIES = ("error", "warning", "info", "hint")


def lint(path: Path, folder: Path = EXAMPLES) -> list[tuple[object, ...]]:
    """What the command line says of a file when it runs in `folder`."""
    command = [sys.executable, "-m", "daprls", "lint", "--format", "json", "--fail-on", "never"]
    done = subprocess.run(
        [*command, str(path)], cwd=folder, capture_output=True, text=True, check=True
    )
    return [
        (each["range"], each["message"], SEVERITIES.index(each["severity"]) + 1, each["rule"])
        for each in json.loads(done.stdout)["diagnostics"]
    ]


def plainly(diagnostics: list[types.Diagnostic]) -> list[tuple[object, ...]]:
    return [
        (each["range"], each["message"], each["severity"], each["code"])
        for each in as_json(diagnostics)
    ]


async def test_an_open_file_shows_what_the_command_line_says() -> None:
    async with editing(EXAMPLES) as it:
        for path in sorted(EXAMPLES.glob("components/*.yaml")):
            name = path.relative_to(EXAMPLES).as_posix()
            it.open(name)
            assert plainly(await it.shown(name)) == lint(path)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The examples as a repository of their own."""
    shutil.copytree(EXAMPLES, tmp_path / "bookshop")
    (tmp_path / "bookshop" / ".git").mkdir()
    return tmp_path / "bookshop"


async def test_a_part_of_a_repository_shows_what_the_command_line_says(repository: Path) -> None:
    folder = repository / "components"
    async with editing(folder) as it:
        it.open("orders.yaml")
        shown = await it.shown("orders.yaml")
        assert NO_STORE in codes(shown), "the script above the folder names another store"
        assert plainly(shown) == lint(folder / "orders.yaml", folder)


async def test_a_file_without_a_folder_shows_what_the_command_line_says(repository: Path) -> None:
    elsewhere = repository.parent / "elsewhere"
    elsewhere.mkdir()
    async with editing(elsewhere) as it:
        it.folder = repository
        it.open("components/orders.yaml")
        shown = await it.shown("components/orders.yaml")
        assert NO_STORE in codes(shown)
        assert plainly(shown) == lint(repository / "components" / "orders.yaml", repository)


async def test_a_diagnostic_says_who_what_and_where(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.open("state.yaml", WRONG)
        found = [each for each in await it.shown("state.yaml") if each.code == MISSPELT]
        assert [each.source for each in found] == ["daprls"]
        assert it.documents["state.yaml"].under(found[0].range) == "maxRetrys"
        assert found[0].code_description is None
        assert found[0].data == {"fixes": ["Change to 'redisMaxRetries'"]}


async def test_a_rule_links_to_its_page_where_there_is_one(tmp_path: Path) -> None:
    settings = {"rule-pages": "https://example.org/rules/"}
    async with editing(tmp_path, settings=settings) as it:
        it.open("state.yaml", WRONG)
        found = [each for each in await it.shown("state.yaml") if each.code == MISSPELT]
        assert found[0].code_description is not None
        assert found[0].code_description.href == f"https://example.org/rules/{MISSPELT}"


async def test_files_that_are_not_open_are_shown_too(tmp_path: Path) -> None:
    async with editing(tmp_path, files={"a/state.yaml": WRONG}) as it:
        assert MISSPELT in await it.codes("a/state.yaml")


async def test_nothing_is_sent_about_a_file_that_is_not_ours(tmp_path: Path) -> None:
    files = {"other.yaml": "name: value\n", "state.yaml": WRONG}
    async with editing(tmp_path, files=files) as it:
        it.open("other.yaml")
        it.open("state.yaml")
        await it.shown("state.yaml")
        assert it.sent("other.yaml") is None


async def test_what_was_shown_goes_when_a_file_stops_being_ours(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.open("state.yaml", WRONG)
        assert MISSPELT in await it.codes("state.yaml")
        it.change("state.yaml", "name: value\n")
        assert await it.codes("state.yaml") == []


async def test_an_edit_is_looked_at_with_its_version(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.open("state.yaml", USER)
        assert MISSPELT not in await it.codes("state.yaml")
        it.change("state.yaml", WRONG)
        assert MISSPELT in await it.codes("state.yaml")
        it.change("state.yaml", USER)
        assert MISSPELT not in await it.codes("state.yaml")


async def test_a_burst_of_edits_ends_with_what_its_last_text_shows(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.open("state.yaml", USER)
        await it.shown("state.yaml")
        before = it.count("state.yaml")
        for number in range(50):
            it.change("state.yaml", USER + "# " + "x" * number + "\n")
        it.change("state.yaml", WRONG)
        assert MISSPELT in await it.codes("state.yaml")
        assert it.count("state.yaml") - before < 25, "not every text on the way is looked at"


async def test_a_closed_file_of_the_workspace_shows_what_the_disk_has(tmp_path: Path) -> None:
    async with editing(tmp_path, files={"state.yaml": WRONG}) as it:
        it.open("state.yaml", USER)
        assert MISSPELT not in await it.codes("state.yaml")
        it.close("state.yaml")
        assert MISSPELT in await it.codes("state.yaml", lambda found: MISSPELT in found)


async def test_a_closed_file_from_elsewhere_shows_nothing(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "here").mkdir()
    (elsewhere / "state.yaml").write_text(WRONG)
    async with editing(tmp_path / "here") as it:
        it.folder = elsewhere
        it.open("state.yaml")
        assert MISSPELT in await it.codes("state.yaml")
        it.close("state.yaml")
        assert await it.codes("state.yaml", lambda found: not found) == []


async def test_a_store_that_is_edited_refreshes_who_uses_it(tmp_path: Path) -> None:
    files = {"state.yaml": USER, "store.yaml": NAMED_STORE}
    async with editing(tmp_path, files=files) as it:
        it.open("state.yaml")
        it.open("store.yaml")
        assert NO_STORE not in await it.codes("state.yaml")
        it.change("store.yaml", NAMED_STORE.replace("name=vault", "name=volt"))
        assert NO_STORE in await it.codes("state.yaml", lambda found: NO_STORE in found)
        it.change("store.yaml", NAMED_STORE)
        assert NO_STORE not in await it.codes("state.yaml", lambda found: NO_STORE not in found)


async def test_a_value_that_is_typed_does_not_concern_other_files(tmp_path: Path) -> None:
    files = {"state.yaml": USER, "store.yaml": NAMED_STORE}
    async with editing(tmp_path, files=files) as it:
        it.open("state.yaml")
        it.open("store.yaml")
        await it.shown("store.yaml")
        await it.shown("state.yaml")
        before = it.count("state.yaml")
        it.change("store.yaml", NAMED_STORE.replace("bookshop", "bookshops"))
        await it.shown("store.yaml")
        assert it.count("state.yaml") == before


async def test_a_value_that_is_typed_refreshes_the_files_beside(tmp_path: Path) -> None:
    files = {"a.yaml": actor_store("a", "false"), "b.yaml": actor_store("b", "true")}
    duplicate = "actor-state-store-duplicate"
    async with editing(tmp_path, files=files) as it:
        it.open("a.yaml")
        it.open("b.yaml")
        assert duplicate not in await it.codes("b.yaml")
        it.change("a.yaml", actor_store("a", "true"))
        assert duplicate in await it.codes("b.yaml", lambda found: duplicate in found)


def actor_store(name: str, value: str) -> str:
    """A state store of the open-source dialect that keeps actors, or does not."""
    return f"""\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: {name}
spec:
  type: state.redis
  version: v1
  metadata:
    - name: redisHost
      value: cache:6379
    - name: actorStateStore
      value: "{value}"
"""


async def test_an_editor_that_asks_is_answered_and_nothing_is_sent(tmp_path: Path) -> None:
    async with editing(tmp_path, capabilities=abilities(**PULLS)) as it:
        provider = it.result.capabilities.diagnostic_provider
        assert isinstance(provider, types.DiagnosticOptions)
        assert provider.inter_file_dependencies
        assert provider.workspace_diagnostics
        it.open("state.yaml", WRONG)
        report = await it.pull("state.yaml")
        assert MISSPELT in codes(report.items)
        again = await it.pull("state.yaml", report.result_id)
        assert again.kind == "unchanged"
        it.change("state.yaml", USER)
        report = await it.pull("state.yaml", report.result_id)
        assert MISSPELT not in codes(report.items)
        assert it.sent("state.yaml") is None


async def test_an_editor_that_cannot_be_told_to_ask_again_is_sent_diagnostics(
    tmp_path: Path,
) -> None:
    told = abilities(textDocument={"diagnostic": {}})
    async with editing(tmp_path, capabilities=told) as it:
        assert it.result.capabilities.diagnostic_provider is None
        it.open("state.yaml", WRONG)
        assert MISSPELT in await it.codes("state.yaml")


async def test_an_editor_that_asks_is_told_to_when_a_store_changes(tmp_path: Path) -> None:
    files = {"state.yaml": USER, "store.yaml": NAMED_STORE}
    async with editing(tmp_path, capabilities=abilities(**PULLS), files=files) as it:
        it.open("state.yaml")
        it.open("store.yaml")
        first = await it.pull("state.yaml")
        assert NO_STORE not in codes(first.items)
        before = it.client.diagnostic_refresh_count
        it.change("store.yaml", NAMED_STORE.replace("name=vault", "name=volt"))
        await it.until(lambda: it.client.diagnostic_refresh_count > before, lambda: "refresh")
        assert NO_STORE in codes((await it.pull("state.yaml", first.result_id)).items)


async def test_the_whole_workspace_can_be_asked_for(tmp_path: Path) -> None:
    files = {"state.yaml": WRONG, "right.yaml": NAMED_STORE, "other.yaml": "name: value\n"}
    async with editing(tmp_path, capabilities=abilities(**PULLS), files=files) as it:
        reports = await it.pull_workspace({})
        assert MISSPELT in codes(reports[it.uri("state.yaml")].items)
        assert it.uri("other.yaml") not in reports
        known = {uri: report.result_id or "" for uri, report in reports.items()}
        waiting = asyncio.ensure_future(it.pull_workspace(known))
        it.write("state.yaml", USER)
        reports = await waiting
        assert MISSPELT not in codes(reports[it.uri("state.yaml")].items)


async def test_a_request_that_waits_can_be_taken_back(tmp_path: Path) -> None:
    async with editing(tmp_path, capabilities=abilities(**PULLS)) as it:
        params = types.WorkspaceDiagnosticParams([])
        waiting = it.client.protocol.send_request(
            types.WORKSPACE_DIAGNOSTIC, params, msg_id="waiting"
        )
        assert (await it.pull("nowhere.yaml")).items == (), "the one before has begun"
        it.client.cancel_request(types.CancelParams("waiting"))
        with pytest.raises(Exception, match=r"cancel|taken back"):
            await asyncio.wrap_future(waiting)
        it.open("state.yaml", WRONG)
        assert MISSPELT in codes((await it.pull("state.yaml")).items)


async def test_a_document_that_was_asked_for_and_thrown_away_shows_nothing(tmp_path: Path) -> None:
    async with editing(tmp_path, capabilities=abilities(**PULLS)) as it:
        it.open("never_saved.yaml", WRONG)
        assert (await it.pull("never_saved.yaml")).items
        it.close("never_saved.yaml")
        # What an editor has asked for of a document, it forgets with the document.
        told = await it.pull_workspace({})
        assert not told[it.uri("never_saved.yaml")].items
