"""The switch to managed identity keeps to the shape of the file: `identity-shapes.md`."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from switching import PATH, snapshot, switched

from cases import Case, read_cases

CASES = read_cases(Path(__file__).parent / "identity-shapes.md")
AROUND: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "BOM": lambda text: "\ufeff" + text,
    "marker": lambda text: "---\n" + text + "...\n",
    "indented": lambda text: textwrap.indent(text, "   "),
    "among others": lambda text: "a: b\n---\n" + text + "---\nc: &d e\nf: *d\n",
}


def texts(case: Case) -> tuple[str, str]:
    assert case.fixed is not None
    return next(iter(case.files.values())), case.fixed.body


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_switch_keeps_to_the_shape_of_the_file(case: Case, around: str) -> None:
    before, after = map(AROUND[around], texts(case))
    result = switched(before)
    assert result == after
    assert snapshot(result).files[PATH].tree.problems == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_final_newline_is_not_needed(case: Case) -> None:
    before, after = texts(case)
    assert switched(before.rstrip("\n")).rstrip("\n") == after.rstrip("\n")
