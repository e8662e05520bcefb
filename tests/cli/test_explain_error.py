"""`daprls explain --error`: what is printed, what is not, how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from terminals import daprls, everything, written

REDIS = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: {name}
spec:
  type: state.redis
  version: {version}
  metadata:
    - name: redisHost
      value: cache:6379
    - name: redisPassword
      value: hunter2-hunter2
"""
NOT_FOUND = "couldn't find state store state.redis/1"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")


def test_says_what_it_means_and_where_it_comes_from(tmp_path: Path) -> None:
    written(tmp_path, {"components/carts.yaml": REDIS.format(name="carts", version='"1"')})
    result = daprls("explain", "--error", NOT_FOUND)
    assert result.exit_code == 0
    assert result.stderr == ""
    head, finding, foot = result.stdout.split("\n\n")
    assert head == (
        "The Dapr sidecar says: couldn't find … of this type and version\n"
        "  No component of this type is built into daprd in this version. One letter is enough, "
        "and so is a\n"
        "  version such as `1` or `v1.0`."
    )
    assert finding.startswith("components/carts.yaml:7:12: error[invalid-component-version]: ")
    assert finding.endswith("    = fix: Change to 'v1'")
    assert foot == (
        "Rules about it: unknown-component-type, invalid-component-version, component-type-alias.\n"
        "'daprls explain RULE' says more about what a rule finds.\n"
    )


def test_takes_the_text_from_stdin() -> None:
    result = daprls("explain", "--error", "-", stdin=b"\xff\xfe" + NOT_FOUND.encode())
    assert "The Dapr sidecar says: couldn't find" in result.stdout
    assert "No file here shows such a mistake.\n" in result.stdout


def test_looks_where_it_is_told_to(tmp_path: Path) -> None:
    files = {f"{name}/{name}.yaml": REDIS.format(name=name, version='"1"') for name in "ab"}
    written(tmp_path, files)
    assert "b/b.yaml" in daprls("explain", "--error", NOT_FOUND).stdout
    result = daprls("explain", "--error", NOT_FOUND, tmp_path / "a")
    assert "a/a.yaml" in result.stdout
    assert "b/b.yaml" not in result.stdout


def test_shows_the_component_where_no_rule_finds_a_mistake(tmp_path: Path) -> None:
    written(tmp_path, {"carts.yaml": REDIS.format(name="carts", version="v1")})
    result = daprls("explain", "--error", "process component carts error: dial tcp: no such host")
    assert "carts.yaml:" in result.stdout


def test_says_that_no_file_defines_the_component() -> None:
    result = daprls("explain", "--error", "process component carts error: [INIT_COMPONENT_FAILURE]")
    assert "No file here defines a component called 'carts'.\n" in result.stdout


def test_says_that_nothing_is_known() -> None:
    result = daprls("explain", "--error", "npm ERR! code ENOENT")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr == (
        "note: Nothing in this text is known. It may have nothing to do with component files.\n"
    )


def test_neither_the_texts_secrets_nor_the_files_are_printed(tmp_path: Path) -> None:
    written(tmp_path, {"carts.yaml": REDIS.format(name="carts", version='"1"')})
    text = (
        "process component carts error: initialization error occurred for carts (state.redis/1): "
        "redis store: error connecting to redis at redis://:s3cr3tS3cr3t@cache:6379: WRONGPASS"
    )
    printed = everything(daprls("explain", "--error", text))
    assert "state.redis says: redis store: error connecting to redis at\n" in printed
    assert "s3cr3t" not in printed
    assert "hunter2" not in printed


def test_a_rule_or_an_error_is_needed_and_one_rule_alone() -> None:
    for arguments in ((), ("yaml-syntax", "duplicate-key")):
        result = daprls("explain", *arguments)
        assert result.exit_code == 2
        assert "Name one rule, or give an error with '--error'." in result.stderr


def test_settings_that_cannot_be_used_are_told_first(tmp_path: Path) -> None:
    written(tmp_path, {"daprls.toml": "nonsense = 1\n", "a.yaml": REDIS})
    result = daprls("explain", "--error", NOT_FOUND)
    assert result.exit_code == 2
    assert "daprls.toml" in result.stderr
    assert result.stdout == ""


def test_a_path_that_is_not_there_is_told_and_the_error_explained() -> None:
    result = daprls("explain", "--error", NOT_FOUND, "nowhere.yaml")
    assert result.exit_code == 2
    assert "nowhere.yaml" in result.stderr
    assert "The Dapr sidecar says" in result.stdout
