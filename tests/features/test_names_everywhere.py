"""One name in files of many kinds: what says it is found from each of them, and changes at once."""

from __future__ import annotations

import pytest

from daprls.features.definition import definition
from daprls.features.references import references
from daprls.features.rename import RenameError, rename
from daprls.lint.engine import lint
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from daprls.text import TextEdit, apply
from workspaces import snapshot_of

LOCAL = {
    "/shop/dapr.yaml": """\
version: 1
common:
  resourcesPath: ./components
  configFilePath: ./config.yaml
apps:
  - appID: storefront
    appDirPath: ./storefront
  - appID: warehouse
    appDirPath: ./warehouse
    command: ["python", "warehouse.py"]
""",
    "/shop/config.yaml": """\
apiVersion: dapr.io/v1alpha1
kind: Configuration
metadata:
  name: shop
spec:
  accessControl:
    defaultAction: deny
    policies:
      - appId: storefront
        defaultAction: allow
      - appId: "warehouse" # packs what is ordered
        defaultAction: allow
  secrets:
    scopes:
      - storeName: vault
        defaultAccess: deny
        allowedSecrets: [redis-password]
  httpPipeline:
    handlers:
      - name: limit
        type: middleware.http.ratelimit
""",
    "/shop/components/vault.yaml": """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: vault
spec:
  type: secretstores.azure.keyvault
  version: v1
  metadata:
    - name: vaultName
      value: bookshop
scopes:
  - storefront
  - warehouse
""",
    "/shop/components/orderbus.yaml": """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: orderbus
spec:
  type: pubsub.redis
  version: v1
  metadata:
    - name: redisHost
      value: redis.internal:6379
    - name: redisPassword
      secretKeyRef:
        name: redis-password
        key: redis-password
    - name: publishingScopes
      value: "storefront=orders;warehouse="
    - name: subscriptionScopes
      value: storefront=;warehouse=orders,returns
auth:
  secretStore: vault
scopes:
  - storefront
  - warehouse
""",
    "/shop/components/carts.yaml": """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: carts
spec:
  type: state.redis
  version: v1
  metadata:
    - name: redisHost
      value: redis.internal:6379
    - name: redisPassword
      secretKeyRef:
        name: redis-password
        key: redis-password
    - name: outboxPublishPubsub
      value: orderbus
    - name: outboxPublishTopic
      value: carts
auth:
  secretStore: vault
scopes:
  - storefront
""",
    "/shop/components/limit.yaml": """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: limit
spec:
  type: middleware.http.ratelimit
  version: v1
  metadata:
    - name: maxRequestsPerSecond
      value: "10"
scopes:
  - storefront
""",
    "/shop/components/subscriptions.yaml": """\
apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata:
  name: orders
spec:
  pubsubname: orderbus
  topic: orders
  deadLetterTopic: lost
  routes:
    default: /orders
scopes:
  - warehouse
---
apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata:
  name: lost
spec:
  pubsubname: orderbus
  topic: lost
  routes:
    default: /lost
scopes:
  - warehouse
""",
    "/shop/components/resiliency.yaml": """\
apiVersion: dapr.io/v1alpha1
kind: Resiliency
metadata:
  name: shop
spec:
  policies:
    retries:
      patient:
        policy: constant
        duration: 5s
        maxRetries: 10
    timeouts:
      short: 2s
  targets:
    apps:
      warehouse:
        retry: patient
        timeout: short
    components:
      orderbus:
        inbound:
          retry: patient
      vault:
        outbound:
          timeout: short
""",
    "/shop/components/prices.yaml": """\
apiVersion: dapr.io/v1alpha1
kind: HTTPEndpoint
metadata:
  name: prices
spec:
  baseUrl: https://prices.example.com
  headers:
    - name: Authorization
      secretKeyRef:
        name: prices-key
        key: prices-key
auth:
  secretStore: vault
scopes:
  - storefront
""",
}
CLOUD = {
    "/shop/deploy/warehouse.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: warehouse-deployment
spec:
  template:
    metadata:
      annotations:
        dapr.io/enabled: "true"
        dapr.io/app-id: "warehouse"
""",
    "/shop/infra/main.bicep": """\
resource warehouse 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-warehouse'
  properties: {
    configuration: {
      dapr: {
        enabled: true
        appId: 'warehouse'
      }
    }
  }
}
""",
}


def workspace(**changed: str) -> Snapshot:
    """The whole shop; further files by name, with `__` for a dot."""
    others = {f"/shop/{name.replace('__', '.')}": text for name, text in changed.items()}
    return snapshot_of({**LOCAL, **CLOUD, **others})


def at(snapshot: Snapshot, path: str, before: str) -> tuple[str, int]:
    """A place in a file, right behind the first `before`."""
    path = f"/shop/{path}"
    text = snapshot.files[path].text
    assert before in text
    return path, text.index(before) + len(before)


def places(snapshot: Snapshot, found: object) -> list[str]:
    """Locations as `file:line text`."""
    assert isinstance(found, tuple)
    shown = []
    for place in found:
        file = snapshot.files[place.path]
        line = file.lines.line_at(place.span.start) + 1
        shown.append(f"{place.path.removeprefix('/shop/')}:{line} {place.span.of(file.text)}")
    return shown


def defined(snapshot: Snapshot, path: str, before: str) -> list[str]:
    key, offset = at(snapshot, path, before)
    return places(snapshot, definition(snapshot, snapshot.files[key], offset))


def used(snapshot: Snapshot, path: str, before: str, *, declared: bool = False) -> list[str]:
    key, offset = at(snapshot, path, before)
    return places(snapshot, references(snapshot, snapshot.files[key], offset, declared))


def after_renaming(
    snapshot: Snapshot, path: str, before: str, new: str
) -> tuple[Snapshot, frozenset[str]]:
    """The workspace after a renaming, and the files that it changed."""
    key, offset = at(snapshot, path, before)
    edits = rename(snapshot, snapshot.files[key], offset, new)
    assert edits
    by_path: dict[str, list[TextEdit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    texts = {path: file.text for path, file in snapshot.files.items()}
    for path, each in by_path.items():
        texts[path] = apply(texts[path], each)
    return snapshot_of(texts), frozenset(path.removeprefix("/shop/") for path in by_path)


def findings(snapshot: Snapshot) -> list[str]:
    return [
        f"{found.path}: {found.rule}: {found.message}"
        for file in snapshot.files.values()
        for found in lint(snapshot, file, ALL_RULES)
        if found.rule not in ("prefer-managed-identity", "component-maturity")
    ]


def test_nothing_is_wrong_with_the_shop() -> None:
    assert findings(workspace()) == []


@pytest.mark.parametrize(
    ("path", "before"),
    [
        ("components/orderbus.yaml", "  name: orderb"),
        ("components/subscriptions.yaml", "pubsubname: ord"),
        ("components/resiliency.yaml", "      order"),
        ("components/carts.yaml", "value: order"),
    ],
)
class TestAComponent:
    def test_every_place_leads_to_it(self, path: str, before: str) -> None:
        assert defined(workspace(), path, before) == ["components/orderbus.yaml:4 orderbus"]

    def test_every_place_finds_all_uses(self, path: str, before: str) -> None:
        assert used(workspace(), path, before) == [
            "components/carts.yaml:16 orderbus",
            "components/resiliency.yaml:20 orderbus",
            "components/subscriptions.yaml:6 orderbus",
            "components/subscriptions.yaml:19 orderbus",
        ]

    def test_it_is_renamed_everywhere_at_once(self, path: str, before: str) -> None:
        snapshot, changed = after_renaming(workspace(), path, before, "bus")
        assert changed == {
            "components/orderbus.yaml",
            "components/carts.yaml",
            "components/resiliency.yaml",
            "components/subscriptions.yaml",
        }
        assert findings(snapshot) == []
        assert not any("orderbus" in file.text for file in snapshot.files.values())


def test_a_secret_store_is_renamed_in_eight_files_at_once() -> None:
    more = {
        f"components__{name}__yaml": LOCAL["/shop/components/carts.yaml"].replace(
            "name: carts", f"name: {name}"
        )
        for name in ("books", "reviews")
    }
    snapshot = snapshot_of(
        {
            **LOCAL,
            **CLOUD,
            **{f"/shop/components/{name.split('__')[1]}.yaml": text for name, text in more.items()},
        }
    )
    assert findings(snapshot) == []
    snapshot, changed = after_renaming(snapshot, "components/vault.yaml", "  name: va", "key-vault")
    assert changed == {
        "config.yaml",
        "components/vault.yaml",
        "components/orderbus.yaml",
        "components/carts.yaml",
        "components/books.yaml",
        "components/reviews.yaml",
        "components/resiliency.yaml",
        "components/prices.yaml",
    }
    assert findings(snapshot) == []


def test_an_app_of_eight_files_and_more_than_five_kinds_is_renamed_in_one_edit() -> None:
    before = workspace()
    snapshot, changed = after_renaming(before, "dapr.yaml", "appID: ware", "packing")
    assert changed == {
        "dapr.yaml",
        "config.yaml",
        "components/vault.yaml",
        "components/orderbus.yaml",
        "components/subscriptions.yaml",
        "components/resiliency.yaml",
        "deploy/warehouse.yaml",
        "infra/main.bicep",
    }
    assert findings(snapshot) == []
    text = {path.removeprefix("/shop/"): file.text for path, file in snapshot.files.items()}
    assert 'appId: "packing" # packs' in text["config.yaml"]
    assert '"storefront=orders;packing="' in text["components/orderbus.yaml"]
    assert "storefront=;packing=orders,returns" in text["components/orderbus.yaml"]
    assert 'dapr.io/app-id: "packing"' in text["deploy/warehouse.yaml"]
    assert "appId: 'packing'" in text["infra/main.bicep"]
    assert "resource warehouse" in text["infra/main.bicep"]
    assert 'command: ["python", "warehouse.py"]' in text["dapr.yaml"]


@pytest.mark.parametrize(
    ("path", "before"),
    [
        ("dapr.yaml", "appID: ware"),
        ("config.yaml", 'appId: "ware'),
        ("components/vault.yaml", "- ware"),
        ("components/orderbus.yaml", "orders;ware"),
        ("components/subscriptions.yaml", "- ware"),
        ("components/resiliency.yaml", "    apps:\n      ware"),
        ("deploy/warehouse.yaml", 'app-id: "ware'),
        ("infra/main.bicep", "appId: 'ware"),
    ],
)
def test_an_app_is_found_from_wherever_it_is_named(path: str, before: str) -> None:
    snapshot = workspace()
    assert sorted(defined(snapshot, path, before)) == [
        "dapr.yaml:8 warehouse",
        "deploy/warehouse.yaml:10 warehouse",
        "infra/main.bicep:7 warehouse",
    ]
    assert used(snapshot, path, before) == [
        "components/orderbus.yaml:16 warehouse",
        "components/orderbus.yaml:18 warehouse",
        "components/orderbus.yaml:23 warehouse",
        "components/resiliency.yaml:16 warehouse",
        "components/subscriptions.yaml:12 warehouse",
        "components/subscriptions.yaml:24 warehouse",
        "components/vault.yaml:13 warehouse",
        'config.yaml:11 "warehouse"',
    ]


AZURE = {
    "/shop/components/vault.yaml": """\
# daprls: name=vault
componentType: secretstores.azure.keyvault
version: v1
metadata:
  - name: vaultName
    value: bookshop
scopes:
  - warehouse
""",
    **{
        f"/shop/components/{name}.yaml": f"""\
# daprls: name={name}
componentType: state.redis
version: v1
secretStoreComponent: vault
metadata:
  - name: redisHost
    value: redis.internal:6379
  - name: redisPassword
    secretRef: redis-password
scopes:
  - warehouse
"""
        for name in ("books", "carts")
    },
    "/shop/deploy.sh": """\
az containerapp env dapr-component set -g shop -n env \\
  --dapr-component-name vault --yaml components/vault.yaml
""",
    "/shop/.github/workflows/deploy.yaml": """\
on: push
jobs:
  deploy:
    steps:
      - run: |
          az containerapp env dapr-component show -g shop -n env --dapr-component-name 'vault'
""",
    "/shop/infra/main.bicep": """\
resource bus 'Microsoft.App/managedEnvironments/daprComponents@2024-03-01' = {
  parent: environment
  name: 'orderbus'
  properties: {
    componentType: 'pubsub.azure.servicebus.topics'
    version: 'v1'
    secretStoreComponent: 'vault'
    scopes: ['warehouse']
  }
}
""",
    "/shop/infra/azuredeploy.json": """\
{
  "resources": [
    {
      "type": "Microsoft.App/managedEnvironments/daprComponents",
      "name": "[concat(parameters('env'), '/reviews')]",
      "properties": {
        "componentType": "state.redis",
        "version": "v1",
        "secretStoreComponent": "vault"
      }
    }
  ]
}
""",
    "/shop/infra/main.tf": """\
resource "azurerm_container_app_environment_dapr_component" "vault" {
  name                         = "vault"
  container_app_environment_id = azurerm_container_app_environment.shop.id
  component_type               = "secretstores.azure.keyvault"
  version                      = "v1"
}
""",
}


def test_a_component_of_azure_is_renamed_in_eight_files_of_six_kinds_at_once() -> None:
    before = snapshot_of(AZURE)
    assert findings(before) == []
    snapshot, changed = after_renaming(before, "components/vault.yaml", "name=va", "key-vault")
    assert changed == {path.removeprefix("/shop/") for path in AZURE}
    assert findings(snapshot) == []
    text = {path.removeprefix("/shop/"): file.text for path, file in snapshot.files.items()}
    assert (
        'component" "vault" {\n  name                         = "key-vault"'
        in text["infra/main.tf"]
    )


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (
            "dapr.yaml",
            "apps:\n  - appDirPath: ./services/orders/\n",
            "'dapr.yaml' calls the app 'orders' like its folder; give it an `appID` first.",
        ),
        (
            "deploy.sh",
            "APP=orders\ndapr run --app-id $APP -- ./$APP\n",
            (
                "'deploy.sh' takes 'orders' from a variable or parameter that says more than this; "
                "let the name have one of its own first."
            ),
        ),
        (
            "manifest.json",
            '{"resources": {"a": {"type": "dapr.v0", "dapr": {"appId": "orders"}}}}',
            "'manifest.json' is written by an Aspire host, whose code calls it 'orders'.",
        ),
    ],
)
def test_a_name_that_a_file_takes_from_elsewhere_stays_and_the_reason_is_told(
    name: str, text: str, reason: str
) -> None:
    scopes = "componentType: state.redis\nversion: v1\nscopes:\n  - orders\n"
    snapshot = snapshot_of({f"/shop/{name}": text, "/shop/state.yaml": scopes})
    assert list(snapshot.index.apps) == ["orders"]
    path, offset = at(snapshot, "state.yaml", "- or")
    with pytest.raises(RenameError) as refused:
        rename(snapshot, snapshot.files[path], offset, "sales")
    assert str(refused.value) == reason


def test_what_is_deployed_already_keeps_its_name() -> None:
    deployed = (
        '[{"id": "/providers/Microsoft.App/managedEnvironments/e/daprComponents/bus",'
        ' "name": "bus", "properties": {"componentType": "state.redis"}}]'
    )
    named = "# daprls: name=bus\ncomponentType: state.redis\nversion: v1\n"
    snapshot = snapshot_of({"/shop/list.json": deployed, "/shop/bus.yaml": named})
    path, offset = at(snapshot, "bus.yaml", "name=b")
    with pytest.raises(RenameError, match=r"'bus' is deployed already, as 'list\.json' lists"):
        rename(snapshot, snapshot.files[path], offset, "other")
