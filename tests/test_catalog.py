"""What the catalog answers of types: their names and versions, what a wrong one is meant for."""

from __future__ import annotations

from collections import Counter

import pytest

from daprls.catalog import Catalog, ComponentType
from workspaces import catalog


def known(name: str, version: str | None = None) -> ComponentType:
    found = catalog().find(name, version)
    assert found is not None
    return found


def counting() -> tuple[Catalog, Counter[str]]:
    """A catalog and what it has opened."""
    opened: Counter[str] = Counter()
    bundled = Catalog.bundled()

    def read(name: str) -> str:
        opened[name] += 1
        return bundled.read(name)

    return Catalog(read), opened


class TestLoading:
    def test_a_type_opens_its_own_file_and_no_other_types(self) -> None:
        fresh, opened = counting()
        assert fresh.find("state.redis") is not None
        assert [name for name in opened if name.startswith("catalog/")] == [
            "catalog/state.redis.json"
        ]

    def test_no_file_is_opened_twice(self) -> None:
        fresh, opened = counting()
        for version in ("v1", "v2", ""):
            fresh.find("state.postgres", version)
            fresh.find("state.postgresql", version)
        assert set(opened.values()) == {1}

    def test_listing_and_guessing_open_the_index_alone(self) -> None:
        fresh, opened = counting()
        for name in fresh.types:
            fresh.summary(name)
        fresh.suggestions("state.rediss")
        fresh.family_suggestion("secrets.azure.keyvault")
        fresh.accepts_version("state.redis", "v3")
        assert opened == {"types.json": 1}

    def test_the_same_type_is_the_same_value(self) -> None:
        assert known("state.redis") is known("state.Redis", "V1")


class TestTypes:
    @pytest.mark.parametrize(
        ("alias", "name"),
        [
            ("pubsub.azure.servicebus", "pubsub.azure.servicebus.topics"),
            ("pubsub.azure.servicebusqueues", "pubsub.azure.servicebus.queues"),
            ("bindings.azure.servicebusqueues", "bindings.azure.servicebus.queues"),
            ("bindings.postgresql", "bindings.postgres"),
            ("state.postgres", "state.postgresql"),
            ("state.sqlite3", "state.sqlite"),
            ("pubsub.snssqs", "pubsub.aws.snssqs"),
            ("secretstores.aws.secretmanager", "secretstores.aws.secretmanager"),
            ("middleware.http.bearer", "middleware.http.bearer"),
            ("crypto.dapr.jwks", "crypto.dapr.jwks"),
        ],
    )
    def test_registered_names_lead_to_their_type(self, alias: str, name: str) -> None:
        assert catalog().canonical(alias) == name
        assert known(alias).type == name

    @pytest.mark.parametrize(
        "name", ["secretstores.aws.secretsmanager", "crypto.jwks", "middleware.bearer"]
    )
    def test_names_that_only_metadata_files_have_are_not_registered(self, name: str) -> None:
        assert catalog().canonical(name) is None
        assert catalog().find(name) is None

    def test_case_counts_in_the_category_only(self) -> None:
        assert catalog().canonical("state.Azure.CosmosDB") == "state.azure.cosmosdb"
        assert catalog().canonical("State.redis") is None

    def test_a_summary_is_that_of_the_main_name(self) -> None:
        summary = catalog().summary("pubsub.azure.servicebus")
        assert summary.type == "pubsub.azure.servicebus.topics"
        assert summary.title == "Azure Service Bus Topics"
        assert summary.aliases == ("pubsub.azure.servicebus",)

    def test_a_summary_of_nothing_is_refused(self) -> None:
        with pytest.raises(KeyError):
            catalog().summary("state.nothing")

    @pytest.mark.parametrize(
        "name", ["nameresolution.mdns", "nameresolution.consul", "bindings.kitex"]
    )
    def test_what_is_no_component_is_not_found(self, name: str) -> None:
        assert catalog().canonical(name) is None
        assert catalog().find(name) is None
        assert name not in catalog().types

    def test_what_daprd_registers_for_its_own_tests_is_found_and_not_offered(self) -> None:
        assert catalog().canonical("state.spiffeprobe") == "state.spiffeprobe"
        assert not known("state.spiffeprobe").complete
        assert "state.spiffeprobe" not in catalog().types

    def test_a_name_is_found_as_it_is_registered(self) -> None:
        assert catalog().registered("state.Redis") == "state.redis"
        assert catalog().registered("pubsub.Azure.ServiceBus") == "pubsub.azure.servicebus"
        assert catalog().registered("State.redis") is None

    def test_an_older_name_has_a_replacement_and_no_other_name_has(self) -> None:
        assert catalog().replacement("pubsub.azure.servicebus") == "pubsub.azure.servicebus.topics"
        assert catalog().replacement("state.Postgres") == "state.postgresql"
        for name in ("bindings.azure.servicebusqueues", "bindings.postgresql", "state.yugabyte"):
            assert catalog().canonical(name) is not None
            assert catalog().replacement(name) is None
        assert all(catalog().replacement(name) is None for name in catalog().types)

    def test_types_for_development_tell_why(self) -> None:
        reason = catalog().summary("state.in-memory").development
        assert reason is not None
        assert "memory" in reason
        assert catalog().summary("state.redis").development is None

    def test_the_flags_for_entra_id_are_those_that_types_are_switched_by(self) -> None:
        assert set(catalog().entra_flags) == {"useAzureAD", "useEntraID"}

    def test_retired_types_tell_what_became_of_them(self) -> None:
        assert "spec.tracing" in catalog().retired["exporters.zipkin"]
        assert "1.13" in catalog().retired["pubsub.natsstreaming"]

    def test_no_retired_type_is_registered(self) -> None:
        assert not [name for name in catalog().retired if catalog().canonical(name)]


class TestVersions:
    @pytest.mark.parametrize("version", ["", "v0", "v1", "V1"])
    def test_a_type_with_one_version_takes_what_daprd_calls_initial(self, version: str) -> None:
        assert catalog().accepts_version("state.redis", version)
        assert known("state.redis", version).version == "v1"

    @pytest.mark.parametrize("version", ["v2", "1", "v1.0"])
    def test_it_takes_nothing_else(self, version: str) -> None:
        assert not catalog().accepts_version("state.redis", version)
        assert catalog().find("state.redis", version) is None

    def test_a_type_with_a_table_of_versions_takes_those_in_it(self) -> None:
        assert catalog().versions("state.postgres") == ("v1", "v2")
        assert known("state.postgresql").version == "v1"
        assert known("state.postgresql", "").version == "v1"
        assert known("state.postgresql", "V2").version == "v2"
        assert not catalog().accepts_version("state.postgresql", "v0")

    def test_yugabyte_is_the_second_version_of_postgresql_and_has_no_first(self) -> None:
        assert catalog().versions("state.yugabytedb") == ("v2",)
        assert known("state.yugabyte").version == "v2"
        assert known("state.yugabyte", "").type == "state.postgresql"
        assert not catalog().accepts_version("state.yugabyte", "v1")

    def test_deprecated_versions_are_named(self) -> None:
        assert known("state.etcd").deprecated_versions == ("v1",)
        assert known("state.azure.blobstorage", "v2").default_version == "v1"

    def test_a_version_without_metadata_of_its_own_has_that_of_another(self) -> None:
        cockroach = {field.name for field in known("state.cockroachdb", "v2").fields}
        assert cockroach == {field.name for field in known("state.postgresql", "v2").fields}
        assert known("state.cockroachdb", "v2").title == "CockroachDB"
        assert known("state.etcd", "v2").fields == known("state.etcd").fields

    def test_nothing_is_known_of_versions_of_an_unknown_type(self) -> None:
        assert catalog().versions("state.nothing") == ()
        assert not catalog().accepts_version("state.nothing", "v1")


class TestMeant:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("pubsub.azure.servicebus.queue", "pubsub.azure.servicebus.queues"),
            ("pubsub.azure.servicebusqueue", "pubsub.azure.servicebus.queues"),
            ("pubsub.azure.eventhub", "pubsub.azure.eventhubs"),
            ("secretstores.azure.keyvalt", "secretstores.azure.keyvault"),
            ("secretstores.aws.secretsmanager", "secretstores.aws.secretmanager"),
            ("state.mongo", "state.mongodb"),
            ("state.cosmosdb", "state.azure.cosmosdb"),
            ("state.azure.redis", "state.redis"),
            ("middleware.bearer", "middleware.http.bearer"),
            ("crypto.jwks", "crypto.dapr.jwks"),
            ("pubsub.aws.sqs", "pubsub.aws.snssqs"),
        ],
    )
    def test_a_misspelt_type(self, written: str, meant: str) -> None:
        assert catalog().suggestions(written) == (meant,)
        assert catalog().other_family(written) is None

    @pytest.mark.parametrize(
        "written",
        [
            "pubsub.azure.eventgrid",
            "pubsub.nats",
            "pubsub.postgresql",
            "state.redis-pluggable",
            "state.my-component",
            "bindings.kitex",
            "state",
            "state.",
            "nothing.redis",
        ],
    )
    def test_another_product_is_nobodys_slip(self, written: str) -> None:
        assert catalog().suggestions(written) == ()

    def test_a_product_of_another_category(self) -> None:
        assert catalog().other_family("pubsub.azure.eventgrid") == "bindings.azure.eventgrid"
        assert catalog().other_family("pubsub.Azure.EventGrid") == "bindings.azure.eventgrid"

    def test_a_product_that_several_other_categories_have_is_not_chosen(self) -> None:
        assert catalog().other_family("state.rabbitmq") is None

    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("secrets.azure.keyvault", "secretstores.azure.keyvault"),
            ("secretstore.azure.keyvaults", "secretstores.azure.keyvault"),
            ("seccretstores.local.file", "secretstores.local.file"),
            ("binding.kafka", "bindings.kafka"),
            ("State.redis", "state.redis"),
            ("statestore.redis", "state.redis"),
            ("pubSub.azure.servicebus", "pubsub.azure.servicebus"),
            ("nameresolution.consul", None),
            ("exporters.zipkin", None),
            ("workflow.dapr", None),
            ("secrets.", None),
            ("redis", None),
        ],
    )
    def test_a_wrong_category(self, written: str, meant: str | None) -> None:
        assert catalog().family_suggestion(written) == meant
