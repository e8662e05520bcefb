"""What an identity must be allowed to do, and on which resource."""

from __future__ import annotations

import pytest

from daprls.catalog import ComponentType, Role
from daprls.model.component import Component
from daprls.model.roles import needed_roles, phrase, resource_name
from workspaces import catalog, snapshot_of

SECRET = "c2VjcmV0IG9mIHRoZSBhY2NvdW50"
NAMESPACE = "namespaceName: shop.servicebus.windows.net"


def read(component_type: str, *metadata: str, more: str = "") -> tuple[Component, ComponentType]:
    """A component of the type, with metadata written as `name: value`."""
    items = "".join(
        f"  - name: {name}\n    value: {value}\n"
        for name, _, value in (each.partition(": ") for each in metadata)
    )
    text = f"componentType: {component_type}\nversion: v1\nmetadata:\n{items}{more}"
    snapshot = snapshot_of({"/c.yaml": text})
    (component,) = snapshot.files["/c.yaml"].components
    known = snapshot.type(component)
    assert known is not None
    return component, known


def names(component_type: str, *metadata: str) -> list[str]:
    return [role.name for role in needed_roles(*read(component_type, *metadata))]


def resource(component_type: str, *metadata: str, more: str = "") -> str | None:
    component, known = read(component_type, *metadata, more=more)
    return resource_name(component, known, needed_roles(component, known)[0])


class TestRoles:
    def test_service_bus_needs_its_owner_only_to_manage_entities(self) -> None:
        pubsub = "pubsub.azure.servicebus.topics"
        owner, both = ["Data Owner"], ["Data Sender", "Data Receiver"]
        assert names(pubsub, NAMESPACE) == [f"Azure Service Bus {each}" for each in owner]
        for flag, expected in (("'true'", both), ("'false'", owner), ("${FLAG}", owner)):
            found = names(pubsub, NAMESPACE, f"disableEntityManagement: {flag}")
            assert found == [f"Azure Service Bus {each}" for each in expected]

    @pytest.mark.parametrize(
        ("direction", "expected"),
        [
            ("output", ["Data Sender"]),
            ("input", ["Data Receiver"]),
            ("input, output", ["Data Sender", "Data Receiver"]),
            ("'{{ direction }}'", ["Data Sender", "Data Receiver"]),
        ],
    )
    def test_a_binding_needs_the_roles_of_its_direction(
        self, direction: str, expected: list[str]
    ) -> None:
        found = names(
            "bindings.azure.servicebus.queues",
            NAMESPACE,
            "disableEntityManagement: 'true'",
            f"direction: {direction}",
        )
        assert found == [f"Azure Service Bus {each}" for each in expected]

    def test_event_hubs_need_the_checkpoints_to_receive(self) -> None:
        binding = "bindings.azure.eventhubs"
        hub = "eventHubNamespace: shop.servicebus.windows.net"
        assert names(binding, hub, "direction: output") == ["Azure Event Hubs Data Sender"]
        assert names(binding, hub, "direction: input") == [
            "Azure Event Hubs Data Receiver",
            "Storage Blob Data Contributor",
        ]
        assert names("pubsub.azure.eventhubs", hub, "enableEntityManagement: 'true'") == [
            "Azure Event Hubs Data Owner",
            "Storage Blob Data Contributor",
        ]

    def test_redis_needs_the_policy_of_its_service_and_use(self) -> None:
        classic = "redisHost: shop.redis.cache.windows.net:6380"
        managed = "redisHost: shop.westeurope.redis.azure.net:10000"
        assert names("state.redis", classic) == ["Data Owner"]
        assert names("pubsub.redis", classic) == ["Data Contributor"]
        assert names("state.redis", managed) == names("pubsub.redis", managed) == ["default"]
        assert resource("state.redis", managed) == resource("state.redis", classic) == "shop"

    def test_what_needs_no_identity_needs_no_role(self) -> None:
        assert names("state.in-memory") == names("bindings.azure.cosmosdb.gremlinapi") == []


class TestResources:
    @pytest.mark.parametrize(
        ("component_type", "item", "expected"),
        [
            ("pubsub.azure.servicebus.queues", NAMESPACE, "shop"),
            ("bindings.azure.blobstorage", "accountName: shopblobs", "shopblobs"),
            ("state.azure.cosmosdb", "url: https://shop.documents.azure.com:443/", "shop"),
            ("secretstores.azure.keyvault", "vaultName: shop-vault", "shop-vault"),
            ("configuration.azure.appconfig", "host: https://shop.azconfig.io", "shop"),
            (
                "state.postgresql",
                "connectionString: host=shop.postgres.database.azure.com user=me password=hunter2",
                "shop",
            ),
            (
                "pubsub.azure.servicebus.queues",
                f"connectionString: Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKey={SECRET}",
                "shop",
            ),
            ("pubsub.azure.servicebus.queues", "namespaceName: ${NAMESPACE}", None),
            ("secretstores.azure.keyvault", "vaultName: <vault>", None),
            ("state.azure.cosmosdb", "url: https://cosmos.contoso.com/", None),
        ],
    )
    def test_are_read_where_the_file_names_them(
        self, component_type: str, item: str, expected: str | None
    ) -> None:
        assert resource(component_type, item) == expected

    @pytest.mark.parametrize("secret", [SECRET, "hunter2", "hunter2,more", "hunter2:more"])
    def test_are_never_a_secret(self, secret: str) -> None:
        for component_type in ("pubsub.azure.servicebus.queues", "bindings.azure.blobstorage"):
            assert resource(component_type, f"connectionString: '{secret}'") is None
        secrets = f"    secretRef: it\nsecrets:\n  - name: it\n    value: '{secret}'\n"
        vault = "secretstores.azure.keyvault"
        reference = f"  - name: vaultName\n{secrets}"
        assert resource(vault, "vaultDns: x", more=reference) is None

    def test_are_read_from_a_secret_of_the_file_as_far_as_it_is_a_connection_string(self) -> None:
        string = f"DefaultEndpointsProtocol=https;AccountName=shopblobs;AccountKey={SECRET}"
        more = (
            "  - name: connectionString\n    secretRef: it\n"
            f"secrets:\n  - name: it\n    value: {string}\n"
        )
        assert resource("bindings.azure.blobstorage", "container: c", more=more) == "shopblobs"


def test_roles_read_as_parts_of_sentences() -> None:
    def said(component_type: str) -> list[str]:
        path = catalog().identity(component_type)
        assert path is not None
        return [phrase(role) for role in path.roles]

    assert said("secretstores.azure.keyvault") == [
        "the role 'Key Vault Secrets User' on the key vault"
    ]
    assert said("pubsub.azure.servicebus.topics")[0] == (
        "the role 'Azure Service Bus Data Sender' on the Service Bus namespace, to send"
    )
    assert said("state.redis")[0] == "the access policy 'Data Owner' of Azure Cache for Redis"
    assert said("state.sqlserver") == ["a user in the database of the SQL server"]


def every_role() -> list[tuple[str, Role]]:
    found = (catalog().identity(name) for name in catalog().types)
    paths = {path.id: path for path in found if path is not None}
    return [(path.id, role) for path in paths.values() for role in path.roles]


@pytest.mark.parametrize(("path_id", "role"), every_role())
def test_a_role_names_fields_and_types_of_its_path(path_id: str, role: Role) -> None:
    types = [
        catalog().find(name)
        for name in catalog().types
        if (path := catalog().identity(name)) is not None and path.id == path_id
    ]
    assert all(known is not None for known in types)
    assert set(role.types) <= {known.type for known in types if known is not None}
    for field in (*role.fields, role.where, role.unless):
        assert field is None or any(known.field(field) for known in types if known is not None)
