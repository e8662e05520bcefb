"""The hooks, the action and the pipelines that the documentation shows: valid, and they run."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from terminals import command, daprls, texts, written

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
PIPELINE = (ROOT / "docs" / "ci" / "azure-pipelines.yml").read_text(encoding="utf-8")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
SHOWN = dict(re.findall(r"```yaml title=(\S+)\n(.*?)```", PAGE, re.DOTALL))
COMMANDS = sorted(
    set(re.findall(r"(?:^|run: |script: |- )(daprls .+)$", PAGE + PIPELINE, re.MULTILINE))
)
WRONG = "componentType: state.rediss\nversion: v1\nmetadata: []\n"

on_linux = pytest.mark.skipif(sys.platform == "win32", reason="its shell lines are bash's")


def schema(name: str) -> Any:
    folder = files("check_jsonschema") / "builtin_schemas" / "vendor"
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [path for path in SHOWN if path.startswith(".github")])
def test_workflows_are_valid(path: str) -> None:
    Draft7Validator(schema("github-workflows")).validate(
        {"on" if key is True else key: value for key, value in yaml.safe_load(SHOWN[path]).items()}
    )


def test_the_action_is_valid() -> None:
    Draft7Validator(schema("github-actions")).validate(ACTION)


def test_the_pipelines_are_valid() -> None:
    Draft7Validator(schema("azure-pipelines")).validate(yaml.safe_load(PIPELINE))
    Draft7Validator(schema("gitlab-ci")).validate(yaml.safe_load(SHOWN[".gitlab-ci.yml"]))


def test_the_page_lists_the_action_s_inputs() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE)
    assert listed == list(ACTION["inputs"])
    for path, text in SHOWN.items():
        if path.startswith(".github"):
            for given in re.findall(r"daprls@\S+\n +with:\n((?: {10}.+\n)+)", text):
                assert set(yaml.safe_load(given)) <= set(ACTION["inputs"])


@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    written(tmp_path, {"components/a.yaml": WRONG})
    monkeypatch.chdir(tmp_path)
    if "--baseline" in line:
        daprls("lint", "--write-baseline", "daprls-baseline.json")
    assert daprls(*shlex.split(line)[1:]).exit_code in (0, 1)


def test_enough_commands_were_found() -> None:
    assert len(COMMANDS) >= 6


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_with_the_files_of_a_commit(tmp_path: Path, hook: dict[str, Any]) -> None:
    written(tmp_path, {"components/a.yaml": WRONG, "other.yml": "on: push\n"})
    name, *arguments = shlex.split(hook["entry"])
    assert (name, hook["language"], hook["types_or"]) == ("daprls", "python", ["yaml"])
    done = subprocess.run(
        [*command(), *arguments, "components/a.yaml", "other.yml"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == (1 if hook["id"] == "daprls" else 0)
    fixed = "state.rediss" not in texts(tmp_path)["components/a.yaml"]
    assert fixed == (hook["id"] == "daprls-fix")


@on_linux
class TestAction:
    def lint(self, folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Runs the action's last step as GitHub does, after an installation that is pretended."""
        step = ACTION["runs"]["steps"][-1]
        bin_folder = folder / "venv" / "bin"
        bin_folder.mkdir(parents=True, exist_ok=True)
        (bin_folder / "daprls").unlink(missing_ok=True)
        (bin_folder / "daprls").symlink_to(command()[0])
        given = {name: value.get("default", "") for name, value in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        environment = {
            name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda match: given[match[1]], value)
            for name, value in step["env"].items()
        }
        environment |= {"VENV": str(folder / "venv"), "GITHUB_OUTPUT": str(folder / "outputs")}
        bash = shutil.which("bash")
        assert bash is not None
        return subprocess.run(
            [bash, "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=folder / given["working-directory"],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def test_annotates(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        done = self.lint(tmp_path)
        assert done.returncode == 1
        assert done.stdout.startswith("::error file=a.yaml,line=1,")
        assert self.lint(tmp_path, fail_on="never").returncode == 0

    def test_looks_at_paths_with_blanks_and_at_nothing_else(self, tmp_path: Path) -> None:
        written(tmp_path, {"a b/a.yaml": WRONG, "c.yaml": WRONG, "$(id).yaml": WRONG})
        done = self.lint(tmp_path, paths="a b\n$(id).yaml\n")
        assert set(re.findall("file=([^,]+)", done.stdout)) == {"$(id).yaml", "a b/a.yaml"}

    def test_writes_sarif_and_says_where(self, tmp_path: Path) -> None:
        written(tmp_path, {"here/a.yaml": WRONG})
        done = self.lint(tmp_path, format="sarif", working_directory="here")
        assert done.returncode == 1
        assert (tmp_path / "outputs").read_text() == "sarif=here/daprls.sarif\n"
        report = json.loads((tmp_path / "here" / "daprls.sarif").read_text())
        assert report["runs"][0]["results"]

    def test_takes_a_baseline(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": WRONG})
        daprls("lint", tmp_path, "--write-baseline", tmp_path / "known.json")
        assert self.lint(tmp_path, baseline="known.json").returncode == 0

    def test_refuses_a_format_that_it_has_no_use_for(self, tmp_path: Path) -> None:
        done = self.lint(tmp_path, format="text")
        assert done.returncode == 2
        assert done.stdout.startswith("::error ")
