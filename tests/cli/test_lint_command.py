"""`daprls lint`: what is looked at, what is printed, how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bundled import bundle
from terminals import daprls, daprls_json, written

WRONG = """\
componentType: pubsub.azure.servicebus.queue
version: v1
metadata:
  - name: namespaceName
    value: shop.servicebus.windows.net
"""
RIGHT = WRONG.replace(".queue\n", ".queues\n")
ADVICE = RIGHT + "  - name: consumerID\n    secretRef: consumer\nsecretStoreComponent: vault\n"
"""Nothing worse than a store that no file defines."""
RULES = ["unknown-component-type", "secret-store-not-found"]


@pytest.fixture
def tmp_path(tmp_path: Path) -> Path:
    """A folder in which few rules run, so that tests of the door do not depend on all of them."""
    written(tmp_path, {"daprls.toml": f"select = {RULES}\n"})
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)


class TestTextOutput:
    def test_shows_place_severity_rule_line_and_fix_and_sums_up(self, tmp_path: Path) -> None:
        written(tmp_path, {"components/orders.yaml": WRONG, "right.yml": RIGHT})
        result = daprls("lint")
        assert result.exit_code == 1
        assert result.stderr == ""
        assert result.stdout == (
            "components/orders.yaml:1:16: error[unknown-component-type]: Dapr has no component "
            "type 'pubsub.azure.servicebus.queue'; the sidecar refuses it. "
            "Did you mean 'pubsub.azure.servicebus.queues'?\n"
            "    |\n"
            "  1 | componentType: pubsub.azure.servicebus.queue\n"
            "    |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "    = fix: Change to 'pubsub.azure.servicebus.queues'\n"
            "\n"
            "1 error in 2 files.\n"
            "'daprls fix' corrects 1 of them.\n"
            "'daprls explain RULE' says more about what a rule finds.\n"
        )

    def test_says_that_all_is_well(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": RIGHT, "b.yaml": "kind: Deployment\n"})
        result = daprls("lint")
        assert (result.exit_code, result.stdout, result.stderr) == (
            0,
            "No problems in 2 files.\n",
            "",
        )

    def test_notes_that_there_was_no_component(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": "kind: Deployment\n", "b.yml": "on: push\n"})
        result = daprls("lint")
        assert result.exit_code == 0
        assert result.stdout == ""
        assert result.stderr == "note: No Dapr component found in '.' among 2 YAML files.\n"

    def test_notes_that_a_folder_is_empty(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        result = daprls("lint", "empty")
        assert (result.exit_code, result.stderr) == (
            0,
            "note: No Dapr component found in 'empty'.\n",
        )

    def test_orders_by_file_and_place(self, tmp_path: Path) -> None:
        two = WRONG + "secretStoreComponent: valt\n---\n" + WRONG
        written(tmp_path, {"b.yaml": two, "a/z.yaml": two, "a.yaml": two})
        lines = daprls("lint", "b.yaml", "a", "a.yaml").stdout.splitlines()
        places = [line.split(": ")[0] for line in lines if ".yaml:" in line]
        assert places == sorted(places)
        assert len(places) >= 6

    def test_shows_what_surrounds_the_carets_of_an_endless_line(self, tmp_path: Path) -> None:
        comment = "# " + "x" * 500
        written(tmp_path, {"a.yaml": WRONG.replace(".queue\n", f".queue {comment}\n")})
        lines = daprls("lint").stdout.splitlines()
        assert lines[2].startswith("  1 | componentType: pubsub.azure.servicebus.queue # xxx")
        assert lines[2].endswith("…")
        assert len(lines[2]) < 220


class TestExitCode:
    @pytest.mark.parametrize(
        ("text", "fail_on", "code"),
        [
            (WRONG, "error", 1),
            (WRONG, "info", 1),
            (WRONG, "never", 0),
            (ADVICE, "error", 0),
            (ADVICE, "warning", 0),
            (ADVICE, "info", 1),
            (ADVICE, "never", 0),
            (RIGHT, "info", 0),
        ],
    )
    def test_follows_the_mildest_severity_that_fails(
        self, tmp_path: Path, text: str, fail_on: str, code: int
    ) -> None:
        written(tmp_path, {"a.yaml": text})
        assert daprls("lint", "--fail-on", fail_on).exit_code == code

    @pytest.mark.parametrize(
        "arguments",
        [
            ["lint", "--format", "xml"],
            ["lint", "--fail-on", "hint"],
            ["lint", "--nonsense"],
            ["lint", "--stdin-filename", "a.yaml"],
            ["lint", "-", "a.yaml"],
            ["lint", "-", "--stdin-filename", "."],
            ["fix", "-"],
            ["fix", "--rule", "no-such-rule"],
            ["fix", "--identity", "system=5b1f7c9e-2a4d-4e6f-8b3a-7c9d1e2f4a6b"],
            ["fix", "--identity", "user-assigned=bookshop"],
            ["fix", "--identity", "user-assigned="],
            ["explain"],
            ["explain", "no-such-rule"],
            ["serve", "--tcp", "0"],
            ["serve", "--stdio", "--tcp", "4000"],
            ["polish"],
            [],
        ],
        ids=" ".join,
    )
    def test_is_2_for_bad_usage_and_nothing_goes_to_stdout(self, arguments: list[str]) -> None:
        result = daprls(*arguments)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert "Usage: " in result.stderr

    def test_is_2_for_a_path_that_is_missing_and_the_others_are_looked_at(
        self, tmp_path: Path
    ) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        result = daprls("lint", "gone.yaml", "a.yaml", "--fail-on", "never")
        assert result.exit_code == 2
        assert result.stderr == "error: gone.yaml: There is no such file or folder.\n"
        assert "a.yaml:1:16: error[unknown-component-type]" in result.stdout

    def test_is_2_for_a_component_that_is_not_utf_8(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": RIGHT.encode() + b"# caf\xe9\n", "b.yaml": RIGHT})
        result = daprls("lint")
        assert result.exit_code == 2
        assert result.stderr.startswith("error: a.yaml: The file is not UTF-8 at byte ")
        assert result.stdout == "No problems in 1 file.\n"


class TestStdin:
    def test_is_looked_at_under_the_name_given(self, tmp_path: Path) -> None:
        written(tmp_path, {"components/orders.yaml": RIGHT})
        result = daprls("lint", "-", "--stdin-filename", "components/orders.yaml", stdin=WRONG)
        assert result.exit_code == 1
        assert result.stdout.startswith("components/orders.yaml:1:16: error[")
        assert "\n\n1 error in 1 file.\n" in result.stdout

    def test_needs_no_name(self) -> None:
        assert daprls("lint", "-", stdin=WRONG).stdout.startswith("<stdin>:1:16: error[")

    def test_without_a_component_gets_the_note(self) -> None:
        result = daprls("lint", "-", stdin="a: 1\n")
        assert result.stderr == "note: No Dapr component found in the text among 1 YAML file.\n"

    def test_follows_the_settings_above_its_name(self, tmp_path: Path) -> None:
        written(tmp_path, {"sub/daprls.toml": 'ignore = ["unknown-component-type"]\n'})
        result = daprls("lint", "-", "--stdin-filename", "sub/new.yaml", stdin=WRONG)
        assert result.exit_code == 0

    def test_knows_the_files_around_its_name(self, tmp_path: Path) -> None:
        vault = (
            "componentType: secretstores.azure.keyvault\nversion: v1\n"
            "metadata:\n  - name: vaultName\n    value: books\n"
        )
        written(tmp_path, {"stores/vault.yaml": vault})
        name = ["--stdin-filename", "components/new.yaml"]
        near = ADVICE.replace("secretStoreComponent: vault", "secretStoreComponent: valt")
        assert "secret-store-not-found" not in daprls("lint", "-", *name, stdin=ADVICE).stdout
        assert "Change to 'vault'" in daprls("lint", "-", *name, stdin=near).stdout

    def test_that_is_not_utf_8_is_an_error(self) -> None:
        result = daprls("lint", "-", stdin=b"\xff\xfe\x00")
        assert result.exit_code == 2
        assert result.stderr.startswith("error: <stdin>: The file is UTF-16")


class TestSurroundings:
    VAULT = "componentType: secretstores.azure.keyvault\nversion: v1\nmetadata: []\n"

    def test_a_file_asked_about_alone_knows_its_repository(self, tmp_path: Path) -> None:
        written(
            tmp_path,
            {
                ".git/HEAD": "",
                "daprls.toml": f"select = {RULES}\n",
                "stores/vault.yaml": self.VAULT,
                "app/orders.yaml": ADVICE,
                "app/near.yaml": ADVICE.replace("vault", "valt"),
            },
        )
        alone = daprls("lint", "app/near.yaml").stdout
        assert "Change to 'vault'" in alone
        assert daprls("lint", "app/orders.yaml").stdout == "No problems in 1 file.\n"
        assert alone.split("\n\n")[0] in daprls("lint").stdout

    def test_nothing_is_reported_of_files_not_asked_about(self, tmp_path: Path) -> None:
        written(
            tmp_path, {"a.yaml": RIGHT, "b.yaml": WRONG, "c/broken.yaml": b"\xff componentType:"}
        )
        result = daprls("lint", "a.yaml")
        assert (result.exit_code, result.stdout) == (0, "No problems in 1 file.\n")

    def test_the_deploy_script_gives_the_name(self, tmp_path: Path) -> None:
        script = (
            "az containerapp env dapr-component set -g g --name e \\\n"
            "  --dapr-component-name shop-orders --yaml components/orders.yaml\n"
        )
        written(tmp_path, {"components/orders.yaml": RIGHT, "deploy.sh": script})
        (component,) = daprls_json("components/orders.yaml")["components"]
        assert (component["name"], component["nameSource"]) == ("shop-orders", "command")

    def test_a_tree_too_large_is_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("daprls.cli.workspace._SURROUNDINGS", 3)
        written(tmp_path, {f"n{number}.yaml": RIGHT for number in range(5)})
        result = daprls("lint", "n4.yaml")
        assert result.exit_code == 0
        assert result.stderr.startswith("note: '.' holds too many files to look at them all.")


class TestSettings:
    def test_choose_rules_and_leave_out_files(self, tmp_path: Path) -> None:
        written(
            tmp_path,
            {
                "daprls.toml": 'exclude = ["testdata"]\nignore = ["unknown-component-type"]\n',
                "testdata/a.yaml": WRONG,
                "b.yaml": WRONG,
            },
        )
        assert daprls_json()["files"] == 1
        found = {diagnostic["rule"] for diagnostic in daprls_json()["diagnostics"]}
        assert "unknown-component-type" not in found

    def test_that_are_broken_stop_everything_and_are_named(self, tmp_path: Path) -> None:
        written(tmp_path, {"daprls.toml": "ignroe = []\n", "sub/a.yaml": WRONG})
        for arguments in (["lint"], ["lint", "sub/a.yaml"], ["fix"], ["fix", "--diff"]):
            result = daprls(*arguments)
            assert result.exit_code == 2
            assert result.stdout == ""
            assert result.stderr.startswith(
                "error: daprls.toml:1: Unknown setting 'ignroe'. Did you mean 'ignore'?"
            )

    def test_that_are_broken_in_several_places_are_all_named(self, tmp_path: Path) -> None:
        text = '[severity]\nyaml-syntax = "off"\n\n[deployed]\nvault = "keyvault"\n'
        written(tmp_path, {"daprls.toml": text, "a.yaml": WRONG})
        result = daprls("lint")
        assert result.exit_code == 2
        first, second = result.stderr.splitlines()
        assert first.startswith("error: daprls.toml:2: Setting 'severity' gives 'yaml-syntax' the")
        assert second.startswith("error: daprls.toml:5: Setting 'deployed' holds 'keyvault', which")

    def test_in_pyproject_are_named_with_their_key(self, tmp_path: Path) -> None:
        written(tmp_path, {"pyproject.toml": "[tool.daprls]\nselect = 1\n", "a.yaml": RIGHT})
        result = daprls("lint", "--format", "json")
        assert result.exit_code == 2
        assert json.loads(result.stdout)["errors"] == [
            {
                "file": "pyproject.toml",
                "line": 2,
                "message": "Setting 'select' must be a list of strings.",
            }
        ]


class TestJson:
    def test_is_the_whole_contract(self, tmp_path: Path) -> None:
        written(
            tmp_path,
            {
                "daprls.toml": f'select = {RULES}\nrule-pages = "https://example.org/rules"\n',
                "a.yaml": (
                    "# \U0001f600\n"
                    "{componentType: pubsub.azure.servicebus.queue, version: v1, "
                    "metadata: [{name: namespaceName, value: s.servicebus.windows.net}]}\n"
                ),
            },
        )
        report = daprls_json("a.yaml", "gone")
        at = {"start": {"line": 1, "character": 16}, "end": {"line": 1, "character": 45}}
        assert report == {
            "version": 1,
            "files": 1,
            "errors": [{"file": "gone", "message": "There is no such file or folder."}],
            "components": [
                {
                    "file": "a.yaml",
                    "range": {
                        "start": {"line": 1, "character": 0},
                        "end": {"line": 1, "character": 127},
                    },
                    "name": "a",
                    "nameSource": "stem",
                    "dialect": "aca",
                    "type": "pubsub.azure.servicebus.queue",
                }
            ],
            "diagnostics": [
                {
                    "file": "a.yaml",
                    "rule": "unknown-component-type",
                    "severity": "error",
                    "message": report["diagnostics"][0]["message"],
                    "range": at,
                    "url": "https://example.org/rules/unknown-component-type",
                    "tags": [],
                    "fixes": [
                        {
                            "title": "Change to 'pubsub.azure.servicebus.queues'",
                            "safe": True,
                            "edits": [
                                {
                                    "kind": "text",
                                    "file": "a.yaml",
                                    "range": at,
                                    "newText": "pubsub.azure.servicebus.queues",
                                }
                            ],
                        }
                    ],
                    "related": [],
                }
            ],
        }

    def test_counts_characters_in_utf_16_and_lines_at_line_breaks_only(
        self, tmp_path: Path
    ) -> None:
        text = (
            "\ufeff# one\r\n"
            '{"x": "\U0001f600\u2028", '
            "componentType: pubsub.azure.servicebus.queue, version: v1}\r\n"
        )
        written(tmp_path, {"a.yaml": text})
        (found,) = [
            each
            for each in daprls_json()["diagnostics"]
            if each["rule"] == "unknown-component-type"
        ]
        assert found["range"]["start"] == {"line": 1, "character": 28}

    def test_has_no_url_unless_pages_are_published(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        assert "url" not in daprls_json()["diagnostics"][0]

    def test_says_where_a_name_comes_from(self, tmp_path: Path) -> None:
        oss = (
            "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: books\n"
            "spec:\n  type: state.in-memory\n  version: v1\n"
        )
        written(
            tmp_path,
            {
                "daprls.toml": '[components]\n"configured.yaml" = "from-config"\n',
                "comment.yaml": "# daprls: name=from-comment\n" + RIGHT,
                "configured.yaml": RIGHT,
                "manifest.yaml": oss,
                "stem.yaml": RIGHT,
            },
        )
        found = {c["file"]: (c["name"], c["nameSource"]) for c in daprls_json()["components"]}
        assert found == {
            "comment.yaml": ("from-comment", "comment"),
            "configured.yaml": ("from-config", "config"),
            "manifest.yaml": ("books", "manifest"),
            "stem.yaml": ("stem", "stem"),
        }

    def test_names_related_places_in_other_files(self, tmp_path: Path) -> None:
        written(
            tmp_path,
            {
                "vault.yaml": TestSurroundings.VAULT,
                "orders.yaml": ADVICE.replace("vault", "valt"),
            },
        )
        (found,) = [
            each
            for each in daprls_json("orders.yaml")["diagnostics"]
            if each["rule"] == "secret-store-not-found"
        ]
        (related,) = found["related"]
        assert related["file"] == "vault.yaml"
        assert set(related) == {"file", "range", "message"}

    def test_is_empty_where_nothing_is(self) -> None:
        result = daprls("lint", "--format", "json")
        assert (result.exit_code, result.stderr) == (0, "")
        assert json.loads(result.stdout) == {
            "version": 1,
            "files": 0,
            "errors": [],
            "components": [],
            "diagnostics": [],
        }

    def test_is_ascii_and_true_to_the_text(self, tmp_path: Path) -> None:
        written(tmp_path, {"ünï.yaml": WRONG})
        result = daprls("lint", "--format", "json")
        assert result.stdout.isascii()
        report: Any = json.loads(result.stdout)
        assert report["diagnostics"][0]["file"] == "ünï.yaml"


def test_every_example_of_the_documentation_is_taken(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
    settings = page.split("```toml\n")[1].split("```")[0]
    files = {"daprls.toml": settings, "a.dapr.yaml": WRONG}
    written(tmp_path, {**files, "dapr/component-metadata-bundle.json": bundle()})
    result = daprls("lint")
    assert (result.exit_code, result.stderr) == (0, "")
