"""How an editor's settings and those of files go together."""

from __future__ import annotations

from typing import Any

import pytest

from daprls.config import Config, Override
from daprls.lsp.settings import combined, read_settings


def test_settings_that_say_nothing_are_none() -> None:
    defaults = {"select": [], "ignore": [], "exclude": [], "components": {}, "rule-pages": ""}
    assert read_settings({"/app": defaults}).configs == (Config("/app"),)
    file = Config("/", ignore=("a",))
    assert combined([file], read_settings({"/app": None, "": {}}).configs) == (file, Config())


def test_what_is_said_of_a_folder_counts_there_and_nothing_else() -> None:
    settings = read_settings({"/app": {"ignore": []}, "": {"ignore": ["foreign-key"]}})
    assert set(combined([], settings.configs)) == {Config("/app"), Config(ignore=("foreign-key",))}
    file = Config("/app", app_ids=("x",))
    assert file in combined([file], settings.configs)


def test_a_wrong_setting_is_told_once_and_the_others_are_kept() -> None:
    data: dict[str, Any] = {"ignore": 3, "select": ["yaml-syntax"], "nonsense": True}
    settings = read_settings({"/a": data, "/b": data})
    assert [config.select for config in settings.configs] == [("yaml-syntax",)] * 2
    assert len(settings.complaints) == 2
    assert all("Editor settings" in each for each in settings.complaints)


@pytest.mark.parametrize("data", [3, "text", ["ignore"]])
def test_what_holds_no_settings_is_told(data: Any) -> None:
    assert read_settings({"/app": data}).configs == (Config("/app"),)
    assert len(read_settings({"/app": data}).complaints) == 1


def only(file: Config, editor: Config) -> Config:
    (config,) = combined([file], [editor])
    return config


def test_the_editor_adds_to_lists_and_chooses_where_one_must() -> None:
    file = Config("/app", ignore=("a",), app_ids=("x",), rule_pages="https://file/")
    editor = Config("/app", select=("s",), ignore=("b", "a"), exclude=("gen",))
    together = only(file, editor)
    assert together == Config(
        "/app",
        select=("s",),
        ignore=("a", "b"),
        exclude=("gen",),
        app_ids=("x",),
        rule_pages="https://file/",
    )


def test_globs_of_the_editor_stay_in_their_own_folder() -> None:
    file = Config("/app/sub", exclude=("a",))
    editor = Config("/app", ignore=("r",), exclude=("b",))
    configs = {config.root: config for config in combined([file], [editor])}
    assert configs["/app/sub"] == Config("/app/sub", ignore=("r",), exclude=("a",))
    assert configs["/app"] == editor


def test_the_settings_of_a_repository_hold_in_a_part_of_it() -> None:
    globs = ("gen", "**/out/**", "apps/shop/*.tmp", "apps/*/dist", "other/x", "apps")
    file = Config(
        "/repo",
        ignore=("a",),
        exclude=globs[:5],
        components=(("apps/shop/vault.yaml", "vault"), ("*.yaml", "any")),
    )
    editor = Config("/repo/apps/shop", ignore=("b",))
    config = next(each for each in combined([file], [editor]) if each.root == editor.root)
    assert config.ignore == ("a", "b")
    for path in ("gen/a.yaml", "x/gen/a.yaml", "out/a/b.yaml", "a.tmp", "dist/x.yaml", "x/b.yaml"):
        whole = f"/repo/apps/shop/{path}"
        assert config.excludes(whole) == file.excludes(whole), path
        assert config.component_name(whole) == file.component_name(whole), path
    assert config.component_name("/repo/apps/shop/vault.yaml") == "vault"


def test_every_folder_of_an_editor_has_its_own_settings() -> None:
    editor = [Config("/a", ignore=("x",)), Config("/b", ignore=("y",))]
    assert set(combined([], editor)) == set(editor)
    assert combined([Config("/c")], []) == (Config("/c"),)


def test_an_editor_s_dialects_count_behind_those_of_the_file_of_its_folder() -> None:
    file = Config("/app", dialects=(("a/**", "aca"),))
    config = only(file, Config("/app", dialects=(("**", "oss"),)))
    assert config.dialect("/app/a/x.yaml") == "aca"
    assert config.dialect("/app/b/x.yaml") == "oss"


def test_an_editor_s_dialects_are_for_its_own_folder_only() -> None:
    configs = combined([Config("/app/sub")], [Config("/app", dialects=(("**", "oss"),))])
    below = next(config for config in configs if config.root == "/app/sub")
    assert below.dialect("/app/sub/x.yaml") is None


def test_dialects_of_a_file_above_an_editor_s_folder_count_in_it() -> None:
    globs = (("shop/local/**", "oss"), ("other/**", "aca"), ("*.yml", "aca"))
    editor = Config("/repo/shop", ignore=("b",))
    configs = combined([Config("/repo", dialects=globs)], [editor])
    config = next(each for each in configs if each.root == editor.root)
    assert config.dialect("/repo/shop/local/x.yaml") == "oss"
    assert config.dialect("/repo/shop/other/x.yaml") is None
    assert config.dialect("/repo/shop/other/x.yml") == "aca"


def test_the_editor_s_words_count_more_than_those_of_a_file() -> None:
    file = Config(
        "/app",
        severity=(("a", "error"), ("b", "error")),
        deployed=(("x", "state.redis"),),
        pluggable=("state.a",),
        identity="user",
        client_id="1",
        cloud="china",
        platform="kubernetes",
    )
    editor = Config(
        "/app",
        severity=(("b", "hint"),),
        deployed=(("x", "secretstores.a"), ("y", "secretstores.b")),
        pluggable=("state.b",),
        cloud="public",
    )
    config = only(file, editor)
    assert dict(config.severity) == {"a": "error", "b": "hint"}
    assert config.deployed_types == {"x": "secretstores.a", "y": "secretstores.b"}
    assert config.pluggable == ("state.a", "state.b")
    assert (config.identity, config.client_id) == ("user", "1")
    assert (config.cloud, config.platform) == ("public", "kubernetes")


def test_an_editor_s_overrides_come_behind_those_of_the_file_of_its_folder() -> None:
    first, second = Override(("*.yaml",), ignore=("r",)), Override(("a.yaml",), select=("r",))
    config = only(Config("/app", overrides=(first,)), Config("/app", overrides=(second,)))
    assert config.overrides == (first, second)
    configs = combined([Config("/app/sub")], [Config("/app", overrides=(second,))])
    assert next(each for each in configs if each.root == "/app/sub").overrides == ()


INCLUDES = (
    ("apps/shop/deploy",),
    ("apps/shop/*.yaml", "other"),
    ("deploy",),
    ("**/deploy/**",),
    ("apps",),
    ("apps/shop",),
    ("/apps/*/deploy/**",),
    ("other/**",),
    ("**",),
    ("apps/shop/**",),
    ("*.yaml",),
    (),
)


@pytest.mark.parametrize("globs", INCLUDES, ids=str)
def test_what_a_file_above_includes_or_overrides_is_the_same_in_a_part_of_it(
    globs: tuple[str, ...],
) -> None:
    overrides = (Override(globs, ignore=("r",)),) if globs else ()
    file = Config("/repo", include=globs, overrides=overrides)
    editor = Config("/repo/apps/shop", ignore=("b",))
    configs = combined([file], [editor])
    config = next(each for each in configs if each.root == editor.root)
    for path in ("a.yaml", "deploy/a.yaml", "x/deploy/y/a.yml", "x/a.yaml"):
        whole = f"{editor.root}/{path}"
        assert config.excludes(whole) == file.excludes(whole), path
        assert ("r" in config.rules(whole).off) == ("r" in file.rules(whole).off), path


def test_codes_of_rules_are_looked_at_in_an_editor_too() -> None:
    reading = read_settings({"/app": {"ignore": ["unused-secrt"], "app-ids": ["a"]}})
    assert [config.app_ids for config in reading.configs] == [("a",)]
    (complaint,) = reading.complaints
    assert complaint.startswith("Editor settings: setting 'ignore' names 'unused-secrt', which is")
    assert complaint.endswith("Did you mean 'unused-secret'?")
