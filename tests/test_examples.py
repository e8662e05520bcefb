"""The examples have the mistakes that their page names, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from terminals import daprls, daprls_json

EXAMPLES = Path(__file__).parent.parent / "examples"


def named() -> set[tuple[str, str]]:
    """The pairs of a file and a rule in the page's table."""
    found: set[tuple[str, str]] = set()
    file = ""
    for line in (EXAMPLES / "README.md").read_text(encoding="utf-8").splitlines():
        match = re.match(r"\| (?:`([\w/.-]+)`)? ?\| \[`([a-z-]+)`\]\((\S+)\)", line)
        if match is not None:
            file = match[1] or file
            found.add((f"bookshop/{file}", match[2]))
            assert (EXAMPLES / match[3]).resolve().is_file(), match[3]
    return found


def test_the_page_names_every_mistake_of_the_examples(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(EXAMPLES)
    report = daprls_json()
    assert {(found["file"], found["rule"]) for found in report["diagnostics"]} == named()
    assert report["errors"] == []


def test_deploy_commands_name_every_component_for_container_apps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(EXAMPLES)
    sources = {
        component["nameSource"]
        for component in daprls_json()["components"]
        if component["dialect"] == "aca"
    }
    assert sources == {"command"}


def test_the_run_of_the_examples_ends_well() -> None:
    assert daprls("lint", EXAMPLES, "--fail-on", "never").exit_code == 0
