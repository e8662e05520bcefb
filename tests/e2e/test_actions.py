"""Code actions: what is offered where, and what a file is after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor import SNIPPETS, abilities, editing
from lsprotocol import types
from samples import MISSPELT, STORE, WRONG

pytestmark = pytest.mark.asyncio

KEY = """\
componentType: state.azure.blobstorage
version: v1
metadata:
  # The account of the shop.
  - name: accountName
    value: bookshop
  - name: containerName
    value: carts
  - name: accountKey
    secretRef: key
secrets:
  - name: key
    value: c2VjcmV0LWtleS1vZi10aGUtc2hvcA==
"""
SYSTEM = "Switch to managed identity (system-assigned)"
USER = "Switch to managed identity (user-assigned)"
PLACEHOLDER = "<managed-identity-client-id>"


async def test_a_fix_is_offered_whatever_the_editor_says_it_shows(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        document = it.open("state.yaml", WRONG)
        at = WRONG.index("maxRetrys")
        fixes = await it.actions("state.yaml", at + 2, only=["quickfix"])
        assert [each.title for each in fixes] == [
            "Change to 'redisMaxRetries'",
            f"Ignore '{MISSPELT}' on this line",
        ]
        assert [each.code for each in fixes[0].diagnostics or ()] == [MISSPELT]
        fixed = WRONG.replace("maxRetrys", "redisMaxRetries")
        assert it.after(fixes[0]) == {document.uri: fixed}
        it.change("state.yaml", fixed)
        assert MISSPELT not in await it.codes("state.yaml")


async def test_only_what_is_asked_for_is_offered(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.open("state.yaml", WRONG.replace("state.redis", "state.Redis"))
        everywhere = (0, len(WRONG))

        async def kinds(*only: str) -> set[str]:
            found = await it.actions("state.yaml", *everywhere, only=list(only) or None)
            return {str(getattr(each.kind, "value", each.kind)) for each in found}

        assert await kinds("quickfix") == {"quickfix"}
        assert await kinds("source.fixAll.eslint") == set()
        assert await kinds("refactor.extract") == set()
        assert await kinds("") >= {"quickfix"}


async def test_all_safe_fixes_go_together(tmp_path: Path) -> None:
    text = STORE.replace("keyvault", "keyvalt").replace("- name: vaultName", "- Name: vaultName")
    async with editing(tmp_path) as it:
        document = it.open("vault.yaml", text)
        await it.shown("vault.yaml")
        for only in ("source.fixAll.daprls", "source.fixAll", "source"):
            found = await it.actions("vault.yaml", 0, only=[only])
            assert [each.kind for each in found] == ["source.fixAll.daprls"]
            assert it.after(found[0]) == {document.uri: STORE}


async def test_a_right_file_has_nothing_to_fix(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.open("vault.yaml", STORE)
        assert await it.actions("vault.yaml", 0, len(STORE), only=["source.fixAll"]) == []


async def test_a_switch_to_managed_identity_is_one_edit(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        document = it.open("state.yaml", KEY)
        found = await it.actions("state.yaml", KEY.index("accountKey"))
        titles = [each.title for each in found]
        assert titles.count(SYSTEM) == titles.count(USER) == 1
        after = it.after(next(each for each in found if each.title == SYSTEM))[document.uri]
        assert "accountKey" not in after
        assert "secrets" not in after
        assert "# The account of the shop." in after


async def test_a_switch_is_offered_without_any_finding(tmp_path: Path) -> None:
    settings = {"ignore": ["prefer-managed-identity"]}
    async with editing(tmp_path, settings=settings) as it:
        it.open("state.yaml", KEY)
        found = await it.actions("state.yaml", 3, only=["refactor"])
        assert [each.title for each in found][:2] == [SYSTEM, USER]
        assert {each.kind for each in found} == {types.CodeActionKind.RefactorRewrite}


async def test_what_is_to_be_filled_in_is_a_tab_stop_where_the_editor_has_them(
    tmp_path: Path,
) -> None:
    async with editing(tmp_path, capabilities=abilities(**SNIPPETS)) as it:
        document = it.open("state.yaml", KEY)
        found = await it.actions("state.yaml", KEY.index("accountKey"))
        switch = next(each for each in found if each.title == USER)
        assert switch.edit is not None
        change = (switch.edit.document_changes or ())[0]
        assert isinstance(change, types.TextDocumentEdit)
        assert all(isinstance(edit, types.SnippetTextEdit) for edit in change.edits)
        assert all(edit.range.start.character == 0 for edit in change.edits)
        snippets = [edit.snippet.value for edit in change.edits]  # type: ignore[union-attr]
        assert [("${1:" + PLACEHOLDER + "}") in each for each in snippets].count(True) == 1
        with_stops = it.after(switch)[document.uri]
    async with editing(tmp_path) as it:
        it.open("state.yaml", KEY)
        found = await it.actions("state.yaml", KEY.index("accountKey"))
        plain = it.after(next(each for each in found if each.title == USER))[document.uri]
    assert with_stops == plain
    assert plain.count(PLACEHOLDER) == 1


async def test_edits_name_the_version_that_they_are_for(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.open("state.yaml", KEY)
        it.change("state.yaml", WRONG)
        found = await it.actions("state.yaml", WRONG.index("maxRetrys"), only=["quickfix"])
        edit = found[0].edit
        assert edit is not None
        change = (edit.document_changes or ())[0]
        assert isinstance(change, types.TextDocumentEdit)
        assert change.text_document.version == 2


async def test_an_editor_without_versioned_edits_gets_plain_ones(tmp_path: Path) -> None:
    async with editing(tmp_path, capabilities=abilities("neovim")) as it:
        document = it.open("state.yaml", WRONG)
        found = await it.actions("state.yaml", WRONG.index("maxRetrys"), only=["quickfix"])
        edit = found[0].edit
        assert edit is not None
        assert edit.document_changes is None
        assert it.after(found[0]) == {document.uri: WRONG.replace("maxRetrys", "redisMaxRetries")}


TOLD = (
    "The identity needs the role 'Storage Blob Data Contributor' on the storage account 'bookshop'."
)


async def test_what_a_switch_brings_with_it_is_told_once_it_is_made(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.open("state.yaml", KEY)
        for kind in ("quickfix", "refactor"):
            found = await it.actions("state.yaml", KEY.index("accountKey"), only=[kind])
            command = next(each for each in found if each.title == SYSTEM).command
            assert command is not None
            await it.client.workspace_execute_command_async(
                types.ExecuteCommandParams(command.command, command.arguments)
            )
        assert [(each.type, each.message) for each in it.client.messages] == [
            (types.MessageType.Info, TOLD)
        ] * 2
        it.client.messages.clear()


async def test_an_editor_may_tell_it_in_a_way_of_its_own(tmp_path: Path) -> None:
    options = {"noteCommand": "my.note"}
    async with editing(tmp_path, options=options) as it:
        it.open("state.yaml", KEY)
        found = await it.actions("state.yaml", KEY.index("accountKey"), only=["refactor"])
        command = next(each for each in found if each.title == SYSTEM).command
        assert command is not None
        assert command.command == "my.note"
        assert list(command.arguments or ()) == [{"message": TOLD, "commands": []}]
