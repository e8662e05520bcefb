"""What can be typed at a caret, and the text that accepting it gives."""

from __future__ import annotations

import pytest

from daprls.features.completion import CompletionItem, completion
from daprls.features.hover import hover
from daprls.text import apply
from marked import marked
from workspaces import snapshot_of


def complete(text: str, *, snippets: bool = False, **others: str) -> list[CompletionItem]:
    snapshot, file, offset = marked(text, **others)
    return list(completion(snapshot, file, offset, snippets=snippets))


def labels(text: str, **others: str) -> list[str]:
    return [item.label for item in complete(text, **others)]


def accept(text: str, label: str, **others: str) -> str:
    """The text after accepting the item of this label."""
    snapshot, file, offset = marked(text, **others)
    (item,) = [each for each in completion(snapshot, file, offset) if each.label == label]
    return apply(file.text, [item.edit])


COSMOS = """\
componentType: state.azure.cosmosdb
version: v1
metadata:
  - name: url
    value: https://bookshop.documents.azure.com:443/
"""


def told(text: str, label: str) -> str:
    """The documentation of the item of this label."""
    (item,) = [each for each in complete(text) if each.label == label]
    assert item.documentation is not None
    return item.documentation


class TestDocumentation:
    def test_a_type_tells_what_it_connects_to_and_its_support(self) -> None:
        text = told("componentType: <|>\nversion: v1\n", "secretstores.azure.keyvault")
        assert text.startswith(
            "**secretstores.azure.keyvault** · Azure Key Vault · stable\n\nReads"
        )
        assert text.endswith("- Azure Container Apps: fully supported (tier 1)")

    def test_a_metadata_name_tells_what_hovering_over_it_tells(self) -> None:
        text = told(COSMOS + "  - name: <|>\n", "masterKey")
        found = hover(*marked(COSMOS + "  - name: master<|>Key\n"))
        assert found is not None
        assert text == found.markdown

    def test_a_key_of_the_envelope_tells_what_becomes_of_it(self) -> None:
        text = told("componentType: state.redis\n<|>\n", "initTimeout")
        assert "which the sidecar also takes in place of text that is no duration" in text


class TestComponentTypes:
    def test_all_types_are_offered_and_those_of_the_first_tier_stand_first(self) -> None:
        found = labels("componentType: <|>\nversion: v1\n")
        assert found[0].count(".") >= 1
        assert found.index("state.azure.blobstorage") < found.index("state.memcached")
        assert "secretstores.local.env" not in found

    def test_a_half_typed_type_is_replaced_as_a_whole(self) -> None:
        text = "componentType: state.az<|>ure\nversion: v1\n"
        done = "componentType: state.azure.cosmosdb\nversion: v1\n"
        assert accept(text, "state.azure.cosmosdb") == done

    def test_the_open_source_dialect_has_local_stores_as_well(self) -> None:
        text = "apiVersion: dapr.io/v1alpha1\nkind: Component\nspec:\n  type: <|>\n"
        assert "secretstores.local.env" in labels(text)

    def test_quotes_that_are_there_stay(self) -> None:
        text = 'componentType: "state.az<|>"\nversion: v1\n'
        done = 'componentType: "state.azure.cosmosdb"\nversion: v1\n'
        assert accept(text, "state.azure.cosmosdb") == done

    def test_a_blank_is_put_behind_a_bare_colon(self) -> None:
        assert accept("version: v1\ncomponentType:<|>\n", "state.redis") == (
            "version: v1\ncomponentType: state.redis\n"
        )


class TestMetadataNames:
    @pytest.mark.parametrize(
        "text",
        [
            COSMOS + "  - name: <|>\n",
            COSMOS + "  - name: <|>\nscopes:\n  - storefront\n",
            COSMOS + "  - name: data<|>\n    value: shop\n",
            COSMOS.replace("  - ", "- ").replace("    value", "  value") + "- name: <|>\n",
            COSMOS.partition("metadata:")[0] + "metadata: [{name: url}, {name: <|>}]\n",
            COSMOS + "  - name: <|>\r\n",
        ],
        ids=["empty", "in the middle", "half-typed", "flat list", "flow style", "CRLF"],
    )
    def test_required_ones_come_first(self, text: str) -> None:
        assert labels(text)[:2] == ["collection", "database"]

    def test_those_that_are_given_are_left_out_under_any_name(self) -> None:
        text = """\
componentType: bindings.azure.storagequeues
version: v1
metadata:
  - name: storageAccount
    value: bookshop
  - name: <|>
"""
        found = labels(text)
        assert "accountName" not in found
        assert "queueName" in found

    def test_the_one_under_the_caret_is_offered_all_the_same(self) -> None:
        assert "url" in labels(COSMOS.replace("name: url", "name: ur<|>l"))

    def test_the_chosen_way_to_authenticate_comes_before_the_others(self) -> None:
        text = """\
componentType: pubsub.azure.servicebus.topics
version: v1
metadata:
  - name: namespaceName
    value: bookshop.servicebus.windows.net
  - name: <|>
"""
        found = labels(text)
        assert found.index("azureClientId") < found.index("connectionString")

    def test_accepting_one_replaces_the_half_typed_word_and_nothing_else(self) -> None:
        text = COSMOS + "  - name: datab<|> # which one?\n    value: shop\n"
        done = COSMOS + "  - name: database # which one?\n    value: shop\n"
        assert accept(text, "database") == done

    def test_an_item_is_offered_as_a_whole_where_it_would_begin(self) -> None:
        assert accept(COSMOS + "  - <|>\n", "name: database") == (
            COSMOS + "  - name: database\n    value: \n"
        )

    def test_an_unknown_type_has_no_names_to_offer(self) -> None:
        text = "componentType: state.ledger\nversion: v1\nmetadata:\n  - name: <|>\n"
        assert labels(text) == []


class TestMetadataValues:
    def test_a_boolean_is_a_quoted_string_to_aca(self) -> None:
        text = """\
componentType: state.redis
version: v1
metadata:
  - name: enableTLS
    value: <|>
"""
        assert labels(text) == ["true", "false"]
        assert accept(text, "true").endswith('    value: "true"\n')

    def test_clouds_are_offered(self) -> None:
        text = COSMOS + "  - name: azureEnvironment\n    value: Azure<|>\n"
        assert "AzureChinaCloud" in labels(text)

    def test_quotes_that_are_there_stay(self) -> None:
        text = COSMOS + "  - name: actorStateStore\n    value: 't<|>'\n"
        assert accept(text, "true").endswith("    value: 'true'\n")


class TestKeys:
    def test_the_keys_of_a_component_that_are_not_there_yet(self) -> None:
        found = labels(COSMOS + "<|>\n")
        assert "scopes" in found
        assert "secretStoreComponent" in found
        assert "componentType" not in found

    def test_a_half_typed_key(self) -> None:
        assert accept(COSMOS + "scop<|>\n", "scopes") == COSMOS + "scopes:\n  - \n"

    def test_a_new_list_is_indented_as_the_lists_of_the_file_are(self) -> None:
        text = COSMOS.replace("\n  ", "\n")
        assert accept(text + "scop<|>", "scopes") == text + "scopes:\n- "

    def test_a_key_that_has_its_colon_keeps_it(self) -> None:
        text = COSMOS.replace("version:", "ver<|>sion:")
        assert accept(text, "version") == COSMOS

    def test_the_keys_of_a_metadata_item(self) -> None:
        assert labels(COSMOS + "  - name: masterKey\n    <|>\n") == ["value", "secretRef"]

    def test_a_metadata_item_has_one_source_of_its_value(self) -> None:
        assert labels(COSMOS + "    <|>\n") == []

    def test_the_keys_of_a_wrapped_component(self) -> None:
        text = "name: a\nproperties:\n  componentType: state.redis\n  <|>\n"
        assert "version" in labels(text)

    def test_the_keys_of_a_resource(self) -> None:
        text = "apiVersion: dapr.io/v1alpha1\nkind: Component\nspec:\n  type: state.redis\n<|>\n"
        assert {"metadata", "auth", "scopes"} <= set(labels(text))


VAULT = """\
# daprls: name=bookshop-vault
componentType: secretstores.azure.keyvault
version: v1
metadata:
  - name: vaultName
    value: bookshop
scopes:
  - storefront
"""


class TestReferences:
    def test_the_secrets_of_the_file(self) -> None:
        text = COSMOS + "  - name: masterKey\n    secretRef: <|>\nsecrets:\n  - name: cosmos-key\n"
        assert labels(text) == ["cosmos-key"]

    def test_with_a_store_the_names_used_with_it_elsewhere(self) -> None:
        other = COSMOS + (
            "  - name: masterKey\n    secretRef: COSMOS-KEY\nsecretStoreComponent: bookshop-vault\n"
        )
        text = (
            "componentType: state.redis\nversion: v1\nsecretStoreComponent: bookshop-vault\n"
            "metadata:\n  - name: redisPassword\n    secretRef: <|>\n"
        )
        assert labels(text, other__yaml=other, vault__yaml=VAULT) == ["COSMOS-KEY"]

    def test_the_secret_stores_of_the_workspace_by_their_names(self) -> None:
        text = COSMOS + "secretStoreComponent: <|>\n"
        assert labels(text, vault__yaml=VAULT) == ["bookshop-vault"]

    def test_a_secret_is_named_as_it_is_referred_to(self) -> None:
        text = COSMOS + "  - name: masterKey\n    secretRef: cosmos-key\nsecrets:\n  - name: <|>\n"
        assert labels(text) == ["cosmos-key"]

    def test_the_app_ids_that_other_components_name(self) -> None:
        text = COSMOS + "scopes:\n  - <|>\n"
        assert labels(text, vault__yaml=VAULT) == ["storefront"]

    def test_app_ids_in_flow_style(self) -> None:
        text = COSMOS + "scopes: [<|>]\n"
        assert accept(text, "storefront", vault__yaml=VAULT) == COSMOS + "scopes: [storefront]\n"

    def test_the_store_of_a_resource(self) -> None:
        text = "apiVersion: dapr.io/v1alpha1\nkind: Component\nauth:\n  secretStore: <|>\n"
        store = (
            "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: local\n"
            "spec:\n  type: secretstores.local.env\n  version: v1\n"
        )
        assert labels(text, store__yaml=store) == ["local", "kubernetes"]


class TestWhereNoComponentStandsYet:
    def test_an_empty_file_offers_keys_and_whole_components(self) -> None:
        found = labels("<|>")
        assert {"componentType", "apiVersion"} <= set(found)
        assert "state.azure.cosmosdb with managed identity" in found

    def test_a_whole_component_is_what_its_rules_ask_for(self) -> None:
        text = accept("<|>", "state.azure.cosmosdb with managed identity")
        assert text.startswith("componentType: state.azure.cosmosdb\nversion: v1\nmetadata:\n")
        assert all(f"- name: {name}\n" in text for name in ("url", "database", "collection"))

    def test_a_snippet_has_a_stop_at_every_place_to_fill_in(self) -> None:
        (item,) = [
            item
            for item in complete("<|>", snippets=True)
            if item.label == "Dapr component for Azure Container Apps"
        ]
        assert item.is_snippet
        assert "${1:" in item.edit.new_text

    def test_a_half_typed_first_key(self) -> None:
        assert accept("comp<|>", "componentType") == "componentType: "

    def test_a_type_that_is_not_yet_one(self) -> None:
        assert "state.redis" in labels("componentType: st<|>")

    def test_the_api_version_and_the_kind(self) -> None:
        assert labels("apiVersion: <|>\n") == ["dapr.io/v1alpha1"]
        assert labels("apiVersion: dapr.io/v1alpha1\nkind: <|>\n") == ["Component"]

    @pytest.mark.parametrize(
        "text",
        [
            "on: push\njobs:\n  <|>\n",
            "services:\n  web:\n    image: <|>\n",
            "apiVersion: apps/v1\nkind: <|>\n",
            "openapi: 3.1.0\n<|>",
            "name: build\n<|>",
            "- <|>",
        ],
    )
    def test_nothing_is_offered_in_other_yaml(self, text: str) -> None:
        assert labels(text) == []


class TestSilence:
    @pytest.mark.parametrize(
        "text",
        [
            COSMOS + "# a comment <|>\n",
            COSMOS.replace("v1\n", "v1 # <|>\n"),
            COSMOS + "  - name: database\n    value: <|>\n",
        ],
    )
    def test_nothing_is_offered_where_nothing_is_known(self, text: str) -> None:
        assert labels(text) == []


def test_of_the_ways_to_sign_in_the_one_without_a_secret_comes_first_on_azure() -> None:
    text = (
        "componentType: secretstores.azure.keyvault\nversion: v1\nmetadata:\n"
        "  - name: vaultName\n    value: bookshop\n  - name: \n"
    )
    state = snapshot_of({"/w/vault.yaml": text})
    items = completion(state, state.files["/w/vault.yaml"], len(text) - 1)
    labels = [each.label for each in items]
    assert labels[:2] == ["azureClientId", "azureEnvironment"]


def test_what_only_a_later_dapr_reads_is_not_completed() -> None:
    text = "componentType: state.redis\nversion: v1\nmetadata:\n  - name: \n"
    for version, offered in (("1.13", False), ("1.14", True)):
        settings = f'dapr-version = "{version}"'
        state = snapshot_of({"/w/a.yaml": text, "/w/daprls.toml": settings})
        items = completion(state, state.files["/w/a.yaml"], len(text) - 1)
        assert ("useEntraID" in [each.label for each in items]) is offered
    text = "componentType: state.redis\nversion: v1\nmetadata: []\n".replace(
        "state.redis", "state.c"
    )
    for version, offered in (("1.15", False), ("1.16", True)):
        settings = f'dapr-version = "{version}"'
        state = snapshot_of({"/w/a.yaml": text, "/w/daprls.toml": settings})
        at = text.index("state.c") + len("state.c")
        items = completion(state, state.files["/w/a.yaml"], at)
        assert ("state.coherence" in [each.label for each in items]) is offered
