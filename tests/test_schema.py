"""The envelope schemas: what they say of keys, what they refuse, and that they are schemas."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from daprls.model.dialect import Dialect
from daprls.schema import Envelope, Level, Mismatch, envelope

ACA, OSS = Dialect.ACA, Dialect.OSS
FRAMES = [(dialect, level) for dialect in Dialect for level in envelope(dialect).levels]


def whole(dialect: Dialect) -> Draft202012Validator:
    return Draft202012Validator(envelope(dialect).schema)


@pytest.mark.parametrize("dialect", Dialect)
def test_the_file_is_a_schema_of_the_draft_it_names(dialect: Dialect) -> None:
    assert envelope(dialect).schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(envelope(dialect).schema)


@pytest.mark.parametrize(("dialect", "level"), FRAMES)
def test_every_key_is_described_in_a_sentence(dialect: Dialect, level: Level) -> None:
    for key in envelope(dialect).keys(level).values():
        assert key.description[0].isupper(), key
        assert key.description.endswith("."), key
        assert "\n" not in key.description, key


def test_the_flat_and_the_wrapped_form_are_whole_documents() -> None:
    component = {"componentType": "state.redis", "version": "v1", "metadata": []}
    export = {"id": "/x", "name": "s", "type": "t", "resourceGroup": "g", "systemData": {}}
    assert whole(ACA).is_valid(component)
    assert whole(ACA).is_valid(
        {**export, "properties": {**component, "provisioningState": "Succeeded"}}
    )
    assert not whole(ACA).is_valid({"properties": {"version": "v1"}})
    assert not whole(ACA).is_valid({**component, "scope": ["shop"]})
    assert not whole(ACA).is_valid({**component, "metadata": [{"value": "x"}]})
    assert not whole(ACA).is_valid([component])


def test_a_resource_is_a_whole_document() -> None:
    resource: dict[str, Any] = {
        "apiVersion": "dapr.io/v1alpha1",
        "kind": "Component",
        "metadata": {"name": "store", "labels": {"tier": "data"}},
        "spec": {"type": "state.redis", "metadata": [{"name": "redisHost", "value": {"a": [1]}}]},
        "auth": {"secretStore": "vault"},
        "scopes": ["shop"],
    }
    assert whole(OSS).is_valid(resource)
    assert not whole(OSS).is_valid({**resource, "kind": "component"})
    assert not whole(OSS).is_valid({**resource, "spec": {**resource["spec"], "scopes": []}})
    assert not whole(OSS).is_valid({**resource, "annotations": {}})


def test_keys_come_in_the_order_that_one_writes_them_and_know_what_is_inside() -> None:
    keys = envelope(ACA).keys(Level.FLAT)
    assert list(keys)[:2] == ["componentType", "version"]
    assert keys["metadata"].inner is Level.METADATA_ITEM
    assert keys["secrets"].inner is Level.SECRET
    assert keys["componentType"].required
    assert keys["componentType"].type == "string"
    assert not keys["version"].required
    assert keys["id"].read_only
    assert envelope(OSS).keys(Level.RESOURCE)["kind"].examples == ("Component",)
    assert envelope(ACA).keys(Level.WRAPPED)["properties"].inner is Level.COMPONENT


def test_a_key_tells_on_which_levels_it_belongs() -> None:
    assert envelope(OSS).levels_with("scopes") == (Level.RESOURCE,)
    assert envelope(ACA).levels_with("secretKeyRef") == ()
    assert envelope(ACA).levels_with("scopes") == (Level.FLAT, Level.COMPONENT)


@pytest.mark.parametrize(
    ("dialect", "level", "frame", "expected"),
    [
        (ACA, Level.FLAT, {"version": 1, "initTimeout": 5, "metadata": None}, ()),
        (ACA, Level.FLAT, {"scopes": "shop"}, (Mismatch("scopes"),)),
        (ACA, Level.FLAT, {"scopes": ["a", {}, 1, []]}, tuple(
            Mismatch("scopes", index) for index in (1, 3)
        )),
        (ACA, Level.COMPONENT, {"metadata": {}, "secrets": {}}, (
            Mismatch("metadata"), Mismatch("secrets")
        )),
        (ACA, Level.FLAT, {"componentType": ["state.redis"]}, (Mismatch("componentType"),)),
        (ACA, Level.FLAT, {"ignoreErrors": True}, ()),
        (ACA, Level.FLAT, {"ignoreErrors": "False"}, ()),
        (ACA, Level.FLAT, {"ignoreErrors": 0}, ()),
        (ACA, Level.FLAT, {"ignoreErrors": 2}, (Mismatch("ignoreErrors", None, False),)),
        (ACA, Level.FLAT, {"ignoreErrors": "yes"}, (Mismatch("ignoreErrors", None, False),)),
        (ACA, Level.FLAT, {"ignoreErrors": []}, (Mismatch("ignoreErrors"),)),
        (ACA, Level.METADATA_ITEM, {"name": "a", "value": [], "secretRef": {}}, (
            Mismatch("value"), Mismatch("secretRef")
        )),
        (OSS, Level.METADATA_ITEM, {"name": "a", "value": [], "secretKeyRef": {}}, ()),
        (OSS, Level.METADATA_ITEM, {"secretKeyRef": "a"}, (Mismatch("secretKeyRef"),)),
        (OSS, Level.SPEC, {"ignoreErrors": True, "version": 1}, ()),
        (OSS, Level.SPEC, {"ignoreErrors": "true"}, (Mismatch("ignoreErrors"),)),
        (OSS, Level.SPEC, {"ignoreErrors": 1}, (Mismatch("ignoreErrors"),)),
        (OSS, Level.RESOURCE, {"auth": "vault", "metadata": []}, (
            Mismatch("auth"), Mismatch("metadata")
        )),
        (OSS, Level.RESOURCE, {"nobody knows me": []}, ()),
    ],
)  # fmt: skip
def test_values_of_a_wrong_type_are_told(
    dialect: Dialect, level: Level, frame: dict[str, Any], expected: tuple[Mismatch, ...]
) -> None:
    assert envelope(dialect).mismatches(level, frame) == expected


@pytest.mark.parametrize(("dialect", "level"), FRAMES)
def test_what_is_told_of_a_value_is_what_the_schema_says_of_it(
    dialect: Dialect, level: Level
) -> None:
    known = envelope(dialect)
    values: list[Any] = [
        "", "text", "true", "dapr.io/v1alpha1", "Component", 0, 1, 2, -1, 1.0, 1.5, True, False,
        None, [], {}, ["a"], [1, {}], [[]], [None, True],
    ]  # fmt: skip
    for name, key in known.keys(level).items():
        for value in values:
            if key.inner is not None and value:
                continue  # What is inside is a frame of its own.
            schema = dict(known._schemas[level][name])
            valid = Draft202012Validator(schema).is_valid(value)
            found = known.mismatches(level, {name: value})
            assert bool(found) is not valid, (name, value)
            assert found == known._judge_by_schema(level, {name: value}), (name, value)


def test_frames_that_differ_only_in_a_truth_value_and_a_number_are_told_apart() -> None:
    known = Envelope(json.loads(json.dumps(envelope(OSS).schema)))
    assert known.mismatches(Level.SPEC, {"ignoreErrors": True}) == ()
    assert known.mismatches(Level.SPEC, {"ignoreErrors": 1}) == (Mismatch("ignoreErrors"),)
    assert known.mismatches(Level.SPEC, {"ignoreErrors": True}) == ()


def test_types_are_judged_without_importing_jsonschema() -> None:
    program = (
        "import sys\n"
        "from daprls.model.dialect import Dialect\n"
        "from daprls.schema import Level, envelope\n"
        "assert not envelope(Dialect.ACA).mismatches(Level.FLAT, {'version': 'v1', 'scopes': []})\n"
        "assert envelope(Dialect.ACA).mismatches(Level.FLAT, {'version': [], 'scopes': [[]]})\n"
        "assert 'jsonschema' not in sys.modules\n"
        "assert envelope(Dialect.ACA).mismatches(Level.FLAT, {'ignoreErrors': 'yes'})\n"
        "assert 'jsonschema' in sys.modules\n"
    )
    command = [sys.executable, "-c", program]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
