"""`daprls lint` into a file, with counts, and with what a rule's page says."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from terminals import daprls, daprls_json, texts, written

WRONG = "componentType: state.rediss\nversion: v1\nmetadata: []\n"
SCOPES = (
    "componentType: state.redis\nversion: v1\nmetadata:\n  - name: redisHost\n    value: a:6379\n"
    "scopes: [shop, shop, depot, depot]\n"
)
RULES = ["unknown-component-type", "duplicate-scope"]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, {"daprls.toml": f"select = {RULES}\n"})


class TestOutput:
    @pytest.mark.parametrize("output", ["text", "json", "sarif", "github", "junit"])
    def test_writes_what_would_have_been_printed(self, tmp_path: Path, output: str) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        printed = daprls("lint", "--format", output).stdout
        result = daprls("lint", "--format", output, "--output", "new/report")
        assert result.exit_code == 1
        written_text = texts(tmp_path)["new/report"]
        assert printed.startswith(written_text) if output == "text" else printed == written_text
        assert result.stdout.startswith("1 error in 1 file.\n")

    def test_replaces_a_file_and_leaves_nothing_beside_it(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG, "report.json": "\xff" * 9})
        (tmp_path / "report.json").chmod(0o640)
        daprls("lint", "--format", "json", "--output", "report.json")
        assert json.loads(texts(tmp_path)["report.json"])["version"] == 1
        assert sorted(texts(tmp_path)) == ["a.yaml", "daprls.toml", "report.json"]
        if sys.platform != "win32":
            assert stat.S_IMODE((tmp_path / "report.json").stat().st_mode) == 0o640

    def test_refuses_what_is_no_file(self, tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        result = daprls("lint", "--output", "folder")
        assert result.exit_code == 2
        assert "'folder' cannot be written: " in result.stderr

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
    def test_does_not_wait_for_a_pipe(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        assert daprls("lint", "--output", "pipe").exit_code == 2

    def test_tells_on_stderr_what_cannot_be_read(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": b"componentType: \xe9\n"})
        result = daprls("lint", "--format", "sarif", "--output", "report")
        assert result.exit_code == 2
        assert "error: a.yaml: The file is not UTF-8" in result.stderr


class TestStatistics:
    def test_say_how_often_each_rule_found_something(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG, "b.yaml": SCOPES})
        printed = daprls("lint", "--statistics").stdout
        assert (
            "\n2  duplicate-scope  (2 with a fix)\n1  unknown-component-type  (1 with a fix)\n\n"
        ) in printed

    def test_are_part_of_the_json_report_when_asked_for(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG, "b.yaml": SCOPES})
        assert daprls_json("--statistics")["statistics"] == [
            {"rule": "duplicate-scope", "count": 2, "fixable": 2},
            {"rule": "unknown-component-type", "count": 1, "fixable": 1},
        ]
        assert "statistics" not in daprls_json()


class TestExplain:
    def test_tells_once_of_each_rule_why_it_matters(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG, "b.yaml": WRONG, "c.yaml": SCOPES})
        printed = daprls("lint", "--explain").stdout
        assert printed.count("The category is right, but no component of this name") == 1
        assert printed.count("couldn't find message bus") == 1
        assert printed.count("An app ID stands twice in `scopes`.") == 1
        assert "daprls explain RULE" not in printed


@pytest.mark.parametrize(
    "arguments",
    [
        ["--statistics", "--format", "sarif"],
        ["--explain", "--format", "json"],
        ["--write-baseline", "a", "--baseline", "b"],
        ["--write-baseline", "a", "--output", "b"],
    ],
)
def test_options_that_do_not_go_together_are_refused(tmp_path: Path, arguments: list[str]) -> None:
    written(tmp_path, {"a.yaml": WRONG})
    before = texts(tmp_path)
    result = daprls("lint", *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage: ")
    assert texts(tmp_path) == before


@pytest.mark.parametrize("output", ["json", "sarif"])
def test_a_file_is_searched_for_secrets_once_however_many_fixes_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    from daprls.cli import report

    searched: list[str] = []
    real = report.secret_texts

    def counting(file, type_of):  # type: ignore[no-untyped-def]
        searched.append(file.path)
        return real(file, type_of)

    monkeypatch.setattr(report, "secret_texts", counting)
    written(tmp_path, {"a.yaml": "---\n".join([SCOPES] * 5), "b.yaml": WRONG})
    daprls("lint", "--format", output)
    assert [path.rpartition("/")[2] for path in sorted(searched)] == ["a.yaml", "b.yaml"]
