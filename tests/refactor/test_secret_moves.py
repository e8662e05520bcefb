"""Secrets out of the place where they stand: to the component's own, to a store, to a new vault."""

from __future__ import annotations

import pytest

from daprls.lint.engine import lint
from daprls.lint.finding import Severity
from daprls.model.source_file import SourceFile
from daprls.refactor.secret_moves import Move, moves, moves_to_stores
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from daprls.text import CreateFile, TextEdit, apply
from workspaces import snapshot_of

PATH = "/app/carts.yaml"
ACA = """\
componentType: state.redis
version: v1
metadata:
- name: redisHost   # where
  value: shop:6379
- name: redisPassword
  value: 'hunter2-and-more'   # change it
scopes: [cart]
"""
KEPT = """\
componentType: state.redis
version: v1
metadata:
- name: redisHost   # where
  value: shop:6379
- name: redisPassword
  secretRef: pw.of.redis   # change it
- name: sentinelPassword
  secretRef: sentinel
secrets:
- name: pw.of.redis
  value: hunter2-and-more
- name: sentinel
  value: another-hunter3
scopes: [cart]
"""
VAULT = """\
# daprls: name=vault
componentType: secretstores.azure.keyvault
version: v1
metadata:
- name: vaultName
  value: bookshop
"""
OSS = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: carts
spec:
    type: state.redis
    version: v1
    metadata:
    -   name: redisHost
        value: shop:6379
    -   name: redisPassword
        value: "hunter2-and-more"   # change it
"""
LOCAL = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: local
spec:
  type: secretstores.local.file
  version: v1
  metadata:
  - name: secretsFile
    value: secrets.json
"""


def snapshot(text: str, **others: str) -> Snapshot:
    return snapshot_of({PATH: text, **{f"/app/{key}.yaml": each for key, each in others.items()}})


def offered(text: str, name: str = "redisPassword", **others: str) -> dict[str, Move]:
    state = snapshot(text, **others)
    (component,) = state.files[PATH].components
    (entry,) = component.entries(name)
    return {move.title: move for move in moves(state, component, entry)}


def after(text: str, move: Move) -> str:
    return apply(text, [edit for edit in move.edits if isinstance(edit, TextEdit)])


def to_store(store: str, name: str = "carts-redis-password") -> str:
    return f"Take it from the secret store '{store}' (put it there as '{name}' first)"


def to_new(name: str = "secretstore") -> str:
    return (
        f"Take it from a new Key Vault store '{name}' (put it there as 'carts-redis-password' "
        "first)"
    )


class TestContainerApps:
    def test_into_the_own_secrets(self) -> None:
        move = offered(ACA)["Move it to the secret 'redis-password'"]
        assert after(ACA, move) == ACA.replace(
            "value: 'hunter2-and-more'   #", "secretRef: redis-password   #"
        ).replace(
            "scopes:", 'secrets:\n  - name: redis-password\n    value: "hunter2-and-more"\nscopes:'
        )

    def test_to_a_store_of_the_workspace(self) -> None:
        found = offered(ACA, vault=VAULT)
        assert list(found) == ["Move it to the secret 'redis-password'", to_store("vault")]
        move = found[to_store("vault")]
        assert after(ACA, move) == ACA.replace(
            "value: 'hunter2-and-more'", "secretRef: carts-redis-password"
        ).replace("metadata:", "secretStoreComponent: vault\nmetadata:")
        assert move.notes == (
            (
                "The value leaves this file and has to be put into the secret store 'vault': "
                "az keyvault secret set --vault-name bookshop --name carts-redis-password "
                "--value <value>"
            ),
        )
        assert move.commands == (
            (
                "az keyvault secret set --vault-name bookshop --name carts-redis-password "
                "--value <value>"
            ),
        )

    def test_to_a_vault_that_is_deployed_already(self) -> None:
        settings = '[deployed]\nshared-vault = "secretstores.azure.keyvault"\n'
        state = snapshot_of({PATH: ACA, "/app/daprls.toml": settings})
        (component,) = state.files[PATH].components
        (entry,) = component.entries("redisPassword")
        found = {move.title: move for move in moves(state, component, entry)}
        assert list(found) == ["Move it to the secret 'redis-password'", to_store("shared-vault")]
        (command,) = found[to_store("shared-vault")].commands
        assert command.startswith("az keyvault secret set --vault-name <vault> ")

    def test_all_secrets_go_together_where_there_are_several(self) -> None:
        text = KEPT.replace("scopes", "x: 1\nscopes").replace("x: 1\n", "")
        state = snapshot(text, vault=VAULT)
        (component,) = state.files[PATH].components
        (move,) = moves_to_stores(state, component)
        assert move.title == "Take all secrets from the secret store 'vault' (put them there first)"
        result = after(text, move)
        assert "hunter" not in result
        assert "secrets:" not in result
        assert "secretRef: pw-of-redis   # change it\n" in result
        assert [line.rpartition("--name ")[2] for line in move.commands] == [
            "pw-of-redis --value <value>",
            "sentinel --value <value>",
        ]

    def test_to_a_new_vault_with_the_scopes_of_the_component(self) -> None:
        move = offered(ACA)[to_new()]
        (created,) = [edit for edit in move.edits if isinstance(edit, CreateFile)]
        assert created == CreateFile(
            "/app/secretstore.yaml",
            "# daprls: name=secretstore\ncomponentType: secretstores.azure.keyvault\nversion: v1\n"
            'metadata:\n  - name: vaultName\n    value: "<vault>"\nscopes:\n  - cart\n',
        )
        result = snapshot(after(ACA, move), secretstore=created.text)
        found = lint(result, result.files[PATH], ALL_RULES)
        assert not [each for each in found if each.severity is Severity.ERROR]

    def test_a_new_vault_takes_no_name_that_is_taken(self) -> None:
        assert to_new("vault") in offered(ACA, secretstore="a: 1\n")

    def test_a_component_for_every_app_has_a_vault_for_every_app(self) -> None:
        move = offered(ACA.replace("scopes: [cart]\n", ""))[to_new()]
        (created,) = [edit for edit in move.edits if isinstance(edit, CreateFile)]
        assert "scopes" not in created.text

    def test_where_a_store_is_named_it_goes_there(self) -> None:
        text = ACA.replace("metadata:", "secretStoreComponent: vault\nmetadata:")
        assert list(offered(text, vault=VAULT)) == [to_store("vault")]
        assert list(offered(text)) == []

    def test_a_store_that_an_app_does_not_load_is_no_place(self) -> None:
        assert to_store("vault") not in offered(ACA, vault=VAULT + "scopes: [order]\n")

    @pytest.mark.parametrize("value", ["<password>", "${PASSWORD}"])
    def test_a_place_for_a_secret_moves_too(self, value: str) -> None:
        text = ACA.replace("'hunter2-and-more'", value)
        move = offered(text)["Move it to the secret 'redis-password'"]
        assert f'value: "{value}"' in after(text, move)

    def test_what_is_no_secret_stays(self) -> None:
        assert offered(ACA, "redisHost", vault=VAULT) == {}

    def test_flow_style_and_other_breaks(self) -> None:
        text = (
            "{componentType: state.redis, version: v1,\r\n metadata: [{name: redisPassword, "
            'value: "hunter2-and-more"}]}\r\n'
        )
        for move in offered(text, vault=VAULT).values():
            result = after(text, move)
            assert not SourceFile(PATH, result).tree.problems
            assert result.count("\n") == result.count("\r\n") == 2

    def test_a_value_that_an_alias_needs_stays(self) -> None:
        text = ACA.replace("'hunter2-and-more'", "&pw hunter2-and-more") + "x: *pw\n"
        assert offered(text, vault=VAULT) == {}


class TestOpenSource:
    def test_to_kubernetes_or_a_new_vault(self) -> None:
        found = offered(OSS)
        assert list(found) == [to_store("kubernetes"), to_new()]
        move = found[to_store("kubernetes")]
        assert after(OSS, move) == OSS.replace(
            'value: "hunter2-and-more"   # change it',
            "secretKeyRef:   # change it\n          name: carts-redis-password\n"
            "          key: carts-redis-password",
        ) + ("auth:\n  secretStore: kubernetes\n")
        assert "kubectl create secret generic carts-redis-password" in move.notes[0]

    def test_to_a_local_file_where_daprd_runs_by_itself(self) -> None:
        found = offered(OSS, local=LOCAL)
        assert to_store("local") in found
        assert to_store("kubernetes") not in found
        assert found[to_store("local")].notes == (
            (
                "The value leaves this file and has to be put into the secret store 'local' as "
                "'carts-redis-password'."
            ),
        )

    def test_a_store_whose_secrets_have_several_keys_is_no_place(self) -> None:
        local = LOCAL + "  - name: multiValued\n    value: 'true'\n"
        assert to_store("local") not in offered(OSS, local=local)

    def test_other_references_stay_where_they_lead(self) -> None:
        text = OSS + (
            "    -   name: sentinelPassword\n        secretKeyRef: {name: other, key: pw}\n"
        )
        assert list(offered(text)) == [to_store("kubernetes")]


@pytest.mark.parametrize("text", [ACA, KEPT, OSS])
def test_no_secret_is_in_a_title_or_a_note(text: str) -> None:
    state = snapshot(text, vault=VAULT, local=LOCAL)
    (component,) = state.files[PATH].components
    found = [move for entry in component.metadata for move in moves(state, component, entry)]
    for move in (*found, *moves_to_stores(state, component)):
        assert "hunter" not in move.title + "".join(move.notes)


FLOW_ACA = """\
{componentType: state.redis, version: v1, metadata: [
  {name: redisHost, value: shop}, # where
  {name: redisPassword, value: 'hunter2-and-more'}]}
"""
FLOW_OSS = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: {name: carts}
spec: {type: state.redis, version: v1, metadata: [{name: redisPassword, value: hunter2-and-more}]}
"""


@pytest.mark.parametrize("text", [ACA, OSS, FLOW_ACA, FLOW_OSS])
def test_every_move_keeps_line_breaks_and_leaves_a_file_that_is_read(text: str) -> None:
    windows = text.replace("\n", "\r\n")
    plain, other = offered(text, vault=VAULT), offered(windows, vault=VAULT)
    assert list(plain) == list(other)
    assert plain
    for title, move in plain.items():
        result = after(text, move)
        assert after(windows, other[title]) == result.replace("\n", "\r\n")
        file = SourceFile(PATH, result)
        assert not file.tree.problems
        (component,) = file.components
        (entry,) = component.entries("redisPassword")
        assert entry.reference is not None
