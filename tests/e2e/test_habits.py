"""Editors with habits of their own: those that can do little, that name no folder, that count in
other units."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from samples import MISSPELT, NAMED_STORE, WRONG
from wire import Wire, wired

from daprls.lsp.uris import uri_of
from daprls.positions import Encoding, offset, position
from daprls.text import LineIndex

pytestmark = pytest.mark.asyncio


def asks(it: Wire) -> set[str]:
    """What the server has asked the editor for."""
    return {each["method"] for each in it.said if "method" in each and "id" in each}


async def shown(it: Wire, uri: str) -> list[Any]:
    told = await it.message(
        lambda each: (
            each.get("method") == "textDocument/publishDiagnostics" and each["params"]["uri"] == uri
        )
    )
    found: list[Any] = told["params"]["diagnostics"]
    return found


async def result(it: Wire, method: str, params: Any) -> Any:
    answer = await it.answer(it.request(method, params))
    assert "error" not in answer, answer
    return answer["result"]


async def goodbye(it: Wire) -> None:
    assert await it.end() == 0
    assert it.stderr == b""
    logged = [each["params"] for each in it.said if each.get("method") == "window/logMessage"]
    assert [each for each in logged if each["type"] == 1] == []


async def test_an_editor_that_can_nothing_is_asked_nothing_and_gets_plain_answers(
    tmp_path: Path,
) -> None:
    (tmp_path / "vault.yaml").write_text(NAMED_STORE, encoding="utf-8")
    (tmp_path / "daprls.toml").write_text('rule-pages = "https://example.com"\n', encoding="utf-8")
    uri = uri_of((tmp_path / "state.yaml").as_posix())
    text = WRONG.replace("  - cart\n", "  - cart\n  - cart\n")
    async with wired() as it:
        await it.start(tmp_path)
        it.open(uri, text)
        found = await shown(it, uri)
        assert MISSPELT in [each["code"] for each in found]
        assert {key for each in found for key in each} == {
            *("range", "message", "severity", "code", "source")
        }
        line = text[: text.index("maxRetrys")].count("\n")
        at = {"line": line, "character": 12}
        place = {"textDocument": {"uri": uri}, "position": at}
        hover = await result(
            it, "textDocument/hover", {**place, "position": {"line": 0, "character": 18}}
        )
        assert hover["contents"]["kind"] == "plaintext"
        assert "**" not in hover["contents"]["value"]
        for where in (at, {"line": 0, "character": 15}, {"line": line, "character": 0}):
            told = await result(it, "textDocument/completion", {**place, "position": where})
            for item in told["items"]:
                assert item.get("insertTextFormat", 1) == 1, item
                assert not {"insertTextMode", "command"} & item.keys(), item
                assert "${" not in item["textEdit"]["newText"], item
                assert isinstance(item.get("documentation", ""), str), item
        symbols = await result(it, "textDocument/documentSymbol", place)
        assert symbols
        assert all("location" in each for each in symbols)
        span = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
        context = {"diagnostics": found}
        actions = await result(
            it, "textDocument/codeAction", {**place, "range": span, "context": context}
        )
        assert "Change to 'redisMaxRetries'" in [each["title"] for each in actions]
        for each in actions:
            assert list(each["edit"]) == ["changes"], each
            assert "command" not in each
            assert "$0" not in json.dumps(each)
        renamed = await result(
            it,
            "textDocument/rename",
            {**place, "position": {"line": 2, "character": 24}, "newName": "safe"},
        )
        assert list(renamed) == ["changes"]
        assert set(renamed["changes"]) == {uri, uri_of((tmp_path / "vault.yaml").as_posix())}
        for command in ("daprls.fixAll", "daprls.switchAll", "daprls.lint"):
            told = await result(it, "workspace/executeCommand", {"command": command})
            assert not told.get("applied")
        assert asks(it) == set()
        await goodbye(it)


@pytest.mark.parametrize("named", ["root URI", "root path", "nothing"])
async def test_a_folder_may_be_named_in_an_old_way_or_not_at_all(
    named: str, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    closed = uri_of((tmp_path / "wrong.yaml").as_posix())
    uri = uri_of((tmp_path / "state.yaml").as_posix())
    more = {
        "root URI": {},
        "root path": {"rootUri": None, "rootPath": tmp_path.as_posix()},
        "nothing": {"rootUri": None, "rootPath": None, "workspaceFolders": None},
    }[named]
    async with wired() as it:
        await it.start(tmp_path, **more)
        it.open(uri, WRONG)
        assert MISSPELT in [each["code"] for each in await shown(it, uri)]
        if named != "nothing":
            assert MISSPELT in [each["code"] for each in await shown(it, closed)]
        await result(it, "workspace/executeCommand", {"command": "daprls.lint"})
        files = {
            each["params"]["uri"]
            for each in it.said
            if each.get("method") == "textDocument/publishDiagnostics"
        }
        assert files == ({uri} if named == "nothing" else {uri, closed})
        await goodbye(it)


FACE = "\N{GRINNING FACE}"
STORE = (
    "apiVersion: dapr.io/v1alpha1\nkind: Component\n"
    f"metadata: {{labels: {{face: {FACE}{FACE}}}, name: vault}}\n"
    f"spec: {{version: v1, metadata: [{{value: {FACE}, name: vaultName}}],"
    " type: secretstores.azure.keyvault}\n"
)
USER = (
    "apiVersion: dapr.io/v1alpha1\nkind: Component\n"
    f"metadata: {{labels: {{face: {FACE}\u00e9}}, name: orders}}\n"
    "spec:\n  type: state.redis\n  version: v1\n  metadata:\n"
    f"  - {{value: {FACE}, name: redisHost}}\n"
    f"  - {{value: '{FACE}\u00e9', name: maxRetrys}}\n"
    f"  - {{name: redisPassword, secretKeyRef: {{name: '{FACE}', key: k}}}}\n"
    f"auth: {{x: {FACE}, secretStore: vault}}\n"
    f"scopes: [{FACE}, cart, cart]\n"
)


WORDS = ("vault", "redisHost", "maxRetrys", "redisPassword", "cart", "orders")
OF_ALL = ("documentSymbol", "documentLink", "codeLens", "inlayHint", "codeAction")
AT_A_PLACE = (
    *("hover", "definition", "references", "documentHighlight", "completion"),
    *("prepareRename", "rename"),
)


class Counting:
    """An editor that counts in one of three units, and takes positions for what they mean."""

    def __init__(self, it: Wire, encoding: Encoding, folder: Path) -> None:
        self.it = it
        self.encoding = encoding
        self.user, store = (uri_of((folder / name).as_posix()) for name in ("a.yaml", "b.yaml"))
        self.texts = {self.user: USER, store: STORE}

    def place(self, at: int) -> Any:
        line, character = position(LineIndex(USER), at, self.encoding)
        return {"line": line, "character": character}

    async def answers(self) -> dict[str, Any]:
        """Everything that is told of the file, with offsets in the place of positions."""
        for uri, text in self.texts.items():
            self.it.open(uri, text)
        await result(self.it, "workspace/executeCommand", {"command": "daprls.lint"})
        found = {"diagnostics": self._meant(await shown(self.it, self.user))}
        whole = {"start": self.place(0), "end": self.place(len(USER))}
        params: dict[str, Any] = {
            "textDocument": {"uri": self.user},
            "range": whole,
            "context": {"includeDeclaration": True, "diagnostics": []},
            "newName": "other",
        }
        for method in OF_ALL:
            found[method] = self._meant(await result(self.it, f"textDocument/{method}", params))
        found["workspace/symbol"] = self._meant(
            await result(self.it, "workspace/symbol", {"query": ""})
        )
        for word in WORDS:
            at = {**params, "position": self.place(USER.index(word) + 2)}
            for method in AT_A_PLACE:
                answer = await self.it.answer(self.it.request(f"textDocument/{method}", at))
                told = answer.get("result", answer.get("error"))
                found[f"{method} of {word}"] = self._meant(told)
        return found

    def _meant(self, told: Any, uri: str | None = None) -> Any:
        """What was told, each position as its offset in the file that it is about."""
        uri = uri or self.user
        if isinstance(told, list):
            return [self._meant(each, uri) for each in told]
        if not isinstance(told, dict):
            return told
        if told.keys() == {"line", "character"}:
            lines = LineIndex(self.texts[uri])
            at = offset(lines, told["line"], told["character"], self.encoding)
            there = position(lines, at, self.encoding)
            assert there == (told["line"], told["character"]), "a position between two signs"
            return at
        uri = told.get("uri") or told.get("textDocument", {}).get("uri") or uri
        return {
            name: self._meant(each, name if name in self.texts else uri)
            for name, each in told.items()
        }


async def test_every_answer_means_the_same_place_in_every_unit(tmp_path: Path) -> None:
    found = {}
    for encoding in Encoding:
        general = {"positionEncodings": [encoding.value]}
        async with wired() as it:
            hello = await it.start(tmp_path, capabilities={"general": general})
            assert hello["result"]["capabilities"]["positionEncoding"] == encoding.value
            found[encoding] = await Counting(it, encoding, tmp_path).answers()
            await goodbye(it)
    first = found[Encoding.UTF_16]
    for name, told in first.items():
        for encoding in Encoding:
            assert found[encoding][name] == told, (name, encoding)
    assert all(
        first[method] for method in ("documentSymbol", "codeLens", "codeAction", "inlayHint")
    )
    spans = [(each["range"]["start"], each["range"]["end"]) for each in first["diagnostics"]]
    assert "maxRetrys" in [USER[start:end] for start, end in spans]
    (defined,) = first["definition of vault"]
    assert STORE[defined["range"]["start"] : defined["range"]["end"]] == "vault"
    used = [(each["uri"], each["range"]["start"]) for each in first["references of vault"]]
    assert len(used) == 2
    assert len(first["rename of vault"]["changes"]) == 2
