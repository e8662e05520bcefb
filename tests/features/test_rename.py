"""Another name for what is named at the caret, wherever files of the workspace say it."""

from __future__ import annotations

from collections import Counter

import pytest

from daprls.features.rename import RenameError, prepare_rename, rename
from daprls.lint.engine import lint
from daprls.model.source_file import SourceFile
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from daprls.text import apply
from marked import CARET, marked
from workspaces import snapshot_of

OWN = """\
componentType: state.redis
version: v1
metadata:
  - name: redisHost
    value: cache:6379
  - name: redisPassword
    secretRef: redis-password  # the shop's
  - name: sentinelPassword
    secretRef: "redis-password"
secrets:
  - name: 'redis-password'
    value: "${PASSWORD}"
  - name: user
    value: "${USER_NAME}"
scopes:
  - cart
"""
STORE = """\
componentType: secretstores.azure.keyvault
version: v1
metadata:
  - name: vaultName
    value: bookshop
scopes:
  - cart
"""
NAMED = "# daprls: name=vault\n" + STORE
OSS_STORE = """\
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
  - cart
"""
DEPLOY = """\
az containerapp env dapr-component set -n shop-env -g shop \\
  --dapr-component-name vault --yaml component.yaml
"""


def user(store: str = "vault", secret: str = "redis-password") -> str:
    """An ACA component that takes its password from a store."""
    return (
        f"componentType: state.redis\nversion: v1\nsecretStoreComponent: {store}\nmetadata:\n"
        "  - name: redisHost\n    value: cache:6379\n  - name: redisPassword\n"
        f"    secretRef: {secret}\nscopes:\n  - cart\n"
    )


def oss_user(name: str, store: str = "vault", secret: str = "redis", key: str = "redis") -> str:
    """An OSS component that takes its password from a store."""
    return (
        f"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\nspec:\n"
        "  type: state.redis\n  version: v1\n  metadata:\n    - name: redisHost\n"
        "      value: cache:6379\n    - name: redisPassword\n      secretKeyRef:\n"
        f"        name: {secret}\n        key: {key}\nauth:\n  secretStore: {store}\n"
        "scopes:\n  - cart\n"
    )


def after(text: str, before: str) -> str:
    """The text with a caret behind the first `before`."""
    assert before in text
    return text.replace(before, before + CARET, 1)


def findings(snapshot: Snapshot) -> Counter[tuple[str, str]]:
    """What is found in all files, by file and rule."""
    return Counter(
        (file.path, found.rule)
        for file in snapshot.files.values()
        if file.is_yaml
        for found in lint(snapshot, file, ALL_RULES)
    )


def renamed(text: str, new: str, path: str = "/app/component.yaml", **others: str) -> set[str]:
    """The changed lines as `file: line`; nothing is found afterwards that was not before."""
    snapshot, file, offset = marked(text, path, **others)
    edits = rename(snapshot, file, offset, new)
    assert edits is not None
    changed = {}
    for name in {edit.path for edit in edits}:
        old = snapshot.files[name].text
        changed[name] = apply(old, [edit for edit in edits if edit.path == name])
    later = snapshot.with_files(SourceFile(name, content) for name, content in changed.items())
    assert findings(later) <= findings(snapshot)
    return {
        f"{name.removeprefix('/app/')}: {line.strip()}"
        for name, content in changed.items()
        for line, old in zip(
            content.splitlines(), snapshot.files[name].text.splitlines(), strict=True
        )
        if line != old
    }


def refusal(text: str, new: str = "safe", path: str = "/app/component.yaml", **others: str) -> str:
    """Why what stands at the caret keeps its name, or cannot be called `new`."""
    snapshot, file, offset = marked(text, path, **others)
    with pytest.raises(RenameError) as refused:
        rename(snapshot, file, offset, new)
    return str(refused.value)


class TestASecretOfTheFile:
    @pytest.mark.parametrize(
        "before", ["secretRef: redis", 'secretRef: "redis', "secrets:\n  - name: 'r"]
    )
    def test_it_changes_with_all_references_of_the_file(self, before: str) -> None:
        assert renamed(after(OWN, before), "password", other__yaml=OWN) == {
            "component.yaml: secretRef: password  # the shop's",
            'component.yaml: secretRef: "password"',
            "component.yaml: - name: 'password'",
        }

    def test_beside_a_store_it_stays(self) -> None:
        text = OWN.replace("metadata:", "secretStoreComponent: vault\nmetadata:", 1)
        assert refusal(after(text, "secrets:\n  - name: 'r"), vault__yaml=STORE).startswith(
            "Beside a secret store nothing is taken from `secrets`"
        )

    def test_it_cannot_take_the_name_of_another(self) -> None:
        assert refusal(after(OWN, "secretRef: redis"), "user") == (
            "`secrets` of this file defines a 'user' already."
        )

    def test_its_name_must_be_one_that_azure_takes(self) -> None:
        assert refusal(after(OWN, "secretRef: redis"), "redis_password").startswith(
            "Azure Container Apps refuses a secret called 'redis_password': a name consists of"
        )

    def test_one_that_nothing_defines_keeps_its_name(self) -> None:
        text = OWN.replace("name: 'redis-password'", "name: other")
        assert refusal(after(text, "secretRef: redis")) == (
            "`secrets` of this file does not define 'redis-password'."
        )

    def test_an_alias_of_it_changes_with_its_anchor(self) -> None:
        text = OWN.replace("secretRef: redis-password ", "secretRef: &it redis-password ")
        text = text.replace('secretRef: "redis-password"', "secretRef: *it")
        assert renamed(after(text, "secretRef: *"), "password") == {
            "component.yaml: secretRef: &it password  # the shop's",
            "component.yaml: - name: 'password'",
        }

    def test_an_anchor_that_serves_something_else_too_keeps_it(self) -> None:
        text = OWN.replace("secretRef: redis-password ", "secretRef: &it redis-password ")
        text = text.replace("  - cart", "  - *it")
        assert "'&it' hands this name on" in refusal(after(text, "- name: 'r"))


class TestASecretStore:
    @pytest.mark.parametrize("before", ["name=va", "name=vault"])
    def test_its_comment_its_command_and_its_users_change(self, before: str) -> None:
        assert renamed(
            after(NAMED, before),
            "safe",
            deploy__sh=DEPLOY,
            cart__yaml=user(),
            orders__yaml=user(store="'vault'"),
            other__yaml=user("other"),
            oss__yaml=oss_user("cart"),
        ) == {
            "component.yaml: # daprls: name=safe",
            "deploy.sh: --dapr-component-name safe --yaml component.yaml",
            "cart.yaml: secretStoreComponent: safe",
            "orders.yaml: secretStoreComponent: 'safe'",
        }

    def test_it_can_be_renamed_where_it_is_used(self) -> None:
        assert renamed(after(user(), "secretStoreComponent: "), "safe", vault__yaml=NAMED) == {
            "component.yaml: secretStoreComponent: safe",
            "vault.yaml: # daprls: name=safe",
        }

    def test_it_can_be_renamed_in_the_workflow_that_deploys_it(self) -> None:
        text = "steps:\n  - run: |\n      " + DEPLOY.replace("component.yaml", "store.yaml")
        path = "/app/deploy.yaml"
        found = renamed(after(text, "name va"), "safe", path, store__yaml=STORE, a__yaml=user())
        assert found == {
            "deploy.yaml: --dapr-component-name safe --yaml store.yaml",
            "a.yaml: secretStoreComponent: safe",
        }

    def test_all_that_one_command_names_change_together(self) -> None:
        files = {"/app/dev/vault.yaml": STORE, "/app/prod/vault.yaml": STORE}
        text = DEPLOY.replace("component.yaml", "vault.yaml")
        snapshot = snapshot_of(
            {
                **files,
                "/app/component.yaml": user(),
                "/app/deploy.sh": text,
                "/app/dev/cart.yaml": user(),
                "/app/prod/cart.yaml": user(),
            }
        )
        dev = snapshot.files["/app/dev/cart.yaml"]
        edits = rename(snapshot, dev, dev.text.index("vault"), "safe")
        assert edits is not None
        assert sorted(edit.path for edit in edits) == [
            "/app/component.yaml",
            "/app/deploy.sh",
            "/app/dev/cart.yaml",
            "/app/prod/cart.yaml",
        ]

    def test_the_manifest_and_its_users_change(self) -> None:
        assert renamed(
            after(OSS_STORE, "  name: v"), "safe", a__yaml=oss_user("a"), b__yaml=user()
        ) == {"component.yaml: name: safe", "a.yaml: secretStore: safe"}

    def test_stores_of_one_name_in_two_folders_have_their_own_users(self) -> None:
        assert renamed(
            after(OSS_STORE, "  name: v"),
            "safe",
            "/app/dev/vault.yaml",
            cart__yaml=oss_user("cart"),
        ) == {"dev/vault.yaml: name: safe", "dev/cart.yaml: secretStore: safe"}

    def test_a_user_who_may_mean_two_stores_keeps_both_from_it(self) -> None:
        files = {"a/vault.yaml": OSS_STORE, "cart.yaml": oss_user("cart")}
        snapshot, file, offset = marked(after(OSS_STORE, "  name: v"), "/app/b/vault.yaml")
        snapshot = snapshot.with_files(SourceFile(f"/app/{k}", v) for k, v in files.items())
        with pytest.raises(RenameError, match=r"'cart\.yaml' takes secrets from 'vault', and sev"):
            rename(snapshot, file, offset, "safe")
        cart = snapshot.files["/app/cart.yaml"]
        with pytest.raises(RenameError, match="Several components are called 'vault'"):
            rename(snapshot, cart, cart.text.index("vault"), "safe")

    def test_a_name_that_is_only_inferred_stays(self) -> None:
        text = after(user(), "secretStoreComponent: ")
        assert refusal(text, vault__yaml=STORE) == (
            "No file says what the component in 'vault.yaml' is called; 'vault' is inferred from "
            "the file's name. Put '# daprls: name=vault' into the file, and rename that."
        )

    def test_a_name_that_the_settings_give_stays(self) -> None:
        text = after(user(), "secretStoreComponent: ")
        settings = '[components]\n"store.yaml" = "vault"\n'
        assert refusal(text, store__yaml=STORE, daprls__toml=settings) == (
            "The settings call what is in 'store.yaml' 'vault' (`components`); change it there."
        )

    def test_one_that_lives_outside_stays(self) -> None:
        text = after(user(), "secretStoreComponent: ")
        assert refusal(text) == "No file of the workspace defines a secret store 'vault'."
        settings = '[deployed]\nvault = "secretstores.azure.keyvault"\n'
        assert refusal(text, daprls__toml=settings).startswith("By the settings 'vault' is")
        kubernetes = after(oss_user("a", "kubernetes"), "secretStore: ")
        assert refusal(kubernetes).startswith("The secret store 'kubernetes' comes with")

    @pytest.mark.parametrize(
        ("new", "reason"),
        [
            ("Safe", "Azure Container Apps refuses a component called 'Safe': a name consists"),
            ("", "A name cannot be empty."),
            ("${STORE}", "'${STORE}' is filled in later"),
            ("password=abc1234567", "This is no name."),
            ("other", "The component in 'b.yaml' beside it is called 'other' already."),
        ],
    )
    def test_a_name_that_cannot_be_is_refused(self, new: str, reason: str) -> None:
        other = NAMED.replace("vault\n", "other\n", 1)
        assert refusal(after(NAMED, "name="), new, b__yaml=other).startswith(reason)

    def test_kubernetes_has_its_own_names(self) -> None:
        text = after(OSS_STORE, "  name: v")
        assert refusal(text, "My Store").startswith("Kubernetes refuses a component called")
        assert refusal(text, "kubernetes").startswith("The secret store that comes with")

    def test_a_name_that_would_leave_others_in_doubt_is_refused(self) -> None:
        snapshot, file, offset = marked(after(NAMED, "name="), "/app/a/vault.yaml")
        files = {"b/safe.yaml": NAMED.replace("=vault", "=safe"), "c/cart.yaml": user("safe")}
        snapshot = snapshot.with_files(SourceFile(f"/app/{k}", v) for k, v in files.items())
        with pytest.raises(RenameError, match=r"There is a 'safe' already, and for 'cart\.yaml'"):
            rename(snapshot, file, offset, "safe")

    def test_other_resources_that_name_it_change_with_it(self) -> None:
        configuration = (
            "apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: c\nspec:\n"
            "  secrets:\n    scopes:\n      - storeName: vault\n"
        )
        resiliency = (
            "apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata:\n  name: r\nspec:\n"
            "  targets:\n    components:\n      'vault':\n        outbound: {}\n"
        )
        endpoint = (
            "apiVersion: dapr.io/v1alpha1\nkind: HTTPEndpoint\nmetadata:\n  name: e\nspec:\n"
            "  baseUrl: https://example.com\nauth:\n  secretStore: vault\n"
        )
        assert renamed(
            after(OSS_STORE, "  name: v"),
            "safe",
            configuration__yaml=configuration,
            resiliency__yaml=resiliency,
            endpoint__yaml=endpoint,
        ) == {
            "component.yaml: name: safe",
            "configuration.yaml: - storeName: safe",
            "resiliency.yaml: 'safe':",
            "endpoint.yaml: secretStore: safe",
        }

    def test_what_has_its_name_by_chance_does_not(self) -> None:
        other = (
            "apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata:\n  name: vault\n"
            "spec:\n  pubsubname: orders\n  topic: vault\n"
        )
        assert renamed(after(OSS_STORE, "  name: v"), "safe", other__yaml=other) == {
            "component.yaml: name: safe"
        }


class TestASecretOfAStore:
    def test_it_changes_wherever_it_is_taken_from_this_store(self) -> None:
        assert renamed(
            after(user(), "secretRef: "),
            "password",
            vault__yaml=NAMED,
            b__yaml=user(),
            c__yaml=user(secret="other"),
            d__yaml=user("d-vault"),
        ) == {"component.yaml: secretRef: password", "b.yaml: secretRef: password"}

    def test_a_key_that_repeats_it_changes_with_it(self) -> None:
        text = after(oss_user("a"), "secretKeyRef:\n        name: ")
        assert renamed(text, "safe", vault__yaml=OSS_STORE) == {
            "component.yaml: name: safe",
            "component.yaml: key: safe",
        }

    def test_a_key_of_its_own_changes_where_this_secret_is_used(self) -> None:
        vault = OSS_STORE.replace("azure.keyvault", "hashicorp.vault")
        assert renamed(
            after(oss_user("a", key="word"), "key: "),
            "password",
            vault__yaml=vault,
            b__yaml=oss_user("b", key="word"),
            c__yaml=oss_user("c", secret="other", key="word"),
        ) == {"component.yaml: key: password", "b.yaml: key: password"}

    def test_its_name_must_be_one_that_the_store_takes(self) -> None:
        assert refusal(after(user(), "secretRef: "), "redis_password", vault__yaml=NAMED) == (
            "Key Vault can hold no secret called 'redis_password': names consist of "
            "letters, digits and '-', at most 127 of them."
        )

    def test_it_cannot_become_another_one(self) -> None:
        text = after(user(), "secretRef: ")
        assert refusal(text, "other", vault__yaml=NAMED, b__yaml=user(secret="other")) == (
            "Another secret, 'other', is taken from 'vault' already."
        )

    def test_one_of_an_unknown_store_stays(self) -> None:
        assert refusal(after(user(), "secretRef: ")) == (
            "Which secret store holds 'redis-password' cannot be told: no file defines one called "
            "'vault'."
        )

    def test_one_that_stands_in_another_file_stays(self) -> None:
        store = OSS_STORE.replace("azure.keyvault", "local.file")
        text = after(oss_user("a"), "secretKeyRef:\n        name: ")
        assert refusal(text, vault__yaml=store).startswith("'secretstores.local.file' finds this")


class TestAnApp:
    def test_it_changes_in_all_scopes(self) -> None:
        assert renamed(
            after(user(), "scopes:\n  - ca"),
            "basket",
            vault__yaml=NAMED,
            oss__yaml=OSS_STORE,
            other__yaml=user("other").replace("- cart", "- orders"),
        ) == {
            "component.yaml: - basket",
            "vault.yaml: - basket",
            "oss.yaml: - basket",
        }

    @pytest.mark.parametrize("new", ["Basket", "bas.ket", "my basket"])
    def test_its_name_must_be_one_in_both_dialects(self, new: str) -> None:
        text = after(user(), "scopes:\n  - ca")
        reason = refusal(text, new, vault__yaml=NAMED, oss__yaml=OSS_STORE)
        assert reason.startswith(f"'{new}' can be no app ID: one consists of")

    def test_it_cannot_become_another_app(self) -> None:
        other = user().replace("- cart", "- orders")
        assert refusal(after(user(), "scopes:\n  - ca"), "orders", b__yaml=other) == (
            "'orders' is the app ID of another app already."
        )

    def test_the_settings_know_it(self) -> None:
        text = after(user(), "scopes:\n  - ca")
        only_old = 'app-ids = ["cart"]\n'
        assert refusal(text, "basket", daprls__toml=only_old) == (
            "'basket' is none of the app IDs in the settings (`app-ids`); add it there first."
        )
        both = 'app-ids = ["basket"]\n'
        assert renamed(text, "basket", vault__yaml=NAMED, daprls__toml=both) == {
            "component.yaml: - basket",
            "vault.yaml: - basket",
        }

    def test_it_changes_in_files_of_other_kinds(self) -> None:
        deployment = (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: cart\n  annotations:\n"
            '    dapr.io/app-id: "cart"\n'
        )
        subscription = (
            "apiVersion: dapr.io/v1alpha1\nkind: Subscription\nmetadata:\n  name: s\n"
            "spec:\n  pubsubname: orders\nscopes:\n  - cart\n"
        )
        text = after(user(), "scopes:\n  - ca")
        assert renamed(
            text, "basket", deployment__yaml=deployment, subscription__yaml=subscription
        ) == {
            "component.yaml: - basket",
            'deployment.yaml: dapr.io/app-id: "basket"',
            "subscription.yaml: - basket",
        }


@pytest.mark.parametrize(
    ("text", "before", "word"),
    [
        (OWN, "secrets:\n  - name: 'r", "redis-password"),
        (OWN, 'secretRef: "redis', "redis-password"),
        (NAMED, "name=va", "vault"),
        (OSS_STORE, "  name: ", "vault"),
        (OSS_STORE, "scopes:\n  - c", "cart"),
    ],
)
def test_the_word_without_its_quotes_is_typed_over(text: str, before: str, word: str) -> None:
    snapshot, file, offset = marked(after(text, before))
    place = prepare_rename(snapshot, file, offset)
    assert place is not None
    assert (place.name, place.span.of(file.text)) == (word, word)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        (OWN, "componentType: st"),
        (NAMED, "componentType: sec"),
        (OWN, "secretRe"),
        (OWN, "cache:"),
        (OWN.replace("- cart", "- ${APP}"), "- ${A"),
        (OWN, "- name: redisH"),
        (OWN.replace("scopes:", "properties:\n  scopes:").replace("- cart", "  - cart"), "- ca"),
        ("# nothing of Dapr's\nname: vault\n", "name: va"),
    ],
)
def test_nothing_else_can_be_renamed(text: str, before: str) -> None:
    snapshot, file, offset = marked(after(text, before))
    assert prepare_rename(snapshot, file, offset) is None
    assert rename(snapshot, file, offset, "other") is None


def test_the_same_name_changes_nothing() -> None:
    snapshot, file, offset = marked(after(NAMED, "name="))
    assert rename(snapshot, file, offset, "vault") == ()


def test_what_looks_like_a_value_is_not_quoted() -> None:
    text = OWN.replace("redis-password", "password=hunter2hunter2")
    assert "hunter2" not in refusal(after(text, "secretRef: pass"))
