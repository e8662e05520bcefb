"""How components authenticate, as far as the file shows."""

from __future__ import annotations

import pytest

from daprls.catalog import ComponentType
from daprls.model.authentication import (
    Way,
    is_azure_host,
    is_emulator,
    keys,
    readable,
    service_principal,
    way,
)
from daprls.model.component import Component
from workspaces import catalog, snapshot_of

AZURE = catalog().azure
BUS = "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey=b"


def component(
    type_name: str, rest: str = "", /, version: str = "v1", **metadata: str
) -> tuple[Component, ComponentType]:
    items = "".join(
        f"- {{name: {name}, {value if ': ' in value else f'value: {value!r}'}}}\n"
        for name, value in metadata.items()
    )
    text = f"componentType: {type_name}\nversion: {version}\nmetadata:\n{items}{rest}"
    found = snapshot_of({"/app/c.yaml": text})
    (first,) = found.files["/app/c.yaml"].components
    known = found.type(first)
    assert known is not None
    return first, known


PRINCIPAL = {"azureClientId": "a", "azureTenantId": "b", "azureClientSecret": "c"}


@pytest.mark.parametrize(
    ("type_name", "metadata", "expected"),
    [
        ("pubsub.azure.servicebus.topics", {"connectionString": BUS}, Way.KEY),
        ("pubsub.azure.servicebus.topics", {"connectionString": "secretRef: bus"}, Way.KEY),
        ("pubsub.azure.servicebus.topics", {"connectionString": ""}, Way.UNKNOWN),
        ("pubsub.azure.servicebus.topics", {}, Way.UNKNOWN),
        ("pubsub.azure.servicebus.topics", {"namespaceName": "n"}, Way.SYSTEM_ASSIGNED),
        (
            "pubsub.azure.servicebus.topics",
            {"namespaceName": "n", "azureClientId": "a"},
            Way.USER_ASSIGNED,
        ),
        (
            "pubsub.azure.servicebus.topics",
            {"namespaceName": "n", "spnClientId": ""},
            Way.SYSTEM_ASSIGNED,
        ),
        (
            "pubsub.azure.servicebus.topics",
            {"namespaceName": "n", **PRINCIPAL},
            Way.SERVICE_PRINCIPAL,
        ),
        ("state.azure.cosmosdb", {"url": "u", "MASTERKEY": "k", **PRINCIPAL}, Way.KEY),
        ("state.azure.cosmosdb", {"url": "u"}, Way.SYSTEM_ASSIGNED),
        ("state.azure.tablestorage", {"storageAccessKey": "k"}, Way.KEY),
        ("secretstores.azure.keyvault", {"vaultName": "v", **PRINCIPAL}, Way.SERVICE_PRINCIPAL),
        (
            "secretstores.azure.keyvault",
            {"vaultName": "v", "azureClientId": "a", "azureClientSecret": "c"},
            Way.USER_ASSIGNED,
        ),
        (
            "secretstores.azure.keyvault",
            {"vaultName": "v", "spnCertificateFile": "c"},
            Way.CERTIFICATE,
        ),
        (
            "secretstores.azure.keyvault",
            {"vaultName": "v", "azureAuthMethods": "MI", **PRINCIPAL},
            Way.USER_ASSIGNED,
        ),
        (
            "secretstores.azure.keyvault",
            {"vaultName": "v", "azureAuthMethods": "creds"},
            Way.UNKNOWN,
        ),
        (
            "secretstores.azure.keyvault",
            {"vaultName": "v", "azureAuthMethods": "wi,mi"},
            Way.UNKNOWN,
        ),
        (
            "secretstores.azure.keyvault",
            {"vaultName": "v", "azureAuthMethods": "${M}"},
            Way.UNKNOWN,
        ),
        ("state.postgresql", {"connectionString": "host=a password=b"}, Way.KEY),
        ("state.postgresql", {"connectionString": "secretRef: pg"}, Way.KEY),
        ("state.postgresql", {"connectionString": "host=a"}, Way.UNKNOWN),
        (
            "state.postgresql",
            {"connectionString": "host=a password=b", "useAzureAD": "true"},
            Way.SYSTEM_ASSIGNED,
        ),
        (
            "state.postgresql",
            {"connectionString": "secretRef: pg", "useAzureAD": "yes"},
            Way.SYSTEM_ASSIGNED,
        ),
        (
            "state.postgresql",
            {"connectionString": "host=a", "useAzureAD": "${AAD}"},
            Way.UNKNOWN,
        ),
        ("state.redis", {"redisPassword": "p"}, Way.KEY),
        ("state.redis", {"redisPassword": "p", "useEntraID": "true"}, Way.KEY),
        ("state.redis", {"useEntraID": "true"}, Way.SYSTEM_ASSIGNED),
        ("state.redis", {"useEntraID": "yes"}, Way.UNKNOWN),
        ("bindings.azure.eventgrid", {"accessKey": "k"}, Way.UNKNOWN),
        ("bindings.cron", {"schedule": "@daily"}, Way.UNKNOWN),
        (
            "bindings.azure.signalr",
            {"connectionString": "Endpoint=https://a;AuthType=aad;Version=1.0;"},
            Way.SYSTEM_ASSIGNED,
        ),
        (
            "bindings.azure.signalr",
            {"connectionString": "Endpoint=https://a;AuthType=aad;ClientSecret=b;"},
            Way.KEY,
        ),
    ],
)
def test_the_way_that_a_component_takes(
    type_name: str, metadata: dict[str, str], expected: Way
) -> None:
    assert way(*component(type_name, **metadata), AZURE) is expected


def test_keys_are_found_under_every_name_and_only_where_they_hold_something() -> None:
    found = keys(
        *component("bindings.azure.storagequeues", accountKey="", ACCESSKEY="k", queue="q")
    )
    assert [entry.name_text for entry in found] == ["ACCESSKEY"]


def test_what_goes_with_a_key_is_no_key() -> None:
    found = keys(*component("state.redis", redisUsername="u", useOIDC="true", redisPassword="p"))
    assert [entry.name_text for entry in found] == ["redisPassword"]


def test_a_service_principal_is_its_secret_and_its_certificate() -> None:
    first, _ = component(
        "state.azure.cosmosdb",
        spnClientSecret="s",
        azureCertificate="c",
        azureTenantId="t",
        azureClientSecret="",
    )
    found = service_principal(first, AZURE)
    assert [entry.name_text for entry in found] == ["spnClientSecret", "azureCertificate"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("UseDevelopmentStorage=true", True),
        ("usedevelopmentstorage=TRUE;", True),
        (f"{BUS};UseDevelopmentEmulator=true", True),
        ("http://127.0.0.1:10000", True),
        ("http://azurite:10000/devstoreaccount1", True),
        ("https://cosmos:8081", True),
        ("https://10.1.2.3", True),
        ("https://emulator.default.svc.cluster.local", True),
        ("https://shop.documents.azure.com:443/", False),
        ("https://vm.internal.cloudapp.net", False),
        ("postgres://user:12345@shop.postgres.database.azure.com", False),
        ("https://<account>:443", False),
        ("mylocalhosting", False),
    ],
)
def test_emulators_are_told_by_what_a_literal_names(value: str, expected: bool) -> None:
    assert is_emulator(component("state.azure.cosmosdb", url=value)[0], AZURE) is expected


def test_an_emulator_is_told_by_a_secret_of_the_file_as_well() -> None:
    rest = "secrets:\n- {name: k, value: UseDevelopmentStorage=true}\n"
    assert is_emulator(component("state.azure.blobstorage", rest, a="secretRef: k")[0], AZURE)


@pytest.mark.parametrize(
    ("type_name", "metadata", "expected"),
    [
        ("state.azure.cosmosdb", {"url": "https://localhost"}, True),
        ("state.mysql", {}, None),
        ("state.redis", {"redisHost": "a.redis.cache.windows.net:6380"}, True),
        ("state.redis", {"redisHost": "A.Redis.Cache.Windows.Net."}, True),
        ("state.redis", {"redisHost": "${NAME}.redis.cache.windows.net:6380"}, True),
        ("state.redis", {"redisHost": "redis:6379"}, False),
        ("state.redis", {"redisHost": "evilredis.cache.windows.net"}, False),
        ("state.redis", {"redisHost": "${HOST}"}, None),
        ("state.redis", {"redisHost": "secretRef: host"}, None),
        ("state.redis", {}, False),
        ("lock.redis", {}, None),
        ("state.postgresql", {"connectionString": "secretRef: pg"}, None),
        ("state.postgresql", {"url": "host=a.postgres.database.azure.com"}, True),
        ("state.postgresql", {"host": "pg.example.com"}, False),
        ("state.postgresql", {}, None),
        ("state.sqlserver", {"connectionString": "Server=a.database.chinacloudapi.cn"}, True),
        ("state.sqlserver", {"connectionString": "Server=.;Database=x"}, False),
    ],
)
def test_whether_a_database_is_azures(
    type_name: str, metadata: dict[str, str], expected: bool | None
) -> None:
    assert is_azure_host(*component(type_name, **metadata)) is expected


def test_a_secret_is_read_where_it_stands_in_the_file_and_no_store_is_named() -> None:
    rest = "secrets:\n- {name: k, value: v}\n"
    first, _ = component("state.redis", rest, redisHost="secretRef: k")
    scalar = readable(first, first.metadata[0])
    assert scalar is not None
    assert scalar.text == "v"
    for more in ("secretStoreComponent: s\n", "x: y\n"):
        reference = "secretRef: k" if more.startswith("secret") else "secretRef: other"
        first, _ = component("state.redis", rest + more, redisHost=reference)
        assert readable(first, first.metadata[0]) is None
