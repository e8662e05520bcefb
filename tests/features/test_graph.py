"""Who loads what, where secrets come from, what is reached, and how components authenticate."""

from __future__ import annotations

import pytest

from daprls.features.authentication_text import Manner
from daprls.features.graph import Filter, graph
from daprls.features.relations import EVERY_APP, EdgeKind, Graph, NodeKind
from daprls.features.services import services
from workspaces import snapshot_of

VAULT = """\
# daprls: name=vault
componentType: secretstores.azure.keyvault
version: v1
metadata:
  - name: vaultName
    value: shop-vault
scopes: [web]
"""
CARTS = """\
componentType: state.azure.cosmosdb
version: v1
secretStoreComponent: vault
metadata:
  - name: url
    value: https://shop.documents.azure.com:443/
  - name: masterKey
    secretRef: cosmos-key
scopes: [web, worker]
"""
ORDERS = """\
componentType: pubsub.azure.servicebus.topics
version: v1
metadata:
  - name: namespaceName
    value: shop.servicebus.windows.net
"""
CACHE = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: {name: cache}
spec:
  type: state.redis
  version: v1
  metadata:
    - {name: redisHost, value: "cache:6379"}
    - {name: redisPassword, value: "hunter22hunter22"}
scopes: [worker]
"""
BICEP = """\
resource it 'Microsoft.App/managedEnvironments/daprComponents@2024-03-01' = {
  name: 'events'
  parent: environment
  properties: {
    componentType: 'pubsub.kafka'
    version: 'v1'
  }
}
"""
SHOP = {"/w/vault.yaml": VAULT, "/w/carts.yaml": CARTS, "/w/orders.yaml": ORDERS}


def drawn(files: dict[str, str], only: Filter | None = None, paths: object = None) -> Graph:
    snapshot = snapshot_of(files)
    asked = [path for path in files if path.endswith(".yaml")] if paths is None else paths
    return graph(snapshot, asked, only)  # type: ignore[arg-type]


def names(found: Graph, kind: NodeKind) -> list[str]:
    return [node.name for node in found.nodes if node.kind is kind]


def edges(found: Graph, kind: EdgeKind) -> list[tuple[str, str]]:
    """The names of what is connected; a service without a name is `?`."""
    called = {node.id: node.name or "?" for node in found.nodes}
    return [(called[e.source], called[e.target]) for e in found.edges if e.kind is kind]


def test_apps_load_what_names_them_and_every_app_what_names_none() -> None:
    found = drawn(SHOP)
    assert names(found, NodeKind.APP) == ["every app", "web", "worker"]
    assert edges(found, EdgeKind.LOADS) == [
        ("every app", "orders"),
        ("web", "carts"),
        ("web", "vault"),
        ("worker", "carts"),
    ]


def test_components_take_their_secrets_from_stores() -> None:
    assert edges(drawn(SHOP), EdgeKind.TAKES_SECRETS) == [("carts", "vault")]


def test_each_component_says_how_it_authenticates_and_so_does_its_line() -> None:
    found = drawn(SHOP)
    said = {node.name: (node.authentication, node.tally) for node in found.nodes if node.tally}
    assert said == {
        "carts": ("master key from 'vault'", ((Manner.STORED, 1),)),
        "orders": ("managed identity · system-assigned", ((Manner.IDENTITY, 1),)),
        "vault": ("managed identity · system-assigned", ((Manner.IDENTITY, 1),)),
    }
    lines = [(e.source, e.manner) for e in found.edges if e.kind is EdgeKind.REACHES]
    assert lines == [
        ("component:/w/carts.yaml", Manner.STORED),
        ("component:/w/orders.yaml", Manner.IDENTITY),
        ("component:/w/vault.yaml", Manner.IDENTITY),
    ]


def test_services_are_called_what_the_files_call_them() -> None:
    found = drawn(SHOP | {"/w/cache.yaml": CACHE})
    shown = [(n.detail, n.name) for n in found.nodes if n.kind is NodeKind.SERVICE]
    assert shown == [
        ("redis", "cache"),
        ("Cosmos DB account", "shop"),
        ("Service Bus namespace", "shop"),
        ("key vault", "shop-vault"),
    ]


def test_two_components_of_one_account_reach_one_service() -> None:
    other = CARTS.replace("    secretRef: cosmos-key\n", "").replace("  - name: masterKey\n", "")
    found = drawn(SHOP | {"/w/books.yaml": other})
    assert [each for each in edges(found, EdgeKind.REACHES) if each[1] == "shop"] == [
        ("books", "shop"),
        ("carts", "shop"),
        ("orders", "shop"),
    ]
    assert names(found, NodeKind.SERVICE) == ["shop", "shop", "shop-vault"]


@pytest.mark.parametrize(
    "value",
    [
        "Endpoint=sb://secret.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey=abc=",
        "#{namespace}#",
    ],
)
def test_no_value_of_a_secret_names_a_service(value: str) -> None:
    text = ORDERS.replace("namespaceName", "connectionString").replace(
        "shop.servicebus.windows.net", f'"{value}"'
    )
    found = drawn({"/w/orders.yaml": text})
    assert names(found, NodeKind.SERVICE) == [""]
    assert "secret" not in repr(found)
    assert "abc=" not in repr(found)


def test_a_host_with_a_password_before_it_names_no_service() -> None:
    text = CACHE.replace("cache:6379", "redis://u:hunter22@cache:6379")
    found = drawn({"/w/cache.yaml": text})
    assert names(found, NodeKind.SERVICE) == [""]
    assert "hunter" not in repr(found)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("kafka-0:9092,kafka-1:9092", "kafka-0, kafka-1"),
        ("localhost:9092, localhost:9093", "localhost"),
        ("https://broker.example.com:443/path", "broker.example.com"),
        ("[::1]:9092", "[::1]"),
        ("file:///brokers", ""),
        ("#{brokers}#", ""),
        ("a b c", ""),
    ],
)
def test_hosts_are_told_without_their_ports(value: str, name: str) -> None:
    text = (
        "componentType: pubsub.kafka\nversion: v1\n"
        f"metadata:\n  - name: brokers\n    value: '{value}'\n"
    )
    assert names(drawn({"/w/a.yaml": text}), NodeKind.SERVICE) == [name]


def test_services_without_a_name_may_be_different_ones() -> None:
    hidden = ORDERS.replace("shop.servicebus.windows.net", '"#{namespace}#"')
    found = drawn({"/w/a.yaml": hidden, "/w/b.yaml": hidden})
    assert len({n.id for n in found.nodes if n.kind is NodeKind.SERVICE}) == 2


@pytest.mark.parametrize("known", ["bindings.cron", "state.in-memory", "secretstores.local.file"])
def test_what_stays_in_the_sidecar_reaches_nothing(known: str) -> None:
    text = f"componentType: {known}\nversion: v1\nmetadata: []\n"
    snapshot = snapshot_of({"/w/a.yaml": text})
    assert services(snapshot, snapshot.files["/w/a.yaml"].components[0]) == ()
    (node,) = (n for n in graph(snapshot, ["/w/a.yaml"]).nodes if n.tally)
    assert node.authentication == ""


def test_a_component_of_an_unknown_type_does_not_show_how_it_authenticates() -> None:
    found = drawn({"/w/a.yaml": "componentType: state.nobody\nversion: v1\nmetadata: []\n"})
    (node,) = (n for n in found.nodes if n.tally)
    assert (node.authentication, node.tally) == (None, ((None, 1),))


def test_a_key_vault_that_secrets_name_by_their_address_is_a_service() -> None:
    text = CARTS.replace("secretStoreComponent: vault\n", "") + (
        "secrets:\n  - name: cosmos-key\n"
        "    keyVaultUrl: https://direct.vault.azure.net/secrets/cosmos-key\n"
    )
    found = drawn({"/w/carts.yaml": text})
    assert edges(found, EdgeKind.TAKES_SECRETS) == [("carts", "direct")]


class TestStores:
    def test_one_that_no_file_shows_is_said_to_be_missing(self) -> None:
        found = drawn({"/w/carts.yaml": CARTS})
        (store,) = (node for node in found.nodes if node.kind is NodeKind.STORE)
        assert (store.name, store.detail, store.is_missing) == ("vault", "not found", True)

    def test_one_of_the_settings_is_not(self) -> None:
        settings = '[deployed]\nvault = "secretstores.azure.keyvault"\n'
        found = drawn({"/w/carts.yaml": CARTS, "/w/daprls.toml": settings})
        (store,) = (node for node in found.nodes if node.kind is NodeKind.STORE)
        assert (store.detail, store.is_missing) == ("secretstores.azure.keyvault", False)

    def test_one_of_a_template_is_there_once(self) -> None:
        bicep = BICEP.replace("'events'", "'vault'").replace("pubsub.kafka", "secretstores.x")
        found = drawn({"/w/carts.yaml": CARTS, "/w/main.bicep": bicep})
        (store,) = (node for node in found.nodes if node.kind is NodeKind.STORE)
        assert (store.name, store.detail, store.is_missing) == ("vault", "secretstores.x", False)
        assert edges(found, EdgeKind.TAKES_SECRETS) == [("carts", "vault")]

    def test_the_one_of_kubernetes_needs_no_file(self) -> None:
        secret = "{name: redisPassword, secretKeyRef: {name: redis, key: password}}"
        text = CACHE.replace('{name: redisPassword, value: "hunter22hunter22"}', secret)
        found = drawn({"/w/cache.yaml": text})
        (store,) = (node for node in found.nodes if node.kind is NodeKind.STORE)
        assert (store.name, store.detail, store.location) == ("kubernetes", "built in", None)

    def test_one_elsewhere_is_drawn_with_what_it_reaches(self) -> None:
        found = drawn(SHOP, paths=["/w/carts.yaml"])
        assert names(found, NodeKind.STORE) == ["vault"]
        assert ("vault", "shop-vault") in edges(found, EdgeKind.REACHES)

    def test_one_that_names_itself_is_no_trouble(self) -> None:
        text = VAULT.replace("version: v1", "version: v1\nsecretStoreComponent: vault")
        assert edges(drawn({"/w/v.yaml": text}), EdgeKind.TAKES_SECRETS) == [("vault", "vault")]


class TestFilters:
    def test_by_app_it_loads_what_has_no_scopes_too(self) -> None:
        found = drawn(SHOP | {"/w/cache.yaml": CACHE}, Filter(apps=["web"]))
        assert names(found, NodeKind.APP) == ["web"]
        assert edges(found, EdgeKind.LOADS) == [
            ("web", "carts"),
            ("web", "orders"),
            ("web", "vault"),
        ]

    def test_by_name(self) -> None:
        found = drawn(SHOP, Filter(components=["carts"]))
        assert names(found, NodeKind.COMPONENT) == ["carts"]
        assert names(found, NodeKind.STORE) == ["vault"]

    def test_by_the_name_of_a_store_its_users_come_along(self) -> None:
        found = drawn(SHOP, Filter(components=["vault"]))
        assert names(found, NodeKind.COMPONENT) == ["carts"]

    @pytest.mark.parametrize(
        ("word", "shown"),
        [
            ("state", ["carts"]),
            ("state.azure", ["carts"]),
            ("pubsub.azure.servicebus.topics", ["orders"]),
            ("stat", []),
        ],
    )
    def test_by_type_or_what_it_begins_with(self, word: str, shown: list[str]) -> None:
        assert names(drawn(SHOP, Filter(types=[word])), NodeKind.COMPONENT) == shown


class TestNamesOfOtherFiles:
    RUN = "version: 1\napps:\n  - appID: lonely\n    appDirPath: ./lonely\n"

    def test_an_app_that_loads_nothing_is_there_and_leads_to_what_defines_it(self) -> None:
        found = drawn(SHOP | {"/w/dapr.yaml": self.RUN})
        (app,) = (node for node in found.nodes if node.name == "lonely")
        assert app.location is not None
        assert app.location.path == "/w/dapr.yaml"
        assert app.location.span.of(self.RUN) == "lonely"

    def test_an_app_leads_to_what_describes_it_and_not_to_a_command(self) -> None:
        others = {
            "/w/a.sh": "dapr run --app-id web -- x\n",
            "/w/dapr.yml": "apps:\n  - appID: web\n    appDirPath: .\n",
        }
        node = next(each for each in drawn({**SHOP, **others}).nodes if each.name == "web")
        assert node.location is not None
        assert node.location.path == "/w/dapr.yml"

    def test_but_not_beside_a_filter(self) -> None:
        found = drawn(SHOP | {"/w/dapr.yaml": self.RUN}, Filter(types=["state"]))
        assert "lonely" not in names(found, NodeKind.APP)

    def test_nor_from_another_folder(self) -> None:
        found = drawn(SHOP | {"/other/dapr.yaml": self.RUN}, paths=list(SHOP))
        assert "lonely" not in names(found, NodeKind.APP)

    def test_one_that_settings_name_is_there(self) -> None:
        found = drawn(SHOP | {"/w/daprls.toml": 'app-ids = ["batch"]\n'})
        assert "batch" in names(found, NodeKind.APP)

    def test_a_component_without_a_file_is_there(self) -> None:
        found = drawn(SHOP | {"/w/main.bicep": BICEP})
        (node,) = (node for node in found.nodes if node.name == "events")
        assert (node.kind, node.detail) == (NodeKind.COMPONENT, "pubsub.kafka")


def test_what_looks_like_a_credential_has_no_name() -> None:
    key = "AccountKey=abcdefghijklmnop"
    text = CACHE.replace("name: cache}", f"name: '{key}'}}").replace("[worker]", f"['{key}']")
    found = drawn({"/w/a.yaml": text})
    shown = [node.name for node in found.nodes]
    assert key not in shown
    assert "…" in shown


def test_the_order_is_the_same_whatever_the_order_of_files() -> None:
    backwards = dict(reversed(SHOP.items()))
    assert drawn(SHOP) == drawn(backwards)


def test_nothing_is_a_graph_too() -> None:
    assert drawn({}) == Graph((), ())


def test_what_loads_everything_is_one_node() -> None:
    other = {"/w/more.yaml": ORDERS}
    assert [node.id for node in drawn(SHOP | other).nodes].count(EVERY_APP) == 1
