"""Annotations of GitHub Actions and test reports, as their readers take them."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from terminals import daprls, daprls_failing, written

WRONG = "componentType: state.rediss\nversion: v1\nmetadata: []\n"
RIGHT = (
    "componentType: state.redis\nversion: v1\nmetadata:\n  - name: redisHost\n    value: a:6379\n"
    "scopes: [shop]\n"
)
MILD = RIGHT.replace("[shop]", "[shop, shop]")
RULES = ["unknown-component-type", "duplicate-scope"]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, {"daprls.toml": f"select = {RULES}\n"})


class TestGitHub:
    def test_shows_a_finding_beside_its_line(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        result = daprls("lint", "--format", "github")
        assert (result.exit_code, result.stderr) == (1, "")
        assert result.stdout == (
            "::error file=a.yaml,line=1,endLine=1,col=16,endColumn=27,"
            "title=daprls%3A unknown-component-type::Dapr has no component type 'state.rediss'; "
            "the sidecar refuses it. Did you mean 'state.redis'?\n"
        )

    def test_escapes_what_would_end_a_command_or_a_property(self, tmp_path: Path) -> None:
        written(tmp_path, {"50%,a:b/x.yaml": WRONG.replace("rediss", "re%0Adiss")})
        (line,) = daprls("lint", "--format", "github").stdout.splitlines()
        assert "file=50%25%2Ca%3Ab/x.yaml," in line
        assert "'state.re%250Adiss'" in line

    def test_says_notice_for_what_is_mild_and_puts_the_worst_first(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": MILD, "b.yaml": WRONG})
        lines = daprls("lint", "--format", "github").stdout.splitlines()
        assert [line.partition(" ")[0] for line in lines] == ["::error", "::notice"]

    def test_gives_no_columns_for_what_spans_lines(self, tmp_path: Path) -> None:
        written(
            tmp_path,
            {"a.yaml": WRONG.replace("state.rediss", '"state.\n  rediss"')},
        )
        (line,) = daprls("lint", "--format", "github").stdout.splitlines()
        assert "line=1,endLine=2," in line
        assert "col=" not in line

    def test_tells_what_cannot_be_read(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": b"componentType: \xe9\n"})
        result = daprls("lint", "--format", "github")
        assert result.exit_code == 2
        assert result.stdout.startswith("::error file=a.yaml,title=daprls::The file is not UTF-8")

    def test_is_silent_where_all_is_well(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": RIGHT})
        assert daprls("lint", "--format", "github").stdout == ""


class TestJUnit:
    def suite(self, *arguments: str) -> ElementTree.Element:
        root = ElementTree.fromstring(daprls("lint", "--format", "junit", *arguments).stdout)
        assert root.tag == "testsuites"
        (suite,) = root
        assert suite.tag == "testsuite"
        for element in (root, suite):
            assert element.get("tests") == str(len(suite.findall("testcase")))
            assert element.get("failures") == str(len(suite.findall("testcase/failure")))
            assert element.get("errors") == str(len(suite.findall("testcase/error")))
        # What readers of JUnit's reports agree on; with anything else some refuse the file.
        allowed = {
            "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
            "testcase": {"name", "classname", "time"},
            "failure": {"message", "type"},
            "error": {"message", "type"},
            "system-out": set[str](),
        }
        for element in suite.iter():
            assert set(element.attrib) <= allowed[element.tag]
        return suite

    def test_a_file_is_a_case_and_fails_with_what_fails_the_run(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG, "b.yaml": MILD, "c.yaml": RIGHT, "d.yaml": "a: b\n"})
        a, b, c = self.suite()
        assert [case.get("name") for case in (a, b, c)] == ["a.yaml", "b.yaml", "c.yaml"]
        (failure,) = a
        assert failure.get("type") == "error"
        assert (failure.text or "").startswith("a.yaml:1:16: error[unknown-component-type]: Dapr")
        assert [each.tag for each in b] == ["system-out"]
        assert "hint[duplicate-scope]" in (b[0].text or "")
        assert list(c) == []

    def test_findings_of_a_file_fail_together(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG + "---\n" + WRONG})
        (case,) = self.suite()
        (failure,) = case
        assert failure.get("message") == "2 findings"
        assert len((failure.text or "").splitlines()) == 2

    def test_nothing_fails_where_nothing_is_to(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        (case,) = self.suite("--fail-on", "never")
        assert [each.tag for each in case] == ["system-out"]

    def test_what_cannot_be_read_is_an_error(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": b"componentType: \xe9\n"})
        (case,) = self.suite()
        assert case[0].tag == "error"
        assert (case[0].get("message") or "").startswith("The file is not UTF-8")

    def test_a_rule_that_fails_is_an_error(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("daprls.cli.lint.ALL_RULES", (_clumsy_rule(),))
        written(tmp_path, {"a.yaml": RIGHT, "daprls.toml": ""})
        result = daprls_failing("lint", "--format", "junit")
        assert result.exit_code == 70
        assert '<error message="rule clumsy failed with ValueError"' in result.stdout

    def test_holds_whatever_a_file_may_be_called(self, tmp_path: Path) -> None:
        written(tmp_path, {"ü<&\u0007'\".yaml": WRONG})
        (case,) = self.suite()
        assert case.get("name") == "ü<&\ufffd'\".yaml"
        assert daprls("lint", "--format", "junit").stdout.isascii()


def _clumsy_rule():  # type: ignore[no-untyped-def]
    from daprls.lint.finding import Layer, Severity
    from daprls.lint.rule import component_rule

    @component_rule("clumsy", Severity.ERROR, layer=Layer.VALUE)
    def clumsy(_component, _snapshot):  # type: ignore[no-untyped-def]
        """It fails."""
        raise ValueError("c4n4ry")

    return clumsy


@pytest.mark.parametrize("output", ["github", "junit", "sarif"])
def test_a_rule_that_fails_is_told_without_the_message_of_its_exception(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    monkeypatch.setattr("daprls.cli.lint.ALL_RULES", (_clumsy_rule(),))
    written(tmp_path, {"a.yaml": RIGHT, "daprls.toml": ""})
    result = daprls_failing("lint", "--format", output)
    assert result.exit_code == 70
    assert re.search(r"rule clumsy failed with ValueError", result.stdout)
    assert "c4n4ry" not in result.stdout + result.stderr
