"""What error texts lead to: the cases of `error-texts.md`, with the texts as people copy them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cases import ROOT, Case, read_cases, rewrite, updating
from daprls.catalog import KnownError, Teller
from daprls.features.error_text import ErrorExplanation, explain_error
from daprls.lint.finding import Severity
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from workspaces import catalog, snapshot_of

PAGE = Path(__file__).parent / "error-texts.md"
CASES = read_cases(PAGE)
TEXT = "error.txt"


def shown(case: Case) -> str:
    """The answer in lines: what was recognised, which rules it leads to, and the places."""
    files = {path: text for path, text in case.paths.items() if not path.endswith(TEXT)}
    snapshot = snapshot_of(files)
    explanation = explain_error(snapshot, case.files[TEXT], ALL_RULES)
    return "\n".join(_lines(snapshot, explanation)) or "unknown"


def _lines(snapshot: Snapshot, explanation: ErrorExplanation | None) -> Iterator[str]:
    if explanation is None:
        return
    for each in explanation.recognized:
        types = f" ({', '.join(each.types)})" if each.types else ""
        yield f"{each.teller_name}{types}: {each.title or '…'}"
        yield f"  {each.cause}"
    yield f"rules: {', '.join(explanation.rules) or 'none'}"
    for place in explanation.places:
        file = snapshot.files[place.location.path]
        line = file.lines.line_at(place.location.span.start) + 1
        name = place.component or "no component"
        found = place.finding.rule if place.finding is not None else "nothing found"
        yield f"{file.path.removeprefix(ROOT + '/')}:{line}: {name}: {found}"
    for name in explanation.absent:
        yield f"absent: {name}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_an_error_text_leads_to_what_its_case_shows(case: Case) -> None:
    if updating():
        rewrite(PAGE, lambda each: (shown(each), None))
        case = next(each for each in read_cases(PAGE) if each.title == case.title)
    assert shown(case) == case.expected


@pytest.mark.parametrize("error", catalog().errors.errors, ids=lambda error: error.id)
def test_every_known_error_is_recognised_in_a_case(error: KnownError) -> None:
    lines = [line for case in CASES for line in case.expected.splitlines()]
    assert any(line.endswith(f": {error.title}") for line in lines)


def test_every_rule_that_an_error_leads_to_is_there() -> None:
    texts = catalog().errors
    led_to = {code for each in (*texts.errors, *texts.kinds) for code in each.rules}
    led_to |= {code for each in texts.kinds for _, codes in each.where for code in codes}
    assert led_to - {rule.code for rule in ALL_RULES} == set()


def test_every_rule_of_what_is_refused_is_led_to() -> None:
    texts = catalog().errors
    led_to = {code for each in (*texts.errors, *texts.kinds) for code in each.rules}
    led_to |= {code for each in texts.kinds for _, codes in each.where for code in codes}
    refused = {rule.code for rule in ALL_RULES if rule.severity is Severity.ERROR}
    assert refused - led_to == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: re.sub(r" (?=[\w(])", "\n    ", text),
        lambda text: text.replace("'", "’"),
        lambda text: text.replace('"', r"\\\""),
        lambda text: f"\x1b[31mERROR:\x1b[0m {text}",
        lambda text: f"2026-01-01T10:00:00Z stderr F {text} app_id=shop scope=dapr.runtime",
        str.upper,
    ],
)
def test_how_a_text_was_copied_makes_no_difference(
    case: Case, change: Callable[[str], str]
) -> None:
    text = change(case.files[TEXT])
    before = explain_error(snapshot_of({}), case.files[TEXT], ALL_RULES)
    after = explain_error(snapshot_of({}), text, ALL_RULES)
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert [each.title for each in after.recognized] == [
            each.title for each in before.recognized
        ]


@pytest.mark.parametrize("fragment", sorted(catalog().refusals))
def test_what_components_say_is_known_to_be_theirs(fragment: str) -> None:
    (type_name, *_) = sorted(catalog().refusals[fragment])
    text = f"initialization error occurred for shop ({type_name}/v1): {fragment}: no reason given"
    explanation = explain_error(snapshot_of({}), text, ALL_RULES)
    assert explanation is not None
    teller, *_ = {each.teller for each in explanation.recognized}
    assert teller in (Teller.COMPONENT, Teller.SIDECAR)
    assert type_name in explanation.recognized[0].types or teller is Teller.SIDECAR


SECRETS = ("AccountKey=c2VjcmV0c2VjcmV0c2VjcmV0", "hunter2+hunter2", "redis://:hunter2@cache:6379")


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_nothing_of_a_text_is_repeated_that_may_be_a_secret(case: Case, secret: str) -> None:
    text = re.sub(r"'[^']*'", f"'{secret}'", case.files[TEXT]) + f": dial {secret} failed"
    explanation = explain_error(snapshot_of({}), text, ALL_RULES)
    assert secret not in repr(explanation)
