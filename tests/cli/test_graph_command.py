"""`daprls graph`: its formats, files, filters and notes, as a person or a pipeline runs it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from terminals import daprls, everything, process, written

EXAMPLES = Path(__file__).parents[2] / "examples"
SECRET = "Zm9yIGEgcmVhZGVyOiB0aGlzIGlz"
CARTS = f"""\
componentType: state.azure.blobstorage
version: v1
metadata:
  - name: accountName
    value: shop
  - name: accountKey
    value: {SECRET}
scopes: [web]
"""
QUEUE = """\
componentType: pubsub.azure.servicebus.queues
version: v1
metadata:
  - name: namespaceName
    value: shop.servicebus.windows.net
scopes: [worker]
"""
HREF = "{http://www.w3.org/2000/svg}a"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"deploy/carts.yaml": CARTS, "deploy/a b #1%.yaml": QUEUE}
    monkeypatch.chdir(written(tmp_path, files))


@pytest.mark.parametrize("format_", ["mermaid", "dot", "svg", "json"])
def test_no_format_shows_a_secret(format_: str) -> None:
    result = daprls("graph", "--format", format_)
    assert result.exit_code == 0
    assert "carts" in result.stdout
    assert SECRET not in everything(result)


def test_a_real_process_draws_mermaid_by_default(tmp_path: Path) -> None:
    done = process(["graph", "deploy"], tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith(b"flowchart LR\n")
    assert b"\r" not in done.stdout.replace(os.linesep.encode(), b"\n")
    assert not done.stderr


def test_a_real_process_draws_the_examples() -> None:
    done = process(["graph", "examples", "--format", "svg"], EXAMPLES.parent)
    assert (done.returncode, done.stderr) == (0, b"")
    links = [each.get("href") or "" for each in ET.fromstring(done.stdout).iter(HREF)]
    assert links
    for link in links:
        path, _, line = link.partition("#L")
        assert int(line) <= len((EXAMPLES.parent / path).read_text(encoding="utf-8").split("\n"))


def test_the_picture_in_the_documentation_is_what_is_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    images = EXAMPLES.parent / "docs" / "images"
    monkeypatch.chdir(images)
    found = daprls("graph", "../../examples", "--format", "svg").stdout
    if os.environ.get("UPDATE_GOLDEN"):
        (images / "graph.svg").write_text(found, encoding="utf-8", newline="\n")
    assert found == (images / "graph.svg").read_text(encoding="utf-8")


def test_links_are_relative_to_the_file_that_is_written(tmp_path: Path) -> None:
    result = daprls("graph", "--format", "svg", "--output", "docs/shop/graph.svg")
    assert (result.exit_code, result.stdout) == (0, "")
    drawing = tmp_path / "docs" / "shop" / "graph.svg"
    links = [each.get("href") or "" for each in ET.parse(drawing).iter(HREF)]
    paths = {unquote(link.partition("#")[0]) for link in links}
    assert paths == {"../../deploy/carts.yaml", "../../deploy/a b #1%.yaml"}
    assert all((drawing.parent / path).exists() for path in paths)


def test_a_file_is_written_anew_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "graph.mmd").write_text("x" * 100_000)
    assert daprls("graph", "--output", "graph.mmd").exit_code == 0
    assert (tmp_path / "graph.mmd").read_bytes() == daprls("graph").stdout.encode()
    assert {each.name for each in tmp_path.iterdir()} == {"deploy", "graph.mmd"}


def test_one_that_cannot_be_written_is_told() -> None:
    result = daprls("graph", "--output", "deploy")
    assert result.exit_code == 2
    assert "'deploy' cannot be written: This is no regular file." in result.stderr


def shown(*arguments: str) -> list[str]:
    content = json.loads(daprls("graph", "--format", "json", *arguments).stdout)
    return [node["name"] for node in content["nodes"] if node["kind"] in ("app", "component")]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ((), ["web", "worker", "a b #1%", "carts"]),
        (("deploy/carts.yaml",), ["web", "worker", "carts"]),
        (("--app", "web"), ["web", "carts"]),
        (("--app", "web", "--app", "worker"), ["web", "worker", "a b #1%", "carts"]),
        (("--type", "pubsub"), ["worker", "a b #1%"]),
        (("--component", "carts"), ["web", "carts"]),
        (("--component", "carts", "--type", "pubsub"), []),
    ],
)
def test_less_can_be_asked_for(arguments: tuple[str, ...], names: list[str]) -> None:
    assert shown(*arguments) == names


def test_nothing_that_fits_is_said() -> None:
    result = daprls("graph", "--app", "nobody")
    assert result.exit_code == 0
    assert result.stderr == "note: Nothing here fits.\n"


def test_a_folder_without_components_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = daprls("graph", "empty")
    assert result.exit_code == 0
    assert result.stdout.startswith("flowchart LR\n")
    assert result.stderr == "note: There is no component here.\n"


def test_a_path_that_is_not_there_makes_the_exit_code_2() -> None:
    result = daprls("graph", "deploy", "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr
    assert "carts" in result.stdout


def test_depth_goes_with_folders_only() -> None:
    result = daprls("graph", "--group-by", "type", "--depth", "2")
    assert result.exit_code == 2
    assert "'--depth' is for folders" in result.stderr


class TestManyComponents:
    @pytest.fixture(autouse=True)
    def _many(self, tmp_path: Path) -> None:
        for number in range(500):
            path = tmp_path / f"team-{number % 20}" / f"c{number}.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(CARTS.replace("[web]", f"[app-{number % 20}]"), encoding="utf-8")

    def test_they_are_drawn_together_and_that_is_said(self) -> None:
        result = daprls("graph")
        assert len(result.stdout.split("\n")) < 200
        assert result.stderr == (
            "note: 502 components drawn together by folder; '--group-by none' shows each, and "
            "'--app', '--component' and '--type' show fewer.\n"
        )

    def test_each_can_be_asked_for_and_mermaid_may_refuse_it(self) -> None:
        result = daprls("graph", "--group-by", "none")
        assert result.stdout.count('account key in the file"]') == 501
        assert "note: Mermaid refuses more than 500 edges or 50,000 characters" in result.stderr

    def test_programs_get_each(self) -> None:
        result = daprls("graph", "--format", "json")
        assert result.stderr == ""
        kinds = [node["kind"] for node in json.loads(result.stdout)["nodes"]]
        assert kinds.count("component") == 502

    def test_unless_they_ask(self) -> None:
        result = daprls("graph", "--format", "json", "--group-by", "folder")
        content = json.loads(result.stdout)
        assert content["grouping"] == "folder"
        (team,) = (node for node in content["nodes"] if node["name"] == "team-7")
        assert len(team["members"]) == 25
        assert team["members"][0] == "component:team-7/c107.yaml"
        assert team["manners"] == {"writtenCredential": 25}
