"""Components that authenticate with a key, written with comments, to be switched to an identity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from daprls.catalog import ComponentType
from daprls.model.dialect import Dialect
from daprls.refactor.identity import Identity, Refusal, Switch, switch
from daprls.snapshot import Snapshot
from daprls.text import apply
from workspaces import catalog, snapshot_of

PATH = "/app/component.yaml"
SECRET = "bm90aGluZyB0byBzZWUgaGVyZSBhdCBhbGw="
CLIENT_ID = "c7dd251f-811f-4ba2-a905-acd4d3f8f08b"
_STORAGE = f"DefaultEndpointsProtocol=https;AccountName=shopdata;AccountKey={SECRET};"
_BUS = (
    f"Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={SECRET}"
)

KEYS = {
    "servicebus": {"connectionString": _BUS},
    "eventhubs-pubsub": {"connectionString": _BUS, "storageAccountKey": SECRET},
    "eventhubs-binding": {
        "connectionString": f"{_BUS};EntityPath=orders",
        "storageAccountKey": SECRET,
    },
    "blob-binding": {"connectionString": _STORAGE},
    "blob-state": {"connectionString": _STORAGE},
    "queue": {"accountKey": SECRET},
    "table": {"accountKey": SECRET},
    "cosmos": {"masterKey": SECRET},
    "keyvault": {"azureClientSecret": SECRET},
    "keyvault-crypto": {"azureClientSecret": SECRET},
    "appconfig": {"connectionString": f"Endpoint=https://shop.azconfig.io;Id=a;Secret={SECRET}"},
    "signalr": {
        "connectionString": f"Endpoint=https://shop.service.signalr.net;AccessKey={SECRET};Version=1.0;"
    },
    "openai": {"apiKey": SECRET},
    "postgresql": {
        "connectionString": "host=shop.postgres.database.azure.com port=5432 user=shop-identity "
        f"password={SECRET} database=orders sslmode=require"
    },
    "sqlserver": {
        "connectionString": "Server=tcp:shop.database.windows.net,1433;Database=orders;"
        f"User ID=shop;Password={SECRET};Encrypt=true;"
    },
    "redis": {"redisPassword": SECRET},
}
"""By path: the fields that hold the key, and what they say."""

COMES = {
    "servicebus": {"namespaceName": "shop.servicebus.windows.net"},
    "eventhubs-pubsub": {"eventHubNamespace": "shop.servicebus.windows.net"},
    "eventhubs-binding": {
        "eventHubNamespace": "shop.servicebus.windows.net",
        "eventHub": "orders",
    },
    "blob-binding": {"accountName": "shopdata"},
    "blob-state": {"accountName": "shopdata"},
    "appconfig": {"host": "https://shop.azconfig.io"},
    "signalr": {"endpoint": "https://shop.service.signalr.net"},
    "postgresql": {
        "useAzureAD": "true",
        "connectionString": "host=shop.postgres.database.azure.com port=5432 user=shop-identity "
        "database=orders sslmode=require",
    },
    "sqlserver": {
        "useAzureAD": "true",
        "connectionString": "Server=tcp:shop.database.windows.net,1433;Database=orders;"
        "Encrypt=true;",
    },
    "redis": {"useEntraID": "true", "enableTLS": "true"},
}
"""By path: what has to be there afterwards, where the key's field can be read."""

STAYS = {
    "bindings.azure.blobstorage": {"containerName": "orders"},
    "bindings.azure.cosmosdb": {
        "url": "https://shop.documents.azure.com:443/",
        "database": "shop",
        "collection": "orders",
        "partitionKey": "customer",
    },
    "bindings.azure.eventhubs": {
        "consumerID": "shop",
        "storageAccountName": "shopdata",
        "storageContainerName": "checkpoints",
    },
    "bindings.azure.openai": {"endpoint": "https://shop.openai.azure.com"},
    "bindings.azure.servicebus.queues": {"queueName": "orders"},
    "bindings.azure.signalr": {"hub": "orders"},
    "bindings.azure.storagequeues": {"accountName": "shopdata", "queueName": "orders"},
    "bindings.redis": {"redisHost": "shop.redis.cache.windows.net:6380"},
    "configuration.postgresql": {"table": "settings"},
    "configuration.redis": {"redisHost": "shop.redis.cache.windows.net:6380"},
    "crypto.azure.keyvault": {"vaultName": "shop"},
    "lock.redis": {"redisHost": "shop.redis.cache.windows.net:6380"},
    "pubsub.azure.eventhubs": {
        "storageAccountName": "shopdata",
        "storageContainerName": "checkpoints",
    },
    "pubsub.redis": {"redisHost": "shop.redis.cache.windows.net:6380"},
    "secretstores.azure.keyvault": {"vaultName": "shop"},
    "state.azure.blobstorage": {"containerName": "orders"},
    "state.azure.cosmosdb": {
        "url": "https://shop.documents.azure.com:443/",
        "database": "shop",
        "collection": "orders",
    },
    "state.azure.tablestorage": {"accountName": "shopdata", "tableName": "orders"},
    "state.redis": {"redisHost": "shop.redis.cache.windows.net:6380"},
}
"""By type: what is needed whichever way the component authenticates."""

PRINCIPAL = {
    "azureTenantId": "cd4b2887-304c-47e1-b4d5-65447fdd542a",
    "azureClientId": "5f8e4b3e-9c1a-4f6e-8a2b-1d3c5e7f9a0b",
}
"""What stands beside the client secret of a service principal."""


class Place(Enum):
    """Where the key is."""

    LITERAL = "in the value"
    SECRETS = "in secrets"
    STORE = "in a store"


@dataclass(frozen=True)
class Example:
    """A component with a key, and which of its lines have to survive."""

    type: str
    version: str
    dialect: Dialect
    place: Place
    with_principal: bool = False

    @property
    def known(self) -> ComponentType:
        found = catalog().find(self.type, self.version)
        assert found is not None
        return found

    @property
    def path_id(self) -> str:
        assert self.known.identity is not None
        return self.known.identity.id

    @property
    def keys(self) -> dict[str, str]:
        return KEYS[self.path_id]

    @property
    def uses_principal(self) -> bool:
        return self.with_principal or self.path_id.startswith("keyvault")

    @property
    def can_be_read(self) -> bool:
        """Whether the file itself holds what can be derived from."""
        return self.place is Place.LITERAL or (
            self.place is Place.SECRETS and self.dialect is Dialect.ACA
        )

    @property
    def id(self) -> str:
        beside = " beside a principal" if self.with_principal else ""
        return f"{self.type} {self.version} {self.dialect.value} {self.place.value}{beside}"

    def text(self) -> str:
        """The component; `keep` in a comment marks the lines that have to survive."""
        items: list[str] = []
        stays = list(STAYS.get(self.type, {}).items())
        for name, value in stays[:1]:
            items.append(f"- name: {name}  # keep\n  value: '{value}'  # keep\n")
        secrets = dict(self.keys)
        if self.uses_principal:
            secrets["azureClientSecret"] = SECRET
            for name, value in PRINCIPAL.items():
                items.append(f"- name: {name}\n  value: {value}\n")
        for number, (name, value) in enumerate(secrets.items()):
            items.append(f"# keep: above {name}\n- name: {name}\n{self._value(number, value)}")
        for name, value in stays[1:]:
            items.append(f"- name: {name}  # keep\n\n  # keep: within\n  value: {value}  # keep\n")
        return self._around("".join(items), secrets)

    def _value(self, number: int, value: str) -> str:
        if self.place is Place.LITERAL:
            return f'  value: "{value}"  # gone\n'
        if self.dialect is Dialect.ACA:
            return f"  # gone: within\n  secretRef: key-{number}\n"
        return f"  secretKeyRef:  # gone\n    name: key-{number}\n    key: key\n"

    def _around(self, items: str, secrets: dict[str, str]) -> str:
        if self.dialect is Dialect.OSS:
            text = (
                "# keep: head\napiVersion: dapr.io/v1alpha1  # keep\nkind: Component\nmetadata:\n"
                f"  name: shop  # keep\nspec:\n  type: {self.type}  # keep\n"
                f"  version: {self.version}\n  metadata:  # keep\n{_indented(items, 2)}"
            )
            if self.place is Place.STORE:
                text += "auth:  # gone\n  secretStore: vault\n"
            return text + "scopes:  # keep\n  - shop\n"
        text = (
            f"# keep: head\ncomponentType: {self.type}  # keep\nversion: {self.version}\n"
            f"metadata:  # keep\n{_indented(items, 2)}"
        )
        if self.place is Place.STORE:
            text += "secretStoreComponent: vault  # gone\n"
        elif self.place is Place.SECRETS:
            text += "# keep: above secrets\nsecrets:  # gone\n"
            for number, value in enumerate(secrets.values()):
                text += f"  - name: key-{number}\n    # gone\n    value: {value}\n"
        return text + "scopes:  # keep\n- shop\n"


def _indented(text: str, blanks: int) -> str:
    return "".join(" " * blanks + line if line.strip() else line for line in text.splitlines(True))


def snapshot(text: str, path: str = PATH) -> Snapshot:
    return snapshot_of({path: text})


def answer(
    text: str, identity: Identity = Identity.SYSTEM, client_id: str | None = None
) -> Switch | Refusal:
    """The switch of the first component of a text."""
    found = snapshot(text)
    return switch(found.files[PATH].components[0], found, identity, client_id)


def switched(text: str, identity: Identity = Identity.SYSTEM, client_id: str | None = None) -> str:
    """The text after the switch, which has to be offered."""
    found = answer(text, identity, client_id)
    assert isinstance(found, Switch), found
    return apply(text, found.edits)


def values(text: str) -> dict[str, str | None]:
    """The metadata of the first component; `None` for what is no literal."""
    component = snapshot(text).files[PATH].components[0]
    return {
        entry.name_text: entry.literal.text if entry.literal is not None else None
        for entry in component.metadata
    }
