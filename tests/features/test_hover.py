"""What is told of the thing under the caret."""

from __future__ import annotations

import pytest

from daprls.features.field_text import field_markdown
from daprls.features.hover import Hover, hover
from daprls.features.type_text import type_markdown
from marked import marked
from workspaces import catalog

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


def test_a_type_tells_what_it_connects_to_and_whether_container_apps_supports_it() -> None:
    text = told("state.azure.cosmosdb")
    assert text.startswith("**state.azure.cosmosdb** · Azure Cosmos DB (SQL API) · stable\n\nKeeps")
    assert "- Azure Container Apps: supported as well as can be (tier 2)" in text


def test_a_type_tells_what_its_managed_identity_needs() -> None:
    assert "- Managed identity needs the role 'Cosmos DB Built-in Data Contributor'" in told(
        "state.azure.cosmosdb"
    )


def test_a_type_shows_a_whole_file_with_managed_identity() -> None:
    text = told("state.azure.cosmosdb").split("```")[1].removeprefix("yaml\n")
    assert text.startswith("componentType: state.azure.cosmosdb\nversion: v1\nmetadata:\n")
    assert "  - name: collection\n" in text
    assert "masterKey" not in text


@pytest.mark.parametrize(
    "text",
    [
        "componentType: lock.redis<|>\nmetadata: []\n",
        "componentType: pubsub.kafka<|>\nmetadata: []\n",
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nspec:\n  type: state.azure.cosmosdb<|>\n",
    ],
)
def test_no_file_is_shown_where_it_would_not_work_or_not_be_for_container_apps(text: str) -> None:
    found = hover_at(text)
    assert found is not None
    assert "```" not in found.markdown


def test_a_type_tells_where_its_facts_were_read() -> None:
    source = catalog().sources["components"]
    assert f"[{source.name}, {source.date}]({source.link('state/azure/cosmosdb')})" in told(
        "state.azure.cosmosdb"
    )


def test_a_field_tells_that_only_the_code_knows_it() -> None:
    found = hover_at(
        "componentType: pubsub.aws.snssqs\nmetadata:\n  - name: partition<|>\n    value: aws-cn\n"
    )
    assert found is not None
    assert "- Not in the component's documentation; known from the code" in found.markdown


def test_a_type_lists_several_roles() -> None:
    found = hover_at("componentType: pubsub.azure.eventhubs<|>\nversion: v1\nmetadata: []\n")
    assert found is not None
    assert "- Managed identity needs\n  - the role 'Azure Event Hubs Data Sender'" in found.markdown


def test_a_type_tells_the_flags_that_switch_managed_identity_on() -> None:
    found = hover_at("componentType: state.redis<|>\nversion: v1\nmetadata: []\n")
    assert found is not None
    assert '`useEntraID: "true"` and `enableTLS: "true"`' in found.markdown


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("bindings.azure.cosmosdb.gremlinapi", "takes the account's key only"),
        ("lock.redis", "Azure Container Apps does not offer Dapr's lock API"),
        ("secretstores.local.file", "does not support a local file as a secret store"),
        ("state.aerospike", "Azure Container Apps: in no tier of Microsoft's support"),
    ],
)
def test_a_type_tells_what_does_not_work(name: str, reason: str) -> None:
    found = hover_at(f"componentType: {name}<|>\nversion: v1\nmetadata: []\n")
    assert found is not None
    assert reason in found.markdown


def test_a_type_tells_its_versions_and_which_counts() -> None:
    found = hover_at("componentType: state.etcd<|>\nversion: v1\nmetadata: []\n")
    assert found is not None
    assert "- Version `v1` (deprecated) of `v1`, `v2`; `v1` when none is given" in found.markdown


def test_a_field_tells_what_it_is_for_under_its_signature() -> None:
    signature, description, *_ = told("name: masterKey").split("\n\n")
    assert signature == "**masterKey** · `string` · sensitive"
    assert description.startswith("A primary or secondary key of the account, Base64.")


def test_a_field_tells_its_default_limits_and_example() -> None:
    text = """\
componentType: state.sqlserver
metadata:
  - name: schemaName<|>
    value: x
"""
    found = hover_at(text)
    assert found is not None
    assert found.markdown.startswith("**schemaName** · `string` · default `dbo`\n\n")
    assert "- Must consist of letters, digits and '_'" in found.markdown
    assert "- Example: `dapr`" in found.markdown
    assert "- Also read as `schema`" in found.markdown


def test_an_old_field_tells_its_successor_first() -> None:
    found = hover_at("componentType: pubsub.rabbitmq\nmetadata:\n  - name: host<|>\n    value: x\n")
    assert found is not None
    assert found.markdown.startswith("**host** · `string` · sensitive · deprecated\n\n")
    assert "\n\n- Deprecated: use `connectionString`\n" in found.markdown


def test_a_name_that_is_read_for_its_form_tells_what_it_is_for() -> None:
    found = hover_at(
        "componentType: bindings.graphql\nmetadata:\n  - name: header:X-To<|>ken\n    value: x\n"
    )
    assert found is not None
    assert "A header of this name that goes with every request." in found.markdown


@pytest.mark.parametrize("name", catalog().types)
def test_every_type_and_field_can_be_told(name: str) -> None:
    known = catalog().find(name)
    assert known is not None
    assert len(type_markdown(catalog(), known).split("\n\n")) > 2
    for field in known.fields:
        text = field_markdown(catalog(), field, known)
        assert text.split("\n\n")[1] == catalog().field_description(known, field)


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
