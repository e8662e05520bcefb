"""`daprls new`: a component on stdout or in a new file."""

from __future__ import annotations

from pathlib import Path

import pytest

from terminals import daprls, daprls_json, texts


def test_a_component_is_printed() -> None:
    result = daprls("new", "state.redis", "--auth", "key", "--name", "carts", "--scope", "cart")
    assert result.exit_code == 0
    assert result.stdout == (
        "# daprls: name=carts\ncomponentType: state.redis\nversion: v1\nmetadata:\n"
        '  - name: redisHost\n    value: "<redisHost>"\n'
        "  - name: redisPassword\n    secretRef: redis-password\n"
        'secrets:\n  - name: redis-password\n    value: "<redis-password>"\nscopes:\n  - cart\n'
    )


def test_a_file_is_written_and_gives_a_resource_its_name(tmp_path: Path) -> None:
    path = tmp_path / "carts.yaml"
    result = daprls("new", "state.redis", "--dialect", "oss", "--output", path)
    assert result.exit_code == 0
    assert "metadata:\n  name: carts\nspec:" in texts(tmp_path)["carts.yaml"]
    found = {each["severity"] for each in daprls_json("--fail-on", "never", path)["diagnostics"]}
    assert "error" not in found
    again = daprls("new", "state.redis", "--output", path)
    assert again.exit_code == 2
    assert "The file exists already." in again.stderr


def test_a_secret_store_is_named() -> None:
    result = daprls("new", "state.mongodb", "--secret-store", "vault")
    assert "secretStoreComponent: vault\n" in result.stdout


def test_the_ways_of_a_type_are_listed_the_best_first() -> None:
    lines = daprls("new", "state.azure.cosmosdb", "--auth", "list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [
        "identity",
        "user-identity",
        "master-key",
        "client-credentials",
        "client-certificate",
    ]


def test_a_client_id_means_a_user_assigned_identity() -> None:
    client = "5b1f7c9e-2a4d-4e6f-8b3a-7c9d1e2f4a6b"
    result = daprls("new", "state.azure.cosmosdb", "--client-id", client)
    assert f'  - name: azureClientId\n    value: "{client}"\n' in result.stdout
    asked = daprls("new", "state.azure.cosmosdb", "--auth", "user-identity")
    assert '  - name: azureClientId\n    value: "<client-id>"\n' in asked.stdout


def test_a_way_is_taken_with_secrets_of_its_own() -> None:
    result = daprls("new", "pubsub.kafka", "--auth", "SASL", "--own-secrets")
    assert "    secretRef: sasl-password\nsecrets:\n" in result.stdout.replace(
        '  - name: saslMechanism\n    value: "<saslMechanism>"\n', ""
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("state.redi",), "Did you mean 'state.redis'?"),
        (("secretstores.local.file",), "not"),
        (("state.mongodb", "--auth", "identity"), "There is 'connection-string'"),
        (("state.mongodb", "--auth", "sasl"), "cannot authenticate by 'sasl'"),
        (("state.redi", "--auth", "list"), "Did you mean 'state.redis'?"),
        (("state.redis", "--client-id", "x"), "'x' is no client ID"),
        (("state.redis", "--name", "Carts_1"), "'Carts_1' is no name of a component"),
    ],
)
def test_what_cannot_be_is_told(arguments: tuple[str, ...], words: str) -> None:
    result = daprls("new", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in " ".join(result.stderr.split())
