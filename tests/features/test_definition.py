"""Where the thing under the caret is defined."""

from __future__ import annotations

import pytest

from daprls.features.definition import definition
from daprls.text import Location
from marked import CARET, marked

OWN = """\
componentType: state.redis
version: v1
metadata:
  - name: redisPassword
    secretRef: redis-password
secrets:
  - name: redis-password
    value: x
"""
STORE_USED = """\
componentType: state.redis
version: v1
secretStoreComponent: vault
metadata:
  - name: redisPassword
    secretRef: redis-password
scopes:
  - orders
"""
VAULT = "componentType: secretstores.azure.keyvault\nversion: v1\nmetadata: []\n"
OSS_USED = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: statestore
spec:
  type: state.redis
  version: v1
  metadata:
    - name: redisPassword
      secretKeyRef:
        name: redis
        key: password
auth:
  secretStore: vault
"""
OSS_VAULT = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: vault
spec:
  type: secretstores.local.env
  version: v1
  metadata: []
"""


def defined(text: str, path: str = "/app/component.yaml", **others: str) -> list[str]:
    """The definitions of what stands at the caret, each as `file: text`."""
    snapshot, file, offset = marked(text, path, **others)
    return [
        f"{place.path}: {place.span.of(snapshot.files[place.path].text)}"
        for place in definition(snapshot, file, offset)
    ]


def after(text: str, before: str) -> str:
    """The text with a caret behind the first `before`."""
    assert before in text
    return text.replace(before, before + CARET, 1)


class TestASecretOfTheFile:
    @pytest.mark.parametrize("before", ["secretRef: ", "secretRef: redis", "Ref: redis-password"])
    def test_a_reference_leads_to_the_entry(self, before: str) -> None:
        snapshot, file, offset = marked(after(OWN, before))
        (place,) = definition(snapshot, file, offset)
        assert place.span.start == file.text.rindex("redis-password")
        assert place.span.of(file.text) == "redis-password"

    def test_an_entry_leads_to_itself(self) -> None:
        assert defined(after(OWN, "secrets:\n  - name: redis")) == [
            "/app/component.yaml: redis-password"
        ]

    def test_a_reference_of_the_wrapped_shape_leads_to_the_entry_as_well(self) -> None:
        text = "properties:\n" + "".join("  " + line for line in OWN.splitlines(keepends=True))
        assert defined(after(text, "secretRef: r")) == ["/app/component.yaml: redis-password"]

    def test_an_alias_leads_where_its_name_does(self) -> None:
        text = OWN.replace("secretRef: redis-password", "secretRef: *password").replace(
            "- name: redis-password", "- name: &password redis-password"
        )
        text = "".join(text.partition("secrets:")[1:]) + text.partition("secrets:")[0]
        assert defined(after(text, "secretRef: *pass")) == ["/app/component.yaml: redis-password"]

    def test_a_reference_to_nowhere_leads_nowhere(self) -> None:
        assert defined(after(OWN.replace("secretRef: redis", "secretRef: reddis"), "reddis")) == []

    @pytest.mark.parametrize("name", ["${SECRET}", "<secret-name>", "'#{Secret}#'"])
    def test_a_name_that_is_filled_in_later_leads_nowhere(self, name: str) -> None:
        text = OWN.replace("redis-password", name)
        assert defined(after(text, "secretRef: " + name[:3])) == []

    def test_a_half_typed_file_still_leads(self) -> None:
        text = OWN.replace("version: v1\n", "version: v1\nignoreErr\n")
        assert defined(after(text, "secretRef: redis")) == ["/app/component.yaml: redis-password"]


class TestASecretStore:
    def test_it_leads_to_the_type_in_the_file_whose_stem_is_its_name(self) -> None:
        assert defined(after(STORE_USED, "secretStoreComponent: va"), vault__yaml=VAULT) == [
            "/app/vault.yaml: secretstores.azure.keyvault"
        ]

    def test_it_leads_to_the_comment_that_names_it(self) -> None:
        text = after(STORE_USED, "secretStoreComponent: vault")
        assert defined(text, kv__yaml="# daprls: name=vault\n" + VAULT) == ["/app/kv.yaml: vault"]

    def test_it_leads_to_the_file_though_a_deploy_command_names_it(self) -> None:
        found = defined(
            after(STORE_USED, "secretStoreComponent: vault"),
            kv__yaml=VAULT,
            deploy__sh="az containerapp env dapr-component set "
            "--dapr-component-name vault --yaml kv.yaml",
        )
        assert found == ["/app/kv.yaml: secretstores.azure.keyvault"]

    def test_it_leads_to_the_file_though_the_configuration_names_it(self) -> None:
        found = defined(
            after(STORE_USED, "secretStoreComponent: vault"),
            kv__yaml=VAULT,
            daprls__toml='[components]\n"kv.yaml" = "vault"\n',
        )
        assert found == ["/app/kv.yaml: secretstores.azure.keyvault"]

    def test_it_leads_to_the_name_in_the_open_source_dialect(self) -> None:
        text = after(OSS_USED, "secretStore: va")
        assert defined(text, store__yaml=OSS_VAULT) == ["/app/store.yaml: vault"]

    def test_the_dialects_are_kept_apart(self) -> None:
        text = after(STORE_USED, "secretStoreComponent: va")
        assert defined(text, local__yaml=OSS_VAULT, vault__yaml=VAULT) == [
            "/app/vault.yaml: secretstores.azure.keyvault"
        ]

    def test_of_several_the_one_in_the_same_folder_is_meant(self) -> None:
        snapshot, file, offset = marked(
            after(OSS_USED, "secretStore: va"), "/b/component.yaml", vault__yaml=OSS_VAULT
        )
        far = type(file)("/a/vault.yaml", OSS_VAULT)
        snapshot = snapshot.with_file(far)
        places = definition(snapshot, file, offset)
        assert [place.path for place in places] == ["/b/vault.yaml"]

    def test_of_several_elsewhere_the_nearest_comes_first(self) -> None:
        snapshot, file, offset = marked(
            after(OSS_USED, "secretStore: va"), "/r/b/apps/component.yaml"
        )
        far, near = "/r/a/apps/vault.yaml", "/r/b/stores/vault.yaml"
        snapshot = snapshot.with_files(type(file)(path, OSS_VAULT) for path in (far, near))
        places = definition(snapshot, file, offset)
        assert [place.path for place in places] == [near, far]

    def test_what_bears_its_name_by_mistake_is_shown_too(self) -> None:
        wrong = OSS_VAULT.replace("secretstores.local.env", "state.in-memory")
        assert defined(after(OSS_USED, "secretStore: va"), wrong__yaml=wrong) == [
            "/app/wrong.yaml: vault"
        ]

    def test_a_secret_that_it_holds_leads_to_the_store(self) -> None:
        assert defined(after(STORE_USED, "secretRef: red"), vault__yaml=VAULT) == [
            "/app/vault.yaml: secretstores.azure.keyvault"
        ]

    @pytest.mark.parametrize("before", ["secretKeyRef:\n        name: re", "key: pass"])
    def test_so_does_one_of_the_open_source_dialect(self, before: str) -> None:
        assert defined(after(OSS_USED, before), store__yaml=OSS_VAULT) == ["/app/store.yaml: vault"]

    def test_a_component_leads_to_its_own_name(self) -> None:
        assert defined(after(OSS_USED, "name: state")) == ["/app/component.yaml: statestore"]
        assert defined("# daprls: name=va<|>ult\n" + VAULT) == ["/app/component.yaml: vault"]
        assert defined(after(VAULT, "secretstores.azure")) == [
            "/app/component.yaml: secretstores.azure.keyvault"
        ]

    def test_nobody_knows_where_the_store_of_kubernetes_is(self) -> None:
        assert defined(after(OSS_USED.replace("vault", "kubernetes"), "secretStore: kub")) == []


@pytest.mark.parametrize(
    "text",
    [
        after(STORE_USED, "- ord"),
        after(STORE_USED, "secretStoreCom"),
        after(STORE_USED, "name: redisPass"),
        after(STORE_USED, "componentType: state."),
        "<|>",
        "services:\n  web:\n    secretRef: <|>x\n",
        "# <|>\ncomponentType: state.redis\nversion: v1\n",
    ],
    ids=["scope", "key", "metadata name", "type", "empty", "not ours", "comment"],
)
def test_all_else_leads_nowhere(text: str) -> None:
    assert defined(text, vault__yaml=VAULT) == []


def test_a_definition_is_a_location() -> None:
    snapshot, file, offset = marked(after(OWN, "secretRef: redis"))
    assert all(isinstance(place, Location) for place in definition(snapshot, file, offset))
