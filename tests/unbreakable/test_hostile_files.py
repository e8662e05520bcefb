"""Folders that are made to keep a reader waiting, to lead it astray or to speak in its name.

The real command and the real server look at them. What would wait for ever is ended after a minute
by a guard, which no run comes near.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path, PureWindowsPath
from typing import Any
from urllib.parse import unquote

import pytest
from wire import wired

from daprls import disk
from daprls.bundles import catalogs
from daprls.catalog import Catalog
from daprls.cli import fix
from daprls.config import Config
from daprls.discovery import discover
from daprls.disk import Change, UnreadableFileError, UnwritableFileError
from daprls.files import load
from daprls.lsp.uris import uri_of
from daprls.model.secret_sources import places_of_secrets
from daprls.model.source_file import SourceFile
from daprls.remote import is_remote, leads_away
from terminals import command, daprls, everything

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows cannot hold such files")

WRONG = """\
componentType: state.redis
version: v1
metadata:
  - name: redisHost
    value: a:6379
scopes: [cart, cart]
"""
RIGHT = WRONG.replace("[cart, cart]", "[cart]")
STORE = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: vault
spec:
  type: secretstores.local.file
  version: v1
  metadata:
    - name: secretsFile
      value: {}
scopes: [cart]
"""
INJECTED = "::error::injected"
NAMES = [
    f"line\n{INJECTED}.yaml",
    f"return\r{INJECTED}.yaml",
    f"encoded%0A{INJECTED}.yaml",
    "100%.yaml",
    "both'\".yaml",
    "a space.yaml",
    "-o.yaml",
    "c:.yaml",
    "back\\slash.yaml",
    "#a?b.yaml",
    "<b>&amp;.yaml",
    "\N{GRINNING FACE}.yaml",
    "red\x1b[31m\x1b]0;title\x07.yaml",
    "turned\N{RIGHT-TO-LEFT OVERRIDE}lmay.yaml",
    "separated\N{LINE SEPARATOR}.yaml",
    f"{'l' * 250}.yaml",
    "bytes\udcff\udcfe.yaml",
    f"folder\n{INJECTED}/a.yaml",
]
GUARD = 60


@pytest.fixture(autouse=True)
def guard() -> Iterator[None]:
    """Ends a test that waits for what never comes."""

    def end(_number: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(GUARD)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of wrong files with the worst of names."""
    root = tmp_path_factory.mktemp("names")
    (root / ".git").mkdir()
    for name in NAMES:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(WRONG)
    return root


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of pipes, sockets, devices and links, with two files that can be read."""
    root = tmp_path_factory.mktemp("odd")
    (root / ".git").mkdir()
    (root / "a.yaml").write_text(WRONG)
    (root / "store.yaml").write_text(STORE.format("secrets.json"))
    (root / "folder.yaml").mkdir()
    for name in ("p.yaml", "p.sh", "p.json", "p.tf", "p.bicep", "Dockerfile", ".env", "Makefile"):
        os.mkfifo(root / name)
    os.mkfifo(root / "secrets.json")
    os.mkfifo(root / ".gitignore")
    os.mkfifo(root / "pyproject.toml")
    before = Path.cwd()
    os.chdir(root)  # A socket's path is short.
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s.yaml")
    os.chdir(before)
    for name in ("zero", "tty", "full"):
        (root / f"{name}.yaml").symlink_to(f"/dev/{name}")
    for name in ("kmsg", "self/mem", "self/pagemap"):
        (root / f"{name.replace('/', '-')}.yaml").symlink_to(f"/proc/{name}")
    (root / "itself.yaml").symlink_to("itself.yaml")
    (root / "dangling.yaml").symlink_to("nothing.yaml")
    (root / "loop").symlink_to(".")
    (root / "up").symlink_to("..")
    for one, other in (("m", "n"), ("n", "m")):
        (root / one).mkdir()
        (root / one / "over").symlink_to(Path("..") / other)
    return root


def ran(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*command(), *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=GUARD,
    )


def paths(folder: Path) -> list[str]:
    return sorted(name for name in NAMES if (folder / name).exists())


class TestNames:
    def test_no_name_breaks_a_line_or_steers_the_terminal(self, named: Path) -> None:
        for arguments in (["lint"], ["fix", "--diff"], ["identity"]):
            done = ran(named, *arguments)
            assert done.returncode in (0, 1), done.stderr
            shown = (done.stdout + done.stderr).decode("utf-8")
            assert not [line for line in shown.split("\n") if line.startswith("::")]
            assert all(sign.isprintable() or sign == "\n" for sign in shown)
        assert ran(named, "lint").stdout.count(b"duplicate-scope") == len(NAMES)

    def test_no_name_is_a_command_of_github(self, named: Path) -> None:
        done = ran(named, "lint", "--format", "github")
        lines = done.stdout.split(b"\n")
        assert len(lines) == len(NAMES) + 1
        assert all(line.startswith(b"::notice file=") for line in lines[:-1])
        named_in = {unquote(line.split(b"file=")[1].split(b",")[0].decode()) for line in lines[:-1]}
        assert f"line\n{INJECTED}.yaml" in named_in

    def test_every_name_is_whole_in_what_programs_read(self, named: Path) -> None:
        told = json.loads(ran(named, "lint", "--format", "json").stdout)
        assert sorted(each["file"] for each in told["diagnostics"]) == paths(named)
        log = json.loads(ran(named, "lint", "--format", "sarif").stdout)
        places = [each["locations"][0]["physicalLocation"] for each in log["runs"][0]["results"]]
        found = [
            unquote(each["artifactLocation"]["uri"], errors="surrogateescape") for each in places
        ]
        assert sorted(found) == paths(named)
        suite = ET.fromstring(ran(named, "lint", "--format", "junit").stdout)
        assert len(suite.findall("testsuite/testcase")) == len(NAMES)

    def test_all_of_them_are_mended(self, named: Path, tmp_path: Path) -> None:
        copy = tmp_path / "copy"
        shutil.copytree(named, copy)
        assert ran(copy, "fix").returncode == 0
        assert {name: (copy / name).read_text() for name in NAMES} == dict.fromkeys(NAMES, RIGHT)

    def test_one_of_them_is_converted_beside_itself(self, named: Path, tmp_path: Path) -> None:
        for name in (NAMES[0], "bytes\udcff\udcfe.yaml"):
            done = ran(named, "convert", "--to", "oss", f"./{name}", "--output", str(tmp_path))
            assert done.returncode == 0, done.stderr
            assert b"\n::" not in done.stdout + done.stderr

    @pytest.mark.asyncio
    async def test_the_server_knows_each_by_an_address_of_its_own(self, named: Path) -> None:
        uris = {uri_of((named / name).as_posix()) for name in NAMES}
        async with wired() as it:
            await it.start(named)
            await it.message(lambda _: uris <= diagnosed(it.said))
            for uri in uris:
                it.open(uri, WRONG)
                place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 20}}
                answer = await it.answer(it.request("textDocument/hover", place))
                assert "state.redis" in json.dumps(answer["result"])
            assert await it.end() == 0
        assert diagnosed(it.said) == uris
        assert not failures(it.said)
        assert it.stderr == b""


def diagnosed(said: list[Any]) -> set[str]:
    """The addresses that diagnostics were sent for."""
    return {
        each["params"]["uri"]
        for each in said
        if each.get("method") == "textDocument/publishDiagnostics" and each["params"]["diagnostics"]
    }


def failures(said: list[Any]) -> list[Any]:
    return [each for each in said if "error" in each or "failed with" in json.dumps(each)]


class TestWhatIsNoFile:
    @pytest.mark.parametrize("arguments", [["lint", "--format", "json"], ["graph"], ["identity"]])
    def test_is_passed_over_by_the_command(self, arguments: list[str], odd: Path) -> None:
        done = ran(odd, *arguments)
        assert done.returncode in (0, 1), done.stderr
        if arguments[0] == "lint":
            found = {each["file"] for each in json.loads(done.stdout)["components"]}
            assert found == {"a.yaml", "store.yaml"}

    @pytest.mark.parametrize(
        "name", ["p.yaml", "s.yaml", "zero.yaml", "kmsg.yaml", "itself.yaml", "folder.yaml/a.yaml"]
    )
    def test_is_told_where_it_is_named(self, name: str, odd: Path) -> None:
        before = Path.cwd()
        os.chdir(odd)
        try:
            done = daprls("lint", name)
        finally:
            os.chdir(before)
        assert done.exit_code == (0 if name == "kmsg.yaml" else 2)
        assert name in everything(done)

    @pytest.mark.parametrize("place", ["daprls.toml", "b.json", "base.json"])
    def test_is_refused_where_settings_belong(self, place: str, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text(WRONG)
        if place == "b.json":
            (tmp_path / "daprls.toml").write_text('catalog.bundle = "b.json"\n')
        os.mkfifo(tmp_path / place)
        baseline = ["--baseline", place] if place == "base.json" else []
        done = ran(tmp_path, "lint", *baseline)
        assert done.returncode == 2
        assert b"This is no regular file." in done.stderr

    @pytest.mark.asyncio
    async def test_does_not_keep_the_server_waiting(self, odd: Path) -> None:
        known = uri_of((odd / "a.yaml").as_posix())
        addresses = [
            *(uri_of((odd / name).as_posix()) for name in ("p.yaml", "s.yaml", "zero.yaml", "m")),
            *("untitled:Untitled-1", "vscode-vfs://github/a/b.yaml", "git:/w/a.yaml?%7B%7D"),
            *("file:///c%3A/x.yaml", "file:///C:/x.yaml", "file://server/share/x.yaml"),
            *("file:", "file://", "file:///", "file:///%00.yaml", "", ":", "x", "file:///%ff.yaml"),
        ]
        async with wired() as it:
            await it.start(odd)
            await it.message(lambda _: known in diagnosed(it.said))
            for uri in addresses:
                it.open(uri, WRONG)
                place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 20}}
                await it.answer(it.request("textDocument/hover", place))
                it.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
            changes = [{"uri": uri, "type": kind} for uri in addresses for kind in (1, 2, 3)]
            it.notify("workspace/didChangeWatchedFiles", {"changes": changes})
            it.open(known, WRONG + "# typed\n")
            place = {"textDocument": {"uri": known}, "position": {"line": 0, "character": 20}}
            answer = await it.answer(it.request("textDocument/hover", place))
            assert answer["result"] is not None
            assert await it.end() == 0
        assert not failures(it.said)
        assert it.stderr == b""

    def test_does_not_keep_one_waiting_that_takes_a_files_place(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        regular, pipe = tmp_path / "a", tmp_path / "p"
        regular.write_text("a")
        os.mkfifo(pipe)
        found = regular.stat()
        with monkeypatch.context() as patch:
            patch.setattr(disk.os, "stat", lambda _path: found)
            signal.alarm(5)
            with pytest.raises(UnreadableFileError, match="no regular file"):
                disk.read(str(pipe))


class TestWhatVanishes:
    def test_a_file_between_being_found_and_being_read(self, tmp_path: Path) -> None:
        for name in ("a.yaml", "b.yaml", "c.sh", "d.bicep"):
            (tmp_path / name).write_text(WRONG + "# az containerapp dapr\n")
        left = ["b.yaml", "c.sh", "d.bicep"]

        def remove() -> None:
            if left:
                (tmp_path / left.pop()).unlink(missing_ok=True)
            (tmp_path / "b.yaml").unlink(missing_ok=True)

        loaded = load([tmp_path], progress=remove)
        assert [Path(file.path).name for file in loaded.files] == ["a.yaml"]
        assert [each.message for each in loaded.problems] == ["There is no such file or folder."]

    def test_a_folder_while_it_is_looked_through(self, tmp_path: Path) -> None:
        for name in ("a", "b"):
            (tmp_path / name / "deep").mkdir(parents=True)
            (tmp_path / name / "deep" / "x.yaml").write_text(WRONG)
        failed: list[str] = []

        def enter(folder: Path, _names: frozenset[str]) -> None:
            if folder.name == "a":
                shutil.rmtree(folder)
            elif folder.name == "b":
                shutil.rmtree(folder / "deep")
                (folder / "deep").write_text("no folder any more")

        found = list(
            discover([tmp_path], enter=enter, fail=lambda folder, _why: failed.append(folder.name))
        )
        assert found == []
        assert failed == ["deep", "deep"]

    def test_a_file_between_being_read_and_being_mended(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("a.yaml", "b.yaml", "c.yaml"):
            (tmp_path / name).write_text(WRONG)
        planned: Callable[..., Any] = fix.plan

        def plan(*arguments: Any) -> Any:
            made = planned(*arguments)
            (tmp_path / "a.yaml").unlink()
            (tmp_path / "b.yaml").unlink()
            os.mkfifo(tmp_path / "b.yaml")
            return made

        monkeypatch.setattr(fix, "plan", plan)
        done = daprls("fix", tmp_path)
        assert done.exit_code == 2
        assert (tmp_path / "c.yaml").read_text() == RIGHT
        assert not (tmp_path / "a.yaml").exists()
        assert stat.S_ISFIFO((tmp_path / "b.yaml").stat().st_mode)
        assert not list(tmp_path.glob(".daprls-*"))

    def test_the_folder_that_one_works_in(self, tmp_path: Path) -> None:
        gone = tmp_path / "gone"
        gone.mkdir()
        script = f'cd "{gone}" && rmdir "{gone}" && exec "{command()[0]}" lint'
        done = subprocess.run(["sh", "-c", script], capture_output=True, check=False, timeout=GUARD)
        assert done.returncode == 2, done
        assert b"bug" not in done.stderr


class TestLinks:
    def test_out_of_what_is_mended_are_left_alone_unless_named(self, tmp_path: Path) -> None:
        inside, outside = tmp_path / "in", tmp_path / "out"
        for folder in (inside, outside):
            folder.mkdir()
            (folder / "a.yaml").write_text(WRONG)
        (inside / ".git").mkdir()
        (inside / "b.yaml").symlink_to(outside / "a.yaml")
        (inside / "c.yaml").symlink_to("a.yaml")
        done = daprls("fix", inside)
        assert done.exit_code == 2
        assert "it is a link to one outside" in done.stderr
        assert (outside / "a.yaml").read_text() == WRONG
        assert (inside / "a.yaml").read_text() == RIGHT
        assert daprls("fix", inside / "b.yaml").exit_code == 0
        assert (outside / "a.yaml").read_text() == RIGHT
        assert (inside / "b.yaml").is_symlink()

    def test_no_text_is_written_through_a_dangling_one(self, tmp_path: Path) -> None:
        (tmp_path / "loop.yaml").symlink_to("loop.yaml")
        with pytest.raises(UnwritableFileError):
            disk.write([Change(str(tmp_path / "loop.yaml"), None, "a")])


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="there are no such users")
def test_what_only_others_may_read_is_told_and_the_rest_is_looked_at() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        (folder / "closed").mkdir()
        for name in ("a.yaml", "b.yaml", "closed/c.yaml"):
            (folder / name).write_text(WRONG)
        daprls("lint", folder)  # Whatever it needs of Python is loaded before it may not be read.
        (folder / "b.yaml").chmod(0)
        (folder / "closed").chmod(0)
        before = os.geteuid()
        if before == 0:
            os.seteuid(65534)
        try:
            done = daprls("lint", folder)
        finally:
            os.seteuid(before)
            (folder / "closed").chmod(0o755)
    assert done.exit_code == 2
    assert done.stderr.count("Permission denied.") == 2
    assert "a.yaml:6:16" in done.stdout


class TestOtherComputers:
    REMOTE = (
        r"\\server\share\x.json",
        "//server/share/x.json",
        r"\/server/share/x.json",
        r"\\?\UNC\server\share\x.json",
        "//?/unc/server/share/x.json",
        r"\\.\pipe\x",
        r"\\?\GLOBALROOT\Device\x",
    )
    LOCAL = ("x.json", "../x.json", "/etc/x.json", "C:/x.json", r"C:\x.json", r"\\?\C:\x.json", "")

    def test_are_told_by_the_form_of_a_path(self) -> None:
        assert [path for path in self.REMOTE if not is_remote(path)] == []
        assert [path for path in self.LOCAL if is_remote(path)] == []
        for path in (*self.REMOTE[:2], *self.LOCAL):
            # What Windows takes for the root of a share is what is refused, and nothing else.
            drive = PureWindowsPath(path).drive.replace("/", "\\")
            assert is_remote(path) is (
                drive.startswith("\\\\") and not drive.startswith("\\\\?\\C")
            )

    def test_are_left_alone_unless_the_folder_itself_lies_there(self) -> None:
        assert leads_away("//server/share/x.json", "/w")
        assert leads_away("//server/share/x.json", "C:/w")
        assert leads_away("//server/other/x.json", "//server/share/w")
        assert not leads_away(r"\\Server\Share\x.json", "//server/share/w")

    @pytest.mark.parametrize("path", REMOTE)
    def test_are_not_asked_for_the_secrets_of_a_store(self, path: str) -> None:
        (store,) = SourceFile("/w/a.yaml", STORE.format(f"'{path}'")).components
        assert list(places_of_secrets(store)) == []

    @pytest.mark.parametrize("path", REMOTE)
    def test_are_not_asked_for_metadata_that_settings_name(self, path: str) -> None:
        config = Config(root="/w", catalog_bundle=path.replace("\\", "/"))
        (problem,) = catalogs(Catalog.bundled(), [config]).problems
        assert problem.message.endswith("is on another computer and is not looked for.")

    def test_are_not_asked_for_what_git_ignores(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []
        real = disk.read

        def read(path: str, *more: int) -> bytes:
            asked.append(path)
            return real(path, *more)

        monkeypatch.setattr("daprls.discovery.read", read)
        (tmp_path / ".git").write_text("gitdir: //server/share/.git\n")
        (tmp_path / "a.yaml").write_text(WRONG)
        assert [path.name for path in discover([tmp_path])] == ["a.yaml"]
        assert [Path(path).name for path in asked] == [".git"]


def test_a_file_is_looked_at_once_however_its_name_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "State.yaml").write_text(WRONG)
    (tmp_path / "Other.yaml").write_text(WRONG)
    (tmp_path / "other.yaml").write_text(WRONG)
    typed = (tmp_path / "sTATE.yaml").as_posix()
    real = Path.samefile

    def samefile(one: Path, other: str) -> bool:
        """As a disk answers that has `State.yaml` for `sTATE.yaml`."""
        return "tate" in str(other).lower() or real(one, other)

    monkeypatch.setattr(Path, "samefile", samefile)
    loaded = load([tmp_path], known={typed: SourceFile(typed, WRONG)})
    assert sorted(Path(file.path).name for file in loaded.files) == ["Other.yaml", "other.yaml"]
