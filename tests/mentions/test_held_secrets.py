"""Secrets that files hold, as an editor meets them."""

from __future__ import annotations

from daprls.features.completion import completion
from daprls.features.definition import definition
from marked import marked

STORE = (
    "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: local}\nspec:\n"
    "  type: secretstores.local.file\n  version: v1\n  metadata:\n"
    '    - {name: secretsFile, value: s.json}\n    - {name: multiValued, value: "true"}\n'
)
SECRETS = '{"redis": {"user": "x", "password": "y"}, "mail": "z"}'
KUBERNETES = "apiVersion: v1\nkind: Secret\nmetadata: {name: redis}\ndata: {password: eA==}\n"


def user(reference: str, auth: str = "auth: {secretStore: local}\n") -> str:
    return (
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: {name: carts}\nspec:\n"
        "  type: state.redis\n  version: v1\n  metadata:\n    - name: redisHost\n"
        f"      secretKeyRef: {reference}\n{auth}"
    )


def test_a_key_leads_to_its_line_in_the_local_file() -> None:
    at = marked(user("{name: redis, key: pass<|>word}"), store__yaml=STORE, s__json=SECRETS)
    (place,) = definition(*at)
    assert place.path == "/app/s.json"
    assert place.span.of(SECRETS) == "password"


def test_a_name_leads_to_the_secret_of_kubernetes() -> None:
    at = marked(user("{name: re<|>dis, key: password}", ""), secret__yaml=KUBERNETES)
    (place,) = definition(*at)
    assert (place.path, place.span.of(KUBERNETES)) == ("/app/secret.yaml", "redis")


def test_a_secret_that_no_file_holds_leads_to_its_store() -> None:
    at = marked(user("{name: ab<|>sent}"), store__yaml=STORE, s__json=SECRETS)
    assert [place.path for place in definition(*at)] == ["/app/store.yaml"]


def test_names_and_keys_are_offered() -> None:
    snapshot, file, offset = marked(user("{name: <|>}"), store__yaml=STORE, s__json=SECRETS)
    offered = [item.label for item in completion(snapshot, file, offset, snippets=False)]
    assert offered[:2] == ["mail", "redis"]
    snapshot, file, offset = marked(
        user("{name: redis, key: <|>}"), store__yaml=STORE, s__json=SECRETS
    )
    offered = [item.label for item in completion(snapshot, file, offset, snippets=False)]
    assert offered == ["password", "user"]
