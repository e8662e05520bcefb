"""What stands above a component: how it authenticates, and who uses it."""

from __future__ import annotations

import pytest

from daprls.features.lenses import LensKind, code_lenses, lens_text
from daprls.snapshot import Snapshot
from workspaces import snapshot_of

PATH = "/app/component.yaml"


def aca(known: str, fields: str, rest: str = "") -> str:
    """An ACA component; `fields` are lines of `name: value` and `name < secret`."""
    text = f"componentType: {known}\nversion: v1\nmetadata:\n"
    for line in fields.splitlines():
        name, _, secret = line.partition(" < ")
        if secret:
            text += f"  - name: {name}\n    secretRef: {secret}\n"
        else:
            name, _, value = line.partition(": ")
            text += f"  - name: {name}\n    value: {value}\n"
    return text + rest


def lenses(snapshot: Snapshot, path: str = PATH) -> list[tuple[str, list[str]]]:
    """The words above the components of a file, and what they lead to."""
    file = snapshot.files[path]
    found = []
    for lens in code_lenses(snapshot, file):
        told = lens_text(snapshot, file, lens.kind, lens.number)
        assert told is not None
        places = [each.span.of(snapshot.files[each.path].text) for each in told.places]
        found.append((told.title, places))
    return found


def above(text: str, **others: str) -> list[tuple[str, list[str]]]:
    """The words above the components of one file."""
    files = {f"/app/{name.replace('__', '.')}": content for name, content in others.items()}
    return lenses(snapshot_of({PATH: text, **files}))


BLOB = "accountName: bookshop\ncontainerName: carts"
STORED = "secretStoreComponent: vault\n"
OWN = "secrets:\n  - name: key\n    "
KEY = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo="


@pytest.mark.parametrize(
    ("text", "words", "places"),
    [
        (
            aca("state.azure.blobstorage", BLOB),
            "managed identity · system-assigned",
            ["state.azure.blobstorage"],
        ),
        (
            aca("state.azure.blobstorage", f"{BLOB}\nazureClientId: 1a"),
            "managed identity · user-assigned",
            ["azureClientId"],
        ),
        (
            aca("state.azure.blobstorage", f'{BLOB}\naccountKey: "{KEY}"'),
            "account key in the file",
            ["accountKey"],
        ),
        (
            aca("state.azure.blobstorage", f"{BLOB}\naccountKey: ${{KEY}}"),
            "account key, filled in later",
            ["accountKey"],
        ),
        (
            aca("state.azure.blobstorage", f"{BLOB}\naccountKey < key", STORED),
            "account key from 'vault'",
            ["accountKey"],
        ),
        (
            aca("state.azure.blobstorage", f"{BLOB}\naccountKey < key", f'{OWN}value: "{KEY}"\n'),
            "account key in the file",
            ["accountKey"],
        ),
        (
            aca(
                "state.azure.blobstorage",
                f"{BLOB}\naccountKey < key",
                f"{OWN}keyVaultUrl: https://a.vault.azure.net/secrets/b\n    identity: system\n",
            ),
            "account key from Key Vault",
            ["accountKey"],
        ),
        (
            aca("state.azure.blobstorage", f"{BLOB}\naccountKey < key"),
            "account key from the secret 'key'",
            ["accountKey"],
        ),
        (
            aca(
                "state.azure.blobstorage",
                f"{BLOB}\nazureClientId: 1a\nazureTenantId: 2b\nazureClientSecret < key",
                STORED,
            ),
            "service principal · client secret from 'vault'",
            ["azureClientSecret"],
        ),
        (
            aca("pubsub.azure.servicebus.topics", "connectionString < bus", STORED),
            "connection string from 'vault'",
            ["connectionString"],
        ),
        (
            aca("state.redis", "redisHost: a:6379\nredisPassword < key", STORED),
            "redis password from 'vault'",
            ["redisPassword"],
        ),
        (
            aca("state.redis", 'redisHost: a:6379\nuseEntraID: "true"'),
            "managed identity · system-assigned",
            ["useEntraID"],
        ),
        (
            aca("pubsub.rabbitmq", 'connectionString: "amqp://me:hunter2hunter2@shop.com"'),
            "connection string in the file",
            ["connectionString"],
        ),
        (
            aca("pubsub.kafka", "brokers: a\nschemaRegistryAPISecret < b", STORED),
            "schema registry api secret from 'vault'",
            ["schemaRegistryAPISecret"],
        ),
        (
            aca("bindings.aws.s3", "bucket: a\naccessKey < a\nsecretKey < b\nregion: x", STORED),
            "access key and secret key from 'vault'",
            ["accessKey", "secretKey"],
        ),
    ],
)
def test_the_way_a_component_authenticates_stands_above_it(
    text: str, words: str, places: list[str]
) -> None:
    assert above(text) == [(words, places)]


def test_a_key_may_come_from_kubernetes() -> None:
    text = (
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: a\nspec:\n"
        "  type: state.azure.blobstorage\n  version: v1\n  metadata:\n"
        "    - name: accountName\n      value: a\n    - name: accountKey\n"
        "      secretKeyRef:\n        name: a\n        key: b\n"
    )
    assert above(text) == [("account key from Kubernetes", ["accountKey"])]
    from_variable = text.replace("secretKeyRef:\n        name: a\n        key: b", "envRef: KEY")
    assert above(from_variable) == [("account key from the environment", ["accountKey"])]


KUBERNETES = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: kubernetes
spec:
  type: secretstores.kubernetes
  version: v1
  metadata: []
"""


@pytest.mark.parametrize(
    "text",
    [
        aca("state.redis", "redisHost: a:6379"),
        aca("state.unheard-of", "password: abc"),
        aca("pubsub.pulsar", "host: localhost:6650"),
        KUBERNETES,
        aca("state.${KIND}", "password: abc"),
        "kind: Deployment\n",
        "componentType: state.redis\nmetadata:\n  - name: a\n   value: b\n",
    ],
)
def test_where_the_file_does_not_show_it_nothing_does(text: str) -> None:
    assert above(text) == []


VAULT = "# daprls: name=vault\n" + aca("secretstores.azure.keyvault", "vaultName: bookshop")


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "used by no component"), (1, "used by 1 component"), (3, "used by 3 components")],
)
def test_a_store_says_how_many_use_it(count: int, words: str) -> None:
    users = {f"c{number}__yaml": aca("state.redis", "a < b", STORED) for number in range(count)}
    identity, used = above(VAULT, **users)
    assert identity[0] == "managed identity · system-assigned"
    assert used == (words, ["vault"] * count)


def test_a_lens_that_the_file_has_outgrown_says_nothing() -> None:
    snapshot = snapshot_of({PATH: aca("state.redis", "redisHost: a:6379")})
    file = snapshot.files[PATH]
    assert lens_text(snapshot, file, LensKind.USERS, 0) is None
    assert lens_text(snapshot, file, LensKind.AUTHENTICATION, 1) is None
    assert lens_text(snapshot, file, LensKind.AUTHENTICATION, -1) is None
