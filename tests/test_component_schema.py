"""The JSON Schemas for editors without a language server refuse nothing that is right."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from jsonschema import Draft202012Validator

from bundled import bundle, component, field, own
from cases import Case, read_cases
from daprls.catalog import parse_bundle
from daprls.features.component_schema import component_schema
from daprls.lint.engine import lint
from daprls.lint.finding import Severity
from daprls.model.dialect import Dialect
from daprls.model.source_file import SourceFile
from daprls.rules import ALL_RULES
from terminals import daprls, written
from workspaces import catalog, snapshot_of

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "schemas"
BUILD = runpy.run_path(str(ROOT / "scripts" / "build_component_schemas.py"))
PAGES = sorted([*(ROOT / "docs" / "rules").glob("*.md"), *(ROOT / "tests" / "rules").glob("*.md")])
MOST_BYTES = 1_500_000


def schema_of(dialect: Dialect) -> dict[str, Any]:
    text = (SCHEMAS / f"component.{dialect.value}.schema.json").read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


VALIDATORS = {dialect: Draft202012Validator(schema_of(dialect)) for dialect in Dialect}


def documents(text: str) -> Iterator[Any]:
    """What the documents of a text say, as `az` reads them; what is no YAML says nothing."""
    try:
        yield from map(as_json, yaml.safe_load_all(text))
    except (yaml.YAMLError, ValueError):
        return


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return list(map(as_json, value))
    return value if isinstance(value, str | int | float | type(None)) else str(value)


def refusals(text: str, dialect: Dialect) -> list[str]:
    return [
        error.message
        for document in documents(text)
        if document is not None
        for error in VALIDATORS[dialect].iter_errors(document)
    ]


def dialect_of(file: SourceFile) -> Dialect | None:
    found = {each.dialect for each in file.components}
    return found.pop() if len(found) == 1 else None


def has_error(files: Mapping[str, str], path: str) -> bool:
    state = snapshot_of(files)
    found = lint(state, state.files[path], ALL_RULES)
    return any(each.severity is Severity.ERROR for each in found)


@pytest.mark.parametrize("name", [f"component.{each.value}.schema.json" for each in Dialect])
def test_is_what_the_catalog_makes_of_it(name: str) -> None:
    text = BUILD["build"](catalog())[name]
    assert (SCHEMAS / name).read_text(encoding="utf-8") == text, "run 'make catalog'"
    assert len(text.encode()) < MOST_BYTES


@pytest.mark.parametrize("dialect", Dialect)
def test_is_a_schema_that_says_what_each_thing_is(dialect: Dialect) -> None:
    schema = schema_of(dialect)
    text = json.dumps(schema)
    # The stranger looks at all of one of them, which takes seconds.
    some = dict(list(schema["$defs"].items())[::20])
    Draft202012Validator.check_schema({**schema, "$defs": some})
    for name, each in schema["$defs"].items():
        if name.startswith("field."):
            assert len(each["description"]) > 10, name
            assert each["markdownDescription"].startswith("**"), name
        if name.startswith(("type.", "field.", "value.")):
            assert f'"#/$defs/{quote(name)}"' in text, name


CASES = [case for page in PAGES for case in read_cases(page)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_refuses_no_file_that_has_no_error(page: Path) -> None:
    for case in (each for each in CASES if each.page == page):
        for path, file in sources(case).items():
            dialect = dialect_of(file)
            told = refusals(file.text, dialect) if dialect is not None else []
            assert not told or has_error(case.paths, path), (case.id, path, told)


def sources(case: Case) -> dict[str, SourceFile]:
    return {
        path: SourceFile(path, text)
        for path, text in case.paths.items()
        if path.endswith((".yaml", ".yml"))
    }


def test_refuses_no_file_of_dapr_s_own_readers() -> None:
    text = "apiVersion: dapr.io/v1alpha1\nkind: Subscription\nspec: 3\n---\nkind: Pod\n---\n- a\n"
    assert not refusals(text, Dialect.OSS)


ACA = "componentType: {type}\nversion: {version}\nmetadata:\n{metadata}"
HOST = "  - name: namespaceName\n    value: shop.servicebus.windows.net\n"
REDIS = "  - name: redisHost\n    value: cache:6379\n"


def aca(type_: str = "state.redis", version: str = "v1", metadata: str = REDIS) -> str:
    return ACA.format(type=type_, version=version, metadata=metadata)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version: v1\nmetadata: []\n", "componentType"),
        ("properties:\n  version: v1\n", "componentType"),
        ("- componentType: state.redis\n", "object"),
        (aca("stat.redis"), "not valid under any"),
        (aca(version="v7"), "not valid under any"),
        (aca("pubsub.kafka", metadata="  - name: clientID\n    value: x\n"), "contain"),
        ("componentType: pubsub.kafka\nversion: v1\n", "'metadata' is a required"),
        (aca(metadata="  name: redisHost\n"), "expected to be empty"),
        (aca(metadata=REDIS + "  - [a, b]\n"), "too long"),
        (aca(metadata=REDIS + "  - name: x\n    value: {a: b}\n"), "not of type"),
        (aca() + "scopes: [{a: b}]\n", "not of type"),
    ],
)
def test_refuses_what_is_refused(text: str, told: str) -> None:
    found = refusals(text, Dialect.ACA)
    assert any(told in each for each in found), found
    known = SourceFile("/w/a.yaml", text).is_ours
    assert not known or has_error({"/w/a.yaml": text}, "/w/a.yaml"), "not stricter than the rules"


@pytest.mark.parametrize(
    "text",
    [
        aca("state.no-such-store"),
        aca("${TYPE}"),
        aca("state.${KIND}", "${VERSION}"),
        aca("<component-type>", "<version>"),
        aca("STATE.redis".replace("STATE", "state"), "V1"),
        aca(metadata="  - name: REDISHOST\n    value: cache:6379\n  - name: mine\n    value: 3\n"),
        aca("pubsub.kafka", metadata="  - name: '#{NAME}#'\n    value: x\n"),
        aca("pubsub.kafka", metadata="  - '{{ item }}'\n"),
        aca(
            "pubsub.kafka",
            metadata="  - {name: brokers, value: a}\n  - {name: AuthType, value: '${AUTH}'}\n",
        ),
        aca(metadata=REDIS + "  - name: enableTLS\n    value: true\n"),
        aca(metadata=REDIS + "  - name: enableTLS\n    value: 'yes'\n"),
        aca() + "scopes: [<app>]\nunknownKey: 1\nignoreErrors: $(IGNORE)\n",
        aca("state.postgresql", "v2", "  - name: connectionString\n    secretRef: c\n"),
    ],
)
def test_what_may_be_right_passes(text: str) -> None:
    assert not refusals(text, Dialect.ACA)


def test_offers_types_names_and_values() -> None:
    schema = schema_of(Dialect.ACA)
    choices = schema["$defs"]["componentKeys"]["properties"]["componentType"]["anyOf"]
    types = [each["const"] for each in choices if "const" in each]
    assert "state.azure.cosmosdb" in types
    assert "secretstores.kubernetes" not in types, "Azure Container Apps does not take it"
    item = schema["$defs"]["type.state.azure.cosmosdb"]["properties"]["metadata"]["items"]
    names = [each["$ref"].rpartition("/")[2] for each in item["properties"]["name"]["anyOf"][:-1]]
    assert any(name.startswith("field.database") for name in names[:4])
    assert schema["$defs"]["value.azureEnvironment"]["anyOf"][0]["enum"][0] == "AzurePublicCloud"


def test_a_bundle_adds_to_it(tmp_path: Path) -> None:
    text = bundle(
        component("state.clickhouse", metadata=[field("databaseName")]),
        own("state.acme", metadata=[field("endpoint")]),
    )
    known = catalog().with_bundle(parse_bundle(text, "b.json"))
    assert "type.state.acme" in component_schema(known, Dialect.OSS)["$defs"]
    assert "type.state.acme" not in component_schema(known, Dialect.ACA)["$defs"]
    assert "type.state.clickhouse" in component_schema(known, Dialect.ACA)["$defs"]
    root = written(tmp_path, {"b.json": text})
    printed = daprls("schema", "--dialect", "oss", "--catalog", root / "b.json").stdout
    assert "field.endpoint" in json.loads(printed)["$defs"] or "type.state.acme" in printed


def test_the_command_prints_them() -> None:
    for dialect in Dialect:
        name = f"component.{dialect.value}.schema.json"
        printed = daprls("schema", "--dialect", dialect.value).stdout
        assert printed == (SCHEMAS / name).read_text(encoding="utf-8")


def test_a_stranger_validates_with_it(tmp_path: Path) -> None:
    examples = ROOT / "examples" / "bookshop"
    texts = {path: path.read_text(encoding="utf-8") for path in examples.rglob("*.yaml")}
    right = [
        path
        for path, text in texts.items()
        if dialect_of(SourceFile(path.as_posix(), text)) is Dialect.ACA
        and not refusals(text, Dialect.ACA)
    ]
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(aca("pubsub.kafka", metadata="  - name: clientID\n    value: x\n"))
    result = checked(*right, wrong)
    assert len(right) > 3
    assert result["status"] == "fail"
    assert {Path(each["filename"]).name for each in result["errors"]} == {"wrong.yaml"}


def checked(*paths: Path) -> Any:
    schema = SCHEMAS / "component.aca.schema.json"
    command = [sys.executable, "-m", "check_jsonschema", "--output-format", "json"]
    result = subprocess.run(
        [*command, "--schemafile", str(schema), *map(str, paths)], capture_output=True, check=False
    )
    return json.loads(result.stdout)
