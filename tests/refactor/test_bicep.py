"""Components as Bicep: the form of the file, and that no secret is in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pycep import BicepParser

from cases import read_cases
from daprls.refactor.bicep import Module, bicep
from workspaces import catalog, snapshot_of

PARSER = BicepParser()

STATE = """\
# Carts.
componentType: state.redis
version: v1
ignoreErrors: yes
initTimeout: 5
metadata:
- name: redisHost
  value: it's ${HOST} \\ here
- name: redisPassword
  value: hunter2-and-more
- name: enableTLS
  value: true
- name: sentinelPassword
  secretRef: redis-password
- name: failover
  value: |
    one
    two
secrets:
- name: redis-password
  value: another-hunter3
- name: from-vault
  keyVaultUrl: https://shop.vault.azure.net/secrets/x
  identity: System
scopes:
- cart
"""
OSS = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: {name: Order_Events, namespace: shop}
spec:
  type: pubsub.redis
  version: v1
  metadata:
  - name: redisHost
    value: shop:6379
  - name: redisPassword
    secretKeyRef: {name: redis, key: redis-password}
"""


def module(**files: str) -> Module:
    snapshot = snapshot_of({f"/app/{name}.yaml": text for name, text in files.items()})
    return bicep(snapshot, snapshot.index.components)


def shape(text: str) -> str:
    """The text with its strings emptied; fails where a string does not end on its line."""
    bare = re.sub(r"'(?:[^'\\\r\n$]|\\(?:['\\nrt$]|u\{[0-9a-f]+\})|\$(?!\{))*'", "''", text)
    assert bare.count("'") % 2 == 0
    assert "'" not in bare.replace("''", "")
    return bare


def assert_form(made: Module) -> None:
    PARSER.parse(text=made.text)
    bare = shape(made.text)
    open_ = []
    for sign in re.findall(r"[{}\[\]()]", bare):
        if sign in "{[(":
            open_.append(sign)
        else:
            assert open_.pop() + sign in ("{}", "[]", "()")
    assert not open_
    parameters = re.findall(r"^param (\w+) string$", bare, re.MULTILINE)
    resources = re.findall(r"^resource (\w+) ''", bare, re.MULTILINE)
    assert len({*parameters, *resources}) == len(parameters) + len(resources)
    for name in parameters:
        assert len(re.findall(rf"(?<=: ){name}$", bare, re.MULTILINE)) == 1, name
    secure = re.findall(r"@secure\(\)\nparam (\w+)", bare)
    assert {*parameters} - {*secure} == {"environmentName"}


def test_a_component_is_a_resource_below_an_environment_that_exists() -> None:
    made = module(carts=STATE)
    assert_form(made)
    assert made.text.startswith(
        "@description('The environment of Container Apps.')\nparam environmentName string\n"
    )
    assert (
        "resource environment 'Microsoft.App/managedEnvironments@2025-07-01' existing = {\n"
        "  name: environmentName\n}\n"
    ) in made.text
    assert (
        "resource carts 'Microsoft.App/managedEnvironments/daprComponents@2025-07-01' = {\n"
        "  parent: environment\n  name: 'carts'\n  properties: {\n"
        "    componentType: 'state.redis'\n    version: 'v1'\n    ignoreErrors: true\n"
        "    initTimeout: '5'\n"
    ) in made.text
    assert made.text.endswith("    scopes: [\n      'cart'\n    ]\n  }\n}\n")


def test_no_secret_is_in_it() -> None:
    made = module(carts=STATE)
    assert "hunter" not in made.text
    assert "@secure()\nparam redisPassword string\n" in made.text
    assert "name: 'redis-password'\n        value: redisPassword\n" in made.text
    # The one that stood in the metadata becomes an entry of 'secrets' of another name.
    assert "name: 'redis-password-2'\n        value: redisPassword2\n" in made.text
    assert "name: 'redisPassword'\n        secretRef: 'redis-password-2'\n" in made.text


def test_a_secret_of_key_vault_stays_a_reference() -> None:
    made = module(carts=STATE)
    assert (
        "name: 'from-vault'\n        keyVaultUrl: 'https://shop.vault.azure.net/secrets/x'\n"
        "        identity: 'System'\n"
    ) in made.text


def test_texts_are_quoted() -> None:
    made = module(carts=STATE)
    assert "value: 'it\\'s \\${HOST} \\\\ here'\n" in made.text
    assert "value: 'one\\ntwo\\n'\n" in made.text
    assert "value: 'True'\n" in made.text
    assert [note for _, note in made.notes] == [
        "What a pipeline replaces is plain text to Bicep: make a parameter of it."
    ]


def test_beside_a_secret_store_a_literal_secret_is_a_parameter() -> None:
    text = STATE.partition("secrets:")[0] + "secretStoreComponent: vault\n"
    made = module(carts=text)
    assert_form(made)
    assert "name: 'redisPassword'\n        value: redisPassword\n" in made.text
    assert "secrets:" not in made.text


def test_the_open_source_dialect_goes_by_way_of_the_other() -> None:
    made = module(events=OSS)
    assert_form(made)
    assert made.names == ("order-events",)
    assert "resource orderEvents 'Microsoft.App" in made.text
    assert "value: redisPassword\n" in made.text
    assert [note.split(":")[0] for _, note in made.notes] == [
        "The component is called 'order-events' now",
        "The namespace is left out",
    ]


def test_identifiers_are_given_once() -> None:
    made = module(carts=STATE, environment=STATE, redisPassword=STATE)
    assert_form(made)
    assert "param redisPasswordRedisPassword2 string" in made.text
    assert "resource environmentComponent 'Microsoft" in made.text


def test_what_cannot_be_deployed_is_told() -> None:
    made = module(local=OSS.replace("pubsub.redis", "secretstores.local.file"))
    assert made.text == ""
    assert len(made.refused) == 1


@pytest.mark.parametrize("name", catalog().types)
def test_every_type_has_the_form(name: str) -> None:
    known = catalog().find(name)
    assert known is not None
    items = "".join(f"- name: {field.name}\n  value: a-{field.name}-1\n" for field in known.fields)
    text = f"componentType: {name}\nversion: {known.version}\nmetadata:\n{items}"
    made = module(component=text)
    assert_form(made)
    for field in known.fields:
        assert not field.sensitive or f"'a-{field.name}-1'" not in made.text


def test_names_that_mean_something_else_are_no_identifiers() -> None:
    """The components' names stay."""
    made = module(string=STATE, null=STATE.replace("redis-password", "true"))
    assert_form(made)
    assert "resource nullComponent 'Microsoft.App" in made.text
    assert "  name: 'string'\n" in made.text
    assert "param true string" not in made.text


def test_a_secret_is_given_a_name_that_the_service_takes() -> None:
    made = module(carts=STATE.replace("redis-password", "Redis_Password"))
    assert_form(made)
    assert "name: 'redis-password'\n        value: redisPassword\n" in made.text
    assert "name: 'sentinelPassword'\n        secretRef: 'redis-password'\n" in made.text
    assert any("'Redis_Password' is called 'redis-password'" in note for _, note in made.notes)


def test_what_is_no_text_is_written_as_it_stands() -> None:
    made = module(carts=STATE.replace("value: true", "value: [your host]"))
    assert "value: '[your host]'\n" in made.text
    assert any("'enableTLS' holds no text" in note for _, note in made.notes)


def test_the_components_of_every_page_are_read_back() -> None:
    pages = (Path(__file__).parents[2] / "docs" / "rules").glob("*.md")
    for case in (case for page in sorted(pages) for case in read_cases(page)):
        snapshot = snapshot_of(case.files)
        made = bicep(snapshot, snapshot.index.components)
        if made.text:
            assert_form(made)
