"""How much is done for a keystroke, and for each of many files, is counted here, so that nothing
slows it down unnoticed.

Seconds depend on the machine; how often Python calls functions does not. The bounds leave room for
a few rules more. Raise one only for what is worth its time to everybody who types.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from daprls import index, naming, tables, usage
from daprls.cli.text import report
from daprls.features.completion import completion
from daprls.features.hover import hover
from daprls.intake import in_passing
from daprls.lint import engine
from daprls.lint.engine import lint
from daprls.model import envelope, gaps, metadata_name, metadata_value
from daprls.model.source_file import SourceFile
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from daprls.syntax import parser
from workspaces import snapshot_of

PATH = "/w/state.yaml"
REFERENCE = """\
    - name: redisPassword
      secretKeyRef:
        name: redis
        key: password
"""


def component(name: str, items: int = 1, more: str = "") -> str:
    head = f"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n"
    known = snapshot_of({}).catalog.find("state.redis")
    assert known is not None
    names = [each.name for each in known.fields if each.name != "redisPassword"]
    values = "".join(f"    - name: {each}\n      value: '1'\n" for each in names[:items])
    body = f"{head}spec:\n  type: state.redis\n  version: v1\n  metadata:\n{REFERENCE}{values}"
    return f"{body}auth:\n  secretStore: vault\nscopes:\n  - {name}\n{more}"


def workspace(files: int) -> Snapshot:
    """A snapshot of so many components, all in use, in folders of ten."""
    texts = {f"/w/{n // 10}/{n}.yaml": component(f"other-{n}") for n in range(files)}
    return typed(snapshot_of({**texts, PATH: component("state")}), component("state"))


def typed(snapshot: Snapshot, text: str) -> Snapshot:
    """The snapshot after a keystroke, with all that it makes necessary."""
    after = snapshot.with_file(SourceFile(PATH, text))
    lint(after, after.files[PATH], ALL_RULES)
    return after


def calls(work: Callable[[], Any]) -> Counter[CodeType]:
    """How often which function is called during some work."""
    found: Counter[CodeType] = Counter()

    def count(frame: FrameType, event: str, _argument: Any) -> None:
        if event == "call":
            found[frame.f_code] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return found


def keystroke(files: int, items: int = 1) -> Counter[CodeType]:
    """The calls of one keystroke among so many files, in a component of so many items."""
    snapshot = typed(workspace(files), component("state", items))
    snapshot = typed(snapshot, component("state", items, "#"))
    return calls(lambda: typed(snapshot, component("state", items, "##")))


def test_a_keystroke_parses_one_file_and_runs_each_rule_once() -> None:
    found = keystroke(files=40)
    assert found[parser.parse.__code__] == 1
    assert found[engine.lint.__code__] == 1
    assert found[engine._run.__code__] <= len(ALL_RULES)


def test_a_keystroke_costs_no_more_among_many_files_than_among_few() -> None:
    few, many = keystroke(files=20), keystroke(files=400)
    assert many.total() <= few.total() * 1.05 + 200


@pytest.mark.parametrize(("items", "most"), [(1, 2_700), (4, 3_450), (16, 6_800)])
def test_a_keystroke_stays_within_its_budget_of_calls(items: int, most: int) -> None:
    assert keystroke(files=20, items=items).total() <= most


def test_what_several_rules_ask_of_a_component_is_answered_once() -> None:
    found = keystroke(files=5, items=10)
    for question in (gaps.gaps, metadata_name.unread_names, metadata_value.flaws):
        assert found[question.__wrapped__.__code__] == 1, question


def test_most_of_what_stands_in_a_component_is_judged_at_a_glance() -> None:
    found = keystroke(files=5, items=30)
    assert found[envelope.values.__code__] <= 4


def linted(files: int, items: int = 8) -> Counter[CodeType]:
    """The calls of a lint of so many files that nobody has looked at."""
    texts = {f"/w/{n // 10}/{n}.yaml": component(f"component-{n}", items) for n in range(files)}
    lint_all(snapshot_of(texts))  # what is made once, as the catalog's types, is made now
    return calls(lambda: lint_all(snapshot_of(texts)))


def lint_all(snapshot: Snapshot) -> None:
    for file in snapshot.files.values():
        lint(snapshot, file, ALL_RULES)


def test_a_file_of_many_stays_within_its_budget_of_calls() -> None:
    assert linted(files=50).total() <= 50 * 4_400


def test_a_file_costs_no_more_among_many_than_among_few() -> None:
    few, many = linted(files=50).total() / 50, linted(files=300).total() / 300
    assert many <= few * 1.05


def test_each_of_many_files_is_parsed_once() -> None:
    found = linted(files=20)
    assert found[parser.parse.__code__] == 20
    assert found[engine.lint.__code__] == 20


@pytest.mark.parametrize("items", [1, 30])
def test_showing_a_finding_masks_the_file_without_much_ado(items: int) -> None:
    snapshot = snapshot_of({PATH: component("state", items, "scopes: [twice]\n")})
    found = lint(snapshot, snapshot.files[PATH], ALL_RULES)
    assert list(report(found, snapshot, str))
    shown = calls(lambda: list(report(found, snapshot, str)))
    assert shown.total() <= 312 + 38 * items


def test_a_file_that_is_not_daprs_is_only_read(tmp_path: Path) -> None:
    path = tmp_path / "values.yaml"
    path.write_text("image: shop\n" * 500, encoding="utf-8")
    found = calls(lambda: in_passing(path.as_posix()))
    assert found[parser.parse.__code__] == 0
    assert found.total() <= 35


def test_the_work_of_a_keystroke_grows_no_faster_than_its_document() -> None:
    small, large = keystroke(files=5, items=10).total(), keystroke(files=5, items=30).total()
    lines = [component("state", items).count("\n") for items in (10, 30)]
    assert large / small <= 1.2 * lines[1] / lines[0]


def test_what_is_known_across_files_is_gathered_from_the_edited_file_alone() -> None:
    found = keystroke(files=100)
    assert found[tables.Table.of.__func__.__code__] == 0
    assert found[index.Index._make_mentions.__code__] == 0
    assert found[naming.Naming.name.__code__] < 100


def test_names_are_gathered_once_for_all_that_nobody_defines() -> None:
    path = "/w/resiliency.yaml"
    head = "apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {name: r}\nspec:\n"
    targets = "".join(f"      unknown-{n}: {{}}\n" for n in range(50))
    text = f"{head}  targets:\n    components:\n{targets}"
    snapshot = workspace(100).with_file(SourceFile(path, text))
    found = calls(lambda: lint(snapshot, snapshot.files[path], ALL_RULES))
    assert found[usage.Usage.near.__code__] == 50
    assert found[usage.plays.__code__] < 500


@pytest.mark.parametrize("ask", [completion, hover])
def test_a_question_about_an_unchanged_file_parses_nothing(ask: Any) -> None:
    snapshot = workspace(20)
    file = snapshot.files[PATH]
    offset = file.text.index("redisPassword") + 3
    found = calls(lambda: ask(snapshot, file, offset))
    assert found[parser.parse.__code__] == 0
    assert found.total() <= 6_000
