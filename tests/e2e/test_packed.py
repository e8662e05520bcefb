"""The packed extension by itself: it runs far from the checkout, on every Python it is made for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from wire import Wire, wired

from daprls.lsp.uris import uri_of

ROOT = Path(__file__).parents[2]
ISOLATION = ("-I", "-S", "-X", "utf8")
"""As `client/src/interpreter.ts` starts it."""
COMPILED = {".so", ".pyd", ".dylib", ".dll", ".pyc"}
VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14")

LARGEST = 10_000_000
"""How many bytes the packed extension may have."""

WATCHED = """
import runpy, sys
checkout, launcher = sys.argv[1:]
def watch(event, words):
    if event in ("open", "os.listdir", "os.scandir") and str(words[0]).startswith(checkout):
        sys.stderr.write(f"{event} {words[0]}\\n")
sys.addaudithook(watch)
sys.argv = [launcher]
runpy.run_path(launcher, run_name="__main__")
"""
"""Runs the launcher and tells on stderr what it reads of the checkout."""

BROKEN = """\
componentType: state.redis
version: v1
metadata:
  - name: redisHost
    value: cache:6379
  - name: redisPasword
    value: ${PASSWORD}
"""


@pytest.fixture(scope="module")
def packed() -> Path:
    found = list(ROOT.glob("*.vsix"))
    if not found:
        pytest.skip("There is no .vsix; 'npm run package' makes it.")
    return found[0]


@pytest.fixture(scope="module")
def extension(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension as it is unpacked on a user's machine."""
    folder = tmp_path_factory.mktemp("extension")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    return folder / "extension"


def interpreters() -> list[str]:
    """The running Python, and those of other versions that this machine has."""
    found = {f"{sys.version_info.major}.{sys.version_info.minor}": sys.executable}
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for version in VERSIONS:
        kept = sorted(home.glob(f"versions/{version}.*/bin/python{version}"))
        other = str(kept[-1]) if kept else shutil.which(f"python{version}")
        if other is not None:
            found.setdefault(version, other)
    return [program for program in found.values() if _runs(program)]


def _runs(program: str) -> bool:
    return subprocess.run([program, "-c", ""], capture_output=True, check=False).returncode == 0


def test_all_data_that_the_server_reads_is_in_it(extension: Path) -> None:
    def data(folder: Path) -> set[str]:
        return {path.relative_to(folder).as_posix() for path in folder.glob("schemas/**/*.json")}

    # Nobody but maintainers reads the facts, and the schemas of components are printed when asked.
    left_out = ("schemas/facts/", "schemas/component.")
    assert {name for name in data(ROOT) if not name.startswith(left_out)} == data(extension)


def test_nothing_in_it_is_compiled(extension: Path) -> None:
    files = [path for path in extension.rglob("*") if path.is_file()]
    assert [path for path in files if path.suffix in COMPILED] == []
    assert extension / "client" / "launch.py" in files


def test_it_is_small(packed: Path) -> None:
    assert packed.stat().st_size < LARGEST


def test_nothing_in_it_says_where_it_was_made(extension: Path) -> None:
    places = [os.fsencode(ROOT / place) for place in ("client/src", "node_modules", "server")]
    for path in extension.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert [place for place in places if place in content] == [], path


async def _session(wire: Wire, extension: Path) -> None:
    """Open a file, ask for what is read only when it is asked, and end without a word on stderr."""
    await wire.start(extension.parent)
    uri = uri_of((extension.parent / "state.yaml").as_posix())
    wire.open(uri, BROKEN)
    shown = await wire.notified("textDocument/publishDiagnostics")
    codes = [each["code"] for each in shown["params"]["diagnostics"]]
    assert "unknown-metadata-name" in codes
    # What the server reads only when it is asked.
    place = {"textDocument": {"uri": uri}, "position": {"line": 3, "character": 12}}
    for question in ("hover", "completion"):
        answer = await wire.answer(wire.request(f"textDocument/{question}", place))
        assert answer["result"]
    assert await wire.end() == 0
    assert wire.stderr == b""


@pytest.mark.asyncio
@pytest.mark.parametrize("interpreter", interpreters())
async def test_it_serves_on_every_python(extension: Path, interpreter: str) -> None:
    launcher = str(extension / "client" / "launch.py")
    async with wired((interpreter, *ISOLATION, launcher)) as wire:
        await _session(wire, extension)


@pytest.mark.asyncio
async def test_it_reads_nothing_of_the_checkout(extension: Path) -> None:
    # The interpreter of a virtual environment inside the checkout would look at its `pyvenv.cfg`.
    interpreter = getattr(sys, "_base_executable", sys.executable)
    launcher = str(extension / "client" / "launch.py")
    command = (interpreter, *ISOLATION, "-c", WATCHED, os.fspath(ROOT), launcher)
    async with wired(command) as wire:
        await _session(wire, extension)
