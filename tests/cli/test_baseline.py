"""`--baseline` and `--write-baseline`: only what is new is reported, wherever lines have gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from terminals import daprls, daprls_json, texts, written

WRONG = "componentType: state.rediss\nversion: v1\nmetadata: []\n"
SCOPES = (
    "componentType: state.redis\nversion: v1\nmetadata:\n  - name: redisHost\n    value: a:6379\n"
    "scopes: [shop, shop, depot]\n"
)
RULES = ["unknown-component-type", "duplicate-scope"]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, {"daprls.toml": f"select = {RULES}\n"})


def keep() -> None:
    assert daprls("lint", "--write-baseline", "known.json").exit_code == 0


def test_writing_one_reports_nothing_and_ends_well(tmp_path: Path) -> None:
    written(tmp_path, {"a.yaml": WRONG, "b/c.yaml": SCOPES})
    result = daprls("lint", "--write-baseline", "known.json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "'known.json' now holds 2 findings; 'daprls lint --baseline known.json' reports others "
        "only.\n"
    )
    content = json.loads(texts(tmp_path)["known.json"])
    assert content["version"] == 1
    assert [(each["file"], each["rule"], each["count"]) for each in content["findings"]] == [
        ("a.yaml", "unknown-component-type", 1),
        ("b/c.yaml", "duplicate-scope", 1),
    ]


def test_fingerprints_are_those_of_sarif(tmp_path: Path) -> None:
    written(tmp_path, {"a.yaml": WRONG, "b/c.yaml": SCOPES})
    keep()
    report = json.loads(daprls("lint", "--format", "sarif").stdout)
    known = [each["fingerprint"] for each in json.loads(texts(tmp_path)["known.json"])["findings"]]
    found = [
        result["partialFingerprints"]["daprls/v1"].removesuffix(":1")
        for result in report["runs"][0]["results"]
    ]
    assert sorted(found) == sorted(known)


def test_writing_one_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    written(tmp_path, {f"{name}.yaml": WRONG for name in "zyxabc"})
    keep()
    before = texts(tmp_path)["known.json"]
    keep()
    assert texts(tmp_path)["known.json"] == before
    assert before.count("\n    {") == 6


def test_what_it_knows_is_hidden_and_told(tmp_path: Path) -> None:
    written(tmp_path, {"a.yaml": WRONG, "b.yaml": SCOPES})
    keep()
    result = daprls("lint", "--baseline", "known.json", "--fail-on", "info")
    assert result.exit_code == 0
    assert result.stdout == "No problems in 2 files.\nThe baseline hides 2 findings.\n"


def test_moved_lines_stay_known_and_new_findings_are_not(tmp_path: Path) -> None:
    written(tmp_path, {"a.yaml": WRONG, "b.yaml": SCOPES})
    keep()
    written(
        tmp_path,
        {
            "a.yaml": "# A heading\n\n" + WRONG.replace("\n", "\r\n"),
            "b.yaml": SCOPES.replace("depot]", "depot, depot]"),
            "c.yaml": WRONG,
        },
    )
    report = daprls_json("--baseline", "known.json")
    assert [(each["file"], each["rule"]) for each in report["diagnostics"]] == [
        ("b.yaml", "duplicate-scope"),
        ("c.yaml", "unknown-component-type"),
    ]
    assert report["baseline"] == {"hidden": 2, "outdated": 0}


def test_one_more_of_the_same_is_new(tmp_path: Path) -> None:
    written(tmp_path, {"a.yaml": SCOPES})
    keep()
    written(tmp_path, {"a.yaml": SCOPES.replace("shop, shop", "shop, shop, shop")})
    report = daprls_json("--baseline", "known.json")
    assert len(report["diagnostics"]) == 1
    assert report["baseline"]["hidden"] == 1


def test_what_is_gone_is_told_as_outdated(tmp_path: Path) -> None:
    written(tmp_path, {"a.yaml": WRONG, "b.yaml": SCOPES})
    keep()
    (tmp_path / "b.yaml").unlink()
    result = daprls("lint", "--baseline", "known.json")
    assert "1 finding; 1 more that it knows is no longer found: write it anew.\n" in result.stdout


def test_files_that_nobody_asked_about_are_not_outdated(tmp_path: Path) -> None:
    written(tmp_path, {"a.yaml": WRONG, "b.yaml": SCOPES})
    keep()
    assert daprls_json("a.yaml", "--baseline", "known.json")["baseline"] == {
        "hidden": 1,
        "outdated": 0,
    }


def test_paths_are_those_from_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, {"deploy/a.yaml": WRONG, "ci/readme": ""})
    assert daprls("lint", "--write-baseline", "ci/known.json").exit_code == 0
    assert '"../deploy/a.yaml"' in texts(tmp_path)["ci/known.json"]
    monkeypatch.chdir(tmp_path / "deploy")
    assert daprls("lint", ".", "--baseline", "../ci/known.json").exit_code == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "There is no such file or folder. '--write-baseline' makes one."),
        (b"{", "is no JSON at line 1"),
        (b"\xff\xfe", "UTF-16"),
        (b"[]", "It holds no 'findings'"),
        (b'{"findings": []}', "It is not of version 1"),
        (b'{"version": 2, "findings": []}', "It is not of version 1"),
        (b'{"version": 1, "findings": {}}', "Its 'findings' are no list"),
        (b'{"version": 1, "findings": [1]}', "Finding 1 lacks"),
        (
            b'{"version": 1, "findings": [{"file": "a", "rule": "b", "fingerprint": "c"}]}',
            "Finding 1 lacks",
        ),
        (b"[" * 100_000, "is nested too deep"),
    ],
)
def test_one_that_cannot_be_used_stops_everything(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    written(tmp_path, {"a.yaml": WRONG} | ({"known.json": content} if content else {}))
    result = daprls("lint", "--baseline", "known.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "The baseline 'known.json'" in result.stderr
    assert says in result.stderr


def test_none_is_written_while_a_file_cannot_be_read(tmp_path: Path) -> None:
    written(tmp_path, {"a.yaml": WRONG, "b.yaml": b"componentType: \xe9\n"})
    result = daprls("lint", "--write-baseline", "known.json")
    assert result.exit_code == 2
    assert "No baseline is written" in result.stderr
    assert not (tmp_path / "known.json").exists()
