"""The schema that editors have of settings says what the readers say, and so does the extension."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from daprls.config import SETTINGS, read_data
from daprls.files import rule_codes
from daprls.rules import ALL_RULES

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "schemas" / "config.schema.json").read_text(encoding="utf-8")
SCHEMA: dict[str, Any] = json.loads(TEXT)
VALIDATOR = Draft202012Validator(SCHEMA)
MANIFEST = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
DECLARED: dict[str, Any] = MANIFEST["contributes"]["configuration"]["properties"]
BUILD = runpy.run_path(str(ROOT / "scripts" / "build_config_schema.py"))
ID = "0a1B2c3d-1111-2222-3333-444455556666"

GOOD = (
    "",
    "select = []",
    "ignore = ['duplicate-scope', 'unused-ignore']",
    "[severity]\nyaml-syntax = 'error'\nunused-secret = 'hint'",
    "severity = {}",
    "overrides = []",
    "[[overrides]]\nfiles = ['a']",
    "[[overrides]]\nfiles = ['a', 'b/**']\nselect = ['yaml-syntax']\nignore = []",
    "[[overrides]]\nfiles = ['']\nseverity.yaml-syntax = 'info'\n[[overrides]]\nfiles = ['']",
    "include = ['deploy', '*.yaml']\nexclude = ['**/x/**']",
    "[components]\n'a/*.yaml' = 'name'",
    "[dialects]\n'a/**' = 'aca'\n'*' = 'oss'",
    "[deployed]\nvault = 'secretstores.azure.keyvault'\n'a b' = 'state.x_y-z.1'",
    "pluggable = ['state.a', 'bindings.b', 'pubsub.c', 'secretstores.d']",
    "app-ids = ['a']",
    "identity = 'system'",
    "identity = 'user'",
    f"client-id = '{ID}'",
    "cloud = 'public'",
    "cloud = 'china'",
    "cloud = 'usgovernment'",
    "platform = 'kubernetes'",
    "platform = 'self-hosted'",
    "dapr-version = '1.14'",
    "dapr-version = '1.16.4'",
    "catalog.bundle = 'dapr/bundle.json'",
    "catalog.bundle = '/opt/dapr/bundle.json'",
    "catalog.bundle = '~/dapr'",
    "hints = {}",
    "[hints]\nnames = 'off'\nstores = 'on'\ndefaults = 'on'",
    "rule-pages = 'https://example.org/x'",
    "rule-pages = 'http://a'",
)
BAD = (
    "nonsense = 1",
    "Select = []",
    "select = 'yaml-syntax'",
    "select = [1]",
    "ignore = [[]]",
    "ignore = {}",
    "severity = ['yaml-syntax']",
    "severity.yaml-syntax = 'off'",
    "severity.yaml-syntax = 'Error'",
    "severity.yaml-syntax = 1",
    "overrides = {}",
    "overrides = ['a']",
    "[[overrides]]\nselect = []",
    "[[overrides]]\nfiles = []",
    "[[overrides]]\nfiles = 'a'",
    "[[overrides]]\nfiles = ['a']\nexclude = []",
    "[[overrides]]\nfiles = ['a']\nignore = 'yaml-syntax'",
    "[[overrides]]\nfiles = ['a']\nseverity.yaml-syntax = 'x'",
    "include = 'a'",
    "exclude = [true]",
    "components = []",
    "components.a = 1",
    "dialects.a = 'dapr'",
    "dialects.a = ['aca']",
    "deployed = ['a']",
    "deployed.a = 'keyvault'",
    "deployed.a = 'secretstores.'",
    "deployed.a = 'secretstores.a b'",
    "deployed.a = 'secretstore.azure.keyvault'",
    "deployed.a = {}",
    "pluggable = 'state.a'",
    "pluggable = ['lock.a']",
    "pluggable = ['acme']",
    "app-ids = ['a', 1]",
    "identity = 'managed'",
    "identity = ''",
    "identity = ['user']",
    "client-id = 'x'",
    f"client-id = '{{{ID}}}'",
    f"client-id = '{ID} '",
    "client-id = 1",
    "cloud = 'AzureChinaCloud'",
    "cloud = 1",
    "platform = 'Kubernetes'",
    "platform = true",
    "dapr-version = '1'",
    "dapr-version = 'v1.14'",
    "dapr-version = 1.14",
    "catalog.bundle = ''",
    "catalog.bundle = ['a']",
    "catalog.bundles = 'a'",
    "catalog = 'a'",
    "catalog.bundle = '//server/share/bundle.json'",
    "catalog.bundle = '\\\\server\\share\\bundle.json'",
    "hints = ['names']",
    "hints.names = true",
    "hints.names = 'yes'",
    "hints.types = 'on'",
    "rule-pages = 'example.org'",
    "rule-pages = 'https://'",
    "rule-pages = 1",
)
NO_RULES = ("select = ['no-rule']", "severity.no-rule = 'info'")
"""What the extension's own schemas take, which do not name the rules."""


def is_read(data: Any) -> bool:
    return not read_data(data, "/w", "x", rule_codes).errors


def test_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_names_every_setting_and_says_what_it_is() -> None:
    assert list(SCHEMA["properties"]) == list(SETTINGS)
    for name, setting in SCHEMA["properties"].items():
        assert setting["description"].endswith("."), name


def test_names_every_rule() -> None:
    assert BUILD["schema"](TEXT, ALL_RULES) == TEXT, "run 'make rules'"


def test_its_examples_are_right() -> None:
    for name, setting in SCHEMA["properties"].items():
        for example in setting.get("examples", ()):
            assert is_read({name: example}), name
            assert VALIDATOR.is_valid({name: example}), name


@pytest.mark.parametrize("text", GOOD)
def test_takes_what_is_read(text: str) -> None:
    data = tomllib.loads(text)
    assert is_read(data)
    assert VALIDATOR.is_valid(data)
    assert all(in_extension(name, value) for name, value in data.items())


@pytest.mark.parametrize("text", BAD + NO_RULES)
def test_refuses_what_is_not(text: str) -> None:
    data = tomllib.loads(text)
    assert not is_read(data)
    assert not VALIDATOR.is_valid(data)
    # To the extension an empty text is a setting that nobody has made.
    if text not in NO_RULES and not text.endswith("= ''"):
        assert not all(in_extension(name, value) for name, value in data.items())


def in_extension(name: str, value: Any) -> bool:
    """Whether the extension's own schema takes a value."""
    setting = DECLARED.get(f"daprls.{name}")
    if setting is not None:
        return Draft202012Validator(setting).is_valid(value)
    # An editor writes the settings of a table as settings of their own.
    return isinstance(value, dict) and all(
        in_extension(f"{name}.{key}", value[key]) for key in value
    )


def test_the_extension_associates_it_with_the_file() -> None:
    (association,) = MANIFEST["contributes"]["tomlValidation"]
    assert association["fileMatch"] == "daprls.toml"
    assert (ROOT / association["url"]).resolve() == ROOT / "schemas" / "config.schema.json"


def test_the_documentation_s_file_is_right() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    data = tomllib.loads(page.partition("```toml\n")[2].partition("\n```")[0])
    assert is_read(data)
    assert set(data) == set(SETTINGS)
