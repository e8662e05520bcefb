"""Every case of the rule pages and of `tests/rules`, each running only its own rule; and the laws
that hold for all rules."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import click
import pytest

from cases import ROOT, Case, pages, read_cases, rewrite, unescape, updating
from daprls.cli.text import render
from daprls.lint.engine import lint
from daprls.lint.finding import Diagnostic, Fix, Layer
from daprls.lint.rule import Rule
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from daprls.text import CreateFile, TextEdit, apply
from workspaces import snapshot_of

REPOSITORY = Path(__file__).parent.parent
PAGES = REPOSITORY / "docs" / "rules"
CASES = REPOSITORY / "tests" / "rules"
RULES = {rule.code: rule for rule in ALL_RULES}
ALL_CASES = [
    case for page in pages(PAGES, CASES) if page.stem in RULES for case in read_cases(page)
]


def diagnose(snapshot: Snapshot, *rules: Rule) -> list[Diagnostic]:
    """The diagnostics of all files, file by file.

    A rule that looks at what the others leave over runs with them, and speaks alone.
    """
    running = ALL_RULES if any(rule.review for rule in rules) else rules
    wanted = {rule.code for rule in rules}
    return [
        diagnostic
        for path in sorted(snapshot.files)
        for diagnostic in lint(snapshot, snapshot.files[path], running)
        if diagnostic.rule in wanted
    ]


def shown(snapshot: Snapshot, diagnostics: list[Diagnostic]) -> str:
    """The diagnostics as `daprls lint` prints them."""
    return click.unstyle(
        "\n".join(
            render(diagnostic, snapshot, lambda path: path.removeprefix(ROOT + "/"))
            for diagnostic in diagnostics
        )
    )


def after(files: dict[str, str], fix: Fix) -> dict[str, str]:
    """The files after a fix."""
    result = dict(files)
    for path in {edit.path for edit in fix.edits}:
        edits = [edit for edit in fix.edits if edit.path == path]
        for edit in edits:
            if isinstance(edit, CreateFile):
                assert path not in files, f"{path} exists already"
                result[path] = edit.text
        texts = [edit for edit in edits if isinstance(edit, TextEdit)]
        if texts:
            result[path] = apply(result[path], texts)
    return result


def first_fix(diagnostics: list[Diagnostic]) -> Fix | None:
    return next((fix for diagnostic in diagnostics for fix in diagnostic.fixes), None)


def produce(case: Case, rule: Rule) -> tuple[str, str | None]:
    """What a case's output and fixed blocks should hold."""
    snapshot = snapshot_of(case.paths)
    diagnostics = diagnose(snapshot, rule)
    fix = first_fix(diagnostics)
    fixed = None
    if case.fixed is not None and fix is not None:
        title = case.fixed.option("title") or next(iter(case.files))
        fixed = after(case.paths, fix)[f"{ROOT}/{title}"]
    return shown(snapshot, diagnostics), fixed


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case.id)
def test_a_case_gets_the_diagnostics_that_its_page_shows(case: Case) -> None:
    rule = RULES[case.page.stem]
    if updating():
        rewrite(case.page, lambda each: produce(each, rule))
        case = next(each for each in read_cases(case.page) if each.title == case.title)
    output, fixed = produce(case, rule)
    assert output == case.expected
    if case.fixed is not None:
        assert fixed is not None, "the page shows a fixed file, but no finding has a fix"
        assert fixed == unescape(case.fixed.body)


@pytest.mark.parametrize(
    "case", [case for case in ALL_CASES if case.output is not None], ids=lambda case: case.id
)
def test_every_fix_leaves_a_file_that_parses_and_that_its_rule_no_longer_reports(
    case: Case,
) -> None:
    rule = RULES[case.page.stem]
    snapshot = snapshot_of(case.paths)
    before = diagnose(snapshot, rule)
    for diagnostic in before:
        for fix in diagnostic.fixes:
            fixed = snapshot_of(after(case.paths, fix))
            for path, file in fixed.files.items():
                old = snapshot.files[path].tree.problems if path in snapshot.files else ()
                assert len(file.tree.problems) <= len(old), f"'{fix.title}' breaks {path}"
            left = Counter(each.message for each in diagnose(fixed, rule))
            assert (
                left[diagnostic.message]
                < Counter(each.message for each in before)[diagnostic.message]
            ), f"'{fix.title}' leaves the finding"


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case.id)
def test_all_rules_together_report_one_finding_a_node(case: Case) -> None:
    diagnostics = diagnose(snapshot_of(case.paths), *ALL_RULES)
    places = Counter((diagnostic.path, diagnostic.span) for diagnostic in diagnostics)
    assert [place for place, count in places.items() if count > 1] == []
    layers = {rule.code: rule.layer for rule in ALL_RULES}
    for low in diagnostics:
        for high in diagnostics:
            if layers[low.rule] <= Layer.PLACEHOLDER and layers[low.rule] < layers[high.rule]:
                assert low.path != high.path or not low.span.overlaps(high.span), (low, high)


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case.id)
def test_every_message_is_a_sentence_and_every_title_an_imperative_without_a_full_stop(
    case: Case,
) -> None:
    for diagnostic in diagnose(snapshot_of(case.paths), RULES[case.page.stem]):
        assert re.fullmatch(r"[A-Z'\"`*].*[.?]", diagnostic.message, re.DOTALL), diagnostic.message
        assert "\n" not in diagnostic.message
        for fix in diagnostic.fixes:
            assert re.fullmatch(r"[A-Z].*[^.]", fix.title), fix.title


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.code)
class TestEveryRule:
    def test_has_a_page_whose_title_is_its_code_and_which_opens_with_its_summary(
        self, rule: Rule
    ) -> None:
        page = (PAGES / f"{rule.code}.md").read_text(encoding="utf-8")
        assert page.startswith(f"# {rule.code}\n\n{rule.summary}\n")

    def test_has_a_hit_and_a_near_miss(self, rule: Rule) -> None:
        cases = [case for case in ALL_CASES if case.page.stem == rule.code]
        assert any(case.output is not None for case in cases), "no case shows a finding"
        assert any(case.output is None for case in cases), "no case shows silence"

    def test_has_a_summary_that_is_one_sentence(self, rule: Rule) -> None:
        assert re.fullmatch(r"[A-Z`].*\.", rule.summary), rule.summary


def test_no_page_or_case_file_is_left_without_its_rule() -> None:
    names = {page.stem for page in pages(PAGES, CASES)} - {"index"}
    assert names == set(RULES)
