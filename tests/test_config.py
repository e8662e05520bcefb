"""What settings mean: globs, the nearest folder, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from daprls.config import Config, ConfigError, config_from, glob_pattern, parse_config


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("a.yaml", "a.yaml", True),
        ("a.yaml", "x/y/a.yaml", True),
        ("/a.yaml", "a.yaml", True),
        ("x/a.yaml", "y/x/a.yaml", False),
        ("x/*.yaml", "x/a.yaml", True),
        ("x/*.yaml", "x/y/a.yaml", False),
        ("**/x/*.yaml", "x/a.yaml", True),
        ("**/x/*.yaml", "a/b/x/a.yaml", True),
        ("x/**", "x/a/b.yaml", True),
        ("x/**/b.yaml", "x/b.yaml", True),
        ("testdata/", "a/testdata", True),
        ("a?.yaml", "ab.yaml", True),
        ("x/a?b", "x/a/b", False),
        ("a[0-9].yaml", "a7.yaml", True),
        ("a[!0-9].yaml", "a7.yaml", False),
        ("a[!0-9].yaml", "ab.yaml", True),
        ("x/a[!0]b", "x/a/b", False),
        ("a[)].yaml", "a).yaml", True),
        ("a[z-a].yaml", "a[z-a].yaml", True),
        ("a[].yaml", "a[].yaml", True),
        ("a[.yaml", "a[.yaml", True),
        ("a.yaml", "axyaml", False),
        ("a+b.yaml", "a+b.yaml", True),
    ],
)
def test_a_glob_matches(glob: str, path: str, matches: bool) -> None:
    assert (glob_pattern(glob).fullmatch(path) is not None) is matches


def test_a_folder_that_is_excluded_takes_all_that_is_in_it_along() -> None:
    config = Config(root="/w", exclude=("testdata", "gen/*.yaml"))
    assert config.excludes("/w/a/testdata/b/c.yaml")
    assert config.excludes("/w/gen/a.yaml")
    assert not config.excludes("/w/gen/a/b.yaml")
    assert not config.excludes("/elsewhere/gen/a.yaml")


def test_the_first_glob_names_the_component() -> None:
    config = Config(root="/w", components=(("a/*.yaml", "first"), ("**/*.yaml", "second")))
    assert config.component_name("/w/a/x.yaml") == "first"
    assert config.component_name("/w/b/x.yaml") == "second"
    assert config.component_name("/w/b/x.yml") is None


def test_the_identity_of_the_applications_may_be_left_open() -> None:
    assert config_from({"identity": "user"}, "/w", "x").identity == "user"
    assert config_from({"identity": ""}, "/w", "x").identity is None
    assert Config().identity is None


def test_the_first_glob_says_in_which_dialect_a_file_must_be() -> None:
    config = Config(root="/w", dialects=(("a/*.yaml", "aca"), ("**/*.yaml", "oss")))
    assert config.dialect("/w/a/x.yaml") == "aca"
    assert config.dialect("/w/b/x.yaml") == "oss"
    assert config.dialect("/w/b/x.yml") is None
    assert Config().dialect("/w/a/x.yaml") is None


def test_a_rule_s_page_is_below_the_address() -> None:
    config = config_from({"rule-pages": "https://example.org/rules"}, "/w", "x")
    assert config.rule_page("unused-secret") == "https://example.org/rules/unused-secret"
    assert Config().rule_page("unused-secret") is None


@pytest.mark.parametrize("text", ["", "tool = 1", "[tool.other]\nx = 1", "[project]\nname = 'x'"])
def test_a_pyproject_without_our_table_says_nothing(text: str) -> None:
    assert parse_config(text, "/w", "/w/pyproject.toml") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = ", "Invalid value"),
        ("nonsense = 1", "unknown setting 'nonsense'; known are 'select', 'ignore'"),
        ("exclude = 'a'", "setting 'exclude' must be a list of strings."),
        ("exclude = [1]", "setting 'exclude' must be a list of strings."),
        ("components = ['a']", "setting 'components' must be a table of globs and component"),
        ("[components]\na = 1", "setting 'components' must be a table of globs and component"),
        ("dialects = ['aca']", "setting 'dialects' must be a table of globs and 'aca' or 'oss'."),
        ("[dialects]\na = 'dapr'", "setting 'dialects' must be a table of globs and 'aca' or"),
        ("[dialects]\na = ['oss']", "setting 'dialects' must be a table of globs and 'aca' or"),
        ("rule-pages = 'example.org'", "setting 'rule-pages' must be an http(s) address."),
        ("rule-pages = 1", "setting 'rule-pages' must be an http(s) address."),
        ("identity = 'managed'", "setting 'identity' must be 'system' or 'user'."),
        ("identity = ['user']", "setting 'identity' must be 'system' or 'user'."),
    ],
)
def test_what_is_wrong_is_named_with_file_and_key(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, "/w", "/w/daprls.toml")
    assert str(caught.value).startswith("/w/daprls.toml: ")
    assert message in str(caught.value)


def test_every_setting_is_in_the_documentation() -> None:
    with pytest.raises(ConfigError) as caught:
        config_from({"nonsense": 1}, "/w", "x")
    known = set(re.findall(r"'([a-z-]+)'", str(caught.value).partition("known are")[2]))
    page = Path(__file__).parent.parent / "docs" / "configuration.md"
    documented = re.findall(r"^\| `([a-z-]+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(documented) == sorted(known)


def test_a_table_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match="expected a table of settings"):
        parse_config("[tool]\ndaprls = 1", "/w", "/w/pyproject.toml")
