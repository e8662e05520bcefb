"""`daprls catalog diff`: what one release's component metadata has that another's has not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bundled import bundle, component, field
from terminals import daprls, written

OLD = bundle(
    component("state.gone"),
    component(
        "state.acme",
        status="beta",
        metadata=[
            field("host", required=True),
            field("mode", allowedValues=["a", "b"], default="a"),
            field("old", type="number"),
        ],
    ),
    component("state.same", metadata=[field("x")]),
    component("bindings.way", binding={"input": True, "operations": [{"name": "get"}]}),
)
NEW = bundle(
    component("state.come", title="Comes", status="alpha"),
    component(
        "state.acme",
        metadata=[
            field("HOST", type="string"),
            field("mode", allowedValues=["A", "c"], default="A", deprecated=True),
            field("secret", sensitive=True, required=True, allowedValues=["x", "y"]),
        ],
    ),
    component("state.same", metadata=[field("x", description="Other words.")]),
    component(
        "bindings.way", binding={"input": True, "output": True, "operations": [{"name": "put"}]}
    ),
)
TEXT = """\
+ state.come v1 (Comes, alpha)
- state.gone v1 (Gone, stable)
~ bindings.way v1
  ~ directions +output
  ~ operations +put -get
~ state.acme v1
  ~ status 'beta' -> 'stable'
  + secret (string, required, sensitive, one of x | y)
  - old (number)
  ~ HOST: required 'yes' -> 'no'
  ~ mode: deprecated 'no' -> 'yes'; default 'a' -> 'A'; values +c -b
4 type-versions: 1 added, 1 removed, 2 changed.
"""


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, {"old.json": OLD, "new.json": NEW})


def compared(*arguments: str) -> Any:
    return json.loads(daprls("catalog", "diff", *arguments, "--format", "json").stdout)


def test_two_bundles_are_compared_in_everything() -> None:
    result = daprls("catalog", "diff", "old.json", "new.json")
    assert result.exit_code == 1
    assert result.stdout == TEXT


def test_programs_get_the_same() -> None:
    found = compared("old.json", "new.json")
    assert found["version"] == 1
    assert found["added"] == [
        {"type": "state.come", "version": "v1", "title": "Comes", "status": "alpha"}
    ]
    assert [each["type"] for each in found["removed"]] == ["state.gone"]
    change = found["changed"][1]
    assert (change["type"], change["version"]) == ("state.acme", "v1")
    assert change["differences"] == [{"fact": "status", "old": "beta", "new": "stable"}]
    assert change["fields"]["added"][0] == {
        "name": "secret",
        "type": "string",
        "required": True,
        "sensitive": True,
        "deprecated": False,
        "default": None,
        "values": ["x", "y"],
    }
    assert [each["name"] for each in change["fields"]["removed"]] == ["old"]
    mode = change["fields"]["changed"][1]["differences"][-1]
    assert mode == {"fact": "values", "added": ["c"], "removed": ["b"]}


def test_where_nothing_is_different_the_exit_code_says_so() -> None:
    result = daprls("catalog", "diff", "old.json", "old.json")
    assert (result.exit_code, result.stdout) == (0, "Nothing is different.\n")
    assert daprls("catalog", "diff", "builtin", "builtin").exit_code == 0


def test_against_our_own_facts_only_what_comes_and_goes_is_told(tmp_path: Path) -> None:
    theirs = component(
        "state.redis",
        status="alpha",
        metadata=[
            field("redisHost", type="number", required=False, default="x"),
            field("brandNew", type="bool"),
            field("redisType", allowedValues=["node", "other"]),
            field("idleCheckFrequency", deprecated=True),
        ],
    )
    written(tmp_path, {"release.json": bundle(theirs)})
    found = compared("builtin", "release.json")
    (change,) = (each for each in found["changed"] if each["type"] == "state.redis")
    assert change["differences"] == []
    assert [each["name"] for each in change["fields"]["added"]] == ["brandNew"]
    assert change["fields"]["changed"] == [
        {
            "name": "redisType",
            "differences": [{"fact": "values", "added": ["other"], "removed": []}],
        },
        {
            "name": "idleCheckFrequency",
            "differences": [{"fact": "deprecated", "old": "no", "new": "yes"}],
        },
    ]


def test_what_is_known_of_a_name_otherwise_is_no_news(tmp_path: Path) -> None:
    names = ("keyPrefix", "ttlInSeconds", "dialtimeout")
    theirs = component("state.redis", metadata=[field(name) for name in names])
    pulsar = component("pubsub.pulsar", metadata=[field("<topic-name>.jsonschema")])
    written(tmp_path, {"release.json": bundle(theirs, pulsar)})
    changes = compared("builtin", "release.json")["changed"]
    assert not any(each["fields"]["added"] for each in changes)


def test_a_folder_of_metadata_is_one_side(tmp_path: Path) -> None:
    written(tmp_path, {"parts/a.json": bundle(component("state.a")), "parts/b.json": "{"})
    result = daprls("catalog", "diff", "parts", "old.json")
    assert result.exit_code == 2
    assert "b.json' cannot be used. It is no JSON" in result.stderr
    (tmp_path / "parts/b.json").write_text(bundle(component("state.b")))
    assert len(compared("parts", "old.json")["removed"]) == 2


def test_what_is_no_bundle_is_told() -> None:
    result = daprls("catalog", "diff", "old.json", "none.json")
    assert result.exit_code == 2
    assert "none.json' cannot be used. There is no such file or folder." in result.stderr
