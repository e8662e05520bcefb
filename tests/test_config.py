"""What settings mean: globs, the nearest folder, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from daprls.config import (
    CATEGORIES,
    PLUGGABLE,
    SETTINGS,
    Config,
    ConfigError,
    Override,
    config_from,
    glob_pattern,
    parse_config,
    read_config,
)
from daprls.model.dialect import FAMILIES


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
    ("text", "line", "message"),
    [
        ("# a\nx = ", 2, "invalid value."),
        ("x = [\n1,\n\n", 2, "invalid value."),
        ("nonsense = 1", 1, "unknown setting 'nonsense'; known are 'select', 'ignore'"),
        ("\nignroe = []", 2, "unknown setting 'ignroe'. Did you mean 'ignore'?"),
        ("exclude = 'a'", 1, "setting 'exclude' must be a list of strings."),
        ("exclude = [\n  'a',\n  1]", 3, "setting 'exclude' must be a list of strings."),
        ("include = {}", 1, "setting 'include' must be a list of strings."),
        ("components = ['a']", 1, "setting 'components' must be a table of globs and component"),
        ("[components]\na = 1", 2, "setting 'components' must be a table of globs and component"),
        ("dialects = ['aca']", 1, "setting 'dialects' must be a table of globs and 'aca' or"),
        ("[dialects]\n'*' = 'aca'\na = 'dapr'", 3, "must be a table of globs and 'aca' or"),
        ("[dialects]\na = ['oss']", 2, "setting 'dialects' must be a table of globs and 'aca' or"),
        ("rule-pages = 'example.org'", 1, "setting 'rule-pages' must be an http(s) address."),
        ("rule-pages = 'https://'", 1, "setting 'rule-pages' must be an http(s) address."),
        ("rule-pages = 1", 1, "setting 'rule-pages' must be an http(s) address."),
        ("identity = 'managed'", 1, "setting 'identity' must be 'system' or 'user'."),
        ("identity = ['user']", 1, "setting 'identity' must be 'system' or 'user'."),
        ("identity = 'usr'", 1, "setting 'identity' must be 'system' or 'user'. Did you mean"),
        ("client-id = 'a'", 1, "setting 'client-id' must be a GUID, as in '0000"),
        ("cloud = 'germany'", 1, "setting 'cloud' must be 'public', 'china' or 'usgovernment'."),
        ("platform = 'local'", 1, "setting 'platform' must be 'kubernetes' or 'self-hosted'."),
        ("[severity]\nyaml-syntax = 'fatal'", 2, "'fatal', which is none of 'error', 'warning'"),
        ("[severity]\nyaml-syntax = 'warn'", 2, "Did you mean 'warning'?"),
        ("[severity]\nyaml-syntax = 'off'", 2, "To switch a rule off, name it in 'ignore'."),
        ("severity.yaml-syntx = 'hint'", 1, "no rule. Did you mean 'yaml-syntax'?"),
        ("[deployed]\na = 'vault'", 2, "'vault', which is no component type"),
        ("[deployed]\na = 'secretstore.x'", 2, "'secretstore'. Did you mean 'secretstores'?"),
        ("pluggable = ['state.a',\n'lock.b']", 2, "no such type can begin with 'lock'."),
        ("overrides = 1", 1, "setting 'overrides' must be a list of tables."),
        ("overrides = [1]", 1, "setting 'overrides[0]' must be a table."),
        ("[[overrides]]\nignore = []", 1, "'overrides[0]' must say in 'files' for which it is."),
        ("[[overrides]]\nfiles = []", 2, "'overrides[0]' must say in 'files' for which it is."),
        (
            "[[overrides]]\nfiles = ['a']\n\n[[overrides]]\nfiles = ['b']\nslect = []",
            6,
            "unknown setting 'slect' in setting 'overrides[1]'. Did you mean 'select'?",
        ),
        (
            "[[overrides]]\nfiles = ['a']\nignore = [\n  'x'\n]",
            4,
            "setting 'overrides[0].ignore' names 'x', which is no rule.",
        ),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line_and_key(
    text: str, line: int, message: str
) -> None:
    for each in (text, text.replace("\n", "\r\n")):
        with pytest.raises(ConfigError) as caught:
            parse_config(each, "/w", "/w/daprls.toml", lambda: ("yaml-syntax",))
        assert str(caught.value).startswith(f"/w/daprls.toml:{line}: ")
        assert message in str(caught.value)


def test_a_line_is_told_in_a_pyproject_too() -> None:
    text = "[project]\nname = 'x'\n\n[tool.daprls]\n# why\nignore = 1\n\n[tool.ruff]\n"
    with pytest.raises(ConfigError, match=r"^/w/pyproject.toml:6: setting 'ignore'"):
        parse_config(text, "/w", "/w/pyproject.toml")


def test_all_that_is_wrong_is_told_and_the_rest_counts() -> None:
    text = "cloud = 'x'\nignore = ['a']\n[dialects]\na = 1\n[[overrides]]\nfiles = 'x'\n"
    reading = read_config(text, "/w", "/w/daprls.toml")
    assert [error.line for error in reading.errors] == [1, 4, 6]
    assert reading.config == Config("/w", ignore=("a",))


def test_settings_of_an_editor_have_no_line() -> None:
    with pytest.raises(ConfigError, match=r"^Editor settings: setting 'ignore'"):
        config_from({"ignore": 1}, "/w", "Editor settings")


def test_every_setting_is_in_the_documentation() -> None:
    page = Path(__file__).parent.parent / "docs" / "configuration.md"
    documented = re.findall(
        r"^\| `([a-z-]+)(?:\.[a-z]+)?` \|", page.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(documented) == sorted(SETTINGS)


def test_a_table_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"pyproject.toml:2: expected a table of settings"):
        parse_config("[tool]\ndaprls = 1", "/w", "/w/pyproject.toml")


class TestFiles:
    def test_only_what_is_included_is_looked_at(self) -> None:
        config = Config(root="/w", include=("deploy", "*.dapr.yaml"), exclude=("deploy/old",))
        assert not config.excludes("/w/deploy/x/a.yaml")
        assert not config.excludes("/w/src/a.dapr.yaml")
        assert config.excludes("/w/src/a.yaml")
        assert config.excludes("/w/src/a.YML")
        assert config.excludes("/w/deploy/old/a.yaml")

    def test_folders_and_scripts_need_not_be_included(self) -> None:
        config = Config(root="/w", include=("deploy/**",))
        assert not config.excludes("/w/src")
        assert not config.excludes("/w/deploy.sh")


class TestRules:
    def runs(self, config: Config, code: str, path: str = "/w/a/x.yaml", *, on: bool) -> bool:
        return config.rules(path).runs(code, by_default=on)

    def test_those_that_are_on_by_default_run(self) -> None:
        config = Config("/w", ignore=("no",))
        assert self.runs(config, "yes", on=True)
        assert not self.runs(config, "off", on=False)
        assert not self.runs(config, "no", on=True)

    def test_those_that_are_selected_run_alone_and_ignoring_wins(self) -> None:
        config = Config("/w", select=("one", "two"), ignore=("two",))
        assert self.runs(config, "one", on=False)
        assert not self.runs(config, "two", on=True)
        assert not self.runs(config, "three", on=True)

    def test_an_override_changes_what_holds_elsewhere(self) -> None:
        override = Override(("a",), select=("off", "no"), ignore=("yes",))
        config = Config("/w", ignore=("no",), overrides=(override,))
        assert self.runs(config, "off", on=False)
        assert self.runs(config, "no", on=True)
        assert not self.runs(config, "yes", on=True)
        assert self.runs(config, "other", on=True)
        assert self.runs(config, "yes", "/w/b/x.yaml", on=True)
        assert not self.runs(config, "off", "/w/b/x.yaml", on=False)

    def test_an_override_adds_to_what_is_selected_alone(self) -> None:
        config = Config("/w", select=("one",), overrides=(Override(("a/**",), select=("two",)),))
        assert self.runs(config, "one", on=True)
        assert self.runs(config, "two", on=True)
        assert not self.runs(config, "three", on=True)

    def test_the_later_override_wins_and_within_one_ignoring(self) -> None:
        first = Override(("*.yaml",), ignore=("r",), severity=(("r", "error"), ("s", "hint")))
        second = Override(("a/x.yaml",), select=("r",), severity=(("r", "info"),))
        both = Override(("b",), select=("r",), ignore=("r",))
        config = Config("/w", severity=(("q", "error"),), overrides=(first, second, both))
        assert self.runs(config, "r", on=False)
        assert not self.runs(config, "r", "/w/a/y.yaml", on=True)
        assert not self.runs(config, "r", "/w/b/x.yaml", on=True)
        assert config.rules("/w/a/x.yaml").severity == {"q": "error", "r": "info", "s": "hint"}


def test_the_categories_are_those_that_components_have() -> None:
    assert CATEGORIES == FAMILIES
    assert set(PLUGGABLE) <= set(FAMILIES)
