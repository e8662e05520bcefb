"""What the catalog answers of metadata: names in all their spellings, needs, secrets, profiles."""

from __future__ import annotations

import pytest

from daprls.catalog import ComponentType, Need
from daprls.model.value_form import type_problem
from workspaces import catalog

AZURE = [name for name in catalog().types if catalog().identity(name) is not None]


def known(name: str, version: str | None = None) -> ComponentType:
    found = catalog().find(name, version)
    assert found is not None
    return found


class TestNames:
    @pytest.mark.parametrize(
        ("component", "name", "field"),
        [
            ("state.azure.cosmosdb", "masterkey", "masterKey"),
            ("bindings.azure.blobstorage", "storageAccount", "accountName"),
            ("bindings.azure.blobstorage", "storageAccessKey", "accountKey"),
            ("bindings.azure.blobstorage", "container", "containerName"),
            ("bindings.azure.storagequeues", "queue", "queueName"),
            ("bindings.azure.storagequeues", "queueEndpointUrl", "queueEndpoint"),
            ("bindings.azure.storagequeues", "ttlInSeconds", "ttl"),
            ("state.azure.tablestorage", "table", "tableName"),
            ("state.azure.blobstorage", "tenantId", "azureTenantId"),
            ("state.postgresql", "url", "connectionString"),
            ("bindings.gcp.pubsub", "private_key", "privateKey"),
            ("secretstores.azure.keyvault", "spnClientSecret", "azureClientSecret"),
            ("pubsub.redis", "clientId", "azureClientId"),
            ("bindings.azure.eventgrid", "subscriptionID", "azureSubscriptionID"),
        ],
    )
    def test_aliases_and_other_case_lead_to_the_field(
        self, component: str, name: str, field: str
    ) -> None:
        found = known(component).field(name)
        assert found is not None
        assert found.name == field

    @pytest.mark.parametrize(
        ("component", "name"),
        [
            ("pubsub.rabbitmq", "host"),
            ("pubsub.rabbitmq", "concurrency"),
            ("pubsub.rabbitmq", "concurrencyMode"),
            ("pubsub.kafka", "authRequired"),
            ("bindings.kafka", "authRequired"),
            ("pubsub.aws.snssqs", "partition"),
            ("state.azure.blobstorage", "disableEntityManagement"),
            ("lock.redis", "useEntraID"),
            ("lock.redis", "azureClientId"),
            ("bindings.azure.eventgrid", "azureSubscriptionID"),
            ("middleware.http.wasm", "strictSandbox"),
        ],
    )
    def test_names_that_the_code_reads_are_known_whatever_the_documentation_says(
        self, component: str, name: str
    ) -> None:
        assert known(component).reads(name)

    @pytest.mark.parametrize("component", AZURE)
    def test_every_azure_type_reads_the_list_of_methods(self, component: str) -> None:
        for name in catalog().azure.method_fields:
            assert known(component).reads(name)

    @pytest.mark.parametrize(
        ("component", "name"),
        [
            ("state.redis", "useAzureAD"),
            ("state.postgresql", "useEntraID"),
            ("pubsub.azure.eventhubs", "accountName"),
            ("bindings.azure.storagequeues", "connectionString"),
            ("bindings.postgres", "useAWSIAM"),
            ("secretstores.aws.secretmanager", "awsRegion"),
            ("state.aws.dynamodb", "sessionName"),
        ],
    )
    def test_names_that_look_right_and_are_read_by_nobody(self, component: str, name: str) -> None:
        assert not known(component).reads(name)

    @pytest.mark.parametrize(
        ("component", "right", "wrong"),
        [
            ("pubsub.azure.servicebus.topics", "consumerID", "consumerId"),
            ("bindings.cron", "route", "Route"),
            ("state.redis", "primaryEncryptionKey", "primaryencryptionkey"),
            ("pubsub.redis", "redeliverInterval", "RedeliverInterval"),
            ("bindings.commercetools", "clientID", "clientId"),
        ],
    )
    def test_some_names_count_in_one_spelling_only(
        self, component: str, right: str, wrong: str
    ) -> None:
        assert known(component).reads(right)
        assert not known(component).reads(wrong)

    def test_redis_has_no_aliases_of_its_own(self) -> None:
        for name in ("state", "pubsub", "bindings", "configuration", "lock"):
            redis = known(f"{name}.redis")
            assert redis.decoder == "kit/config"
            assert not [
                field.name
                for field in redis.fields
                if field.aliases and not field.name.startswith("azure")
            ]

    @pytest.mark.parametrize(
        ("component", "name"),
        [
            ("pubsub.pulsar", "orders.jsonschema"),
            ("pubsub.pulsar", "a.b.rawschema"),
            ("bindings.graphql", "header:Authorization"),
            ("pubsub.kafka", "backOffmaxretries"),
            ("bindings.azure.eventhubs", "backOffPolicy"),
            ("middleware.http.routeralias", "/v1.0/orders"),
        ],
    )
    def test_some_names_are_read_for_their_form(self, component: str, name: str) -> None:
        field = known(component).field(name)
        assert field is not None
        assert field.name == name

    @pytest.mark.parametrize(
        ("component", "name"),
        [
            ("pubsub.pulsar", "orders.JSONSchema"),
            ("bindings.graphql", "Header:Authorization"),
            ("pubsub.kafka", "backoffPolicy"),
            ("pubsub.kafka", "backOffSpeed"),
            ("pubsub.rabbitmq", "backOffPolicy"),
        ],
    )
    def test_another_form_is_not_read(self, component: str, name: str) -> None:
        assert not known(component).reads(name)

    def test_a_header_may_hold_a_secret(self) -> None:
        field = known("bindings.graphql").field("header:Authorization")
        assert field is not None
        assert field.sensitive


class TestFields:
    def test_the_runtimes_keys_are_those_of_the_category(self) -> None:
        runtime = {
            name: [field.name for field in known(name).fields if field.runtime]
            for name in ("lock.redis", "bindings.cron", "secretstores.azure.keyvault")
        }
        assert runtime == {
            "lock.redis": ["keyPrefix"],
            "bindings.cron": ["direction", "route"],
            "secretstores.azure.keyvault": [],
        }
        consumer = known("pubsub.kafka").field("consumerID")
        assert consumer is not None
        assert consumer.runtime
        assert consumer.need is Need.RUNTIME

    def test_an_outbox_of_a_store_without_transactions_is_read_but_not_documented(self) -> None:
        field = known("state.azure.blobstorage").field("outboxPublishTopic")
        assert field is not None
        assert not field.documented

    @pytest.mark.parametrize(
        ("component", "name"),
        [
            ("pubsub.azure.eventhubs", "storageAccountKey"),
            ("state.mysql", "connectionString"),
            ("pubsub.rabbitmq", "host"),
            ("state.etcd", "key"),
            ("bindings.azure.eventgrid", "accessKey"),
            ("state.redis", "clientKey"),
            ("bindings.gcp.pubsub", "privateKey"),
            ("state.redis", "secondaryEncryptionKey"),
        ],
    )
    def test_secrets_are_sensitive_though_upstream_forgets_to_say_so(
        self, component: str, name: str
    ) -> None:
        field = known(component).field(name)
        assert field is not None
        assert field.sensitive

    def test_a_group_names_all_its_members_and_each_is_a_field(self) -> None:
        field = known("pubsub.azure.servicebus.topics").field("namespaceName")
        assert field is not None
        assert field.need is Need.ONE_OF
        assert set(field.need_group) == {"connectionString", "namespaceName"}

    def test_a_role_tells_its_side(self) -> None:
        field = known("bindings.kafka").field("publishTopic")
        assert field is not None
        assert (field.need, field.direction) == (Need.ROLE, ("output",))

    def test_what_could_not_be_told_stays_unknown(self) -> None:
        field = known("bindings.gcp.pubsub").field("clientEmail")
        assert field is not None
        assert field.need is Need.UNKNOWN

    def test_what_the_environment_may_supply_is_only_needed_on_a_condition(self) -> None:
        field = known("secretstores.aws.secretmanager").field("region")
        assert field is not None
        assert field.need is Need.CONDITIONAL
        assert field.need_when == "the environment names no region"

    def test_defaults_are_those_of_the_code(self) -> None:
        redis = known("pubsub.redis")
        assert [
            field.default
            for name in ("redeliverInterval", "processingTimeout")
            if (field := redis.field(name))
        ] == ["15000", "60s"]

    def test_a_component_can_read_its_own_defaults_and_examples(self) -> None:
        wrong = [
            (component.type, field.name, text)
            for component in (known(name) for name in catalog().types)
            for field in component.fields
            for text in (field.default, field.example)
            if text and type_problem(text, field, component.decoder) is not None
        ]
        assert not wrong

    def test_a_shared_profile_brings_its_fields_and_knows_where_it_comes_from(self) -> None:
        vault = known("secretstores.azure.keyvault")
        assert {profile.builtin for profile in vault.profiles} == {"azuread"}
        field = vault.field("azureCertificatePassword")
        assert field is not None
        assert field.profiles == ("Azure AD: Client certificate",)

    def test_a_profile_names_fields_as_the_type_has_them(self) -> None:
        spiffe = next(
            profile
            for profile in known("state.azure.blobstorage", "v2").profiles
            if profile.title.startswith("SPIFFE")
        )
        assert "azureTenantId" in spiffe.fields
        assert "tenantId" not in spiffe.fields


class TestReaders:
    def test_the_types_that_read_a_name_are_found_by_name_and_alias_in_any_case(self) -> None:
        assert "state.azure.tablestorage" in catalog().readers("tablename")
        assert "bindings.azure.storagequeues" in catalog().readers("storageAccount")
        assert catalog().readers("maxConcurrentHandlers") >= {
            "bindings.azure.servicebus.queues",
            "pubsub.azure.servicebus.topics",
        }

    def test_nobody_is_named_for_what_the_sidecar_reads_or_nobody_does(self) -> None:
        assert catalog().readers("actorStateStore") == frozenset()
        assert catalog().readers("colour") == frozenset()

    def test_a_name_that_counts_elsewhere_is_told_for_a_type_that_does_not_read_it(self) -> None:
        assert known("pubsub.rabbitmq").request_level["backOffMaxRetries"] == "a resiliency policy"
        assert "backOffMaxRetries" not in known("pubsub.kafka").request_level
        assert "ttlInSeconds" not in known("pubsub.rabbitmq").request_level


class TestValues:
    def test_bounds_and_words_of_the_component_come_with_a_field(self) -> None:
        field = known("pubsub.aws.snssqs").field("messageMaxNumber")
        assert field is not None
        assert field.limits is not None
        assert (field.limits.minimum, field.limits.maximum) == ("1", "10")
        assert field.refusal == "messageMaxNumber must be …"

    def test_words_are_enforced_replaced_or_among_others(self) -> None:
        vault = known("secretstores.hashicorp.vault")
        kafka, redis = known("pubsub.kafka"), known("state.redis")
        value, mechanism = vault.field("vaultValueType"), kafka.field("saslMechanism")
        prefix = redis.field("keyPrefix")
        assert value is not None
        assert value.enforced
        assert mechanism is not None
        assert mechanism.otherwise == "PLAIN"
        assert prefix is not None
        assert prefix.open_values

    def test_a_conflict_tells_on_what_condition_it_is_one(self) -> None:
        first, second = known("pubsub.kafka").conflicts
        assert (first.fields, first.values) == (("authType", "disableTls"), ("mtls", "true"))
        assert second.relation == "below"

    def test_a_binding_tells_its_sides(self) -> None:
        assert known("bindings.cron").directions == ("input",)
        assert known("bindings.kafka").directions == ("input", "output")
