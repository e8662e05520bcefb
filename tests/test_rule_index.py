"""The list of all rules that people read: as it would be built anew, and nothing left out."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from daprls.lint.rule import Rule
from daprls.rules import ALL_RULES

REPOSITORY = Path(__file__).parent.parent
PAGES = REPOSITORY / "docs" / "rules"
BUILD = runpy.run_path(str(REPOSITORY / "scripts" / "build_rule_index.py"))
LINK = re.compile(r"\[[^\]]+\]\(([^)#]+)\)")


def test_the_page_is_what_would_be_built_now() -> None:
    page = (PAGES / "index.md").read_text(encoding="utf-8")
    assert page == BUILD["index"](ALL_RULES), "run 'make rules'"


def test_its_links_lead_to_files() -> None:
    page = (PAGES / "index.md").read_text(encoding="utf-8")
    assert [link for link in LINK.findall(page) if not (PAGES / link).is_file()] == []


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_a_rule_stands_there_once_with_what_its_page_opens_with(rule: Rule) -> None:
    rows = [
        line
        for line in BUILD["index"](ALL_RULES).splitlines()
        if line.startswith(f"| [{rule.code}]({rule.code}.md) |")
    ]
    assert [row.endswith(f"| {rule.summary} |") for row in rows] == [True]


@pytest.mark.parametrize("name", BUILD["TOPICS"])
def test_a_topic_has_several_rules_and_not_most_of_them(name: str) -> None:
    found = [rule.code for rule in ALL_RULES if BUILD["topic"](rule.code) == name]
    assert 3 < len(found) < len(ALL_RULES) / 2
