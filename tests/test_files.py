"""Which files are found and read, which settings count, and what becomes of a file on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from daprls import disk
from daprls.disk import Change, UnwritableFileError
from daprls.files import (
    MAX_BYTES,
    UnreadableFileError,
    configs_for,
    discover,
    file_key,
    load,
    read_source,
)
from workspaces import snapshot_of

STORE = "componentType: state.redis\nversion: v1\n"
ROOT_IS_ALL_POWERFUL = hasattr(os, "geteuid") and os.geteuid() == 0
needs_permissions = pytest.mark.skipif(
    ROOT_IS_ALL_POWERFUL or os.name == "nt", reason="permissions mean nothing here"
)
needs_links = pytest.mark.skipif(os.name == "nt", reason="links need privileges there")


def tree(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Makes the files below `root`; a name that ends in `/` makes a folder."""
    for name, content in files.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def names(root: Path, paths: Iterator[Path]) -> list[str]:
    """What was found, relative to `root`."""
    return [path.relative_to(root).as_posix() for path in paths]


class TestDiscovery:
    def test_finds_what_may_matter_in_an_order_that_names_give(self, tmp_path: Path) -> None:
        tree(
            tmp_path,
            {
                "b.yml": "",
                "a/z.YAML": "",
                "c.yaml": "",
                "a.sh": "",
                "x.json": "",
                "x.toml": "",
                "main.bicep": "",
                "a/main.tf": "",
                "Dockerfile": "",
                "package-lock.json": "",
            },
        )
        found = ["Dockerfile", "a.sh", "b.yml", "c.yaml", "main.bicep", "x.json"]
        assert names(tmp_path, discover([tmp_path])) == [*found, "a/main.tf", "a/z.YAML"]

    def test_leaves_out_what_git_ignores_at_every_level(self, tmp_path: Path) -> None:
        tree(
            tmp_path,
            {
                ".git/": "",
                ".gitignore": "# kept\n*.gen.yaml\nbuild/\n!keep.gen.yaml\n",
                "a.gen.yaml": "",
                "keep.gen.yaml": "",
                "build/b.yaml": "",
                "sub/.gitignore": "/local.yaml\n!b.gen.yaml\n",
                "sub/local.yaml": "",
                "sub/deep/local.yaml": "",
                "sub/b.gen.yaml": "",
            },
        )
        found = ["keep.gen.yaml", "sub/b.gen.yaml", "sub/deep/local.yaml"]
        assert names(tmp_path, discover([tmp_path])) == found

    def test_counts_the_gitignore_files_above_the_folder_asked_for(self, tmp_path: Path) -> None:
        tree(
            tmp_path,
            {".git/": "", ".gitignore": "secret.yaml\n", "a/b/secret.yaml": "", "a/b/c.yaml": ""},
        )
        assert names(tmp_path, discover([tmp_path / "a" / "b"])) == ["a/b/c.yaml"]

    def test_looks_into_an_ignored_folder_that_is_named(self, tmp_path: Path) -> None:
        tree(tmp_path, {".git/": "", ".gitignore": "build/\n", "build/x/a.yaml": ""})
        assert names(tmp_path, discover([tmp_path / "build" / "x"])) == ["build/x/a.yaml"]

    def test_starts_afresh_in_a_repository_below(self, tmp_path: Path) -> None:
        tree(
            tmp_path,
            {".git/": "", ".gitignore": "*.yaml\n", "inner/.git/": "", "inner/a.yaml": ""},
        )
        assert names(tmp_path, discover([tmp_path])) == ["inner/a.yaml"]

    def test_reads_what_a_clone_ignores_for_itself(self, tmp_path: Path) -> None:
        tree(tmp_path, {".git/info/exclude": "mine.yaml\n", "mine.yaml": "", "a.yaml": ""})
        assert names(tmp_path, discover([tmp_path])) == ["a.yaml"]

    def test_passes_over_patterns_that_git_passes_over(self, tmp_path: Path) -> None:
        tree(tmp_path, {".gitignore": "!\n\\\nb.yaml\r\n", "a.yaml": "", "b.yaml": ""})
        assert names(tmp_path, discover([tmp_path])) == ["a.yaml"]

    def test_never_looks_into_packages(self, tmp_path: Path) -> None:
        tree(tmp_path, {"node_modules/a/b.yaml": "", ".venv/c.yaml": "", ".git/d.yaml": ""})
        assert names(tmp_path, discover([tmp_path])) == []

    def test_looks_into_hidden_folders(self, tmp_path: Path) -> None:
        tree(tmp_path, {".dapr/components/a.yaml": ""})
        assert names(tmp_path, discover([tmp_path])) == [".dapr/components/a.yaml"]

    def test_yields_a_path_once(self, tmp_path: Path) -> None:
        tree(tmp_path, {"a/b.yaml": ""})
        paths = [tmp_path / "a" / "b.yaml", tmp_path, tmp_path / "a", tmp_path / "x" / ".." / "a"]
        assert names(tmp_path, discover(paths)) == ["a/b.yaml"]

    @needs_links
    def test_follows_linked_files_and_not_linked_folders(self, tmp_path: Path) -> None:
        tree(tmp_path, {"real/a.yaml": "", "top/": ""})
        (tmp_path / "top" / "linked.yaml").symlink_to(tmp_path / "real" / "a.yaml")
        (tmp_path / "top" / "loop").symlink_to(tmp_path)
        (tmp_path / "top" / "dangling.yaml").symlink_to(tmp_path / "nothing.yaml")
        assert names(tmp_path, discover([tmp_path / "top"])) == ["top/linked.yaml"]

    def test_agrees_with_git(self, tmp_path: Path) -> None:
        patterns = "*.a.yaml\n/top.yaml\nx/\n!x/\nx/*\n!x/keep.yaml\n**/deep/*.yml\nsp\\ ace.yaml\n"
        tree(
            tmp_path,
            {
                ".gitignore": patterns,
                **dict.fromkeys(
                    [
                        "1.a.yaml",
                        "top.yaml",
                        "n/top.yaml",
                        "x/keep.yaml",
                        "x/other.yaml",
                        "n/deep/q.yml",
                        "n/deep/q.yaml",
                        "sp ace.yaml",
                        "n/x/y.yaml",
                    ],
                    "",
                ),
            },
        )
        if subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=False).returncode:
            pytest.skip("git is not there")
        listing = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "-z"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        known = {name for name in listing.stdout.split("\0") if name.endswith((".yaml", ".yml"))}
        assert set(names(tmp_path, discover([tmp_path]))) == known


class TestLoading:
    def test_keeps_texts_as_they_are(self, tmp_path: Path) -> None:
        text = "\ufeff" + STORE.replace("\n", "\r\n") + "# \U0001f600\u2028\n"
        path = tree(tmp_path, {"a.yaml": text}) / "a.yaml"
        assert read_source(path).text == text
        assert load([tmp_path]).files[0].text == text

    def test_keeps_only_the_names_of_files_that_cannot_concern_dapr(self, tmp_path: Path) -> None:
        tree(
            tmp_path,
            {
                "kustomization.yaml": "resources: []\n",
                "a.yaml": STORE,
                "build.sh": "make\n",
                "deploy.sh": "az containerapp env dapr-component set --yaml a.yaml -n b\n",
            },
        )
        loaded = load([tmp_path])
        texts = {file.path.rpartition("/")[2]: bool(file.text) for file in loaded.files}
        assert texts == {"a.yaml": True, "deploy.sh": True, "kustomization.yaml": False}

    def test_reads_a_named_file_whatever_it_is_called(self, tmp_path: Path) -> None:
        path = tree(tmp_path, {"state.tmpl": STORE}) / "state.tmpl"
        assert load([path]).files[0].is_ours

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (b"componentType: state.redis # \xff\n", "The file is not UTF-8 at byte 29"),
            (STORE.encode("utf-16"), "UTF-16"),
            (STORE.encode() + b"#" * MAX_BYTES, "larger than 5 MB"),
        ],
        ids=["latin", "utf-16", "large"],
    )
    def test_says_what_it_cannot_read(self, tmp_path: Path, content: bytes, message: str) -> None:
        tree(tmp_path, {"a.yaml": content})
        for root in (tmp_path, tmp_path / "a.yaml"):
            (problem,) = load([root]).problems
            assert problem.path == file_key(tmp_path / "a.yaml")
            assert message in problem.message

    def test_is_silent_about_foreign_files_that_it_meets_and_cannot_read(
        self, tmp_path: Path
    ) -> None:
        tree(tmp_path, {"a.yaml": b"caf\xe9: 1\n", "b.sh": b"caf\xe9\n"})
        assert load([tmp_path]).problems == ()
        assert len(load([tmp_path / "a.yaml"]).problems) == 1

    def test_finds_commands_in_a_script_of_another_encoding(self, tmp_path: Path) -> None:
        command = "az containerapp env dapr-component set --dapr-component-name b --yaml a.yaml\n"
        tree(
            tmp_path, {"a.ps1": command.encode("utf-16"), "b.sh": b"# caf\xe9\n" + command.encode()}
        )
        loaded = load([tmp_path])
        assert [file.naming_commands[0].name for file in loaded.files] == ["b", "b"]

    def test_says_that_a_path_is_missing(self, tmp_path: Path) -> None:
        (problem,) = load([tmp_path / "none.yaml"]).problems
        assert problem.message == "There is no such file or folder."

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
    def test_does_not_wait_for_a_pipe(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.yaml")
        assert load([tmp_path]).problems == ()
        with pytest.raises(UnreadableFileError, match="no regular file"):
            read_source(tmp_path / "a.yaml")

    @needs_permissions
    def test_goes_on_after_a_folder_that_cannot_be_listed(self, tmp_path: Path) -> None:
        tree(tmp_path, {"a/x.yaml": STORE, "b/y.yaml": STORE})
        (tmp_path / "a").chmod(0)
        try:
            loaded = load([tmp_path])
        finally:
            (tmp_path / "a").chmod(0o755)
        assert [file.stem for file in loaded.files] == ["y"]
        assert [problem.message for problem in loaded.problems] == ["Permission denied."]

    def test_reads_other_kinds_of_files_only_for_the_names_that_they_say(
        self, tmp_path: Path
    ) -> None:
        name = "resource a 'Microsoft.App/containerApps@1' = { properties: { dapr: {} } }"
        tree(
            tmp_path,
            {
                "main.bicep": name,
                "module.bicep": "module a 'main.bicep' = { params: { id: 'x' } }",
                "idle.bicep": "param a string",
                "module.tf": 'module "a" { source = "./b" }',
                "tasks.json": '{"tasks": [{"type": "dapr", "appId": "x"}]}',
                "data.json": '{"daprize": 1}',
                "other.json": '{"a": 1}',
                "latin.json": b'{"type": "dapr", "x": "\xe9"}',
                "huge.json": '{"tasks": [{"type": "dapr"}], "x": "' + "x" * 1024**2 + '"}',
                "Dockerfile": 'CMD ["daprd", "--app-id", "x"]',
                "run.sh": "dapr run --app-id x\n",
                "idle.sh": "echo\n",
                "compose.yaml": "services: {a: {command: [daprd, --app-id, x]}}\n",
            },
        )
        loaded = load([tmp_path])
        found = {Path(file.path).name for file in loaded.files if file.text}
        kept = {"main.bicep", "module.bicep", "tasks.json", "Dockerfile", "run.sh", "compose.yaml"}
        assert found == kept
        assert loaded.problems == ()

    def test_reads_the_values_of_a_chart_that_may_tell_an_app_id(self, tmp_path: Path) -> None:
        pod = "annotations:\n  dapr.io/enabled: 'true'\n  dapr.io/app-id: {{ .Values.appId }}\n"
        tree(
            tmp_path,
            {
                "a/values.yaml": "appId: orders\n",
                "a/templates/pod.yaml": pod,
                "b/values.yaml": "replicas: 1\n",
            },
        )
        loaded = load([tmp_path])
        (mention,) = snapshot_of({each.path: each.text for each in loaded.files}).index.apps[
            "orders"
        ]
        assert mention.path.endswith("/a/values.yaml")
        assert [file.text for file in loaded.files if "/b/" in file.path] == [""]

    def test_many_files_of_other_kinds_hide_no_component(self, tmp_path: Path) -> None:
        others = {f"{number}.json": "{}" for number in range(9)}
        tree(tmp_path, {**others, "state.yaml": STORE})
        loaded = load([tmp_path], limit=3)
        assert loaded.complete
        assert [Path(file.path).name for file in loaded.files] == ["state.yaml"]

    def test_stops_at_its_limit_and_says_so(self, tmp_path: Path) -> None:
        tree(tmp_path, {f"{number}.yaml": STORE for number in range(5)})
        loaded = load([tmp_path], limit=3)
        assert (len(loaded.files), loaded.complete) == (3, False)
        assert load([tmp_path], limit=5).complete

    def test_takes_known_files_as_they_are(self, tmp_path: Path) -> None:
        tree(tmp_path, {"a.yaml": STORE})
        (first,) = load([tmp_path]).files
        (tmp_path / "a.yaml").write_text("changed", encoding="utf-8")
        assert load([tmp_path], known={first.path: first}).files == (first,)


class TestSettings:
    def test_the_nearest_file_counts(self, tmp_path: Path) -> None:
        tree(
            tmp_path,
            {
                ".git/": "",
                "daprls.toml": 'app-ids = ["a"]\n',
                "pyproject.toml": '[tool.daprls]\napp-ids = ["never"]\n',
                "sub/pyproject.toml": '[tool.daprls]\napp-ids = ["b"]\n',
                "other/pyproject.toml": "[tool.ruff]\n",
                "sub/x/a.yaml": STORE,
            },
        )
        loaded = load([tmp_path / "sub" / "x"])
        found = {config.root: config.app_ids for config in loaded.configs}
        assert found == {file_key(tmp_path): ("a",), file_key(tmp_path / "sub"): ("b",)}
        assert len(configs_for([tmp_path]).configs) == 2

    def test_excluded_files_and_folders_are_left_out_unless_named(self, tmp_path: Path) -> None:
        tree(
            tmp_path,
            {
                "daprls.toml": 'exclude = ["testdata", "*.gen.yaml"]\n',
                "testdata/a.yaml": STORE,
                "b.gen.yaml": STORE,
                "c.yaml": STORE,
            },
        )
        assert [file.stem for file in load([tmp_path]).files] == ["c"]
        assert [file.stem for file in load([tmp_path / "b.gen.yaml"]).files] == ["b.gen"]

    def test_only_what_is_included_is_read_with_scripts_that_name_components(
        self, tmp_path: Path
    ) -> None:
        command = "az containerapp env dapr-component set --yaml a.yaml -n b\n"
        tree(
            tmp_path,
            {
                "daprls.toml": 'include = ["deploy", "*.dapr.yml"]\n',
                "deploy/x/a.yaml": STORE,
                "src/b.yaml": STORE,
                "src/c.dapr.yml": STORE,
                "src/run.sh": command,
            },
        )
        found = sorted(Path(file.path).name for file in load([tmp_path]).files)
        assert found == ["a.yaml", "c.dapr.yml", "run.sh"]
        assert [file.stem for file in load([tmp_path / "src" / "b.yaml"]).files] == ["b"]

    def test_all_that_is_wrong_is_told_with_its_line_and_the_rest_counts(
        self, tmp_path: Path
    ) -> None:
        text = 'app-ids = ["a"]\ncloud = "moon"\n\n[severity]\nyaml-syntx = "hint"\n'
        tree(tmp_path, {"daprls.toml": text})
        loaded = load([tmp_path])
        assert [problem.line for problem in loaded.problems] == [2, 5]
        assert [config.app_ids for config in loaded.configs] == [("a",)]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ('ignroe = ["a"]\n', "Unknown setting 'ignroe'"),
            ('ignore = "a"\n', "Setting 'ignore' must be a list of strings."),
            ('ignore = ["unused-secrt"]\n', "no rule. Did you mean 'unused-secret'?"),
            ('select = ["*"]\n', "Setting 'select' names '*', which is no rule."),
            ("ignore = [x]\n", "Invalid value."),
            (b"ignore = [\xff]\n", "The file is not UTF-8"),
        ],
    )
    def test_a_broken_file_is_a_problem_that_names_it(
        self, tmp_path: Path, text: str | bytes, message: str
    ) -> None:
        tree(tmp_path, {"daprls.toml": text, "a.yaml": STORE})
        loaded = load([tmp_path])
        (problem,) = loaded.problems
        assert problem.path == file_key(tmp_path / "daprls.toml")
        assert problem.concerns_settings
        assert message in problem.message
        assert len(loaded.files) == 1

    def test_a_broken_pyproject_of_others_is_nobodys_problem(self, tmp_path: Path) -> None:
        tree(tmp_path, {"pyproject.toml": "[tool.x\n", "a.yaml": STORE})
        assert load([tmp_path]).problems == ()


class TestWriting:
    def test_replaces_a_text_byte_for_byte(self, tmp_path: Path) -> None:
        path = tree(tmp_path, {"a.yaml": "\ufeffa: 1\r\n"}) / "a.yaml"
        disk.write([Change(str(path), "\ufeffa: 1\r\n", "\ufeffa: é\r\nb: 2\n")])
        assert path.read_bytes() == "\ufeffa: é\r\nb: 2\n".encode()
        assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]

    @pytest.mark.skipif(os.name == "nt", reason="there are no such permissions")
    @pytest.mark.parametrize("mode", [0o640, 0o755, 0o600])
    def test_keeps_permissions(self, tmp_path: Path, mode: int) -> None:
        path = tree(tmp_path, {"a.yaml": "a"}) / "a.yaml"
        path.chmod(mode)
        disk.write([Change(str(path), "a", "b")])
        assert path.stat().st_mode & 0o777 == mode

    @needs_links
    def test_follows_a_link_to_its_file(self, tmp_path: Path) -> None:
        tree(tmp_path, {"real/a.yaml": "a", "top/": ""})
        link = tmp_path / "top" / "b.yaml"
        link.symlink_to(Path("..") / "real" / "a.yaml")
        disk.write([Change(str(link), "a", "b")])
        assert link.is_symlink()
        assert (tmp_path / "real" / "a.yaml").read_text(encoding="utf-8") == "b"

    def test_does_not_overwrite_what_somebody_else_has_written(self, tmp_path: Path) -> None:
        path = tree(tmp_path, {"a.yaml": "theirs"}) / "a.yaml"
        with pytest.raises(UnwritableFileError, match="in the meantime") as caught:
            disk.write([Change(str(path), "mine", "b")])
        assert caught.value.path == str(path)
        assert path.read_text(encoding="utf-8") == "theirs"

    def test_makes_a_file_only_where_there_is_none(self, tmp_path: Path) -> None:
        path = tmp_path / "new" / "a.yaml"
        disk.write([Change(str(path), None, "a")])
        assert path.read_text(encoding="utf-8") == "a"
        with pytest.raises(UnwritableFileError, match="exists already"):
            disk.write([Change(str(path), None, "b")])

    def test_changes_nothing_where_one_change_cannot_be_prepared(self, tmp_path: Path) -> None:
        tree(tmp_path, {"a.yaml": "a"})
        changes = [
            Change(str(tmp_path / "a.yaml"), "a", "b"),
            Change(str(tmp_path / "gone.yaml"), "a", "b"),
        ]
        with pytest.raises(UnwritableFileError, match="no such file"):
            disk.write(changes)
        assert (tmp_path / "a.yaml").read_text(encoding="utf-8") == "a"
        assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]

    @needs_permissions
    def test_respects_write_protection(self, tmp_path: Path) -> None:
        path = tree(tmp_path, {"a.yaml": "a"}) / "a.yaml"
        path.chmod(0o444)
        with pytest.raises(UnwritableFileError, match="Permission denied"):
            disk.write([Change(str(path), "a", "b")])


def test_a_key_is_absolute_and_tidy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert file_key(Path("a") / ".." / "b.yaml") == file_key(tmp_path / "b.yaml")
    if sys.platform == "win32":
        assert file_key(Path("c:\\x")) == "C:/x"
