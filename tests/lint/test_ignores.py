"""Comments that switch rules off: what they name, for which lines, and what they keep back."""

from __future__ import annotations

import pytest

from daprls.lint.engine import lint
from daprls.lint.ignores import ignores, lines_of
from daprls.model.source_file import SourceFile
from daprls.rules import ALL_RULES
from daprls.text import Span
from workspaces import snapshot_of

HEAD = "componentType: state.redis\nversion: v1\nmetadata:\n"
HOST = "  - name: redisHost\n    value: cache:6379\n"
TAIL = "scopes:\n  - cart\n"
MISSPELT = "unknown-metadata-name"


def of(text: str) -> list[tuple[str, int | None, str]]:
    return [(each.rule, each.line, each.reason) for each in ignores(SourceFile("/a.yaml", text))]


def found(text: str, settings: str = "") -> list[tuple[str, int]]:
    """The rules that report, each with the line, from 0, where its finding begins."""
    snapshot = snapshot_of({"/w/a.yaml": text, "/w/daprls.toml": settings})
    file = snapshot.files["/w/a.yaml"]
    return [
        (each.rule, file.lines.line_at(each.span.start)) for each in lint(snapshot, file, ALL_RULES)
    ]


class TestReading:
    def test_a_comment_behind_something_counts_for_its_line(self) -> None:
        assert of("a: 1\nb: 2 # daprls: ignore[x]\nc: 3\n") == [("x", 1, "")]

    def test_a_comment_alone_counts_for_the_next_line_that_holds_something(self) -> None:
        assert of("# daprls: ignore[x]\n\n  # why\na: 1\n") == [("x", 3, "")]

    def test_comments_above_each_other_count_for_the_same_line(self) -> None:
        text = "# daprls: ignore[x]\n# daprls: ignore[y]\na: 1\n"
        assert of(text) == [("x", 2, ""), ("y", 2, "")]

    def test_one_may_count_for_the_whole_file_wherever_it_stands(self) -> None:
        assert of("a: 1\n# daprls: ignore-file[x] why\n") == [("x", None, "why")]

    def test_several_rules_are_parted_by_commas_and_a_reason_may_follow(self) -> None:
        assert of("a: 1 #daprls:ignore[ x,y ,z ]  because of it  \n") == [
            ("x", 0, "because of it"),
            ("y", 0, "because of it"),
            ("z", 0, "because of it"),
        ]

    def test_it_may_follow_another_comment(self) -> None:
        assert of("a: 1 # note # daprls: ignore[x]\n") == [("x", 0, "")]

    @pytest.mark.parametrize(
        "text",
        [
            "a: '# daprls: ignore[x]'\n",
            'a: "# daprls: ignore[x]"\n',
            "a: b# daprls: ignore[x]\n",
            "a: |\n  b # daprls: ignore[x]\n",
            "a: >\n  # daprls: ignore[x]\n  b\n",
            "a: 1 # daprls: ignore x\n",
            "a: 1 # daprls: ignore[]\n",
            "a: 1 # daprls: ignore[x\n  # ]\n",
        ],
    )
    def test_what_is_no_comment_of_this_form_says_nothing(self, text: str) -> None:
        assert of(text) == []

    def test_behind_the_head_of_a_block_is_a_comment(self) -> None:
        assert of("a: | # daprls: ignore[x]\n  b\n") == [("x", 0, "")]

    def test_within_a_flow_collection_is_a_comment(self) -> None:
        assert of("a: [1, # daprls: ignore[x]\n  2]\n") == [("x", 0, "")]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
    def test_line_ends_do_not_matter(self, end: str) -> None:
        text = "a: 1\n# daprls: ignore[x] why\nb: 2 # daprls: ignore[y]\n".replace("\n", end)
        assert of(text) == [("x", 2, "why"), ("y", 2, "")]

    def test_it_reaches_over_the_mark_between_documents(self) -> None:
        assert of("a: 1\n---\n# daprls: ignore[x]\nb: 1\n") == [("x", 3, "")]

    def test_at_the_end_it_counts_for_the_last_line(self) -> None:
        assert of("a: 1\n# daprls: ignore[x]") == [("x", 1, "")]


class TestLines:
    def lines(self, text: str, at: str) -> set[int]:
        start = text.index(at)
        return set(lines_of(SourceFile("/a.yaml", text), Span(start, start + 1)))

    def test_a_finding_heeds_the_line_where_it_begins(self) -> None:
        assert self.lines("a: 1\nb: 2\n", "2") == {1}

    @pytest.mark.parametrize(
        "value", ["|\n  x\n  y\n", ">-\n  x\n  y\n", '"x\n  y"\n', "'x\n  y'\n", "x\n  y\n"]
    )
    def test_one_within_a_text_also_that_where_the_text_begins(self, value: str) -> None:
        text = f"a: 1\nb: {value}c: 2\n"
        assert self.lines(text, "y") == {1, text[: text.index("y")].count("\n")}
        assert self.lines(text, "2") == {text.count("\n") - 1}


class TestUse:
    def test_a_finding_on_another_line_is_shown(self) -> None:
        text = (
            f"{HEAD}{HOST}  - name: maxRetrys # daprls: ignore[{MISSPELT}]\n"
            f'    value: "3"\n  - name: redisPor\n    value: "3"\n{TAIL}'
        )
        assert found(text) == [(MISSPELT, 7)]

    def test_only_the_rule_that_is_named_is_silent(self) -> None:
        text = f'{HEAD}{HOST}  - name: maxRetrys # daprls: ignore[other]\n    value: "3"\n{TAIL}'
        assert found(text) == [(MISSPELT, 5), ("unused-ignore", 5)]

    def test_a_whole_file_can_be_silent(self) -> None:
        items = '  - name: maxRetrys\n    value: "3"\n  - name: redisPor\n    value: "3"\n'
        assert len(found(f"{HEAD}{HOST}{items}{TAIL}")) == 2
        assert found(f"{HEAD}{HOST}{items}{TAIL}# daprls: ignore-file[{MISSPELT}]\n") == []

    def test_every_document_is_meant_by_its_own_comments(self) -> None:
        document = f'{HEAD}{HOST}  - name: maxRetrys\n    value: "3"\n{TAIL}'
        commented = document.replace("maxRetrys", f"maxRetrys # daprls: ignore[{MISSPELT}]")
        assert [line for rule, line in found(document) if rule == MISSPELT] == [5]
        both = found(f"{commented}---\n{document}")
        assert [line for rule, line in both if rule == MISSPELT] == [15]

    def test_a_text_over_lines_is_silent_by_a_comment_above_it(self) -> None:
        text = f'{HEAD}{HOST}  - name: redisUsername\n    value: "<your-user\n      name>"\n{TAIL}'
        assert found(text) == [("placeholder-value", 6)]
        above = text.replace(
            '    value: "<', '    # daprls: ignore[placeholder-value]\n    value: "<'
        )
        assert found(above) == []

    def test_a_block_is_silent_by_a_comment_behind_its_head(self) -> None:
        text = f"{HEAD}{HOST}  - name: redisUsername\n    value: |\n      <your-user>\n{TAIL}"
        assert [rule for rule, _ in found(text)] == ["placeholder-value"]
        assert found(text.replace("|\n", "| # daprls: ignore[placeholder-value]\n")) == []

    @pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
    def test_a_comment_that_keeps_nothing_back_is_reported(self, end: str) -> None:
        text = f"{HEAD}{HOST}{TAIL}# daprls: ignore-file[{MISSPELT}]\n".replace("\n", end)
        assert found(text) == [("unused-ignore", 7)]

    def test_a_comment_for_a_rule_that_does_not_run_is_not_judged(self) -> None:
        text = f"{HEAD}{HOST}{TAIL}# daprls: ignore-file[{MISSPELT}]\n"
        assert found(text, f'ignore = ["{MISSPELT}"]') == []
        override = f'[[overrides]]\nfiles = ["*.yaml"]\nignore = ["{MISSPELT}"]\n'
        assert found(text, override) == []

    def test_a_comment_counts_whatever_severity_is_configured(self) -> None:
        text = (
            f'{HEAD}{HOST}  - name: maxRetrys # daprls: ignore[{MISSPELT}]\n    value: "3"\n{TAIL}'
        )
        assert found(text, f'severity.{MISSPELT} = "error"') == []

    def test_a_finding_that_gives_way_to_another_uses_its_comment_all_the_same(self) -> None:
        item = "  - name: <name> # daprls: ignore[placeholder-value]\n    value: x\n"
        text = f"{HEAD}{HOST}{item}{TAIL}"
        assert not any(rule == "placeholder-value" for rule, _ in found(text))
        assert not any(rule == "unused-ignore" for rule, _ in found(text))
