"""Documents of every kind: unsaved, in other encodings' columns, half gone, never heard of."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor import EDITORS, abilities, codes, editing
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from samples import MISSPELT, STORE, USER, WRONG

pytestmark = pytest.mark.asyncio

EMOJI = (
    WRONG.replace("cache:6379", '"\N{GRINNING FACE} caf\u00e9"  # \N{ROCKET}')
    .replace("- name: maxRetrys", "- {value: \N{GRINNING FACE}\N{GRINNING FACE}, name: maxRetrys}")
    .replace('    value: "3"\n', "")
)


@pytest.mark.parametrize("name", EDITORS)
async def test_every_editor_counts_in_its_own_way(name: str, tmp_path: Path) -> None:
    async with editing(tmp_path, capabilities=abilities(name)) as it:
        document = it.open("state.yaml", EMOJI)
        found = [each for each in await it.shown("state.yaml") if each.code == MISSPELT]
        assert [document.under(each.range) for each in found] == ["maxRetrys"]
        at = document.text.index("maxRetrys") + 3
        actions = await it.actions("state.yaml", at)
        change = next(each for each in actions if each.title == "Change to 'redisMaxRetries'")
        assert it.after(change) == {document.uri: EMOJI.replace("maxRetrys", "redisMaxRetries")}
        redis = document.text.index("redisHost") + 2
        assert "redisHost" in (await it.hover("state.yaml", redis) or "")
        labels = [item.label for item in await it.complete("state.yaml", at)]
        assert "maxRetries" in labels


async def test_the_three_editors_agree_on_three_encodings(tmp_path: Path) -> None:
    agreed = []
    for name in EDITORS:
        async with editing(tmp_path, capabilities=abilities(name)) as it:
            agreed.append(it.encoding.value)
    assert agreed == ["utf-16", "utf-8", "utf-32"]


@pytest.mark.parametrize("start", ["", "\ufeff"], ids=["without BOM", "with BOM"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
async def test_line_ends_and_a_byte_order_mark_stay(
    start: str, newline: str, tmp_path: Path
) -> None:
    text = start + WRONG.replace("\n", newline)
    async with editing(tmp_path) as it:
        document = it.open("state.yaml", text)
        found = [each for each in await it.shown("state.yaml") if each.code == MISSPELT]
        assert [document.under(each.range) for each in found] == ["maxRetrys"]
        actions = await it.actions("state.yaml", text.index("maxRetrys"))
        change = next(each for each in actions if each.title == "Change to 'redisMaxRetries'")
        assert it.after(change)[document.uri] == text.replace("maxRetrys", "redisMaxRetries")


async def test_signs_that_only_python_takes_for_line_ends_are_none(tmp_path: Path) -> None:
    text = "# \u2028 \x85 \x0b \x0c \x1e\n" + WRONG
    async with editing(tmp_path) as it:
        document = it.open("state.yaml", USER)
        document = it.change("state.yaml", text)
        found = [each for each in await it.shown("state.yaml") if each.code == MISSPELT]
        assert [document.under(each.range) for each in found] == ["maxRetrys"]


async def test_an_editor_that_sends_parts_of_a_text_is_understood(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        document = it.open("state.yaml", "# \N{GRINNING FACE}\n" + WRONG)
        await it.shown("state.yaml")
        at = document.text.index("maxRetrys") + len("maxRetr")
        place = types.Range(document.place(at), document.place(at + 2))
        change = types.TextDocumentContentChangePartial(range=place, text="ies")
        document.version += 1
        it.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(uri=document.uri, version=document.version),
                [change],
            )
        )
        assert MISSPELT not in await it.codes("state.yaml")


async def test_a_document_that_was_never_saved_is_a_document(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.open("untitled:Untitled-1", WRONG)
        assert MISSPELT in await it.codes("untitled:Untitled-1")
        at = WRONG.index("maxRetrys") + 3
        labels = [item.label for item in await it.complete("untitled:Untitled-1", at)]
        assert "maxRetries" in labels
        assert await it.actions("untitled:Untitled-1", at)
        it.close("untitled:Untitled-1")
        assert await it.codes("untitled:Untitled-1", lambda found: not found) == []


async def test_an_empty_document_is_offered_whole_components(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.open("untitled:Untitled-1", "")
        labels = [item.label for item in await it.complete("untitled:Untitled-1", 0)]
        assert "componentType" in labels
        assert "Dapr component for Azure Container Apps" in labels


async def test_yaml_is_what_the_editor_says_or_the_name(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.open("state.txt", WRONG, language="yaml.docker-compose")
        assert MISSPELT in await it.codes("state.txt")
        it.open("notes.txt", WRONG, language="plaintext")
        it.open("state.yaml", WRONG, language="unknown")
        assert MISSPELT in await it.codes("state.yaml")
        assert it.sent("notes.txt") is None
        assert await it.complete("notes.txt", 0) == []


async def test_other_sides_of_comparisons_do_not_count(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.documents["git"] = it.open("state.yaml", USER)
        item = types.TextDocumentItem("git:/state.yaml?HEAD", "yaml", 1, WRONG)
        it.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        await it.shown("state.yaml")
        assert list(it.received) == [it.uri("state.yaml")]


@pytest.mark.parametrize(("line", "character"), [(999, 0), (0, 9999), (10**9, 10**9)])
async def test_places_outside_a_document_are_at_its_edge(
    line: int, character: int, tmp_path: Path
) -> None:
    async with editing(tmp_path) as it:
        document = it.open("state.yaml", WRONG)
        place = types.Position(line, character)
        identifier = types.TextDocumentIdentifier(document.uri)
        await it.complete("state.yaml", place)
        client = it.client
        await client.text_document_hover_async(types.HoverParams(identifier, place))
        await client.text_document_definition_async(types.DefinitionParams(identifier, place))
        await client.text_document_references_async(
            types.ReferenceParams(types.ReferenceContext(True), identifier, place)
        )
        await client.text_document_code_action_async(
            types.CodeActionParams(
                identifier, types.Range(place, types.Position(0, 0)), types.CodeActionContext([])
            )
        )


async def test_an_unknown_document_is_answered_with_nothing(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        identifier = types.TextDocumentIdentifier(it.uri("nowhere.yaml"))
        place = types.Position(0, 0)
        client = it.client
        assert not await client.text_document_completion_async(
            types.CompletionParams(identifier, place)
        )
        assert not await client.text_document_hover_async(types.HoverParams(identifier, place))
        assert not await client.text_document_definition_async(
            types.DefinitionParams(identifier, place)
        )
        change = types.TextDocumentContentChangeWholeDocument(WRONG)
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(uri=identifier.uri, version=2), [change]
            )
        )
        client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))
        it.open("state.yaml", WRONG)
        assert MISSPELT in await it.codes("state.yaml")
        assert it.sent("nowhere.yaml") is None


async def test_an_unknown_request_is_refused_and_the_next_one_answered(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        with pytest.raises(JsonRpcException):
            await it.client.protocol.send_request_async("textDocument/nonsense", {})
        it.open("state.yaml", WRONG)
        assert MISSPELT in await it.codes("state.yaml")


async def test_definition_and_references_cross_files(tmp_path: Path) -> None:
    named = "# daprls: name=vault\n" + STORE
    async with editing(tmp_path, files={"state.yaml": USER, "store.yaml": named}) as it:
        document = it.open("state.yaml")
        await it.shown("state.yaml")
        identifier = types.TextDocumentIdentifier(document.uri)
        place = document.place(USER.index("vault"))
        found = await it.client.text_document_definition_async(
            types.DefinitionParams(identifier, place)
        )
        assert isinstance(found, list | tuple)
        assert [each.uri for each in found] == [it.uri("store.yaml")]
        used = await it.client.text_document_references_async(
            types.ReferenceParams(types.ReferenceContext(True), identifier, place)
        )
        assert {each.uri for each in used or ()} == {it.uri("store.yaml"), document.uri}


async def test_deep_and_broken_texts_are_only_texts(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        it.open("state.yaml", WRONG)
        for text in (
            "[" * 30_000,
            "componentType: state.redis\n" + "{a: " * 5_000,
            "\t\0\ud800: [",
        ):
            it.change("state.yaml", text)
            await it.complete("state.yaml", len(text))
            await it.hover("state.yaml", 3)
            await it.actions("state.yaml", 0, len(text))
        it.change("state.yaml", WRONG)
        assert MISSPELT in codes(await it.shown("state.yaml"))
