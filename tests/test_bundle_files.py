"""Component metadata in files: which folders' settings name it, and what cannot be used."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bundled import bundle, component, field, own
from daprls.bundles import bundle_place, catalogs, read_bundles
from daprls.catalog import Catalog
from daprls.config import Config, parse_config
from daprls.lsp.settings import combined, read_settings
from daprls.snapshot import Snapshot
from terminals import daprls, daprls_json, written
from workspaces import catalog

NEW = bundle(component("state.redis", metadata=[field("brandNew")]))
STATE = (
    "componentType: state.redis\nversion: v1\nmetadata:\n  - name: redisHost\n    value: a:6379\n"
    "  - name: brandNew\n    value: x\nscopes: [shop]\n"
)
SETTINGS = 'catalog.bundle = "dapr/metadata.json"\n'


def rules(*arguments: str | Path) -> list[str]:
    return [each["rule"] for each in daprls_json("lint", *arguments)["diagnostics"]]


class TestCommandLine:
    def test_settings_and_the_option_name_it(self, tmp_path: Path) -> None:
        root = written(tmp_path, {"a.yaml": STATE, "dapr/metadata.json": NEW})
        assert "unknown-metadata-name" in rules(root / "a.yaml")
        option = ("--catalog", root / "dapr/metadata.json")
        assert "unknown-metadata-name" not in rules(root / "a.yaml", *option)
        written(tmp_path, {"daprls.toml": SETTINGS})
        assert "unknown-metadata-name" not in rules(root / "a.yaml")

    def test_each_folder_has_its_own(self, tmp_path: Path) -> None:
        root = written(
            tmp_path,
            {
                ".git/HEAD": "",
                "one/daprls.toml": SETTINGS,
                "one/dapr/metadata.json": NEW,
                "one/a.yaml": STATE,
                "two/a.yaml": STATE,
            },
        )
        found = daprls_json("lint", root)["diagnostics"]
        assert [Path(each["file"]).parent.name for each in found] == ["two"]

    def test_the_option_adds_to_settings(self, tmp_path: Path) -> None:
        more = bundle(component("state.redis", metadata=[field("another")]))
        text = STATE.replace("brandNew", "another")
        root = written(
            tmp_path,
            {"daprls.toml": SETTINGS, "dapr/metadata.json": NEW, "more.json": more, "a.yaml": text},
        )
        assert rules(root / "a.yaml") == ["unknown-metadata-name"]
        assert rules(root / "a.yaml", "--catalog", root / "more.json") == []

    def test_what_cannot_be_used_is_an_error_and_nothing_is_looked_at(self, tmp_path: Path) -> None:
        root = written(tmp_path, {"a.yaml": STATE, "daprls.toml": SETTINGS})
        result = daprls("lint", root)
        assert result.exit_code == 2
        assert "Setting 'catalog.bundle': '" in result.stderr
        assert "dapr/metadata.json' cannot be used. There is no such file or folder." in (
            result.stderr
        )
        assert result.stdout == ""
        result = daprls("lint", root, "--catalog", root / "no.json")
        assert result.exit_code == 2
        assert "no.json' cannot be used. There is no such file" in result.stderr

    def test_fix_and_new_know_it_too(self, tmp_path: Path) -> None:
        acme = json.dumps(own("state.acme", metadata=[field("endpoint", required=True)]))
        root = written(tmp_path, {"acme.json": acme})
        option = ("--catalog", root / "acme.json")
        result = daprls("new", "state.acme", "--dialect", "oss", *option)
        assert "- name: endpoint" in result.stdout
        refused = daprls("new", "state.acme", *option)
        assert refused.exit_code == 2
        assert "Azure Container Apps runs no pluggable components." in refused.stderr
        text = result.stdout.replace("name: endpoint", "name: endpiont")
        written(tmp_path, {"a.yaml": text})
        fix = ("fix", root / "a.yaml", "--rule", "unknown-metadata-name", *option)
        assert daprls(*fix).exit_code == 0
        assert "name: endpoint" in (root / "a.yaml").read_text()

    @pytest.mark.parametrize("settings", [SETTINGS, 'pluggable = ["state.acme"]\n'])
    def test_a_pluggable_component_is_not_converted(self, tmp_path: Path, settings: str) -> None:
        acme = json.dumps(own("state.acme", metadata=[field("endpoint")]))
        text = (
            "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\n"
            "spec:\n  type: state.acme\n  version: v1\n  metadata:\n  - name: endpoint\n"
            "    value: x\n"
        )
        root = written(
            tmp_path, {"daprls.toml": settings, "dapr/metadata.json": acme, "a.yaml": text}
        )
        result = daprls("convert", "--to", "aca", root / "a.yaml")
        assert result.exit_code == 1
        assert "Azure Container Apps runs no pluggable components." in result.stderr


class TestPlaces:
    def test_a_folder_holds_several_and_the_last_by_name_counts(self, tmp_path: Path) -> None:
        root = written(
            tmp_path,
            {
                "1.json": bundle(component("state.x", title="One")),
                "2.json": bundle(component("state.x", title="Two"), component("state.y")),
                ".hidden.json": "{",
                "notes.txt": "",
            },
        )
        found = catalogs(catalog(), [Config("/w", catalog_bundle=root.as_posix())])
        assert found.problems == ()
        assert found.by_root["/w"].summary("state.x").title == "Two"
        assert found.by_root["/w"].canonical("state.y") == "state.y"

    def test_of_a_folder_the_right_ones_count(self, tmp_path: Path) -> None:
        root = written(tmp_path, {"1.json": "{", "2.json": bundle(component("state.y"))})
        config = Config("/w", catalog_bundle=root.as_posix(), source="/w/daprls.toml")
        found = catalogs(catalog(), [config])
        assert found.by_root["/w"].canonical("state.y") == "state.y"
        (problem,) = found.problems
        assert problem.concerns_settings
        start, _, end = problem.message.partition("1.json' cannot be used. ")
        assert start.startswith("Setting 'catalog.bundle': '")
        assert end == "It is no JSON: line 1 cannot be read."

    def test_it_is_below_the_folder_of_its_settings(self) -> None:
        for text, place in (
            ("dapr/b.json", "/w/dapr/b.json"),
            ("../b.json", "/b.json"),
            ("/opt/b.json", "/opt/b.json"),
            ("~/b.json", f"{Path.home().as_posix()}/b.json"),
        ):
            config = parse_config(f"catalog.bundle = '{text}'", "/w", "/w/daprls.toml")
            assert config is not None
            assert bundle_place(config) == place
        assert bundle_place(Config(catalog_bundle="b.json")) is None, "a setting of no folder"

    def test_it_stays_where_it_is_for_a_folder_below(self) -> None:
        file = parse_config("catalog.bundle = 'b.json'", "/w", "/w/daprls.toml")
        editor = read_settings({"/w/apps": {"ignore": ["foreign-key"]}}).configs
        assert file is not None
        found = {config.root: config for config in combined([file], editor)}
        assert bundle_place(found["/w/apps"]) == "/w/b.json"
        editor = read_settings({"/w": {"catalog": {"bundle": "other.json"}}}).configs
        (both,) = combined([file], editor)
        assert bundle_place(both) == "/w/other.json"

    @pytest.mark.parametrize(
        ("files", "told"),
        [
            ({}, "The folder has no '*.json'."),
            ({f"{n}.json": "{}" for n in range(201)}, "The folder has more than 200 '*.json'."),
            ({"a.json": b"\xff\xfe{\0"}, "The file is UTF-16 or UTF-32; save it as UTF-8."),
            ({"a.json": b" " * (5 * 1024 * 1024 + 1)}, "The file is larger than 5 MB."),
        ],
    )
    def test_what_cannot_be_read_is_told(
        self, tmp_path: Path, files: dict[str, str | bytes], told: str
    ) -> None:
        bundles, wrong = read_bundles(written(tmp_path, files).as_posix())
        assert bundles == ()
        assert [each.endswith(f"' cannot be used. {told}") for each in wrong] == [True]

    def test_a_folder_that_is_too_large_as_a_whole_is_told(self, tmp_path: Path) -> None:
        text = bundle(component("state.x")) + " " * (4 * 1024 * 1024 + 900_000)
        bundles, wrong = read_bundles(
            written(tmp_path, {f"{n}.json": text for n in range(5)}).as_posix()
        )
        assert len(bundles) == 4
        assert "Its files are larger than 20 MB." in wrong[0]

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.json")
        assert "no regular file" in read_bundles((tmp_path / "a.json").as_posix())[1][0]

    def test_a_catalog_stays_itself_while_nothing_changes(self, tmp_path: Path) -> None:
        root = written(tmp_path, {"b.json": NEW})
        configs = [Config("/w", catalog_bundle=(root / "b.json").as_posix())]
        base = Catalog.bundled()
        first = catalogs(base, configs).by_root
        assert catalogs(base, configs, first).by_root["/w"] is first["/w"]
        written(tmp_path, {"b.json": bundle(component("state.new"))})
        assert catalogs(base, configs, first).by_root["/w"] is not first["/w"]

    def test_two_folders_with_the_same_share_a_catalog(self, tmp_path: Path) -> None:
        place = (written(tmp_path, {"b.json": NEW}) / "b.json").as_posix()
        found = catalogs(catalog(), [Config(root, catalog_bundle=place) for root in ("/a", "/b")])
        state = Snapshot(catalog()).with_configs((Config("/a"), Config("/b")), found.by_root)
        assert state.catalog_for("/a/x.yaml") is state.catalog_for("/b/x.yaml")
        assert state.catalog_for("/c/x.yaml") is catalog()
