"""What the VS Code extension repeats of the rest, and the launcher that stands between the two."""

from __future__ import annotations

import json
import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from daprls.config import SETTINGS, Config
from daprls.lsp.server import DaprLanguageServer
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
TERMINAL_ONLY = {"rich"}
"""What the command line does without where the extension runs it."""


def test_the_extension_and_the_package_have_one_version() -> None:
    assert MANIFEST["version"] == PROJECT["version"]


def test_all_that_name_the_oldest_python_name_the_same() -> None:
    oldest = ".".join(map(str, LAUNCHER["MINIMUM"]))
    assert PROJECT["requires-python"] == f">={oldest}"
    assert f'OLDEST_PYTHON = "{oldest}"' in (ROOT / "client/src/server.ts").read_text()
    assert f"--python-version={oldest}" in (ROOT / "scripts/bundle.py").read_text()
    for language in ("", ".de"):
        strings = json.loads((ROOT / f"package.nls{language}.json").read_text(encoding="utf-8"))
        assert oldest in strings["setting.interpreter"]


def test_every_setting_of_the_extension_is_one_that_the_server_takes() -> None:
    declared: dict[str, Any] = MANIFEST["contributes"]["configuration"]["properties"]
    defaults: dict[str, Any] = {}
    for name, setting in declared.items():
        if name not in CLIENT_ONLY:
            *above, key = name.removeprefix("daprls.").split(".")
            table = defaults.setdefault(above[0], {}) if above else defaults
            table[key] = setting["default"]
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


def test_every_text_of_the_manifest_can_be_said_in_another_language() -> None:
    english = json.loads((ROOT / "package.nls.json").read_text(encoding="utf-8"))
    german = json.loads((ROOT / "package.nls.de.json").read_text(encoding="utf-8"))
    assert set(used_keys(MANIFEST)) == english.keys() == german.keys()
    for key, text in english.items():
        assert sorted(code(text)) == sorted(code(german[key])), key
        assert german[key].strip(), key


def test_every_message_of_the_client_has_a_translation_with_the_same_gaps() -> None:
    english = json.loads((ROOT / "l10n" / "bundle.l10n.json").read_text(encoding="utf-8"))
    german = json.loads((ROOT / "l10n" / "bundle.l10n.de.json").read_text(encoding="utf-8"))
    assert english.keys() == german.keys()
    for text, translated in german.items():
        assert sorted(re.findall(r"\{\d\}", text)) == sorted(re.findall(r"\{\d\}", translated))


def test_no_text_that_people_read_stands_in_the_manifest_itself() -> None:
    """Names of settings, rules and commands are for programs; all else has a key."""
    read = ("title", "label", "description", "markdownDescription", "altText")
    for where, text in texts(MANIFEST["contributes"]):
        if where in read:
            assert re.fullmatch(r"%[\w.-]+%", text), text


def test_what_the_palette_offers_is_none_of_the_servers_own_commands() -> None:
    """The client's library registers the server's commands in the editor as well."""
    offered = {each["command"] for each in MANIFEST["contributes"]["commands"]}
    server = DaprLanguageServer()
    carried_out = set(server.protocol.fm.commands)
    assert carried_out
    assert not offered & carried_out
    client = (ROOT / "client" / "src" / "connection.ts").read_text(encoding="utf-8")
    assert set(re.findall(r'"(daprls\.\w+)"', client)) <= carried_out
    registered = (ROOT / "client" / "src" / "commands.ts").read_text(encoding="utf-8")
    assert offered == {*re.findall(r'"(daprls\.\w+)"', registered), "daprls.restart"}


def test_the_snippets_are_what_the_server_would_write() -> None:
    build = runpy.run_path(str(ROOT / "scripts" / "build_snippets.py"))
    assert build["FILE"].read_text(encoding="utf-8") == build["rendered"]()


def test_what_a_task_prints_is_read_as_problems() -> None:
    (pattern,) = MANIFEST["contributes"]["problemPatterns"]
    line = "deploy/my orders.yaml:3:16: error[unknown-component-type]: Dapr has no 'x'."
    found = re.fullmatch(pattern["regexp"], line)
    assert found is not None
    parts = {key: found[group] for key, group in pattern.items() if isinstance(group, int)}
    assert parts == {
        "file": "deploy/my orders.yaml",
        "line": "3",
        "column": "16",
        "severity": "error",
        "code": "unknown-component-type",
        "message": "Dapr has no 'x'.",
    }


def used_keys(part: Any) -> Iterator[str]:
    """The keys by which a part of the manifest names texts."""
    for _, text in texts(part):
        yield from re.findall(r"^%([\w.-]+)%$", text)


def texts(part: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a part of the manifest, with the key that it stands behind."""
    if isinstance(part, str):
        yield where, part
    elif isinstance(part, dict):
        for key, each in part.items():
            yield from texts(each, key)
    elif isinstance(part, list):
        for each in part:
            yield from texts(each, where)


def code(text: str) -> list[str]:
    """What is not translated of a text."""
    return re.findall(r"`[^`]+`|\(command:[^)]+\)", text)


def test_the_readme_has_pictures_which_are_small_and_have_words() -> None:
    text = (ROOT / "client" / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)
    assert len(pictures) == 4
    for words, address in pictures:
        picture = ROOT / "client" / address
        assert len(words) > 40
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size < 100 * 1024, "`make pictures` makes them small"


def test_the_packed_readme_shows_pictures_from_the_web_or_none() -> None:
    packed = runpy.run_path(str(ROOT / "scripts" / "extension_readme.py"))["packed"]
    text = (
        "One.\n\n![A b](../docs/images/a.png)\n\nSee:\n\n![C d](../docs/images/c.png)\n\nTwo: x.\n"
    )
    assert packed(text, None) == "One.\n\nTwo: x.\n"
    address = "https://github.com/o/r/raw/HEAD/docs/images/c.png"
    assert f"See:\n\n![C d]({address})\n\nTwo" in packed(text, "https://github.com/o/r.git")
    readme = (ROOT / "client" / "README.md").read_text(encoding="utf-8")
    assert ".png" not in packed(readme, None)
    assert "../" not in packed(readme, "https://github.com/o/r")
