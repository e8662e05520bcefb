"""The comment that keeps a rule silent on one line, at a caret."""

from __future__ import annotations

import pytest

from daprls.features.code_actions import ActionKind, CodeAction, code_actions
from daprls.lint.engine import lint
from daprls.rules import ALL_RULES
from daprls.text import Span, TextEdit, apply
from marked import CARET, marked

HEAD = """\
componentType: state.redis
version: v1
metadata:
  - name: redisHost
    value: cache:6379
"""
TAIL = "scopes:\n  - cart\n"
MISSPELT = "unknown-metadata-name"


def offered(text: str) -> tuple[CodeAction, ...]:
    snapshot, file, offset = marked(text)
    found = lint(snapshot, file, ALL_RULES)
    actions = code_actions(snapshot, file, Span(offset, offset), found, ALL_RULES)
    return tuple(each for each in actions if each.title.startswith("Ignore '"))


def ignored(text: str, rule: str = MISSPELT) -> str:
    """The text after the rule was ignored at the caret; it is silent there then."""
    action = next(each for each in offered(text) if each.title == f"Ignore '{rule}' on this line")
    assert action.kind is ActionKind.QUICK_FIX
    assert not action.preferred
    (edit,) = action.edits
    assert isinstance(edit, TextEdit)
    after = apply(text.replace(CARET, ""), [edit])
    snapshot, file, _ = marked(after + CARET)
    left = lint(snapshot, file, ALL_RULES)
    before = marked(text)
    was = lint(before[0], before[1], ALL_RULES)
    assert len(left) == len(was) - len(action.diagnostics)
    assert not any(each.rule == "unused-ignore" for each in left)
    return after


def test_stands_at_the_end_of_the_line() -> None:
    text = f'{HEAD}  - name: max{CARET}Retrys\n    value: "3"\n{TAIL}'
    assert ignored(text) == (
        f'{HEAD}  - name: maxRetrys # daprls: ignore[{MISSPELT}]\n    value: "3"\n{TAIL}'
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_keeps_line_ends_and_blanks(end: str) -> None:
    text = f"{HEAD}  - name: max{CARET}Retrys  \n    value: '3'\n{TAIL}".replace("\n", end)
    assert ignored(text) == text.replace(CARET, "").replace(
        "maxRetrys  ", f"maxRetrys # daprls: ignore[{MISSPELT}]  "
    )


def test_follows_a_comment_that_is_there() -> None:
    text = f'{HEAD}  - name: max{CARET}Retrys # why\n    value: "3"\n{TAIL}'
    assert f"maxRetrys # why # daprls: ignore[{MISSPELT}]\n" in ignored(text)


@pytest.mark.parametrize(
    ("comment", "after"),
    [
        ("ignore[a]", f"ignore[a, {MISSPELT}]"),
        ("ignore[a, b ] why", f"ignore[a, b, {MISSPELT} ] why"),
    ],
)
def test_joins_a_comment_that_ignores_other_rules(comment: str, after: str) -> None:
    text = f'{HEAD}  - name: max{CARET}Retrys # daprls: {comment}\n    value: "3"\n{TAIL}'
    action = offered(text)[0]
    edits = [edit for edit in action.edits if isinstance(edit, TextEdit)]
    assert f"# daprls: {after}\n" in apply(text.replace(CARET, ""), edits)


def test_joins_a_comment_above() -> None:
    text = (
        f"{HEAD}  # daprls: ignore[metadata-value-type]\n"
        f'  - name: max{CARET}Retrys\n    value: "3"\n{TAIL}'
    )
    action = offered(text)[0]
    edits = [edit for edit in action.edits if isinstance(edit, TextEdit)]
    assert f"  # daprls: ignore[metadata-value-type, {MISSPELT}]\n" in apply(
        text.replace(CARET, ""), edits
    )


def test_does_not_join_a_comment_for_the_whole_file() -> None:
    text = f'# daprls: ignore-file[a]\n{HEAD}  - name: max{CARET}Retrys\n    value: "3"\n{TAIL}'
    action = offered(text)[0]
    edits = [edit for edit in action.edits if isinstance(edit, TextEdit)]
    assert f"maxRetrys # daprls: ignore[{MISSPELT}]\n" in apply(text.replace(CARET, ""), edits)


@pytest.mark.parametrize(
    "item",
    [
        '  - {name: max<|>Retrys,\n     value: "3"}\n',
        '  - {name: redisDB, value: "0"}\n  - {name: max<|>Retrys, value: "3"}\n',
    ],
    ids=["over lines", "on one line"],
)
def test_stands_within_a_flow_collection(item: str) -> None:
    after = ignored(f"{HEAD}{item}{TAIL}")
    line = next(line for line in after.splitlines() if "maxRetrys" in line)
    assert line.endswith(f" # daprls: ignore[{MISSPELT}]")


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_stands_above_a_text_that_goes_on(end: str) -> None:
    text = (
        f'{HEAD}  - name: redisUsername\n    value: "<your-<|>user\n      name>"\n{TAIL}'
    ).replace("\n", end)
    after = ignored(text, "placeholder-value")
    assert f"Username{end}    # daprls: ignore[placeholder-value]{end}    value:" in after


def test_stands_behind_the_head_of_a_block() -> None:
    text = f"{HEAD}  - name: redisUsername\n    value: |<|>\n      <your-user>\n{TAIL}"
    snapshot, file, _ = marked(text)
    assert [each.rule for each in lint(snapshot, file, ALL_RULES)] == ["placeholder-value"]
    after = ignored(text, "placeholder-value")
    assert "    value: | # daprls: ignore[placeholder-value]\n      <your-user>\n" in after


def test_stands_above_the_first_line_behind_a_byte_order_mark() -> None:
    text = '\ufeff"component\\\n  Type": state.redis<|>\nversion: v1\n'
    snapshot, file, _ = marked(text)
    for action in offered(text):
        (edit,) = action.edits
        assert isinstance(edit, TextEdit)
        assert apply(file.text, [edit]).startswith("\ufeff")
    assert snapshot.files


def test_is_offered_last_and_once_for_each_rule() -> None:
    text = f'{HEAD}  - name: max{CARET}Retrys\n    value: "3"\n{TAIL}'
    snapshot, file, offset = marked(text)
    found = lint(snapshot, file, ALL_RULES)
    actions = code_actions(snapshot, file, Span(offset, offset), found, ALL_RULES)
    assert [each.title.startswith("Ignore '") for each in actions] == [
        *[False] * (len(actions) - 1),
        True,
    ]


def test_is_not_offered_where_nothing_was_found() -> None:
    assert offered(HEAD.replace("cache", f"ca{CARET}che") + TAIL) == ()


def test_is_not_offered_for_broken_yaml_or_for_a_comment_that_does_nothing() -> None:
    assert offered(f"{HEAD}  - name: [<|>\n{TAIL}") == ()
    assert offered(f"{HEAD}{TAIL.rstrip()} # daprls: ignore[miss<|>ing-version]\n") == ()
