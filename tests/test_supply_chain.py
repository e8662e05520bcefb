"""What a release consists of and who makes it: pins, bills of materials, notices, workflows."""

from __future__ import annotations

import json
import re
import sys
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import Draft7Validator

import notices
import packed
import release
import sbom

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONS = [*WORKFLOWS, ROOT / "action.yml"]
LOCKS = [
    "package-lock.json",
    ".github/publish/package-lock.json",
    "tests/e2e/vscode/package-lock.json",
]
REQUIREMENTS = ["requirements-bundle.txt", "requirements-release.txt"]
OURS = {"ci.yml", "audit.yml"}


def named(path: Path) -> str:
    return path.name


def loaded(path: Path) -> dict[str, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    # YAML 1.1 reads the key `on` as a boolean.
    return {"on" if key is True else key: value for key, value in found.items()}


def jobs(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = loaded(path)["jobs"]
    return found


@pytest.fixture(scope="module")
def extension() -> zipfile.ZipFile:
    found = list(ROOT.glob("*.vsix"))
    if not found:
        pytest.skip("There is no .vsix; 'npm run package' makes it.")
    return zipfile.ZipFile(found[0])


def text_of(archive: zipfile.ZipFile, name: str) -> str:
    return archive.read(f"extension/{name}").decode("utf-8")


def is_valid(bill: str) -> bool:
    # What the format's own schema says of it, unknown words included.
    return JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None


class TestWhatIsPinned:
    @pytest.mark.parametrize("path", ACTIONS, ids=named)
    def test_each_action_is_one_commit_and_says_of_which_version(self, path: Path) -> None:
        used = re.findall(r"\buses: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        foreign = [each for each in used if not each.startswith("./")]
        assert len(used) >= 1
        for each in foreign:
            assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each), each

    @pytest.mark.parametrize("name", LOCKS)
    def test_each_npm_package_is_one_file(self, name: str) -> None:
        locked = json.loads((ROOT / name).read_text(encoding="utf-8"))["packages"]
        packages = {place: each for place, each in locked.items() if place}
        assert packages
        for place, each in packages.items():
            assert each["integrity"].startswith("sha512-"), place
            # Without an address: any mirror will do, for the hash tells whether it has the same.
            assert "resolved" not in each, place

    @pytest.mark.parametrize("name", REQUIREMENTS)
    def test_each_python_package_is_one_file(self, name: str) -> None:
        text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "")
        lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        assert lines
        for line in lines:
            assert re.match(r"[\w.-]+==[\w.]+ .*--hash=sha256:[0-9a-f]{64}", line), line

    def test_what_builds_a_release_is_what_is_asked_for(self) -> None:
        project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        (asked,) = re.findall(r"^release = \[\n(.*?)^\]", project, re.MULTILINE | re.DOTALL)
        (backend,) = re.findall(r'^requires = \["(.+)"\]', project, re.MULTILINE)
        pinned = re.findall(
            r"^([\w.-]+)==", (ROOT / REQUIREMENTS[1]).read_text(encoding="utf-8"), re.MULTILINE
        )
        names = {packed.required(each) for each in [*re.findall(r'"(.+)"', asked), backend]}
        assert "hatchling" in names
        assert names <= set(pinned)


class TestWorkflows:
    def test_there_are_some(self) -> None:
        assert {path.name for path in WORKFLOWS} == {*OURS, "release.yml"}

    @pytest.mark.parametrize("path", WORKFLOWS, ids=named)
    def test_they_are_valid(self, path: Path) -> None:
        folder = files("check_jsonschema") / "builtin_schemas" / "vendor"
        schema = json.loads((folder / "github-workflows.json").read_text(encoding="utf-8"))
        Draft7Validator(schema).validate(loaded(path))

    @pytest.mark.parametrize("path", WORKFLOWS, ids=named)
    def test_nobody_has_rights_who_does_not_ask_for_them(self, path: Path) -> None:
        assert loaded(path)["permissions"] == {}
        for name, job in jobs(path).items():
            assert job["permissions"], name
            assert job.get("timeout-minutes") or job["uses"], name

    def test_few_may_write_and_none_of_them_runs_what_was_built_from(self) -> None:
        writing = {
            name: {right for right, given in job["permissions"].items() if given == "write"}
            for path in WORKFLOWS
            for name, job in jobs(path).items()
        }
        assert {name: rights for name, rights in writing.items() if rights} == {
            "attest": {"attestations", "id-token"},
            "github": {"contents"},
            "pypi": {"id-token"},
        }
        made = jobs(ROOT / ".github" / "workflows" / "release.yml")
        for name in ("attest", "github", "pypi"):
            assert "checkout" not in json.dumps(made[name])

    def test_nothing_is_published_that_was_not_tested_audited_and_attested(self) -> None:
        made = jobs(ROOT / ".github" / "workflows" / "release.yml")
        assert set(made["attest"]["needs"]) == {"test", "audit", "build"}
        for name in ("github", "pypi", "marketplace", "open-vsx"):
            assert made[name]["needs"] == "attest"

    def test_passwords_are_seen_by_the_step_that_publishes_alone(self) -> None:
        text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
        made = jobs(ROOT / ".github" / "workflows" / "release.yml")
        seen = [
            (name, step["name"])
            for name, job in made.items()
            for step in job.get("steps", [])
            if "secrets." in json.dumps(step)
        ]
        assert seen == [("marketplace", "Publish"), ("open-vsx", "Publish")]
        assert text.count("secrets.") == 2
        for name, _ in seen:
            assert made[name]["environment"] == name

    @pytest.mark.parametrize("path", WORKFLOWS, ids=named)
    def test_no_shell_line_is_put_together_from_what_others_wrote(self, path: Path) -> None:
        for job in jobs(path).values():
            for step in job.get("steps", []):
                assert "${{" not in step.get("run", "")
                if "checkout@" in step.get("uses", ""):
                    assert step["with"]["persist-credentials"] is False

    def test_what_is_known_of_holes_is_asked_every_week(self) -> None:
        audit = loaded(ROOT / ".github" / "workflows" / "audit.yml")
        ((minute, hour, day, month, weekday),) = (
            each["cron"].split() for each in audit["on"]["schedule"]
        )
        assert (day, month) == ("*", "*")
        assert weekday.isdecimal()
        assert minute.isdecimal()
        assert hour.isdecimal()
        assert jobs(ROOT / ".github" / "workflows" / "audit.yml")["audit"]["steps"][-1]["run"] == (
            "make audit"
        )


class TestPackedExtension:
    def test_its_bill_is_valid_and_that_of_this_version(self, extension: zipfile.ZipFile) -> None:
        bill = text_of(extension, "bundled/sbom.cdx.json")
        assert is_valid(bill)
        manifest = json.loads(text_of(extension, "package.json"))
        about = json.loads(bill)["metadata"]["component"]
        assert (about["name"], about["version"]) == ("daprls.daprls", manifest["version"])

    def test_its_bill_lists_exactly_the_libraries_in_it(self, extension: zipfile.ZipFile) -> None:
        inside = {
            match[1].lower().replace("_", "-").replace(".", "-")
            for name in extension.namelist()
            if (match := re.search(r"bundled/libs/([^/]+)\.dist-info/METADATA$", name))
        }
        listed = {
            f"{each['name']}-{each['version']}".replace(".", "-")
            for each in json.loads(text_of(extension, "bundled/sbom.cdx.json"))["components"]
            if each["purl"].startswith("pkg:pypi/")
        }
        assert listed == inside
        assert len(inside) == 12

    def test_its_bill_lists_the_packages_that_the_client_is_made_of(
        self, extension: zipfile.ZipFile
    ) -> None:
        components = json.loads(text_of(extension, "bundled/sbom.cdx.json"))["components"]
        node = {
            each["purl"].partition("@")[0]: each
            for each in components
            if each["purl"].startswith("pkg:npm/")
        }
        pinned = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
        assert "pkg:npm/vscode-languageclient" in node
        assert "pkg:npm/esbuild" not in node, "a tool"
        for each in node.values():
            place = "/".join(filter(None, ("node_modules", each.get("group"), each["name"])))
            assert each["version"] == pinned[place]["version"]
            assert each["hashes"][0]["alg"] == "SHA-512"

    def test_each_part_has_a_hash_a_licence_and_a_text_in_the_notices(
        self, extension: zipfile.ZipFile
    ) -> None:
        told = text_of(extension, "bundled/THIRD-PARTY-NOTICES.txt")
        for each in json.loads(text_of(extension, "bundled/sbom.cdx.json"))["components"]:
            (licence,) = each["licenses"]
            name = "/".join(filter(None, (each.get("group"), each["name"])))
            line = f"\n{name} {each['version']}, "
            assert line in told, name
            assert licence["license"]["id"] in told.partition(line)[2].partition("\n")[0]
            assert each["hashes"], name
        assert told.count("Permission is hereby granted") >= 15
        assert "Apache License" in told
        assert "Mozilla Public License" in told

    def test_each_part_hangs_on_the_extension(self, extension: zipfile.ZipFile) -> None:
        bill = json.loads(text_of(extension, "bundled/sbom.cdx.json"))
        needs = {each["ref"]: each.get("dependsOn", []) for each in bill["dependencies"]}
        reached, waiting = set(), ["daprls"]
        while waiting:
            here = waiting.pop()
            if here not in reached:
                reached.add(here)
                waiting += needs[here]
        assert reached == {"daprls", *(each["bom-ref"] for each in bill["components"])}


class TestBills:
    METADATA = (
        "Metadata-Version: 2.4\nName: daprls\nVersion: 1.2.3\n"
        "Requires-Dist: click>=8.1\nRequires-Dist: ruamel.yaml>=0.18\n"
        "Requires-Dist: tomli>=2; python_version < '3.11'\n\nText.\n"
    )

    @pytest.fixture
    def wheel(self, tmp_path: Path) -> Path:
        path = tmp_path / "daprls-1.2.3-py3-none-any.whl"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("daprls-1.2.3.dist-info/METADATA", self.METADATA)
        return path

    def test_that_of_a_wheel_names_what_pip_installs(
        self, wheel: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        text = sbom.of_wheel(wheel)
        assert is_valid(text)
        bill = json.loads(text)
        about = bill["metadata"]["component"]
        assert about["purl"] == "pkg:pypi/daprls@1.2.3"
        assert about["hashes"] == [{"alg": "SHA-256", "content": release.digest(wheel)}]
        assert {each["name"]: each["scope"] for each in bill["components"]} == {
            "click": "required",
            "ruamel.yaml": "required",
            "tomli": "optional",
        }
        assert bill["metadata"]["timestamp"].startswith("2023-11-14T22:13:20")

    def test_the_same_is_the_same_every_time(
        self, wheel: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        assert sbom.of_wheel(wheel) == sbom.of_wheel(wheel)
        first = sbom.of_wheel(wheel)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000001")
        other = json.loads(sbom.of_wheel(wheel))
        assert other["serialNumber"] != json.loads(first)["serialNumber"]

    def test_a_bill_with_an_unknown_word_is_not_valid(self, wheel: Path) -> None:
        bill = json.loads(sbom.of_wheel(wheel))
        assert not is_valid(json.dumps({**bill, "colour": "red"}))

    def test_a_package_that_is_not_what_is_pinned_is_not_listed(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        folder = tmp_path / "node_modules" / "thing"
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(
            '{"name": "thing", "version": "2.0.0", "license": "MIT"}', encoding="utf-8"
        )
        monkeypatch.setattr(packed, "ROOT", tmp_path)
        pinned = {"version": "1.0.0", "integrity": "sha512-AAAA"}
        with pytest.raises(SystemExit, match="is not what package-lock"):
            packed._node_part("node_modules/thing", pinned)
        pinned["version"] = "2.0.0"
        with pytest.raises(SystemExit, match="without the text of its licence"):
            packed._node_part("node_modules/thing", pinned)
        (folder / "LICENSE").write_text("Do as you like.\n", encoding="utf-8")
        part = packed._node_part("node_modules/thing", pinned)
        assert (part.licence, part.digest) == ("MIT", "000000")
        told = notices.notices([part])
        assert "thing 2.0.0 (MIT)" in told
        assert "Do as you like." in told

    @pytest.mark.parametrize(
        ("source", "folders"),
        [
            ("../../node_modules/semver/index.js", ["node_modules/semver"]),
            ("../../node_modules/@a/b/out/c.js", ["node_modules/@a/b"]),
            ("../../node_modules/a/node_modules/b/c.js", ["node_modules/a/node_modules/b"]),
            ("../src/extension.ts", []),
        ],
    )
    def test_sources_tell_whose_they_are(self, source: str, folders: list[str]) -> None:
        assert packed._package_folders(source) == folders


class TestRelease:
    def test_all_say_the_same_version(self) -> None:
        assert len(release.versions()) == 1
        (version,) = release.versions()
        locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
        assert locked["version"] == locked["packages"][""]["version"] == version
        assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    def test_a_tag_of_another_version_builds_nothing(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        built: list[Path] = []
        monkeypatch.setattr(release, "build", built.append)
        monkeypatch.setattr(sys, "argv", ["release.py", "--tag", "v99.0.0"])
        assert release.main() == 1
        assert "The tag is 'v99.0.0'" in capsys.readouterr().err
        (version,) = release.versions()
        monkeypatch.setattr(sys, "argv", ["release.py", "--tag", f"v{version}"])
        assert release.main() == 0
        assert built == [release.DIST]

    @pytest.mark.parametrize("second", ["1", "2"])
    def test_two_builds_are_compared(
        self,
        second: str,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        contents = iter(["1", second])

        def build(target: Path) -> None:
            target.mkdir(parents=True, exist_ok=True)
            (target / release.SUMS).write_text(f"{next(contents)}  a.whl\n")

        monkeypatch.setattr(release, "ROOT", tmp_path)
        monkeypatch.setattr(release, "DIST", tmp_path / "dist")
        monkeypatch.setattr(release, "build", build)
        monkeypatch.setattr(sys, "argv", ["release.py", "--check"])
        assert release.main() == (0 if second == "1" else 1)
        assert ("2  a.whl" in capsys.readouterr().err) == (second == "2")
