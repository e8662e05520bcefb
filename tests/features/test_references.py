"""Where the thing under the caret is used."""

from __future__ import annotations

import pytest

from daprls.features.references import references
from marked import CARET, marked

OWN = """\
componentType: state.redis
version: v1
metadata:
  - name: redisPassword
    secretRef: redis-password
  - name: sentinelPassword
    secretRef: redis-password
  - name: redisUsername
    secretRef: user
secrets:
  - name: redis-password
    value: x
  - name: user
    value: y
"""
VAULT = "componentType: secretstores.azure.keyvault\nversion: v1\nmetadata: []\n"


def aca(store: str, *secrets: str) -> str:
    """An ACA component that takes secrets from a store."""
    items = "".join(f"  - name: a\n    secretRef: {name}\n" for name in secrets)
    head = "componentType: state.redis\nversion: v1\n"
    return f"{head}secretStoreComponent: {store}\nmetadata:\n{items}"


def oss(name: str, store: str | None, *secrets: str) -> str:
    """An OSS component that takes secrets from a store; a secret may be `name/key`."""
    items = ""
    for secret in secrets:
        called, _, key = secret.partition("/")
        items += f"    - name: a\n      secretKeyRef:\n        name: {called}\n"
        items += f"        key: {key}\n" if key else ""
    auth = f"auth:\n  secretStore: {store}\n" if store else ""
    return (
        "apiVersion: dapr.io/v1alpha1\nkind: Component\n"
        f"metadata:\n  name: {name}\nspec:\n  type: state.redis\n  version: v1\n  metadata:\n"
        f"{items}{auth}"
    )


def oss_store(name: str) -> str:
    """An OSS secret store."""
    return oss(name, None).replace("state.redis", "secretstores.local.env")


def uses(text: str, *, declared: bool = False, **others: str) -> list[str]:
    """The uses of what stands at the caret, each as `file:line text`."""
    snapshot, file, offset = marked(text, **others)
    found = []
    for place in references(snapshot, file, offset, declared):
        source = snapshot.files[place.path]
        line = source.lines.line_at(place.span.start) + 1
        found.append(f"{place.path.removeprefix('/app/')}:{line} {place.span.of(source.text)}")
    return found


def after(text: str, before: str) -> str:
    """The text with a caret behind the first `before`."""
    assert before in text
    return text.replace(before, before + CARET, 1)


USES = ["component.yaml:5 redis-password", "component.yaml:7 redis-password"]


class TestASecretOfTheFile:
    @pytest.mark.parametrize("before", ["secretRef: redis", "secrets:\n  - name: "])
    def test_it_is_used_within_the_file_alone(self, before: str) -> None:
        assert uses(after(OWN, before), other__yaml=OWN) == USES

    def test_its_entry_is_its_declaration(self) -> None:
        assert uses(after(OWN, "secretRef: redis"), declared=True) == [
            *USES,
            "component.yaml:11 redis-password",
        ]

    def test_an_entry_beside_a_store_has_no_uses(self) -> None:
        text = OWN.replace("version: v1\n", "version: v1\nsecretStoreComponent: vault\n")
        assert uses(after(text, "secrets:\n  - name: "), vault__yaml=VAULT) == []


class TestASecretOfAStore:
    def test_it_is_used_wherever_its_store_is(self) -> None:
        assert uses(
            after(aca("vault", "one", "two"), "secretRef: on"),
            b__yaml=aca("vault", "two", "one"),
            c__yaml=aca("safe", "one"),
            d__yaml=oss("d", "vault", "one"),
            vault__yaml=VAULT,
        ) == ["b.yaml:8 one", "component.yaml:6 one"]

    def test_no_file_declares_it(self) -> None:
        text = after(aca("vault", "one"), "secretRef: on")
        assert uses(text, declared=True, vault__yaml=VAULT) == ["component.yaml:6 one"]

    def test_every_key_of_it_counts_as_a_use_of_it(self) -> None:
        text = after(
            oss("a", "vault", "redis/password", "redis/user"), "secretKeyRef:\n        name: r"
        )
        assert uses(text, b__yaml=oss("b", "vault", "redis", "other/redis")) == [
            "b.yaml:11 redis",
            "component.yaml:11 redis",
            "component.yaml:15 redis",
        ]

    def test_a_key_of_it_is_used_where_this_key_is_taken(self) -> None:
        text = after(oss("a", "vault", "redis/redis", "redis/user"), "key: re")
        assert uses(text, b__yaml=oss("b", "vault", "redis", "other/redis")) == [
            "b.yaml:11 redis",
            "component.yaml:12 redis",
        ]

    def test_without_a_store_it_is_taken_from_that_of_kubernetes(self) -> None:
        text = after(oss("a", None, "redis/password"), "secretKeyRef:\n        name: r")
        assert uses(
            text,
            b__yaml=oss("b", "kubernetes", "redis/password"),
            c__yaml=oss("c", "vault", "redis/password"),
            d__yaml=oss("d", '"${STORE}"', "redis/password"),
        ) == ["b.yaml:11 redis", "component.yaml:11 redis"]

    def test_a_store_that_is_filled_in_later_holds_nothing_known(self) -> None:
        assert uses(after(aca("${STORE}", "one"), "secretRef: on")) == []


USERS = {"b__yaml": aca("vault", "one"), "c__yaml": aca("safe"), "d__yaml": oss("d", "vault")}


class TestASecretStore:
    def test_it_is_used_by_all_who_name_it_in_its_dialect(self) -> None:
        text = after(aca("vault"), "secretStoreComponent: va")
        assert uses(text, vault__yaml=VAULT, **USERS) == [
            "b.yaml:3 vault",
            "component.yaml:3 vault",
        ]

    def test_its_file_declares_it(self) -> None:
        text = after(aca("vault"), "secretStoreComponent: va")
        assert uses(text, declared=True, vault__yaml=VAULT, **USERS) == [
            "b.yaml:3 vault",
            "component.yaml:3 vault",
            "vault.yaml:1 secretstores.azure.keyvault",
        ]

    @pytest.mark.parametrize("comment", ["# daprls: name=va<|>ult", "# daprls: name=<|>vault"])
    def test_the_comment_that_names_it_has_its_uses(self, comment: str) -> None:
        text = comment + "\n" + VAULT
        assert uses(text, **USERS) == ["b.yaml:3 vault"]
        assert uses(text, declared=True, **USERS) == [
            "b.yaml:3 vault",
            "component.yaml:1 vault",
        ]

    def test_its_manifest_has_its_uses(self) -> None:
        assert uses(after(oss_store("vault"), "  name: vault"), declared=True, **USERS) == [
            "component.yaml:4 vault",
            "d.yaml:10 vault",
        ]

    def test_where_the_file_holds_no_name_its_type_has_its_uses(self) -> None:
        snapshot, file, offset = marked(
            after(VAULT, "secretstores."), "/app/vault.yaml", b__yaml=aca("vault", "one")
        )
        (place,) = references(snapshot, file, offset, False)
        assert (place.path, place.span.of(aca("vault", "one"))) == ("/app/b.yaml", "vault")

    def test_a_stem_that_can_be_no_name_is_found_by_its_other_spelling(self) -> None:
        snapshot, file, offset = marked(
            after(VAULT, "secretstores."),
            "/app/SecretStore.yaml",
            b__yaml=aca("secret-store", "one"),
            c__yaml=aca("secretstore", "one"),
            d__yaml=aca("store", "one"),
        )
        places = references(snapshot, file, offset, False)
        assert [place.path for place in places] == ["/app/b.yaml", "/app/c.yaml"]

    def test_no_file_declares_the_one_of_kubernetes(self) -> None:
        text = after(oss("a", "kubernetes", "one"), "secretStore: kub")
        assert uses(text, declared=True, b__yaml=oss("b", None, "one")) == [
            "component.yaml:13 kubernetes"
        ]


def test_an_app_is_named_in_scopes_of_both_dialects() -> None:
    scopes = "scopes:\n  - orders\n  - cart\n"
    text = after(aca("vault") + scopes, "- ord")
    assert uses(text, declared=True, b__yaml=oss_store("b") + scopes, c__yaml=aca("c")) == [
        "b.yaml:10 orders",
        "component.yaml:6 orders",
    ]


@pytest.mark.parametrize("quote", ["", "'"])
def test_a_deploy_command_in_a_workflow_has_the_uses_of_what_it_names(quote: str) -> None:
    command = f"az containerapp env dapr-component set -n {quote}va<|>ult{quote} --yaml store.yaml"
    text = f"steps:\n  - run: {command}\n"
    assert uses(text, store__yaml=VAULT, b__yaml=aca("vault")) == ["b.yaml:3 vault"]


@pytest.mark.parametrize(
    "text",
    [
        after(aca("vault"), "secretStoreCom"),
        after(aca("vault"), "componentType: state."),
        after(aca("<vault>"), "secretStoreComponent: <va"),
        "<|>",
        "secretStoreComponent: <|>vault\n",
    ],
    ids=["key", "type", "placeholder", "empty", "not ours"],
)
def test_all_else_has_no_uses(text: str) -> None:
    assert uses(text, declared=True, vault__yaml=VAULT) == []
