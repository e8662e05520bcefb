"""Texts that are made to keep a reader busy, or to end it, through the real command and server.

What is done for a text is counted, for a short one and one four times as long: it grows with the
text and no faster. Large ones have bounds of memory and of computing, which are generous: many
times what they take, and far below what they would take were the work not in line with the text.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from wire import wired

from daprls.disk import MAX_BYTES
from daprls.lint import engine
from daprls.lint.engine import MOST_FINDINGS, lint
from daprls.lint.finding import Severity
from daprls.lsp.uris import uri_of
from daprls.model.secrecy import masked
from daprls.model.source_file import SourceFile
from daprls.rules import ALL_RULES
from terminals import command
from workspaces import snapshot_of

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows bounds no process this way")

MEMORY = 1200 * 1024**2
"""Bytes of address space: Python with the package and its data takes a third of it."""
SECONDS = 60
"""Of computing, for all the texts together; they take three."""
GUARD = 240
HEAD = "componentType: state.redis\nversion: v1\nmetadata:\n"
ITEM = "  - name: redisHost\n    value: {}\n"
OSS = "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: a}\nspec: {type: x}\n"


def _bomb(size: int) -> str:
    lines = ["componentType: state.redis", "a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, size)]
    return "\n".join([*lines, f"metadata: *a{size - 1}", ""])


def _merged(size: int) -> str:
    lines = ["componentType: state.redis", "m0: &m0 {a: 1, b: 2}"]
    lines += [f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}], c{n}: 1}}" for n in range(1, size)]
    return "\n".join([*lines, f"metadata:\n  - <<: *m{size - 1}\n    name: redisHost", ""])


GROWING: dict[str, Callable[[int], str]] = {
    "aliases of aliases": _bomb,
    "merged maps of merged maps": _merged,
    "users of one anchor": lambda n: f"{HEAD}x: &x {[*range(99)]}\ny: [{', '.join(['*x'] * n)}]\n",
    "app IDs": lambda n: f"{HEAD}scopes: [{', '.join(['cart'] * n)}]\n",
    "app IDs on lines": lambda n: HEAD + "scopes:\n" + "- cart\n" * n,
    "placeholders": lambda n: HEAD + ITEM.format("<a>") * n,
    "pipeline tokens": lambda n: HEAD + ITEM.format("a${{ b }}$(c)#{d}#") * n,
    "items": lambda n: HEAD + ITEM.format("a") * n,
    "items with names of their own": lambda n: (
        HEAD + "".join(f"  - name: name{k}\n    value: b\n" for k in range(n * 3))
    ),
    "secrets": lambda n: (
        HEAD
        + "".join(f"  - name: redisPassword\n    secretRef: s{k}\n" for k in range(n))
        + "secrets:\n"
        + "".join(f"  - name: s{k}\n    value: x{k}\n" for k in range(n))
    ),
    "keys": lambda n: HEAD + "".join(f"k{k}: 1\n" for k in range(n)),
    "keys of one name": lambda n: HEAD + "k: 1\n" * n,
    "comments that ignore": lambda n: (
        HEAD + "  - name: redisHos # daprls: ignore[unknown-metadata-name]\n    value: a\n" * n
    ),
    "tabs": lambda n: HEAD + "\t- name: a\n" * n,
    # Beyond sixty YAML is not asked again what is wrong.
    "mistakes": lambda n: HEAD + "  - name: a: b: c\n" * (n * 3),
    "torn lines": lambda n: HEAD + '  - "a\n' * n,
    "templates": lambda n: HEAD + "{{ if a }}\n" * n,
    "markers": lambda n: HEAD + "---\n" * n,
    "components": lambda n: "---\n".join([HEAD + ITEM.format("a:6379")] * (n // 2)),
    "dashes without a blank": lambda n: "---\n".join(
        [f"{HEAD}  -name: redisHost\n  value: a\nscopes:\n  -cart\n  -shop\n"] * n
    ),
    # Of more than fifty each is held against fifty others and no more.
    "components of one name": lambda n: "---\n".join([OSS] * (n * 3)),
}
DEEP = 10_000
LINE = 5_000_000
LARGE: dict[str, Callable[[], str]] = {
    "bomb": lambda: _bomb(300),
    "merged": lambda: _merged(300),
    "lists": lambda: f"componentType: state.redis\nmetadata: {'[' * DEEP}\n",
    "lists-that-end": lambda: f"componentType: a\nmetadata: {'[' * DEEP}{']' * DEEP}\n",
    "maps": lambda: f"componentType: state.redis\nmetadata: {'{a: ' * DEEP}\n",
    "dashes": lambda: f"componentType: state.redis\nmetadata:\n{'- ' * DEEP}x\n",
    "questions": lambda: f"componentType: state.redis\nmetadata:\n  {'? ' * DEEP}x\n",
    "blocks": lambda: (
        "componentType: state.redis\n" + "".join(f"{' ' * n}a{n}:\n" for n in range(2000))
    ),
    "line": lambda: HEAD + ITEM.format("x" * LINE),
    "quoted": lambda: HEAD + ITEM.format('"' + "x " * 50_000 + '"'),
    "never-closed": lambda: HEAD + ITEM.format('"' + "x\\\n" * 50_000),
    "digits": lambda: HEAD + ITEM.format("9" * 50_000),
    "comment": lambda: HEAD + "# " + "a:" * 100_000 + "\n",
    "tag": lambda: HEAD + ITEM.format("!" * 100_000 + " x"),
    "opened": lambda: HEAD + ITEM.format("${{" * 1_000),
    "blanks": lambda: HEAD + " " * 1_000_000 + "\n",
    "empty-lines": lambda: HEAD + "\n" * 100_000 + ITEM.format("x"),
    "scopes": lambda: f"{HEAD}scopes: [{', '.join(['cart'] * 2_000)}]\n",
    "nul": lambda: HEAD + "\0" * 20_000,
    "replaced": lambda: HEAD + ITEM.format("\N{REPLACEMENT CHARACTER}" * 1000),
}
OTHERS: dict[str, Callable[[], str]] = {
    "deep.json": lambda: '{"dapr": ' + "[" * 60_000,
    "numbers.json": lambda: f'{{"dapr": {"9" * 60_000}, "componentType": "state.redis"}}',
    "keys.json": lambda: '{"dapr": {' + '"appId": "cart",' * 3_000 + "}}",
    "texts.json": lambda: '{"dapr": "' + '\\"' * 20_000,
    "deep.bicep": lambda: "resource a 'Microsoft.App/containerApps@1' = " + "{a: " * 5_000,
    "holes.bicep": lambda: "resource a 'Microsoft.App/containerApps@1' = '" + "${'" * 5_000,
    "texts.bicep": lambda: "// 'Microsoft.App/containerApps' dapr\nvar a = " + "'''a" * 20_000,
    "deep.tf": lambda: 'resource "azurerm_container_app" "a" { dapr {' + "a = [" * 5_000,
    "here.tf": lambda: 'resource "azurerm_container_app" "a" { dapr {\n' + "a = <<EOT\n" * 1000,
    "long.sh": lambda: "az containerapp create --dapr-app-id " + "a\\\n" * 20_000,
    ".env": lambda: "A=" + "'" * 200_000,
}


def work(text: str) -> int:
    """How often Python calls functions to find what is wrong in a text, and to mask it."""
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    snapshot = snapshot_of({"/w/a.yaml": text})
    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        lint(snapshot, snapshot.files["/w/a.yaml"], ALL_RULES)
        masked(snapshot.files["/w/a.yaml"], snapshot.type)
    finally:
        sys.setprofile(before)
    return count


def test_work_grows_with_a_text_and_no_faster() -> None:
    work(HEAD + ITEM.format("a") + OSS)
    ratios = {}
    for name, make in GROWING.items():
        short, long = work(make(24)), work(make(96))
        ratios[name] = long / short
    assert {name: ratio for name, ratio in ratios.items() if ratio > 4.8} == {}


def test_a_rule_stops_at_the_last_resort_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_FINDINGS", 20)
    for count, more in ((20, False), (21, True), (500, True)):
        text = f"{HEAD}{ITEM.format('a:1')}scopes: [{', '.join(['cart'] * count)}]\n"
        snapshot = snapshot_of({"/w/a.yaml": text})
        found = lint(snapshot, snapshot.files["/w/a.yaml"], ALL_RULES)
        told = [each for each in found if each.rule == "duplicate-scope"]
        assert len(told) == min(count - 1, 20)
        assert told[-1].message.endswith("There may be more: the rule stopped at 20.") is more
        assert not any("stopped" in each.message for each in told[:-1])
        assert told[-1].severity is Severity.HINT
    assert MOST_FINDINGS > 1000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every text in a file, each in a folder of its own."""
    root = tmp_path_factory.mktemp("hostile")
    (root / ".git").mkdir()
    for name, make in LARGE.items():
        (root / name).mkdir()
        (root / name / "a.yaml").write_text(make())
    for name, make in OTHERS.items():
        (root / name).write_text(make())
    return root


def bound() -> None:
    """Bounds this process and what it becomes."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


BOUND = (
    f"import resource as r, os, sys; r.setrlimit(r.RLIMIT_AS, ({MEMORY}, {MEMORY})); "
    f"r.setrlimit(r.RLIMIT_CPU, ({SECONDS}, {SECONDS})); os.execv(sys.argv[1], sys.argv[1:])"
)
"""A program that bounds itself and becomes another."""


def bounded(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The outcome of a command that is ended where it takes too much."""
    return subprocess.run(
        [sys.executable, "-c", BOUND, *command(), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=GUARD,
    )


def test_the_command_looks_at_all_of_them_within_its_bounds(folder: Path) -> None:
    done = bounded(folder, "lint", "--format", "json")
    assert done.returncode == 1, (done.returncode, done.stderr[-2000:])
    told = json.loads(done.stdout)
    assert told["files"] == len(LARGE)
    assert told["errors"] == []
    assert "bug" not in done.stderr
    deep = {each["file"] for each in told["diagnostics"] if each["rule"] == "yaml-syntax"}
    assert deep >= {f"{name}/a.yaml" for name in ("lists", "maps", "dashes", "questions", "blocks")}


@pytest.mark.parametrize("arguments", [["fix"], ["convert", "--to", "oss"]])
def test_other_commands_end_within_their_bounds(
    arguments: list[str], folder: Path, tmp_path: Path
) -> None:
    # What those with megabytes cost is known by now; here it is about what is made of them.
    for name in ("bomb", "merged", "maps", "dashes", "never-closed", "tag", "nul"):
        shutil.copytree(folder / name, tmp_path / name)
    done = bounded(tmp_path, *arguments)
    assert done.returncode in (0, 1, 2), done.stderr[-2000:]
    assert "bug" not in done.stderr


@pytest.mark.asyncio
async def test_the_server_answers_in_all_of_them_within_its_bounds(folder: Path) -> None:
    server = [sys.executable, "-c", BOUND, *command(), "serve"]
    async with wired(server) as it:
        await it.start(folder)
        for name in LARGE:
            text = (folder / name / "a.yaml").read_text()
            if len(text) > 200_000:
                continue
            uri = uri_of((folder / name / "a.yaml").as_posix())
            it.open(uri, text + "\n")
            place = {"textDocument": {"uri": uri}, "position": {"line": 3, "character": 6}}
            for method in ("completion", "documentSymbol"):
                answer = await it.answer(it.request(f"textDocument/{method}", place))
                assert "error" not in answer, (name, method, answer)
            it.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        assert await it.end() == 0
    assert not [each for each in it.said if "failed with" in json.dumps(each)]
    assert it.stderr == b""


def test_what_takes_more_memory_is_ended() -> None:
    greedy = [sys.executable, "-c", BOUND, sys.executable, "-c", "x = bytearray(2 * 1024**3)"]
    done = subprocess.run(greedy, check=False, capture_output=True, timeout=GUARD)
    assert b"MemoryError" in done.stderr


class TestALargeFile:
    @pytest.fixture
    def place(self, tmp_path: Path) -> Path:
        """A folder with a file of 50 MB and a small one."""
        with (tmp_path / "large.yaml").open("wb") as file:
            file.write((HEAD + ITEM.format("a") + "scopes: [cart, cart]\n# ").encode())
            file.truncate(50 * 1024**2)
        (tmp_path / "small.yaml").write_text(HEAD + ITEM.format("a") + "scopes: [cart, cart]\n")
        return tmp_path

    def test_is_left_out_by_the_command_with_one_note(self, place: Path) -> None:
        done = bounded(place, "lint")
        assert done.returncode == 2
        assert done.stderr == "error: large.yaml: The file is larger than 5 MB.\n"
        assert "in 1 file." in done.stdout

    @pytest.mark.asyncio
    async def test_is_left_out_by_the_server_with_one_note(self, place: Path) -> None:
        small = uri_of((place / "small.yaml").as_posix())
        async with wired() as it:
            await it.start(place)
            await it.notified("textDocument/publishDiagnostics")
            it.said.clear()
            # Everything is read again, and the note is not said again.
            changes = [{"uri": small.replace("small", "new"), "type": 1}]
            (place / "new.yaml").write_text((place / "small.yaml").read_text())
            it.notify("workspace/didChangeWatchedFiles", {"changes": changes})
            await it.message(lambda each: "new.yaml" in json.dumps(each))
            assert not [each for each in it.said if "large.yaml" in json.dumps(each)]
            assert await it.end() == 0

    @pytest.mark.asyncio
    async def test_is_left_alone_where_it_is_open_until_it_is_small(self, tmp_path: Path) -> None:
        uri = uri_of((tmp_path / "large\n.yaml").as_posix())
        large = HEAD + "# x\n" * (MAX_BYTES // 4)

        async with wired() as it:
            await it.start(tmp_path)
            it.open(uri, large)
            for version, text in ((2, large + "#"), (3, HEAD + "scopes: [cart, cart]\n")):
                document = {"uri": uri, "version": version}
                changes = {"textDocument": document, "contentChanges": [{"text": text}]}
                it.notify("textDocument/didChange", changes)
                asked = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 20}}
                answer = await it.answer(it.request("textDocument/hover", asked))
                assert (answer["result"] is None) is (version == 2)
            await it.message(lambda each: "duplicate-scope" in json.dumps(each))
            assert await it.end() == 0
        told = [each for each in it.said if each.get("method") == "window/showMessage"]
        assert [each["params"]["message"] for each in told] == [
            "'large\N{REPLACEMENT CHARACTER}.yaml' is larger than 5 MB and is not looked at."
        ]


def test_components_of_other_encodings_are_told_with_the_way_out(tmp_path: Path) -> None:
    text = HEAD + ITEM.format("é")
    encodings = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "latin-1", "utf-8")
    for encoding in encodings:
        (tmp_path / f"{encoding}.yaml").write_bytes(text.encode(encoding))
    (tmp_path / "cut.yaml").write_bytes(text.encode()[:-3] + b"\xc3")
    (tmp_path / "bom.yaml").write_bytes(text.encode("utf-8-sig"))
    done = bounded(tmp_path, "lint", "--format", "json")
    told = json.loads(done.stdout)
    assert done.returncode == 2
    unread = {each["file"] for each in told["errors"]}
    assert unread == {"cut.yaml", *(f"{each}.yaml" for each in encodings[:-1])}
    assert all("save it as UTF-8" in each["message"] for each in told["errors"])
    assert {each["file"] for each in told["components"]} == {"utf-8.yaml", "bom.yaml"}


def test_a_byte_order_mark_and_nul_are_nothing_to_fall_over() -> None:
    for start in ("\ufeff", "\0", "\ufeff\0", "a: \0", "\ufffe", "\ud7ff"):
        file = SourceFile("/w/a.yaml", start + HEAD + ITEM.format("a"))
        lint(snapshot_of({file.path: file.text}), file, ALL_RULES)
