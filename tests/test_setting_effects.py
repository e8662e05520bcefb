"""What each setting does, as rules, fixes and features show it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from daprls.cli.plan import Wish, plan
from daprls.features.code_actions import ActionKind, code_actions
from daprls.features.completion import completion
from daprls.features.hover import hover
from daprls.lint.engine import lint
from daprls.lint.finding import Diagnostic, Severity
from daprls.model.load_set import World
from daprls.refactor.identity import Identity, Switch, switch
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from daprls.text import Span, TextEdit, apply
from workspaces import snapshot_of

ID = "11111111-2222-3333-4444-555555555555"
BLOB = """\
componentType: state.azure.blobstorage
version: v1
metadata:
  - name: accountName
    value: bookshop
  - name: containerName
    value: carts
  - name: accountKey
    secretRef: key
secrets:
  - name: key
    value: "aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8="
scopes:
  - cart
"""
BUS = """\
componentType: pubsub.azure.servicebus.topics
version: v1
metadata:
  - name: namespaceName
    value: "bookshop"
scopes:
  - cart
"""
STORE = """\
componentType: state.redis
version: v1
secretStoreComponent: vault
metadata:
  - name: redisHost
    value: cache:6379
  - name: redisPassword
    secretRef: redis-password
scopes:
  - cart
"""
OSS = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: carts
spec:
  type: state.acme-store
  version: v1
  metadata:
    - name: x
      value: "1"
"""


def snapshot(settings: str, text: str, path: str = "/w/a/x.yaml", **others: str) -> Snapshot:
    more = {f"/w/a/{name.replace('__', '.')}": content for name, content in others.items()}
    return snapshot_of({"/w/daprls.toml": settings, path: text, **more})


def found(settings: str, text: str, path: str = "/w/a/x.yaml") -> tuple[Diagnostic, ...]:
    state = snapshot(settings, text, path)
    return lint(state, state.files[path], ALL_RULES)


def of(rule: str, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [each for each in diagnostics if each.rule == rule]


def switched(settings: str, text: str, identity: Identity = Identity.USER) -> str:
    state = snapshot(settings, text)
    result = switch(state.files["/w/a/x.yaml"].components[0], state, identity)
    assert isinstance(result, Switch)
    return apply(text, result.edits)


class TestSeverity:
    def test_is_that_of_all_that_the_rule_finds(self) -> None:
        wrong = BLOB.replace("containerName", "contanerName").replace("accountKey", "acountKey")
        before = of("unknown-metadata-name", found("", wrong))
        after = of("unknown-metadata-name", found('severity.unknown-metadata-name = "hint"', wrong))
        assert before
        assert {each.severity for each in after} == {Severity.HINT}
        assert len(before) == len(after)

    def test_may_be_that_of_some_files_only(self) -> None:
        settings = '[[overrides]]\nfiles = ["b"]\nseverity.prefer-managed-identity = "error"\n'
        (here,) = of("prefer-managed-identity", found(settings, BLOB))
        (there,) = of("prefer-managed-identity", found(settings, BLOB, "/w/b/x.yaml"))
        assert here.severity is not Severity.ERROR
        assert there.severity is Severity.ERROR

    def test_does_not_decide_which_of_two_findings_about_a_node_is_shown(self) -> None:
        codes = {each.rule for each in found("", BLOB)}
        settings = "".join(f'severity.{code} = "hint"\n' for code in codes)
        assert {each.rule for each in found(settings, BLOB)} == codes


class TestOverrides:
    def test_switch_rules_off_for_some_files(self) -> None:
        settings = '[[overrides]]\nfiles = ["a/**"]\nignore = ["prefer-managed-identity"]\n'
        assert not of("prefer-managed-identity", found(settings, BLOB))
        assert of("prefer-managed-identity", found(settings, BLOB, "/w/b/x.yaml"))

    def test_switch_rules_on_that_are_off_elsewhere(self) -> None:
        off = next(rule for rule in ALL_RULES if rule.code == "prefer-managed-identity")
        settings = (
            f'ignore = ["{off.code}"]\n[[overrides]]\nfiles = ["a"]\nselect = ["{off.code}"]\n'
        )
        assert of(off.code, found(settings, BLOB))
        assert not of(off.code, found(settings, BLOB, "/w/b/x.yaml"))

    def test_do_not_keep_fix_from_what_it_is_asked_for(self) -> None:
        settings = '[[overrides]]\nfiles = ["a"]\nignore = ["duplicate-scope"]\n'
        state = snapshot(settings, BLOB + "  - cart\n")
        wish = Wish(ALL_RULES, frozenset({"duplicate-scope"}))
        assert plan(state, ["/w/a/x.yaml"], wish).after.files["/w/a/x.yaml"].text == BLOB


class TestDeployed:
    VAULT = '[deployed]\nvault = "secretstores.azure.keyvault"\n'

    def test_a_store_that_no_file_shows_is_found(self) -> None:
        assert of("secret-store-not-found", found("", STORE))
        assert not of("secret-store-not-found", found(self.VAULT, STORE))

    def test_what_is_close_to_it_was_probably_meant(self) -> None:
        wrong = STORE.replace("Component: vault", "Component: valut")
        (finding,) = of("secret-store-not-found", found(self.VAULT, wrong))
        assert "Did you mean 'vault'?" in finding.message
        assert [fix.title for fix in finding.fixes] == ["Change to 'vault'"]

    def test_case_counts(self) -> None:
        text = OSS.replace("state.acme-store", "state.redis") + "auth:\n  secretStore: Vault\n"
        (finding,) = of("secret-store-not-found", found(self.VAULT, text))
        assert "only as 'vault', and case counts" in finding.message

    def test_something_else_is_no_store(self) -> None:
        settings = '[deployed]\nvault = "state.redis"\n'
        (finding,) = of("secret-store-wrong-type", found(settings, STORE))
        assert finding.message == (
            "By the settings the component 'vault' is a 'state.redis', not a secret store; the "
            "sidecar looks for a secret store of this name and starts without this component."
        )
        assert not of("secret-store-not-found", found(settings, STORE))

    def test_a_store_that_a_file_defines_counts_more(self) -> None:
        state = snapshot(
            '[deployed]\nvault = "state.redis"\n',
            STORE,
            vault__yaml="# daprls: name=vault\ncomponentType: secretstores.azure.keyvault\n",
        )
        diagnostics = lint(state, state.files["/w/a/x.yaml"], ALL_RULES)
        assert not of("secret-store-wrong-type", diagnostics)

    def test_a_key_vault_holds_no_secret_with_an_underscore(self) -> None:
        wrong = STORE.replace("redis-password", "redis_password")
        (finding,) = of("keyvault-secret-name", found(self.VAULT, wrong))
        assert "The Key Vault behind 'vault' can hold no secret" in finding.message

    def test_stores_are_offered(self) -> None:
        settings = self.VAULT + 'cache = "state.redis"\n'
        state = snapshot(settings, STORE)
        file = state.files["/w/a/x.yaml"]
        items = completion(state, file, STORE.index("vault") + 1)
        assert [(item.label, item.detail) for item in items] == [
            ("vault", "secretstores.azure.keyvault · deployed already")
        ]

    @pytest.mark.parametrize(
        ("known", "what"),
        [("secretstores.azure.keyvault", ""), ("state.redis", ", which is no secret store")],
    )
    def test_hover_knows_them(self, known: str, what: str) -> None:
        state = snapshot(f'[deployed]\nvault = "{known}"\n', STORE)
        shown = hover(state, state.files["/w/a/x.yaml"], STORE.index("vault") + 1)
        assert shown is not None
        assert shown.markdown == (
            f"Component `vault` · `{known}`{what}. By the settings it is deployed already."
        )


class TestCloud:
    @pytest.mark.parametrize(
        ("settings", "host"),
        [
            ("", "bookshop.servicebus.windows.net"),
            ('cloud = "public"', "bookshop.servicebus.windows.net"),
            ('cloud = "china"', "bookshop.servicebus.chinacloudapi.cn"),
            ('cloud = "usgovernment"', "bookshop.servicebus.usgovcloudapi.net"),
        ],
    )
    def test_completes_the_host_of_a_namespace(self, settings: str, host: str) -> None:
        (finding,) = of("servicebus-namespace-fqdn", found(settings, BUS))
        assert [fix.title for fix in finding.fixes] == [f"Change to '{host}'"]

    def test_of_the_file_counts_more(self) -> None:
        stated = BUS.replace(
            "scopes", "  - name: azureEnvironment\n    value: AzurePublicCloud\nscopes"
        )
        (finding,) = of("servicebus-namespace-fqdn", found('cloud = "china"', stated))
        assert "windows.net" in finding.fixes[0].title

    def test_is_named_when_a_component_is_switched(self) -> None:
        after = switched('cloud = "china"', BLOB)
        assert "- name: azureEnvironment\n    value: AzureChinaCloud\n" in after.replace('"', "")
        assert "azureEnvironment" not in switched('cloud = "public"', BLOB)
        assert "azureEnvironment" not in switched("", BLOB)

    def test_decides_the_hosts_that_are_to_be_filled_in(self) -> None:
        text = BUS.replace(
            'namespaceName\n    value: "bookshop"', 'connectionString\n    value: ""'
        )
        assert "<namespace>.servicebus.usgovcloudapi.net" in switched(
            'cloud = "usgovernment"', text
        )
        assert "<namespace>.servicebus.windows.net" in switched("", text)

    def test_is_not_named_where_the_file_names_a_host_of_another(self) -> None:
        text = BUS.replace(
            'namespaceName\n    value: "bookshop"',
            "connectionString\n    value: Endpoint=sb://a.servicebus.windows.net/;"
            "SharedAccessKeyName=x;SharedAccessKey=aGVsbG8=",
        )
        after = switched('cloud = "china"', text)
        assert "a.servicebus.windows.net" in after
        assert "azureEnvironment" not in after

    def test_is_missed_where_a_component_signs_in_elsewhere(self) -> None:
        text = switched("", BLOB, Identity.SYSTEM)
        assert not of("azure-environment-mismatch", found("", text))
        assert not of("azure-environment-mismatch", found('cloud = "public"', text))
        (finding,) = of("azure-environment-mismatch", found('cloud = "china"', text))
        assert finding.message.startswith("By the settings the Azure resources are in AzureChina")
        (fix,) = finding.fixes
        fixed = apply(text, [edit for edit in fix.edits if isinstance(edit, TextEdit)])
        assert not of("azure-environment-mismatch", found('cloud = "china"', fixed))

    def test_is_not_missed_where_a_key_is_used(self) -> None:
        assert not of("azure-environment-mismatch", found('cloud = "china"', BLOB))


class TestIdentity:
    @pytest.mark.parametrize(("settings", "first"), [("", "system"), ('identity = "user"', "user")])
    def test_that_is_used_is_offered_first(self, settings: str, first: str) -> None:
        state = snapshot(settings, BLOB)
        file, offset = state.files["/w/a/x.yaml"], BLOB.index("accountKey")
        actions = code_actions(state, file, Span(offset, offset), (), ALL_RULES)
        titles = [each.title for each in actions if each.kind is ActionKind.REWRITE]
        assert titles[0] == f"Switch to managed identity ({first}-assigned)"
        assert len(titles) == 2
        (finding,) = of("prefer-managed-identity", found(settings, BLOB))
        assert [fix.title for fix in finding.fixes] == titles


class TestClientId:
    SETTINGS = f'client-id = "{ID}"'

    def test_is_written_where_a_component_is_switched(self) -> None:
        assert f'value: "{ID}"' in switched(self.SETTINGS, BLOB)
        (finding,) = of("prefer-managed-identity", found(self.SETTINGS, BLOB))
        assert [fix.needs_input for fix in finding.fixes] == [False, False]

    def test_is_what_the_command_line_writes(self) -> None:
        state = snapshot(self.SETTINGS, BLOB)
        todo = plan(state, ["/w/a/x.yaml"], Wish(ALL_RULES, identity=Identity.USER))
        assert not todo.held
        assert ID in todo.after.files["/w/a/x.yaml"].text
        other = "99999999-2222-3333-4444-555555555555"
        asked = Wish(ALL_RULES, identity=Identity.USER, client_id=other)
        assert other in plan(state, ["/w/a/x.yaml"], asked).after.files["/w/a/x.yaml"].text

    def test_does_not_take_the_place_of_one_that_a_component_names(self) -> None:
        text = switched("", BLOB).replace("<managed-identity-client-id>", ID.replace("1", "7"))
        state = snapshot(self.SETTINGS, text)
        result = switch(state.files["/w/a/x.yaml"].components[0], state, Identity.USER)
        assert not isinstance(result, Switch)

    def test_is_filled_in_where_a_component_names_none(self) -> None:
        settings = f'identity = "user"\n{self.SETTINGS}'
        text = switched("", BLOB, Identity.SYSTEM)
        (finding,) = of("aca-user-assigned-identity", found(settings, text))
        (fix,) = finding.fixes
        fixed = apply(text, [edit for edit in fix.edits if isinstance(edit, TextEdit)])
        assert ID in fixed
        assert not fix.needs_input


class TestPlatform:
    @pytest.mark.parametrize(
        ("settings", "world"),
        [
            ("", World.UNKNOWN),
            ('platform = "kubernetes"', World.KUBERNETES),
            ('platform = "self-hosted"', World.SELF_HOSTED),
        ],
    )
    def test_settles_where_files_live(self, settings: str, world: World) -> None:
        assert snapshot(settings, OSS).world("/w/a/x.yaml") is world

    def test_counts_more_than_what_files_show(self) -> None:
        path = "/w/k8s/x.yaml"
        assert snapshot("", OSS, path).world(path) is World.KUBERNETES
        settled = snapshot('platform = "self-hosted"', OSS, path)
        assert settled.world(path) is World.SELF_HOSTED


class TestPluggable:
    SETTINGS = 'pluggable = ["state.acme-store"]'

    def test_types_are_known(self) -> None:
        assert of("unknown-component-type", found("", OSS))
        assert not of("unknown-component-type", found(self.SETTINGS, OSS))
        assert not of("unknown-component-type", found(self.SETTINGS, OSS.replace("acme", "ACME")))

    def test_types_may_have_been_meant(self) -> None:
        wrong = OSS.replace("acme-store", "acme-stor")
        (finding,) = of("unknown-component-type", found(self.SETTINGS, wrong))
        assert "Did you mean 'state.acme-store'?" in finding.message

    def test_types_are_unknown_to_azure_container_apps(self) -> None:
        text = "componentType: state.acme-store\nversion: v1\nscopes: [cart]\n"
        assert of("unknown-component-type", found(self.SETTINGS, text))

    @pytest.mark.parametrize(
        "text",
        [OSS, "apiVersion: dapr.io/v1alpha1\nkind: Component\nspec:\n  type: state.\n"],
        ids=["component", "start"],
    )
    def test_types_are_offered_where_there_are_such(self, text: str) -> None:
        state = snapshot(self.SETTINGS, text)
        items = completion(state, state.files["/w/a/x.yaml"], text.index("state.") + 6)
        assert "state.acme-store" in [item.label for item in items]
        aca = "componentType: state.\n"
        state = snapshot(self.SETTINGS, aca)
        items = completion(state, state.files["/w/a/x.yaml"], len(aca) - 1)
        assert items
        assert "state.acme-store" not in [item.label for item in items]
