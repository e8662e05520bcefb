"""The switch of a whole workspace: what it does, what it does not, and why."""

from __future__ import annotations

import pytest

from daprls.features.switch_all import MAY_BE_ELSEWHERE, SwitchAll, needs_after, preview, switch_all
from daprls.lint.repair import edited
from daprls.refactor.identity import Identity, Switch, switch
from daprls.snapshot import Snapshot
from workspaces import snapshot_of

CLIENT = "9c0d6a52-3f1b-4e87-a2d4-6b5e8f7c1a30"
OTHER = "5b1f7c9e-2a4d-4e6f-8b3a-7c9d1e2f4a6b"
SECRET = "c2VjcmV0IG9mIHRoZSBhY2NvdW50"
CARTS = """\
componentType: state.azure.cosmosdb
version: v1
secretStoreComponent: vault
metadata:
  - name: url
    value: https://shop.documents.azure.com:443/
  - name: masterKey # the key
    secretRef: cosmos-key
"""
VAULT = """\
# daprls: name=vault
componentType: secretstores.azure.keyvault
version: v1
metadata:
  - name: vaultName
    value: shop-vault
"""
BLOBS = f"""\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: blobs
spec:
  type: bindings.azure.blobstorage
  version: v1
  metadata:
    - name: accountName
      value: shop
    - name: accountKey
      value: {SECRET}
---
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: more-blobs
spec:
  type: bindings.azure.blobstorage
  version: v1
  metadata:
    - name: accountName
      value: shop
    - name: accountKey
      value: {SECRET}
"""
GRAPH = """\
componentType: bindings.azure.cosmosdb.gremlinapi
version: v1
metadata:
  - name: url
    value: wss://shop.gremlin.cosmos.azure.com:443/
"""
CACHE = """\
componentType: state.redis
version: v1
metadata:
  - name: redisHost
    value: redis:6379
"""


def used(client_id: str) -> str:
    return VAULT + f"  - name: azureClientId\n    value: {client_id}\n"


def planned(files: dict[str, str], identity: Identity = Identity.SYSTEM) -> SwitchAll:
    return switch_all(snapshot_of(files), sorted(files), identity)


def after(files: dict[str, str], identity: Identity = Identity.SYSTEM) -> dict[str, str]:
    snapshot = snapshot_of(files)
    changed = edited(snapshot, planned(files, identity).edits)
    return {file.path: file.text for file in changed}


FILES = {"/a/carts.yaml": CARTS, "/a/vault.yaml": VAULT, "/b/blobs.yaml": BLOBS}


def test_all_files_change_in_one_edit_and_nothing_else_of_them() -> None:
    found = after(FILES)
    assert found.keys() == {"/a/carts.yaml", "/b/blobs.yaml"}
    assert found["/a/carts.yaml"] == (
        "componentType: state.azure.cosmosdb\nversion: v1\nmetadata:\n"
        "  - name: url\n    value: https://shop.documents.azure.com:443/\n"
    )
    assert SECRET not in found["/b/blobs.yaml"]
    assert after({**FILES, **found}) == {}


def test_a_store_that_nobody_uses_any_more_is_named_and_stays() -> None:
    (store,) = planned(FILES).forsaken
    assert store.path == "/a/vault.yaml"
    text = CARTS.replace("state.azure.cosmosdb", "state.redis").replace(
        "masterKey", "redisPassword"
    )
    assert planned({**FILES, "/a/other.yaml": text}).forsaken == ()
    assert planned({"/a/vault.yaml": VAULT}).forsaken == ()


def test_what_is_not_switched_is_told_with_the_reason() -> None:
    files = {**FILES, "/c/graph.yaml": GRAPH, "/c/cache.yaml": CACHE}
    plan = planned(files)
    assert [component.path for component, _ in plan.refused] == ["/c/graph.yaml"]
    assert plan.done == 1
    assert preview(plan, snapshot_of(files)) == (
        "# Switch all components to managed identity (system-assigned)\n"
        "\n"
        "- `carts` (carts.yaml) is switched.\n"
        "  - The role is one of Cosmos DB's own data plane; a role of Azure's access control "
        "on the account is not enough.\n"
        "  - The identity needs the role 'Cosmos DB Built-in Data Contributor' on the Cosmos DB "
        "account 'shop'.\n"
        "- `blobs` (blobs.yaml) is switched.\n"
        "  - The operation 'presign', and 'create' with 'signTTL', stop working: only the "
        "account's key can sign.\n"
        "  - The identity needs the role 'Storage Blob Data Contributor' on the storage account "
        "'shop'.\n"
        "- `more-blobs` (blobs.yaml) is switched.\n"
        "  - The operation 'presign', and 'create' with 'signTTL', stop working: only the "
        "account's key can sign.\n"
        "  - The identity needs the role 'Storage Blob Data Contributor' on the storage account "
        "'shop'.\n"
        "\n"
        "## Not switched\n"
        "\n"
        "- `graph` (graph.yaml): The Gremlin API of Cosmos DB takes the account's key only.\n"
        "\n"
        "## No longer used\n"
        "\n"
        "- No component takes a secret from the store 'vault' any more. It stays, since apps may "
        "ask it for secrets themselves.\n"
        "\n"
        "1 component already uses this identity.\n"
    )


HIDDEN = CACHE.replace("value: redis:6379", "secretRef: host") + "  - name: x\n"


def test_what_may_be_elsewhere_is_not_switched_with_others() -> None:
    plan = planned({"/a/cache.yaml": HIDDEN})
    assert plan.switched == ()
    ((component, reason),) = plan.refused
    assert (component.path, reason) == ("/a/cache.yaml", MAY_BE_ELSEWHERE)
    known = CACHE.replace("redis:6379", "shop.redis.cache.windows.net:6380")
    assert len(planned({"/a/cache.yaml": known}).switched) == 1


def test_what_the_identities_of_switched_components_need_is_told() -> None:
    """Also where another component of the file used an identity before."""
    first, _, second = BLOBS.partition("---\n")
    other = first.replace("bindings.azure.blobstorage", "state.in-memory")
    files = {**FILES, "/b/blobs.yaml": f"{other}---\n{second}"}
    plan = planned(files)
    told = [
        (need.name, [(grant.role.name, grant.resource) for grant in need.grants])
        for need in needs_after(plan, snapshot_of(files))
    ]
    assert told == [
        ("carts", [("Cosmos DB Built-in Data Contributor", "shop")]),
        ("more-blobs", [("Storage Blob Data Contributor", "shop")]),
    ]


def test_what_has_to_be_filled_in_is_told() -> None:
    assert "To be filled in: `azureClientId`." in preview(
        planned(FILES, Identity.USER), snapshot_of(FILES)
    )


def test_a_workspace_without_anything_to_do_says_so() -> None:
    assert "There is nothing to switch." in preview(planned({}), snapshot_of({}))


class TestClientId:
    """Where the client ID of a user-assigned identity is taken from."""

    @staticmethod
    def written(files: dict[str, str]) -> str:
        snapshot: Snapshot = snapshot_of({"/a/carts.yaml": CARTS, **files})
        (component,) = snapshot.files["/a/carts.yaml"].components
        result = switch(component, snapshot, Identity.USER)
        assert isinstance(result, Switch)
        return next(edit.new_text for edit in result.edits if "azureClientId" in edit.new_text)

    @pytest.mark.parametrize("path", ["/a/vault.yaml", "/elsewhere/vault.yaml"])
    def test_is_that_of_the_only_identity_in_use(self, path: str) -> None:
        assert CLIENT in self.written({path: used(CLIENT)})

    def test_is_that_of_the_folder_before_others(self) -> None:
        assert CLIENT in self.written({"/a/vault.yaml": used(CLIENT), "/b/vault.yaml": used(OTHER)})

    @pytest.mark.parametrize("folder", ["/a", "/b"])
    def test_is_left_open_where_several_are_in_use(self, folder: str) -> None:
        files = {f"{folder}/vault.yaml": used(CLIENT), f"{folder}/other.yaml": used(OTHER)}
        assert "<managed-identity-client-id>" in self.written(files)

    def test_is_that_of_the_settings_first(self) -> None:
        settings = f'client-id = "{OTHER}"\n'
        assert OTHER in self.written({"/daprls.toml": settings, "/a/vault.yaml": used(CLIENT)})

    def test_is_not_that_of_an_app_registration(self) -> None:
        principal = used(CLIENT) + "  - name: azureClientSecret\n    secretRef: s\n"
        principal += "  - name: azureTenantId\n    value: shop.example\n"
        assert "<managed-identity-client-id>" in self.written({"/a/vault.yaml": principal})
