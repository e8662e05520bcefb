"""The pages of the rules, and their list, as a terminal of 80 columns shows them."""

from __future__ import annotations

import re

import pytest

from daprls.cli.pages import opening, page, plain, rule_named, rules_as_table, show_page
from daprls.lint.rule import Rule
from daprls.rules import ALL_RULES


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_a_page_fits_and_shows_no_markup(rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    show_page(rule, styled=True)
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    assert "```" not in shown
    assert "](" not in shown
    assert not re.search(r"^\s*#{1,6} [A-Z]", shown, re.MULTILINE)
    said = page(rule).count("```text output")
    assert shown.count("daprls says:") == said


def test_files_are_named_and_links_to_pages_are_rules(capsys: pytest.CaptureFixture[str]) -> None:
    show_page(rule_named("auth-profile-conflict"), styled=True)
    shown = capsys.readouterr().out
    assert "\norders.yaml:" in shown
    assert "\nWith the first fix:" in shown
    assert re.search(r"see\s+credential-ignored\.", shown)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
def test_what_a_page_says_first_is_whole(rule: Rule) -> None:
    told = plain(opening(rule))
    assert told
    assert not told.startswith("#")
    last = told.split("\n\n")[-1]
    assert last.startswith("    ") or last.endswith((".", ".)", ".*", "|"))
    assert ".md)" not in told


def test_the_list_breaks_between_columns_where_there_is_no_room() -> None:
    lines = "\n".join(rules_as_table(ALL_RULES, 80)).splitlines()
    assert max(map(len, lines[1:])) <= 80
    assert sum(not line.startswith(" ") for line in lines) >= len(ALL_RULES)
    wide = list(rules_as_table(ALL_RULES, 400))
    assert wide == list(rules_as_table(ALL_RULES))
    assert len(wide) == len(ALL_RULES) + 1
