"""What is told of the thing under the caret."""

from __future__ import annotations

import pytest

from daprls.features.hover import Hover, hover
from marked import marked

FILE = """\
componentType: state.azure.cosmosdb
version: v1
secretStoreComponent: vault
metadata:
  - name: url
    value: https://bookshop.documents.azure.com:443/
  - name: database
    value: shop
  - name: masterKey
    secretRef: cosmos-key
"""
VAULT = "componentType: secretstores.azure.keyvault\nversion: v1\nmetadata: []\n"


def hover_at(text: str, **others: str) -> Hover | None:
    return hover(*marked(text, **others))


def told(before: str, **others: str) -> str:
    """What hovering over the end of the given text of the file tells."""
    found = hover_at(FILE.replace(before, before + "<|>", 1), **others)
    assert found is not None
    return found.markdown


def test_a_type_tells_its_title_its_needs_and_where_the_component_has_its_name_from() -> None:
    text = told("state.azure.cosmosdb")
    assert "**state.azure.cosmosdb**" in text
    assert "`database`" in text
    assert "Component `component`, named by the file's name" in text
    assert "https://docs.dapr.io/" in text


def test_a_field_tells_its_type_and_that_it_is_required() -> None:
    text = told("name: database")
    assert text.startswith("**database** · `string`")
    assert "Required: the component does not start without it" in text


def test_a_field_tells_under_which_condition_it_is_needed() -> None:
    assert "- Needed when Entra ID is not used" in told("name: masterKey")


def test_a_sensitive_field_says_so() -> None:
    assert "sensitive" in told("name: masterKey")


def test_a_value_tells_of_its_field() -> None:
    assert told("value: shop").startswith("**database**")


def test_a_key_of_the_envelope_tells_what_it_is_for() -> None:
    assert told("secretStoreCompon").startswith("**secretStoreComponent**")


def test_a_secret_store_tells_where_it_is_defined() -> None:
    text = told("secretStoreComponent: vault", vault__yaml=VAULT)
    assert "`secretstores.azure.keyvault` in `vault.yaml`" in text


def test_a_store_that_no_file_defines() -> None:
    assert "no file of the workspace defines it" in told("secretStoreComponent: vault")


def test_a_secret_tells_its_store() -> None:
    assert told("secretRef: cosmos-k") == "Secret `cosmos-key` of the store `vault`."


def test_the_span_is_that_of_the_word() -> None:
    found = hover_at(FILE.replace("name: database", "name: data<|>base"))
    assert found is not None
    assert found.span.of(FILE) == "database"


@pytest.mark.parametrize("place", ["shop\n<|>", "# <|>", "<|>foo: bar"])
def test_nothing_is_told_where_nothing_is_known(place: str) -> None:
    marker = place.replace("<|>", "")
    text = FILE + marker if marker not in FILE else FILE
    assert hover_at(text.replace(marker, place, 1)) is None


def test_a_value_of_a_secret_is_never_told() -> None:
    text = FILE.replace("secretRef: cosmos-key", "value: c2VjcmV0LWNhbmFyeQ<|>==")
    found = hover_at(text)
    assert found is not None
    assert "c2VjcmV0LWNhbmFyeQ" not in found.markdown
