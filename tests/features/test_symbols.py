"""The outline of a file, and the components of a workspace."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from daprls.features.symbols import Symbol, document_symbols, workspace_symbols
from workspaces import snapshot_of

ACA = """\
# daprls: name=carts
componentType: state.redis
version: v1
secrets:
  - name: password
    value: hunter2
  - name: other
    keyVaultUrl: https://bookshop.vault.azure.net/secrets/other
    identity: system
metadata:
  - name: redisHost
    value: cache:6379
  - name: redisPassword
    secretRef: password
  - value: nameless
scopes:
  - cart
"""
OSS = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: vault
spec:
  type: secretstores.azure.keyvault
  version: v1
  metadata:
    - name: vaultName
      envRef: VAULT
"""


def lines(symbols: Iterable[Symbol], indent: str = "") -> list[str]:
    """The outline as text."""
    found: list[str] = []
    for each in symbols:
        found.append(f"{indent}{each.kind.name} {each.name} {each.detail}".rstrip())
        found.extend(lines(each.children, indent + "  "))
    return found


def outline(text: str) -> list[str]:
    """The outline of a file; every line of it holds those below it."""
    snapshot = snapshot_of({"/app/state.yaml": text})
    symbols = document_symbols(snapshot, snapshot.files["/app/state.yaml"])
    pending = list(symbols)
    for each in pending:
        assert each.name
        assert each.span.contains(each.selection)
        assert all(each.span.contains(child.span) for child in each.children)
        pending.extend(each.children)
    return lines(symbols)


def test_a_component_holds_its_lists_in_their_order() -> None:
    assert outline(ACA) == [
        "COMPONENT carts state.redis",
        "  LIST secrets",
        "    SECRET password",
        "    SECRET other Key Vault",
        "  LIST metadata",
        "    FIELD redisHost",
        "    FIELD redisPassword secret password",
        "    FIELD …",
        "  LIST scopes",
        "    APP cart",
    ]


def test_every_document_of_a_file_is_on_it() -> None:
    assert outline(OSS + "---\n" + OSS.replace("name: vault\n", "name: safe\n")) == [
        "STORE vault secretstores.azure.keyvault",
        "  LIST metadata",
        "    FIELD vaultName environment variable VAULT",
        "STORE safe secretstores.azure.keyvault",
        "  LIST metadata",
        "    FIELD vaultName environment variable VAULT",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "componentType: state.redis\nmetadata: {name: x}\nscopes:\n",
        "componentType: state.redis\nmetadata:\n  - name: a\n   value: b\nscopes: [cart]\n",
        "componentType: &type state.redis\nmetadata: [{name: *type, value: x}]\nversion: v1\n",
        "x: &it\n  - name: a\n    value: b\ncomponentType: state.redis\nmetadata: *it\n",
        "componentType: state.redis\nmetadata:\n  - name: &it cart\n    value: x\nscopes: [*it]\n",
        "componentType:\nversion: v1\nmetadata: []\n",
    ],
)
def test_whatever_a_file_holds_its_outline_is_well_formed(text: str) -> None:
    assert outline(text)


def test_no_value_is_in_it_even_where_a_name_belongs() -> None:
    text = ACA.replace("name: password", "name: password=hunter2hunter2")
    assert "hunter2" not in "\n".join(outline(text))


def test_what_is_no_component_has_no_outline() -> None:
    assert outline("kind: Deployment\nmetadata:\n  name: cart\n") == []


FILES = {"/app/carts.yaml": ACA, "/app/vault.yaml": OSS}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["carts", "vault"]),
        ("cart", ["carts"]),
        ("VLT", ["vault"]),
        ("keyvault", ["vault"]),
        ("state redis", ["carts"]),
        ("redis carts", ["carts"]),
        ("pubsub", []),
    ],
)
def test_components_are_found_by_name_and_type(query: str, found: list[str]) -> None:
    snapshot = snapshot_of(FILES)
    assert [each.name for each in workspace_symbols(snapshot, query)] == found


def test_a_component_is_led_to_where_its_file_says_what_it_is() -> None:
    snapshot = snapshot_of(FILES)
    places = [each.location for each in workspace_symbols(snapshot, "")]
    assert [place.span.of(snapshot.files[place.path].text) for place in places] == [
        "state.redis",
        "vault",
    ]


def test_an_excluded_file_holds_nothing_to_find() -> None:
    snapshot = snapshot_of({**FILES, "/app/daprls.toml": 'exclude = ["vault.yaml"]\n'})
    assert [each.name for each in workspace_symbols(snapshot, "")] == ["carts"]
