"""Whatever holds a secret, nothing that is said of it holds the secret; only edits move it.

A seventh of the places is looked at here, which are others when places are added; with
`CANARIES=all` in the environment all of them are, and with `CANARIES=every` each sensitive field in
each way that one can be written, at each character.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from canaries import ERRORS, MAIN, Planted, encoded, everything, in_fields, key, traces, word
from hearing import heard
from wire import Wire, wired

from daprls.lsp.uris import uri_of
from daprls.rules import ALL_RULES
from terminals import daprls, daprls_failing, written
from terminals import everything as printed

_STEP = {"all": 1, "every": 1}.get(os.environ.get("CANARIES", ""), 7)
_GROUPS = 8
"""How many tests share the places, for those who run several at once."""


def planted() -> Iterator[Planted]:
    """The workspaces to look at."""
    yield from itertools.islice(everything(), 0, None, _STEP)
    if os.environ.get("CANARIES") == "every":
        yield from in_fields(every=True)


@pytest.mark.parametrize("group", range(_GROUPS))
def test_nothing_says_a_secret_wherever_it_stands(group: int) -> None:
    thorough = os.environ.get("CANARIES") == "every"
    leaks = [
        f"{workspace.place}: {what} says …{trace}…"
        for workspace in itertools.islice(planted(), group, None, _GROUPS)
        for what, text in heard(workspace, thorough=thorough)
        for trace in traces(text)
    ]
    assert leaks == []


def test_a_secret_would_be_heard_in_any_disguise() -> None:
    secret = word(1)
    plain = (secret, f"a{secret[:9]}", secret[9:], secret.lower(), key(secret), repr([secret]))
    coded = [
        encoded(f"{'a' * before}{secret}{'b' * behind}")
        for before in range(4)
        for behind in range(3)
    ]
    for text in (*plain, *coded):
        assert any(traces(text)), text
    assert not any(traces("componentType: state.redis; kAnarchy, a2FuYXJ5"))


def test_what_the_terminal_shows_and_writes_holds_no_secret(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    source = _on_disk(tmp_path / "source", itertools.islice(everything(), 0, None, 41))
    bundle = tmp_path / "bundle.json"
    bundle.write_text(f'{{"components": [{{"type": "{key(word(2))}", "name": {word(2)}')
    rules = [word_ for rule in ALL_RULES for word_ in ("--rule", rule.code)]
    commands: list[list[str | Path]] = [
        *(["lint", "--explain", "--format", each, source] for each in _FORMATS),
        *(["lint", "--output", reports / each, "--format", each, source] for each in _FORMATS),
        ["lint", "--write-baseline", reports / "baseline.json", source],
        ["fix", "--diff", *rules, "--allow-placeholders", source],
        *(["fix", "--diff", "--identity", each, source] for each in ("system", "user-assigned")),
        *(["convert", "--to", each, source] for each in ("aca", "oss", "bicep")),
        *(["identity", "--format", each, source] for each in ("text", "markdown", "json", "az")),
        *(["graph", "--format", each, source] for each in ("mermaid", "dot", "svg", "json")),
        ["graph", "--output", reports / "graph.svg", "--format", "svg", source],
        ["new", "state.redis", "--catalog", bundle],
        ["catalog", "diff", "builtin", bundle],
        *(["explain", "--error", each.format(it=key(word(3))), source] for each in ERRORS[::6]),
    ]
    leaks = [(" ".join(map(str, c[:4])), t) for c in commands for t in traces(printed(daprls(*c)))]
    assert leaks == []
    kept = {path.name: path.read_bytes().decode() for path in reports.iterdir()}
    assert len(kept) == len(_FORMATS) + 2
    assert [name for name, text in kept.items() if any(traces(text))] == []


_FORMATS = ("text", "json", "sarif", "github", "junit")


@pytest.mark.parametrize("command", ["lint", "fix", "convert", "identity", "graph", "explain"])
def test_a_failure_of_our_own_tells_no_secret(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = _on_disk(tmp_path, itertools.islice(everything(), 3))
    monkeypatch.setattr("daprls.model.component.Component.metadata", property(_fail))
    more = {"convert": ["--to", "bicep"], "explain": ["--error", ERRORS[0]]}
    result = daprls_failing(command, *more.get(command, []), source)
    assert list(traces(printed(result))) == []
    assert "ValueError" in printed(result)


def _fail(component: Any) -> None:
    """Fails as code of our own may: with a text of the file in its words and in its variables."""
    text = str(component.root)
    raise ValueError(f"cannot read {text}: {word(4)}")


def _on_disk(root: Path, workspaces: Iterable[Planted]) -> Path:
    """The workspaces side by side, each in a folder of its own."""
    for number, each in enumerate(workspaces):
        files = {path.removeprefix("/app/"): text for path, text in each.files.items()}
        written(root / str(number), files)
    return root


LOUD = """
import logging, sys
logging.basicConfig(level=logging.DEBUG)
from daprls.lsp.start import serve
{more}
sys.exit(serve())
"""

FAILING = """
from daprls.model.component import Component
def fail(component):
    text = str(component.root)
    raise ValueError(f"cannot read {text}")
Component.metadata = property(fail)
"""

CAPABILITIES = {
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True, "dataSupport": True},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": [""]}}},
        "completion": {"completionItem": {"snippetSupport": True}},
    },
    "window": {"workDoneProgress": True},
    "workspace": {
        "workspaceEdit": {
            "documentChanges": True,
            "resourceOperations": ["create"],
            "changeAnnotationSupport": {},
        },
    },
}

_AT = (
    "hover",
    "completion",
    "definition",
    "declaration",
    "references",
    "documentHighlight",
    "prepareRename",
)
_OF = ("documentSymbol", "documentLink", "codeLens")


@pytest.mark.asyncio
@pytest.mark.parametrize("more", ["", FAILING], ids=["as it is", "when everything fails"])
async def test_a_server_says_no_secret_however_loud_it_is(
    more: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spare = tmp_path / "spare"
    spare.mkdir()
    monkeypatch.setenv("TMPDIR", str(spare))
    source = _on_disk(tmp_path / "source", itertools.islice(everything(), 0, None, 127))
    async with wired([sys.executable, "-c", LOUD.format(more=more)]) as it:
        await it.start(source, capabilities=CAPABILITIES, trace="verbose")
        for path in sorted(source.rglob("*.yaml")):
            text = path.read_bytes().decode()
            it.open(uri_of(path.as_posix()), text)
            for number in [*_questions(it, uri_of(path.as_posix()), text)]:
                await it.answer(number)
        numbers = [*_commands(it, source)]
        for number in numbers:
            await it.answer(number)
        assert await it.end() == 0
        said = [json.dumps(_without_edits(each)) for each in it.said]
        assert [trace for text in (*said, it.stderr.decode()) for trace in traces(text)] == []
        assert any("ValueError" in text for text in said) is bool(more)
    assert list(spare.iterdir()) == []


def _questions(it: Wire, uri: str, text: str) -> Iterator[int]:
    document = {"textDocument": {"uri": uri}}
    yield from (it.request(f"textDocument/{each}", document) for each in _OF)
    lines = text.split("\n")
    whole = {"start": _place(0, 0), "end": _place(len(lines), 0)}
    yield it.request("textDocument/inlayHint", {**document, "range": whole})
    for line, each in enumerate(lines):
        if not any(traces("\n".join(lines[max(0, line - 1) : line + 1]))):
            continue
        for character in {len(each), len(each) // 2}:
            at = {**document, "position": _place(line, character)}
            context = {"context": {"includeDeclaration": True}}
            yield from (it.request(f"textDocument/{what}", {**at, **context}) for what in _AT)
            yield it.request("textDocument/rename", {**at, "newName": "fresh-name"})
            here = {"start": at["position"], "end": at["position"]}
            asked = {**document, "range": here, "context": {"diagnostics": []}}
            yield it.request("textDocument/codeAction", asked)


def _place(line: int, character: int) -> dict[str, int]:
    return {"line": line, "character": character}


def _commands(it: Wire, source: Path) -> Iterator[int]:
    """Every command, of every file that it can be about."""

    def ask(name: str, **told: Any) -> int:
        return it.request("workspace/executeCommand", {"command": name, "arguments": [told]})

    yield it.request("workspace/symbol", {"query": ""})
    for each in ("svg", "mermaid", "dot", "json"):
        yield ask("daprls.graph", format=each)
    yield ask("daprls.lint")
    yield ask("daprls.componentFiles")
    yield ask("daprls.identity")
    yield ask("daprls.newChoices", uri=uri_of(source.as_posix()))
    for form in ERRORS:
        yield ask("daprls.explain", text=form.format(it=key(word(5))))
    for path in sorted(source.rglob("*.yaml")):
        uri = uri_of(path.as_posix())
        yield ask("daprls.component", uri=uri)
        yield ask("daprls.azCommand", uri=uri)
        yield ask("daprls.fixAll", uri=uri, preview=True)
        for target in ("aca", "oss", "bicep"):
            yield ask("daprls.convert", uri=uri, to=target)


def _without_edits(said: Any) -> Any:
    """A message without new texts of files, which may move a secret."""
    if isinstance(said, list):
        return [_without_edits(each) for each in said]
    if not isinstance(said, dict):
        return said
    if said.keys() >= {"fileName", "language", "text"}:
        said = {name: each for name, each in said.items() if name != "text"}
    if "label" in said:
        return said  # Of a completion the text is heard as well: it makes names, and moves nothing.
    moved = ("newText", "snippet")
    return {name: _without_edits(each) for name, each in said.items() if name not in moved}


def test_an_edit_may_move_a_secret_and_its_title_may_not(tmp_path: Path) -> None:
    text = (
        "componentType: state.redis\nversion: v1\nmetadata:\n- name: redisHost\n"
        f"  value: cache:6379\n- name: redisPassword\n  value: {word(6)}\n"
    )
    written(tmp_path, {MAIN.rpartition("/")[2]: text})
    result = daprls("fix", "--rule", "plaintext-secret", tmp_path)
    after = (tmp_path / MAIN.rpartition("/")[2]).read_text()
    assert after != text
    assert word(6) in after
    assert list(traces(printed(result))) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == [MAIN.rpartition("/")[2]]
