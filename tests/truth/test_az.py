"""What `az` makes of files: the cases of `az.md`, which anybody can try with the real command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from az import Refusal, take

from cases import Case, read_cases, rewrite, updating

PAGE = Path(__file__).parent / "az.md"


def shown(text: str) -> str:
    """What is sent, a line a key, and what is lost; or why nothing is sent."""
    return "\n".join(_lines(text))


def _lines(text: str) -> Iterator[str]:
    outcome = take(text)
    if isinstance(outcome, Refusal):
        yield f"refuses it: {outcome.stage.value} ({outcome.error})"
        for span in outcome.culprits:
            if span.of(text).strip():
                yield f"because of `{' '.join(span.of(text).split())}`"
        return
    for key, value in outcome.properties.items():
        if value not in (None, False):
            yield f"sends {key}: {json.dumps(_said(value))}"
    for loss in outcome.losses:
        if not loss.empty:
            path = ".".join(map(str, loss.path))
            yield f"changes {path}" if loss.sent is not None else f"drops {path}"


def _said(value: Any) -> Any:
    """A value without the keys that say nothing."""
    if isinstance(value, list):
        return [_said(item) for item in value]
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if item is not None}
    return value


def text_of(case: Case) -> str:
    (text,) = case.files.values()
    return text


@pytest.mark.parametrize("case", read_cases(PAGE), ids=lambda case: case.title)
def test_az_does_with_a_file_what_the_page_says(case: Case) -> None:
    if updating():
        rewrite(PAGE, lambda each: (shown(text_of(each)), None))
        case = next(each for each in read_cases(PAGE) if each.title == case.title)
    assert shown(text_of(case)) == case.expected
