"""What the program does to the machine: it reads, it writes the files that it was told to, no more.

A hook that Python tells of every such act watches real processes. Nothing connects anywhere, starts
another program, or makes code of a text; the only writing is that of `disk.py`.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from wire import wired

from daprls.disk import Change, UnwritableFileError, write
from daprls.lsp.abilities import ALWAYS
from daprls.lsp.uris import uri_of
from terminals import daprls, texts, written

WATCHED = """
import os, sys
log = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
sys.argv[1:2] = []
HARMFUL = (
    "socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.fork",
    "os.startfile", "pty.", "ctypes.", "pickle.", "urllib.", "http.", "ftplib.", "smtplib.",
    "webbrowser.", "os.kill", "os.link", "os.symlink", "os.rmdir", "os.truncate",
    "shutil.", "os.putenv", "os.chmod", "os.chown", "os.mkdir", "os.rename", "os.remove",
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
def caller():
    frame = sys._getframe(2)
    while frame and frame.f_code.co_filename.startswith("<frozen"):
        frame = frame.f_back
    return frame.f_code.co_filename.replace(os.sep, "/") if frame else ""
def watch(event, words):
    if event == "open":
        path, mode, flags = words
        acts = isinstance(path, (str, bytes)) and (flags or 0) & WRITING
    elif event in ("compile", "exec"):
        acts = "/daprls/" in sys._getframe(1).f_code.co_filename.replace(os.sep, "/")
    else:
        acts = event.startswith(HARMFUL)
    if acts:
        told = [str(each) for each in words if isinstance(each, (str, int))]
        os.write(log, "\\t".join((event, caller(), *told)).encode() + b"\\n")
sys.addaudithook(watch)
import runpy
runpy.run_module("daprls", run_name="__main__", alter_sys=True)
"""
"""Runs the program and notes what it does beside reading, with the file of the code that does it.

Python makes code of texts while it imports, and of those that dataclasses and their like write:
then it is their code that asks for it. None of ours does.
"""

ACA = "componentType: state.redis\nversion: v1\nmetadata:\n- name: redisHost\n  value: cache:6379\n"
SPOILT = ACA + "scopes:\n- cart\n- cart\n"
OSS = (
    "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n"
    "spec:\n  type: state.redis\n  version: v1\n  metadata:\n"
    "  - name: redisHost\n    value: cache:6379\n"
    "  - name: redisPassword\n    secretKeyRef: {{name: password, key: password}}\n"
)
_MADE = {"os.rename", "os.remove", "os.mkdir", "os.chmod", "os.chown", "open"}
"""What writing a file consists of."""


def _acts(log: Path) -> list[tuple[str, str, list[str]]]:
    """What was noted: events, by which code, and with what."""
    lines = log.read_text().splitlines() if log.exists() else []
    parts = [line.split("\t") for line in lines]
    return [(event, code, words) for event, code, *words in parts]


def _watched(log: Path, *arguments: str | Path, folder: Path) -> list[tuple[str, str, list[str]]]:
    """What a command does."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, log, *map(str, arguments)],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode in (0, 1, 2), done.stderr
    return _acts(log)


def _outside(acts: Iterable[tuple[str, str, list[str]]], *allowed: Path) -> list[Any]:
    """The acts that are not writing files below the allowed paths."""
    below = tuple(str(each) for each in allowed)
    return [
        (event, code, words)
        for event, code, words in acts
        if event not in _MADE or not below or not words[0].startswith(below)
    ]


READING = (
    ["lint", "."],
    ["lint", ".", "--format", "sarif"],
    ["fix", ".", "--diff"],
    ["fix", ".", "--diff", "--identity", "system"],
    ["convert", "--to", "oss", "."],
    ["identity", "."],
    ["graph", "."],
    ["explain", "missing-scopes"],
    ["explain", "--error", "couldn't find secret store vault"],
    ["rules"],
    ["schema"],
    ["catalog", "diff", "builtin", "builtin"],
    ["new", "state.redis"],
)


@pytest.mark.parametrize("command", READING, ids=lambda command: " ".join(command)[:30])
def test_a_command_that_only_tells_something_touches_nothing(
    command: list[str], tmp_path: Path
) -> None:
    files = {"a.yaml": SPOILT, "b.yaml": OSS.format(name="b"), ".gitignore": "c"}
    source = written(tmp_path / "source", files)
    assert _watched(tmp_path / "log", *command, folder=source) == []
    assert texts(source) == files


WRITING = (
    (["fix", "."], {"a.yaml"}),
    (["convert", "--to", "oss", "a.yaml", "--output", "out"], {"out/a.yaml"}),
    (["new", "state.redis", "--output", "new.yaml"], {"new.yaml"}),
    (["graph", ".", "--output", "graph.mmd"], {"graph.mmd"}),
    (["lint", ".", "--output", "report.txt"], {"report.txt"}),
    (["lint", ".", "--write-baseline", "known.json"], {"known.json"}),
)


@pytest.mark.parametrize(("command", "made"), WRITING, ids=lambda each: " ".join(each)[:30])
def test_a_command_writes_what_it_was_told_to(
    command: list[str], made: set[str], tmp_path: Path
) -> None:
    files = {"a.yaml": SPOILT, "b.yaml": OSS.format(name="b")}
    source = written(tmp_path / "source", files)
    acts = _watched(tmp_path / "log", *command, folder=source)
    folders = {(source / each).parent for each in made}
    assert acts
    assert _outside(acts, *folders) == []
    assert {code.rpartition("/")[2] for event, code, _ in acts if event == "open"} == {
        "tempfile.py"
    }
    after = texts(source)
    assert {each for each in after if after[each] != files.get(each)} == made


@pytest.mark.asyncio
async def test_a_server_reads_files_and_does_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    files = {"a.yaml": SPOILT, "b.yaml": OSS.format(name="b"), "../outside.yaml": ACA}
    source = written(tmp_path / "source", files)
    log = tmp_path / "log"
    async with wired([sys.executable, "-c", WATCHED, str(log), "serve"]) as it:
        await it.start(source, capabilities={"workspace": {"applyEdit": False}})
        uri = uri_of((source / "a.yaml").as_posix())
        it.open(uri, SPOILT)
        at = {"textDocument": {"uri": uri}, "position": {"line": 4, "character": 4}}
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
        more = {"context": {"diagnostics": [], "includeDeclaration": True}, "range": whole}
        numbers = [
            it.request(f"textDocument/{each}", {**at, **more, "newName": "other"})
            for each in (*_AT, "rename", "codeAction", "inlayHint", "documentLink", "codeLens")
        ]
        for foreign in (uri, "file:///etc/passwd", "file:///a/../../etc/passwd", "http://a/b"):
            for name in ALWAYS["executeCommandProvider"]["commands"]:
                told = {"uri": foreign, "to": "oss", "type": "state.redis", "text": "no store"}
                asked = {"command": name, "arguments": [told]}
                numbers.append(it.request("workspace/executeCommand", asked))
        answers = [await it.answer(number) for number in numbers]
        assert await it.end() == 0
    acts = [each for each in _acts(log) if not _is_own_pipe(each)]
    assert acts == []
    inside = uri_of(source.as_posix())
    for answer in answers:
        assert all(each.startswith(inside) for each in _edited(answer.get("result"))), answer
    assert texts(source) == {name: text for name, text in files.items() if ".." not in name}


_AT = ("hover", "completion", "definition", "references", "documentHighlight", "documentSymbol")


def _is_own_pipe(act: tuple[str, str, list[str]]) -> bool:
    """Whether it is the pair of sockets by which Python's event loop wakes itself."""
    event, code, words = act
    return event == "socket.__new__" and code.endswith("/socket.py") and words[:1] != ["2"]


def _edited(answer: Any) -> Iterable[str]:
    """The addresses of all files that an answer would change."""
    if isinstance(answer, list):
        for each in answer:
            yield from _edited(each)
    elif isinstance(answer, dict):
        if "edits" in answer:
            yield answer["textDocument"]["uri"]
        yield from answer.get("changes", {}) if isinstance(answer.get("changes"), dict) else ()
        if answer.get("kind") == "create":
            yield answer["uri"]
        for each in answer.values():
            yield from _edited(each)


@pytest.mark.parametrize("name", ["../../evil", "/evil", "..", "a/b", "..\\evil", "C:\\evil", "."])
@pytest.mark.parametrize("target", ["aca", "bicep"])
def test_a_components_name_leads_to_no_other_folder(name: str, target: str, tmp_path: Path) -> None:
    source = written(tmp_path / "deep/source", {"a.yaml": OSS.format(name=json.dumps(name))})
    out = tmp_path / "deep/er/out"
    daprls("convert", "--to", target, source, "--output", out)
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.parent for path in made} <= {source, out}
    assert not any("\\" in path.name or ":" in path.name for path in made)


@pytest.mark.parametrize("name", ["../../evil", "/evil", "a/b"])
def test_a_new_component_is_given_no_path_for_a_name(name: str, tmp_path: Path) -> None:
    result = daprls("new", "state.redis", "--name", name, "--output", tmp_path / "a.yaml")
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_a_folder_that_is_a_link_is_not_found_but_only_named(tmp_path: Path) -> None:
    outside = written(tmp_path / "outside", {"a.yaml": SPOILT})
    source = written(tmp_path / "source", {"b.yaml": SPOILT})
    (source / "linked").symlink_to(outside)
    daprls("fix", source)
    assert texts(outside) == {"a.yaml": SPOILT}
    assert (source / "b.yaml").read_text() != SPOILT


def test_a_link_in_a_folder_that_leads_out_of_it_is_left_alone(tmp_path: Path) -> None:
    outside = written(tmp_path / "outside", {"a.yaml": SPOILT})
    source = written(tmp_path / "source", {"b.yaml": SPOILT})
    (source / "a.yaml").symlink_to(outside / "a.yaml")
    daprls("fix", source)
    assert texts(outside) == {"a.yaml": SPOILT}
    assert (source / "a.yaml").is_symlink()
    assert (source / "b.yaml").read_text() != SPOILT


def test_a_link_within_a_folder_stays_one_and_its_file_is_written(tmp_path: Path) -> None:
    source = written(tmp_path / "source", {"real/b.yaml": SPOILT})
    (source / "a.yaml").symlink_to("real/b.yaml")
    daprls("fix", source)
    assert (source / "a.yaml").is_symlink()
    assert (source / "real/b.yaml").read_text() != SPOILT


def test_a_link_that_is_named_itself_is_followed(tmp_path: Path) -> None:
    outside = written(tmp_path / "outside", {"a.yaml": SPOILT})
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.yaml").symlink_to(outside / "a.yaml")
    daprls("fix", source / "a.yaml")
    assert (source / "a.yaml").is_symlink()
    assert (outside / "a.yaml").read_text() != SPOILT


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_a_written_file_keeps_its_permissions(mode: int, tmp_path: Path) -> None:
    path = written(tmp_path, {"a.yaml": SPOILT}) / "a.yaml"
    path.chmod(mode)
    daprls("fix", tmp_path)
    assert path.read_text() != SPOILT
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_another_name_of_the_same_file_may_lie_elsewhere_and_keeps_the_old_text(
    tmp_path: Path,
) -> None:
    """A hard link leads out of a folder without anybody seeing it."""
    path = written(tmp_path / "source", {"a.yaml": SPOILT}) / "a.yaml"
    other = tmp_path / "other.yaml"
    other.hardlink_to(path)
    daprls("fix", path)
    assert path.read_text() != SPOILT
    assert other.read_text() == SPOILT


def test_a_file_that_may_not_be_written_is_named_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, {"a.yaml": SPOILT})
    # To root nothing is forbidden, so that modes alone would not do.
    monkeypatch.setattr(os, "access", lambda _path, mode, **_more: mode != os.W_OK)
    result = daprls("fix", tmp_path)
    assert result.exit_code == 2
    assert "a.yaml: Permission denied." in result.stderr
    assert texts(tmp_path) == {"a.yaml": SPOILT}


@pytest.mark.parametrize("act", ["os.fsync", "pathlib.Path.replace", "pathlib.Path.chmod"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_on_the_way_leaves_the_old_file_and_nothing_else(
    act: str, error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = written(tmp_path, {"a.yaml": SPOILT, "b.yaml": SPOILT})

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(act, fail)
    changes = [Change(str(source / each), SPOILT, ACA) for each in ("a.yaml", "b.yaml")]
    with pytest.raises((UnwritableFileError, KeyboardInterrupt)):
        write(changes)
    assert texts(source) == {"a.yaml": SPOILT, "b.yaml": SPOILT}


KILLED = """
import os, pathlib, signal, sys
pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from daprls.disk import Change, write
path, old, new = sys.argv[1:]
write([Change(path, old, new)])
"""


@pytest.mark.skipif(os.name != "posix", reason="There is no such signal.")
def test_a_process_that_is_killed_leaves_the_old_file_whole(tmp_path: Path) -> None:
    path = written(tmp_path, {"a.yaml": SPOILT}) / "a.yaml"
    path.chmod(0o600)
    done = subprocess.run([sys.executable, "-c", KILLED, path, SPOILT, ACA], check=False)
    assert done.returncode == -9
    assert path.read_text() == SPOILT
    (left,) = (each for each in tmp_path.iterdir() if each != path)
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
