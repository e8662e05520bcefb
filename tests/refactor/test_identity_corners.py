"""The switch to managed identity where files are odd, and where it is not offered."""

from __future__ import annotations

import textwrap

import pytest
from switching import CLIENT_ID, SECRET, answer, switched, values

from daprls.refactor.identity import Identity, Refusal, Switch
from daprls.text import apply

BUS = (
    f"Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={SECRET}"
)
GUID = "5f8e4b3e-9c1a-4f6e-8a2b-1d3c5e7f9a0b"


def aca(type_name: str, *items: str, rest: str = "", version: str = "v1") -> str:
    """An ACA component with these items, each `name: value` or the lines of an item."""
    head = f"componentType: {type_name}\nversion: {version}\nmetadata:\n"
    return head + "".join(map(_item, items)) + rest


def _item(item: str) -> str:
    if "\n" in item:
        return item
    name, _, value = item.partition(": ")
    return f"  - name: {name}\n    value: {value}\n"


def refused(text: str, identity: Identity = Identity.SYSTEM, client_id: str | None = None) -> str:
    found = answer(text, identity, client_id)
    assert isinstance(found, Refusal)
    assert found.reason[0].isupper() or found.reason[0] == "'"
    assert found.reason.endswith(".")
    assert SECRET not in found.reason
    return found.reason


def notes(text: str) -> str:
    found = answer(text)
    assert isinstance(found, Switch)
    return " ".join(found.notes)


@pytest.mark.parametrize(
    ("string", "expected"),
    [
        (
            "host=s.postgres.database.azure.com user=u password=p sslmode=require",
            "host=s.postgres.database.azure.com user=u sslmode=require",
        ),
        (
            "host=s.postgres.database.azure.com user=u password='a \\\\' b'",
            "host=s.postgres.database.azure.com user=u",
        ),
        (
            "host=s.postgres.database.azure.com password = ${DB_PASSWORD}  user = u",
            "host=s.postgres.database.azure.com user = u",
        ),
        (
            "postgres://u:p%40ss@s.postgres.database.azure.com:5432/db?sslmode=require",
            "postgres://u@s.postgres.database.azure.com:5432/db?sslmode=require",
        ),
        (
            "postgresql://s.postgres.database.azure.com/db?user=u&password=p&sslmode=require",
            "postgresql://s.postgres.database.azure.com/db?user=u&sslmode=require",
        ),
        (
            "postgres://u:#{PW}#@s.postgres.database.azure.com/db",
            "postgres://u@s.postgres.database.azure.com/db",
        ),
    ],
)
def test_a_postgres_string_loses_its_password_and_keeps_its_user(
    string: str, expected: str
) -> None:
    text = aca("state.postgresql", f'connectionString: "{string}"', version="v2")
    assert values(switched(text)) == {"connectionString": expected, "useAzureAD": "true"}


def test_a_postgres_string_without_a_user_is_given_one_to_fill_in() -> None:
    text = aca(
        "state.postgresql", "connectionString: host=s.postgres.database.azure.com password=p"
    )
    found = answer(text)
    assert isinstance(found, Switch)
    assert found.placeholders == ("user",)
    assert values(apply(text, found.edits))["user"] == "<identity-name>"


def test_postgres_by_fields_loses_its_password_alone() -> None:
    text = aca(
        "bindings.postgres",
        "host: s.postgres.database.azure.com",
        "user: shop",
        "password: p",
        "database: orders",
    )
    assert values(switched(text)) == {
        "host": "s.postgres.database.azure.com",
        "user": "shop",
        "useAzureAD": "true",
        "database": "orders",
    }


@pytest.mark.parametrize(
    ("string", "expected"),
    [
        (
            "Server=tcp:s.database.windows.net,1433;Initial Catalog=d;User ID=u;Password=p;",
            "Server=tcp:s.database.windows.net,1433;Initial Catalog=d;",
        ),
        (
            "Data Source=s.database.windows.net; UID=u; PWD='a;b'; Database=d",
            "Data Source=s.database.windows.net; Database=d",
        ),
        (
            "sqlserver://u:p@s.database.windows.net:1433?database=d",
            "sqlserver://s.database.windows.net:1433?database=d",
        ),
        (
            "sqlserver://s.database.windows.net?user+id=u&password=p&database=d",
            "sqlserver://s.database.windows.net?database=d",
        ),
        (
            "odbc:server=s.database.windows.net;user id=u;password={a}}b;c};database=d",
            "odbc:server=s.database.windows.net;database=d",
        ),
        (
            "Server=s.database.windows.net;Password=a;b;Database=d",
            "Server=s.database.windows.net;Database=d",
        ),
    ],
)
def test_an_sql_server_string_loses_user_and_password(string: str, expected: str) -> None:
    text = aca("state.sqlserver", f'connectionString: "{string}"')
    assert values(switched(text)) == {"connectionString": expected, "useAzureAD": "true"}


def test_a_string_that_cannot_be_taken_apart_makes_way_for_one_of_the_right_shape() -> None:
    text = aca("state.postgresql", "url: postgres://u:pass/word@s.postgres.database.azure.com/db")
    found = answer(text)
    assert isinstance(found, Switch)
    assert found.placeholders == ("url",)
    assert "pass/word" not in apply(text, found.edits)


@pytest.mark.parametrize("token", ["${PG_CONNECTION}", "'#{PG}#'", "{{ .Values.pg }}"])
def test_a_string_that_a_pipeline_puts_in_stays_and_is_told_of(token: str) -> None:
    text = aca("state.postgresql", f"connectionString: {token}")
    result = switched(text)
    assert result == aca("state.postgresql", f"connectionString: {token}", 'useAzureAD: "true"')
    assert "'connectionString' is put in at deployment" in notes(text)
    assert isinstance(answer(result), Refusal)


def test_a_secret_that_a_pipeline_puts_in_makes_way_like_any_that_cannot_be_read() -> None:
    text = aca(
        "state.sqlserver",
        "  - name: connectionString\n    secretRef: sql\n",
        rest="secrets:\n  - name: sql\n    value: '#{SQL_CONNECTION}#'\n",
    )
    assert switched(text) == aca(
        "state.sqlserver",
        'connectionString: "sqlserver://<server>.database.windows.net:1433?database=<database>"',
        'useAzureAD: "true"',
    )


@pytest.mark.parametrize("slot", ["<connection-string>", "[your_connection_string]", "YOUR_STRING"])
def test_a_string_that_is_left_to_fill_in_takes_the_right_shape(slot: str) -> None:
    found = answer(aca("state.sqlserver", f"connectionString: {slot}"))
    assert isinstance(found, Switch)
    assert found.placeholders == ("connectionString",)


def test_a_hidden_string_stays_where_the_flag_is_set_already() -> None:
    text = aca(
        "state.postgresql",
        "  - name: connectionString\n    secretRef: pg\n",
        "useAzureAD: 'true'",
        f"azureClientSecret: {SECRET}",
        rest="secretStoreComponent: vault\n",
    )
    assert switched(text) == aca(
        "state.postgresql",
        "  - name: connectionString\n    secretRef: pg\n",
        "useAzureAD: 'true'",
        rest="secretStoreComponent: vault\n",
    )


def test_a_rewritten_string_of_a_block_scalar_becomes_one_line() -> None:
    text = aca(
        "state.sqlserver",
        "  - name: connectionString\n    value: |\n"
        "      Server=s.database.windows.net;User Id=u;Password=p;\n",
        "useAzureAD: 'true'",
    )
    assert values(switched(text))["connectionString"] == "Server=s.database.windows.net;"


@pytest.mark.parametrize("flag", ["'false'", "enabled", '""', "${USE_AAD}", "", "no", "false"])
def test_a_flag_that_is_not_true_becomes_a_quoted_true(flag: str) -> None:
    text = aca(
        "state.sqlserver",
        "connectionString: Server=s.database.windows.net;Password=p",
        f"useAzureAD: {flag}",
    )
    result = switched(text)
    assert (
        "useAzureAD\n    value: 'true'\n" in result or 'useAzureAD\n    value: "true"\n' in result
    )


@pytest.mark.parametrize("flag", ["true", "'yes'", "on", '"1"'])
def test_a_flag_that_is_true_stays_as_it_is(flag: str) -> None:
    text = aca(
        "state.sqlserver",
        "connectionString: Server=s.database.windows.net;Password=p",
        f"useAzureAD: {flag}",
    )
    assert f"  - name: useAzureAD\n    value: {flag}\n" in switched(text)


def test_the_flag_of_other_components_is_replaced_where_it_does_nothing() -> None:
    text = aca(
        "state.redis",
        "redisHost: s.redis.cache.windows.net:6380",
        "useAzureAD: 'true'",
        "enableTLS: 'true'",
    )
    assert values(switched(text)) == {
        "redisHost": "s.redis.cache.windows.net:6380",
        "useEntraID": "true",
        "enableTLS": "true",
    }


@pytest.mark.parametrize(
    ("alias", "field"),
    [
        ("pubsub.azure.servicebus", "namespaceName"),
        ("bindings.azure.servicebusqueues", "namespaceName"),
        ("state.postgres", "useAzureAD"),
        ("configuration.postgres", "useAzureAD"),
        ("bindings.postgresql", "useAzureAD"),
    ],
)
def test_other_names_of_a_type_count(alias: str, field: str) -> None:
    assert field in values(switched(aca(alias)))


def test_event_hubs_loses_the_keys_of_its_namespace_and_of_its_checkpoints() -> None:
    storage = f"DefaultEndpointsProtocol=https;AccountName=shopdata;AccountKey={SECRET}"
    text = aca(
        "pubsub.azure.eventhubs",
        f'connectionString: "{BUS}"',
        f'storageConnectionString: "{storage}"',
        "storageContainerName: checkpoints",
    )
    assert values(switched(text)) == {
        "eventHubNamespace": "shop.servicebus.windows.net",
        "storageAccountName": "shopdata",
        "storageContainerName": "checkpoints",
    }


def test_a_storage_account_of_checkpoints_that_cannot_be_read_is_not_asked_for() -> None:
    text = aca(
        "pubsub.azure.eventhubs",
        "eventHubNamespace: shop.servicebus.windows.net",
        "  - name: storageConnectionString\n    secretRef: storage\n",
        "storageContainerName: checkpoints",
        rest="secretStoreComponent: vault\n",
    )
    assert values(switched(text)) == {
        "eventHubNamespace": "shop.servicebus.windows.net",
        "storageContainerName": "checkpoints",
    }


def test_what_is_there_already_is_not_written_again() -> None:
    text = aca(
        "pubsub.azure.servicebus.topics",
        f'connectionString: "{BUS}"',
        "namespaceName: other.servicebus.windows.net",
    )
    assert switched(text) == aca(
        "pubsub.azure.servicebus.topics", "namespaceName: other.servicebus.windows.net"
    )


def test_what_is_there_but_empty_is_filled_in() -> None:
    text = aca("pubsub.azure.servicebus.topics", "namespaceName: ''", f'connectionString: "{BUS}"')
    assert switched(text) == aca(
        "pubsub.azure.servicebus.topics", "namespaceName: 'shop.servicebus.windows.net'"
    )


@pytest.mark.parametrize(
    "value",
    [
        "Endpoint=sb://<namespace>.servicebus.windows.net/;SharedAccessKey=x",
        "Endpoint=sb://${NS}.servicebus.windows.net/;SharedAccessKey=x",
        "Endpoint=sb://your-namespace.servicebus.windows.net/;SharedAccessKey=x",
        "Endpoint=sb://{namespace}.servicebus.windows.net/;SharedAccessKey=x",
        "Endpoint=sb://#{NS}#.servicebus.windows.net/;SharedAccessKey=x",
        "${SERVICEBUS_CONNECTION}",
        "<connection-string>",
        "nonsense",
        "''",
    ],
)
def test_nothing_is_derived_from_tokens_and_placeholders(value: str) -> None:
    text = aca("pubsub.azure.servicebus.queues", f"connectionString: {value}")
    found = answer(text)
    assert isinstance(found, Switch)
    assert found.placeholders == ("namespaceName",)
    edit = next(edit for edit in found.edits if edit.select is not None)
    assert edit.select is not None
    assert edit.select.of(edit.new_text) == "<namespace>"


@pytest.mark.parametrize(
    ("type_name", "items", "cloud"),
    [
        (
            "pubsub.azure.servicebus.topics",
            [f"connectionString: {BUS.replace('windows.net', 'chinacloudapi.cn')}"],
            "AzureChinaCloud",
        ),
        (
            "state.azure.blobstorage",
            [
                "connectionString: AccountName=s;AccountKey=;EndpointSuffix=core.usgovcloudapi.net",
                "containerName: orders",
            ],
            "AzureUSGovernmentCloud",
        ),
        (
            "state.azure.cosmosdb",
            [
                "url: https://shop.documents.azure.cn:443/",
                f"masterKey: {SECRET}",
                "database: shop",
                "collection: orders",
            ],
            "AzureChinaCloud",
        ),
        (
            "configuration.azure.appconfig",
            ["connectionString: Endpoint=https://shop.azconfig.azure.us;Id=a;Secret=b"],
            "AzureUSGovernmentCloud",
        ),
        (
            "state.postgresql",
            ["connectionString: host=s.postgres.database.usgovcloudapi.net user=u password=p"],
            "AzureUSGovernmentCloud",
        ),
        ("pubsub.azure.servicebus.topics", [f"connectionString: {BUS}"], None),
    ],
)
def test_a_sovereign_cloud_is_named_where_the_file_shows_it(
    type_name: str, items: list[str], cloud: str | None
) -> None:
    assert values(switched(aca(type_name, *items))).get("azureEnvironment") == cloud
    named = aca(type_name, *items, "azureCloud: AzurePublic")
    assert "azureEnvironment" not in values(switched(named))


@pytest.mark.parametrize(
    ("type_name", "items"),
    [
        (
            "pubsub.azure.servicebus.topics",
            [f"connectionString: {BUS};UseDevelopmentEmulator=true"],
        ),
        ("state.azure.blobstorage", ["connectionString: UseDevelopmentStorage=true"]),
        ("state.azure.blobstorage", ["accountName: devstoreaccount1", f"accountKey: {SECRET}"]),
        (
            "bindings.azure.storagequeues",
            ["accountName: shop", f"accountKey: {SECRET}", "endpoint: http://azurite:10001"],
        ),
        ("state.azure.cosmosdb", ["url: https://localhost:8081", f"masterKey: {SECRET}"]),
        ("state.azure.cosmosdb", ["url: https://cosmos:8081/", f"masterKey: {SECRET}"]),
        ("state.azure.cosmosdb", ["url: https://10.0.0.4:8081", f"masterKey: {SECRET}"]),
        (
            "state.azure.cosmosdb",
            ["url: https://host.docker.internal:8081", f"masterKey: {SECRET}"],
        ),
    ],
)
def test_emulators_are_left_alone(type_name: str, items: list[str]) -> None:
    assert "emulator" in refused(aca(type_name, *items))


@pytest.mark.parametrize(
    "items",
    [
        [f"connectionString: {BUS.replace('//shop', '//ihsuproddbres012dednamespace')}"],
        [f"connectionString: {BUS.replace('//shop', '//iothub-ns-shop-123')}"],
        [f"connectionString: {BUS.replace('=Root', '=iothubowner')}"],
        ["eventHubNamespace: ihsuproddbres012dednamespace.servicebus.windows.net"],
    ],
)
def test_the_endpoint_of_an_iot_hub_is_left_alone(items: list[str]) -> None:
    assert "IoT Hub" in refused(aca("pubsub.azure.eventhubs", *items))


@pytest.mark.parametrize(
    ("type_name", "items"),
    [
        ("state.redis", ["redisHost: redis-master:6379", f"redisPassword: {SECRET}"]),
        ("state.redis", ["redisHost: shop.redis.example.net:6380"]),
        ("state.redis", [f"redisPassword: {SECRET}"]),
        ("state.redis", ["redisHost: evilredis.cache.windows.net.example.com:6380"]),
        ("state.postgresql", ["connectionString: host=pg.svc user=u password=p"]),
        ("state.postgresql", ["connectionString: postgres://u:p@pg.example.com/db"]),
        ("bindings.postgres", ["host: pg", "user: u", "password: p"]),
        ("state.sqlserver", ["connectionString: Server=tcp:sql,1433;Password=p"]),
        ("state.sqlserver", ["connectionString: sqlserver://sa:p@sql:1433"]),
        ("state.sqlserver", ["connectionString: 'Server=.\\SQLEXPRESS;Password=p'"]),
    ],
)
def test_databases_that_are_not_azures_are_left_alone(type_name: str, items: list[str]) -> None:
    reason = refused(aca(type_name, *items))
    assert "host" in reason or "machine" in reason


@pytest.mark.parametrize(
    ("type_name", "items"),
    [
        ("state.redis", ["redisHost: ${REDIS_HOST}", f"redisPassword: {SECRET}"]),
        ("state.redis", ["redisHost: <cache>.redis.cache.windows.net:6380"]),
        ("state.redis", ["  - name: redisHost\n    secretRef: redis-host\n"]),
        ("state.postgresql", ["connectionString: host=$(PG_HOST) user=u password=p"]),
        ("state.sqlserver", ["connectionString: Server=S.DATABASE.WINDOWS.NET;Password=p"]),
    ],
)
def test_databases_that_may_be_azures_can_be_switched(type_name: str, items: list[str]) -> None:
    assert isinstance(answer(aca(type_name, *items)), Switch)


@pytest.mark.parametrize(
    "type_name",
    [
        "bindings.azure.eventgrid",
        "bindings.azure.cosmosdb.gremlinapi",
        "conversation.openai",
        "state.mysql",
        "pubsub.kafka",
        "bindings.cron",
        "state.nowhere",
        "state.cockroachdb",
    ],
)
def test_types_without_a_way_to_entra_id_are_left_alone(type_name: str) -> None:
    assert refused(aca(type_name, "key: x", "apiType: azure", f"accessKey: {SECRET}"))


def test_a_database_of_another_cloud_is_left_alone() -> None:
    text = aca(
        "state.postgresql",
        "  - name: connectionString\n    secretRef: pg\n",
        "useAWSIAM: 'true'",
        version="v2",
    )
    assert "'useAWSIAM'" in refused(text)


def test_a_broken_document_is_left_alone_and_its_neighbour_is_not() -> None:
    broken = aca("state.azure.cosmosdb", f"masterKey: {SECRET}") + "  - name: [\n"
    assert "syntax" in refused(broken)
    whole = aca(
        "state.azure.cosmosdb", "url: https://a.documents.azure.com", f"masterKey: {SECRET}"
    )
    assert isinstance(answer(whole + "---\n" + broken), Switch)


@pytest.mark.parametrize("metadata", ["{a: b}", "text", "<metadata>"])
def test_metadata_that_is_no_list_is_left_alone(metadata: str) -> None:
    text = f"componentType: state.azure.cosmosdb\nversion: v1\nmetadata: {metadata}\n"
    assert "not a list" in refused(text)


@pytest.mark.parametrize("metadata", ["", "metadata:\n", "metadata: []\n", "metadata: null\n"])
def test_a_component_without_metadata_gets_what_it_needs(metadata: str) -> None:
    text = f"componentType: pubsub.azure.servicebus.topics\nversion: v1\n{metadata}"
    assert values(switched(text)) == {"namespaceName": "<namespace>.servicebus.windows.net"}


class TestTheClientId:
    def test_of_a_service_principal_is_replaced(self) -> None:
        text = aca(
            "secretstores.azure.keyvault",
            "vaultName: shop",
            f"azureClientId: {GUID}  # app",
            f"azureTenantId: {GUID}",
            f"azureClientSecret: {SECRET}",
        )
        assert switched(text, Identity.USER, CLIENT_ID) == aca(
            "secretstores.azure.keyvault", "vaultName: shop", f"azureClientId: {CLIENT_ID}  # app"
        )
        assert switched(text) == aca("secretstores.azure.keyvault", "vaultName: shop")

    def test_of_a_managed_identity_is_kept(self) -> None:
        text = aca("secretstores.azure.keyvault", "vaultName: shop", f"azureClientId: {GUID}")
        assert "already uses a user-assigned" in refused(text, Identity.USER)
        assert "already uses a user-assigned" in refused(text, Identity.USER, GUID)
        assert values(switched(text, Identity.USER, CLIENT_ID))["azureClientId"] == CLIENT_ID
        assert values(switched(text)) == {"vaultName": "shop"}

    @pytest.mark.parametrize("name", ["clientId", "spnClientId", "AZURECLIENTID"])
    def test_goes_under_every_name(self, name: str) -> None:
        text = aca(
            "state.azure.cosmosdb",
            "url: https://a.documents.azure.com",
            f"{name}: {GUID}",
            f"MASTERKEY: {SECRET}",
        )
        assert values(switched(text)) == {"url": "https://a.documents.azure.com"}
        found = values(switched(text, Identity.USER, CLIENT_ID))
        assert list(found.values()) == ["https://a.documents.azure.com", CLIENT_ID]
        assert GUID not in found.values()

    def test_of_an_alias_counts_as_the_identitys(self) -> None:
        text = aca("secretstores.azure.keyvault", "vaultName: shop", f"clientId: {GUID}")
        assert "already uses" in refused(text, Identity.USER)

    def test_left_empty_is_a_slot_to_fill_in(self) -> None:
        text = aca("secretstores.azure.keyvault", "vaultName: shop", 'azureClientId: ""')
        assert switched(text, Identity.USER) == aca(
            "secretstores.azure.keyvault",
            "vaultName: shop",
            'azureClientId: "<managed-identity-client-id>"',
        )

    def test_that_a_pipeline_puts_in_is_kept(self) -> None:
        text = aca("secretstores.azure.keyvault", "vaultName: shop", "azureClientId: ${CLIENT_ID}")
        assert "already uses" in refused(text, Identity.USER)


@pytest.mark.parametrize(
    "name", ["azureAuthMethods", "azureADAuthMethods", "entraIDAuthMethods", "AZUREAUTHMETHODS"]
)
def test_a_list_of_methods_without_managed_identity_goes(name: str) -> None:
    keeps = aca("secretstores.azure.keyvault", "vaultName: shop")
    for methods in ("creds", "clientcredentials, cert", "WI,cli", "none", "ServicePrincipal"):
        text = aca("secretstores.azure.keyvault", "vaultName: shop", f"{name}: '{methods}'")
        assert switched(text) == keeps
    for methods in ("mi", "creds, MI", "cli,ManagedIdentity", "${METHODS}", ""):
        text = aca("secretstores.azure.keyvault", "vaultName: shop", f"{name}: '{methods}'")
        assert "already uses" in refused(text)


@pytest.mark.parametrize(
    "names",
    [
        ("storageAccessKey",),
        ("accountKey", "storageAccountKey"),
        ("ACCESSKEY", "accessKey"),
        ("accountKey", "accountKey"),
    ],
)
def test_keys_go_under_every_name_and_twice(names: tuple[str, ...]) -> None:
    items = [f"{name}: {value}" for name, value in zip(names, (SECRET, '""'), strict=False)]
    text = aca("state.azure.tablestorage", "accountName: shop", *items, "tableName: orders")
    assert switched(text) == aca(
        "state.azure.tablestorage", "accountName: shop", "tableName: orders"
    )


def test_signalr_that_asks_for_a_token_itself_is_left_alone() -> None:
    string = "Endpoint=https://shop.service.signalr.net;AuthType=aad;Version=1.0;"
    text = aca("bindings.azure.signalr", f"connectionString: {string}", "hub: orders")
    assert "already uses a system-assigned" in refused(text)
    assert values(switched(text, Identity.USER, CLIENT_ID)) == {
        "connectionString": string,
        "hub": "orders",
        "azureClientId": CLIENT_ID,
    }


def test_signalr_that_names_an_identity_in_its_string() -> None:
    string = f"Endpoint=https://shop.service.signalr.net;AuthType=aad;ClientId={GUID};Version=1.0;"
    text = aca("bindings.azure.signalr", f"connectionString: {string}", "hub: orders")
    assert "already uses a user-assigned" in refused(text, Identity.USER)
    assert values(switched(text)) == {
        "endpoint": "https://shop.service.signalr.net",
        "hub": "orders",
    }
    assert values(switched(text, Identity.USER, CLIENT_ID)) == {
        "endpoint": "https://shop.service.signalr.net",
        "azureClientId": CLIENT_ID,
        "hub": "orders",
    }


def test_signalr_with_a_service_principal_in_its_string_loses_the_string() -> None:
    string = (
        f"Endpoint=https://shop.service.signalr.net;AuthType=aad;ClientId={GUID};"
        f"ClientSecret={SECRET};TenantId={GUID};Version=1.0;"
    )
    text = aca("bindings.azure.signalr", f"connectionString: {string}", "hub: orders")
    assert values(switched(text)) == {
        "endpoint": "https://shop.service.signalr.net",
        "hub": "orders",
    }


def test_notes_say_what_stops_working_and_which_role_is_needed() -> None:
    blob = aca("bindings.azure.blobstorage", "accountName: a", f"accountKey: {SECRET}")
    assert "'presign'" in notes(blob)
    assert "role 'Storage Blob Data Contributor' on the storage account" in notes(blob)
    assert "'presign'" not in notes(blob.replace("bindings", "state"))
    table = aca("state.azure.tablestorage", "accountName: a", f"accountKey: {SECRET}")
    assert "cosmosDbMode" not in notes(table)
    assert "role 'Storage Table Data Contributor' on the storage account" in notes(table)
    assert "cosmosDbMode" in notes(table + "  - name: cosmosDbMode\n    value: 'true'\n")


class TestOrphans:
    def test_go_with_the_comments_on_their_lines_and_others_stay(self) -> None:
        text = textwrap.dedent(f"""\
            componentType: state.azure.cosmosdb
            version: v1
            secrets:
            # the account
            - name: cosmos-key  # rotated
              # weekly
              value: {SECRET}
            # another one
            - name: other
              value: "x"
            metadata:
            # where it is
            - name: url
              value: https://a.documents.azure.com
            # how to get in
            - name: masterKey  # rotated
              # weekly
              secretRef: cosmos-key
            - name: database
              secretRef: other
            """)
        assert switched(text) == textwrap.dedent("""\
            componentType: state.azure.cosmosdb
            version: v1
            secrets:
            # the account
            # another one
            - name: other
              value: "x"
            metadata:
            # where it is
            - name: url
              value: https://a.documents.azure.com
            # how to get in
            - name: database
              secretRef: other
            """)

    def test_do_not_include_what_another_item_refers_to(self) -> None:
        text = aca(
            "pubsub.azure.eventhubs",
            "eventHubNamespace: shop.servicebus.windows.net",
            "  - name: storageAccountKey\n    secretRef: shared\n",
            "  - name: consumerID\n    secretRef: Shared\n",
            rest=f"secrets:\n  - name: shared\n    value: {SECRET}\n",
        )
        result = switched(text)
        assert f"secrets:\n  - name: shared\n    value: {SECRET}\n" in result
        assert "storageAccountKey" not in result

    def test_do_not_include_what_nobody_referred_to_before(self) -> None:
        text = aca(
            "state.azure.cosmosdb",
            "url: https://a.documents.azure.com",
            f"masterKey: {SECRET}",
            rest="secrets:\n  - name: unused\n    value: x\nsecretStoreComponent: vault\n",
        )
        assert switched(text).endswith(
            "secrets:\n  - name: unused\n    value: x\nsecretStoreComponent: vault\n"
        )

    def test_do_not_include_any_secret_while_a_reference_is_left_open(self) -> None:
        text = aca(
            "pubsub.azure.eventhubs",
            "eventHubNamespace: shop.servicebus.windows.net",
            "  - name: storageAccountKey\n    secretRef: key\n",
            "  - name: consumerID\n    secretRef: ${SECRET_NAME}\n",
            rest="secrets:\n  - name: key\n    value: x\n",
        )
        assert switched(text).endswith("secrets:\n  - name: key\n    value: x\n")

    def test_do_not_include_what_the_environment_holds(self) -> None:
        text = textwrap.dedent("""\
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: orders
            spec:
              type: state.sqlserver
              metadata:
              - name: connectionString
                envRef: SQL_CONNECTION
              - name: keyType
                envRef: KEY_TYPE
            """)
        assert switched(text).endswith(
            "- name: connectionString\n"
            '    value: "sqlserver://<server>.database.windows.net:1433?database=<database>"\n'
            "  - name: keyType\n    envRef: KEY_TYPE\n"
            '  - name: useAzureAD\n    value: "true"\n'
        )

    def test_include_a_store_beside_other_settings_of_auth(self) -> None:
        text = textwrap.dedent("""\
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: orders
            spec:
              type: state.azure.cosmosdb
              version: v1
              metadata:
              - name: url
                value: https://a.documents.azure.com
              - name: masterKey
                secretKeyRef: {name: cosmos, key: key}
            auth:
              # where keys are
              secretStore: vault
              other: x
            """)
        assert switched(text).endswith("azure.com\nauth:\n  # where keys are\n  other: x\n")

    def test_do_not_include_a_store_that_is_still_needed(self) -> None:
        text = aca(
            "state.azure.cosmosdb",
            "  - name: url\n    secretRef: cosmos-url\n",
            "  - name: masterKey\n    secretRef: cosmos-key\n",
            rest="secretStoreComponent: vault\n",
        )
        assert switched(text) == aca(
            "state.azure.cosmosdb",
            "  - name: url\n    secretRef: cosmos-url\n",
            rest="secretStoreComponent: vault\n",
        )

    def test_of_a_component_that_names_a_store_are_not_read(self) -> None:
        text = aca(
            "pubsub.azure.servicebus.topics",
            "  - name: connectionString\n    secretRef: bus\n",
            rest=f'secretStoreComponent: vault\nsecrets:\n  - name: bus\n    value: "{BUS}"\n',
        )
        assert switched(text) == aca(
            "pubsub.azure.servicebus.topics",
            'namespaceName: "<namespace>.servicebus.windows.net"',
        )


@pytest.mark.parametrize(
    "rest",
    [
        # The key's own value, an item, and the whole list are needed elsewhere.
        "metadata:\n- name: masterKey\n  value: &k z\nx: *k\n",
        "metadata:\n- &i {name: masterKey, value: z}\nx: *i\n",
        "x: &m\n- {name: masterKey, value: z}\nmetadata: *m\n",
        # The value would change for another reader, too.
        "metadata:\n- {name: url, value: &u ''}\nx: *u\n",
        # The secret that is orphaned is not alone.
        "metadata:\n- {name: masterKey, secretRef: k}\nsecrets:\n- {name: k, value: &s z}\nx: *s\n",
        "x: &s\n- {name: j}\n- name: k\nsecrets: *s\nmetadata: [{name: masterKey, secretRef: k}]\n",
    ],
)
def test_an_anchor_that_is_needed_elsewhere_is_not_lost(rest: str) -> None:
    assert "anchor" in refused(f"componentType: state.azure.cosmosdb\n{rest}").lower()


@pytest.mark.parametrize(
    "items",
    [
        ["endpoint: https://shop.signalr.azure.cn", f"accessKey: {SECRET}"],
        [f"connectionString: Endpoint=https://shop.signalr.azure.cn;AccessKey={SECRET}"],
        [
            "endpoint: https://shop.example.com",
            f"accessKey: {SECRET}",
            "azureEnvironment: AzureUSGovernmentCloud",
        ],
    ],
)
def test_what_asks_for_its_token_in_the_public_cloud_is_left_alone_elsewhere(
    items: list[str],
) -> None:
    assert "in Azure's public cloud only" in refused(aca("bindings.azure.signalr", *items))


def test_event_hubs_needs_more_once_it_may_manage_its_hubs() -> None:
    text = aca("pubsub.azure.eventhubs", f"connectionString: {BUS}", "enableEntityManagement: true")
    assert values(switched(text)) == {
        "eventHubNamespace": "shop.servicebus.windows.net",
        "resourceGroupName": "<resource-group>",
        "subscriptionId": "<subscription-id>",
        "enableEntityManagement": "true",
    }
    assert "resourceGroupName" not in switched(text.replace("true", "false"))


FEDERATED = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: carts
spec:
  type: state.azure.blobstorage
  version: v1
  metadata:
    - {name: accountName, value: shop}
    - {name: containerName, value: carts}
    - {name: azureAuthMethods, value: METHOD}
"""


@pytest.mark.parametrize(
    ("method", "name"), [("wi", "workloadidentity"), ("SPIFFE", "spiffeworkloadidentity")]
)
def test_a_federated_identity_is_kept_where_there_may_be_one(method: str, name: str) -> None:
    text = FEDERATED.replace("METHOD", method)
    assert f"asks for '{name}'" in refused(text)
    keyed = text + f"    - {{name: accountKey, value: {SECRET}}}\n"
    assert "azureAuthMethods" not in switched(keyed)
    assert isinstance(answer(FEDERATED.replace("METHOD", '"wi, mi"')), Refusal)
