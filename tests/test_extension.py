"""What the VS Code extension repeats of the rest, and the launcher that stands between the two."""

from __future__ import annotations

import json
import re
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from daprls.config import SETTINGS, Config
from daprls.lsp.settings import read_settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
MANIFEST = json.loads((ROOT / "package.json").read_text())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LAUNCHER = runpy.run_path(str(ROOT / "client" / "launch.py"))

CLIENT_ONLY = {"daprls.interpreter", "daprls.trace.server"}
TERMINAL_ONLY = {"click", "rich"}


def test_the_extension_and_the_package_have_one_version() -> None:
    assert MANIFEST["version"] == PROJECT["version"]


def test_all_that_name_the_oldest_python_name_the_same() -> None:
    oldest = ".".join(map(str, LAUNCHER["MINIMUM"]))
    assert PROJECT["requires-python"] == f">={oldest}"
    assert f'OLDEST_PYTHON = "{oldest}"' in (ROOT / "client/src/server.ts").read_text()
    assert f"--python-version={oldest}" in (ROOT / "scripts/bundle.py").read_text()
    interpreter = MANIFEST["contributes"]["configuration"]["properties"]["daprls.interpreter"]
    assert f"{oldest} or newer" in interpreter["markdownDescription"]


def test_every_setting_of_the_extension_is_one_that_the_server_takes() -> None:
    declared: dict[str, Any] = MANIFEST["contributes"]["configuration"]["properties"]
    defaults = {
        name.removeprefix("daprls."): setting["default"]
        for name, setting in declared.items()
        if name not in CLIENT_ONLY
    }
    reading = read_settings({"/w": defaults})
    assert reading.complaints == ()
    assert set(reading.configs) <= {Config("/w")}, "unmade settings say nothing"
    assert list(defaults) == list(SETTINGS)


def test_the_bundle_holds_what_the_server_needs_and_nothing_for_terminals() -> None:
    pins = dict(
        re.findall(
            r"^([\w.-]+)==(\S+)", (ROOT / "requirements-bundle.txt").read_text(), re.MULTILINE
        )
    )
    for text in PROJECT["dependencies"]:
        requirement = Requirement(text)
        if requirement.name in TERMINAL_ONLY:
            assert requirement.name not in pins
        elif requirement.name == "ruamel.yaml.clib":
            assert requirement.name not in pins, "the bundle has no compiled part"
        else:
            assert SpecifierSet(str(requirement.specifier)).contains(pins[requirement.name])


def test_each_library_is_pinned_to_exactly_one_file() -> None:
    lines = (ROOT / "requirements-bundle.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert pins
    for pin in pins:
        assert re.fullmatch(r"\S+==\S+ --hash=sha256:[0-9a-f]{64}", pin), pin


def test_the_launcher_tells_what_it_runs_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert LAUNCHER["main"](["--check"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["executable"] == sys.executable
    assert sys.version.startswith(told["version"])


def test_the_launcher_refuses_an_old_python_in_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 8, 10, "final", 0))
    assert LAUNCHER["main"](["--check"]) == LAUNCHER["EXIT_UNFIT"]
    assert capsys.readouterr().err == "it is Python 3.8.10, and 3.10 or newer is needed\n"


def test_the_launcher_puts_the_bundle_before_all_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bundled" / "libs").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", ["elsewhere"])
    LAUNCHER["take_packages"](tmp_path)
    assert sys.path == [str(tmp_path / "server"), str(tmp_path / "bundled" / "libs"), "elsewhere"]
