"""`daprls identity`: who needs which role on what, and the scripts that grant it."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

import pytest
from pycep import BicepParser

from terminals import daprls, everything, written

EXAMPLE = Path(__file__).parents[2] / "examples" / "bookshop"
EXPECTED = Path(__file__).parent / "roles"
FORMATS = {"text": "txt", "markdown": "md", "json": "json", "az": "sh", "bicep": "bicep"}
SECRET = "c2VjcmV0IG9mIHRoZSBhY2NvdW50"
CLIENT = "5b1f7c9e-2a4d-4e6f-8b3a-7c9d1e2f4a6b"

QUEUES = """\
componentType: bindings.azure.servicebus.queues
version: v1
metadata:
  - name: namespaceName
    value: shop.servicebus.windows.net
  - name: disableEntityManagement
    value: "true"
  - name: direction
    value: output
scopes: [web]
"""
CACHE = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata: {name: cache}
spec:
  type: state.redis
  version: v1
  metadata:
    - {name: redisHost, value: "shop.redis.cache.windows.net:6380"}
    - {name: useEntraID, value: "true"}
    - {name: enableTLS, value: "true"}
scopes: [web, worker]
"""
MANAGED_CACHE = CACHE.replace("shop.redis.cache.windows.net:6380", "shop.neu.redis.azure.net:10000")
HUBS = f"""\
componentType: pubsub.azure.eventhubs
version: v1
metadata:
  - name: connectionString
    value: Endpoint=sb://hubs.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey={SECRET}
  - name: storageConnectionString
    value: DefaultEndpointsProtocol=https;AccountName=shopblobs;AccountKey={SECRET}
scopes: [web]
"""
BLOBS = """\
componentType: state.azure.blobstorage
version: v1
metadata:
  - name: accountName
    value: shopblobs
  - name: containerName
    value: carts
scopes: [web]
"""
DATABASE = """\
componentType: state.postgresql
version: v1
metadata:
  - name: connectionString
    value: host=shop.postgres.database.azure.com user=web port=5432 database=shop sslmode=require
  - name: useAzureAD
    value: "true"
scopes: [web]
"""
VAULT = """\
componentType: secretstores.azure.keyvault
version: v1
metadata:
  - name: vaultName
    value: <vault>
scopes: [web]
"""


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def printed(output: str, *paths: str) -> str:
    result = daprls("identity", *paths, "--format", output)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def commands(script: str) -> list[list[str]]:
    """The commands of a script as a shell takes them apart."""
    lines = [line for line in script.replace("\\\n", " ").splitlines() if line.strip()]
    return [shlex.split(line) for line in lines if not line.startswith("#")]


def options(command: list[str]) -> dict[str, str]:
    first = next(index for index, word in enumerate(command) if word.startswith("--"))
    return dict(zip(command[first::2], command[first + 1 :: 2], strict=True))


@pytest.mark.parametrize("output", FORMATS)
def test_the_bookshop_is_told_as_expected(output: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLE)
    found = printed(output)
    golden = EXPECTED / f"bookshop.{FORMATS[output]}"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def test_a_binding_of_one_direction_gets_one_role(tmp_path: Path) -> None:
    written(tmp_path, {"queues.yaml": QUEUES})
    assert printed("text") == (
        "web\n"
        "  queues (queues.yaml): bindings.azure.servicebus.queues, "
        "by system-assigned managed identity\n"
        "    Azure Service Bus Data Sender (to send) on Service Bus namespace 'shop'\n"
        "\n"
        "1 component, 1 app.\n"
    )


def test_nothing_of_azure_is_said_to_be_so(tmp_path: Path) -> None:
    local = CACHE.replace("shop.redis.cache.windows.net:6380", "redis:6379")
    written(tmp_path, {"cache.yaml": local.replace("useEntraID", "failover")})
    assert printed("text") == "No component here can use a managed identity.\n"
    assert commands(printed("az")) == []
    assert "resource " not in printed("bicep")


def test_an_emulator_of_azure_is_told_and_a_cache_of_this_machine_is_not(tmp_path: Path) -> None:
    cache = CACHE.replace("shop.redis.cache.windows.net", "localhost")
    blobs = BLOBS.replace("shopblobs", "devstoreaccount1")
    written(tmp_path, {"blobs.yaml": blobs, "cache.yaml": cache})
    assert printed("text") == (
        "Without an identity\n"
        "  blobs (blobs.yaml): It talks to an emulator or to this machine.\n"
        "\n"
        "No component here can use a managed identity.\n"
    )


def test_a_folder_that_does_not_exist_is_a_mistake() -> None:
    assert daprls("identity", "nowhere").exit_code == 2


class TestCommands:
    def test_grant_on_the_resource_alone(self, tmp_path: Path) -> None:
        written(tmp_path, {"queues.yaml": QUEUES})
        (command,) = commands(printed("az"))
        assert command[:4] == ["az", "role", "assignment", "create"]
        assert options(command) == {
            "--assignee-object-id": "<principal-id-of-web>",
            "--assignee-principal-type": "ServicePrincipal",
            "--role": "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
            "--scope": "/subscriptions/<subscription-id>/resourceGroups/<resource-group-of-shop>"
            "/providers/Microsoft.ServiceBus/namespaces/shop",
        }

    def test_grant_the_same_once(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": HUBS, "b.yaml": BLOBS, "c.yaml": BLOBS})
        script = printed("az")
        blobs = [each for each in commands(script) if "shopblobs" in options(each)["--scope"]]
        assert len(blobs) == 1
        assert "# for a (a.yaml), by key today, b (b.yaml), c (c.yaml)" in script

    def test_keep_apart_resources_that_are_not_named(self, tmp_path: Path) -> None:
        written(tmp_path, {"a.yaml": VAULT, "b.yaml": VAULT})
        scopes = [options(each)["--scope"].rpartition("/")[2] for each in commands(printed("az"))]
        assert scopes == ["<key-vault-of-a>", "<key-vault-of-b>"]
        assert printed("bicep").count(" existing = {") == 2

    @pytest.mark.parametrize(
        ("text", "words", "policy"),
        [
            (CACHE, "az redis access-policy-assignment create", "Data Owner"),
            (
                MANAGED_CACHE,
                "az redisenterprise database access-policy-assignment create",
                "default",
            ),
        ],
    )
    def test_give_caches_an_access_policy(
        self, tmp_path: Path, text: str, words: str, policy: str
    ) -> None:
        written(tmp_path, {"cache.yaml": text})
        found = commands(printed("az"))
        assert [options(each)["--object-id"] for each in found] == [
            "<principal-id-of-web>",
            "<principal-id-of-worker>",
        ]
        for each in found:
            assert " ".join(each).startswith(words)
            assert options(each)["--access-policy-name"] == policy

    def test_leave_a_database_to_its_administrator(self, tmp_path: Path) -> None:
        written(tmp_path, {"database.yaml": DATABASE})
        script = printed("az")
        assert commands(script) == []
        assert "pgaadauth_create_principal" in script

    def test_name_a_user_assigned_identity_by_its_client_id(self, tmp_path: Path) -> None:
        given = f"  - name: azureClientId\n    value: {CLIENT}\nscopes"
        written(tmp_path, {"queues.yaml": QUEUES.replace("scopes", given)})
        script = printed("az")
        (command,) = commands(script)
        assert options(command)["--assignee-object-id"] == f"<principal-id-of-identity-{CLIENT}>"
        assert f"[?clientId=='{CLIENT}'].principalId" in script

    def test_take_the_identity_of_the_settings_for_what_uses_a_key(self, tmp_path: Path) -> None:
        settings = f'identity = "user"\nclient-id = "{CLIENT}"\n'
        written(tmp_path, {"daprls.toml": settings, "hubs.yaml": HUBS})
        principals = {options(each)["--assignee-object-id"] for each in commands(printed("az"))}
        assert principals == {f"<principal-id-of-identity-{CLIENT}>"}

    def test_know_the_apps_of_the_settings_where_no_scopes_name_them(self, tmp_path: Path) -> None:
        text = QUEUES.replace("scopes: [web]\n", "")
        written(tmp_path, {"queues.yaml": text})
        assert "<principal-id-of-each-app>" in printed("az")
        written(tmp_path, {"daprls.toml": 'app-ids = ["web", "worker"]\n'})
        assert [options(each)["--assignee-object-id"] for each in commands(printed("az"))] == [
            "<principal-id-of-web>",
            "<principal-id-of-worker>",
        ]

    def test_no_text_of_a_file_becomes_a_command(self, tmp_path: Path) -> None:
        evil = '"x\\nrm -rf ~ #\\u2028$(reboot)`reboot`\'; reboot"'
        text = CACHE.replace("name: cache", f"name: {evil}").replace("[web, worker]", f"[{evil}]")
        written(tmp_path, {"cache.yaml": text})
        for command in commands(printed("az")):
            assert command[0] == "az"
        for line in printed("bicep").splitlines():
            assert not line.startswith(("rm", "reboot", "$("))


class TestBicep:
    @pytest.fixture
    def bicep(self, tmp_path: Path) -> str:
        files = [QUEUES, CACHE, MANAGED_CACHE, HUBS, BLOBS, DATABASE, VAULT]
        written(tmp_path, {f"c{number}.yaml": text for number, text in enumerate(files)})
        return printed("bicep")

    def test_is_read_back(self, bicep: str) -> None:
        parsed = BicepParser().parse(text=bicep)
        assert parsed["resources"]

    def test_is_balanced_and_its_strings_are_closed(self, bicep: str) -> None:
        code = [line for line in bicep.splitlines() if not line.startswith("//")]
        for line in code:
            assert len(re.findall(r"(?<!\\)'", line)) % 2 == 0
        text = re.sub(r"'(?:[^'\\]|\\.)*'", "", "\n".join(code))
        for first, last in ("{}", "()"):
            assert text.count(first) == text.count(last)

    def test_declares_each_symbol_once_and_uses_none_that_it_does_not(self, bicep: str) -> None:
        declared = re.findall(r"^(?:param|resource) (\w+) ", bicep, re.MULTILINE)
        assert len(declared) == len(set(declared))
        used = re.findall(r"^  (?:scope|parent): (\w+)$", bicep, re.MULTILINE)
        used += re.findall(r"(?:principalId|objectId): (\w+)", bicep)
        used += re.findall(r"guid\((\w+)\.id, (\w+),", bicep)[0]
        used += re.findall(r"^  name: (\w+)$", bicep, re.MULTILINE)
        assert set(used) <= set(declared)
        assert all(re.fullmatch(r"[a-zA-Z]\w*", symbol) for symbol in declared)

    def test_gives_resources_a_type_and_a_version(self, bicep: str) -> None:
        types = re.findall(r"^resource \w+ '([^']+)'", bicep, re.MULTILINE)
        assert types
        assert all(re.fullmatch(r"Microsoft(?:[./]\w+)+@\d{4}-\d{2}-\d{2}", each) for each in types)


@pytest.mark.parametrize("output", FORMATS)
def test_no_format_shows_a_secret(tmp_path: Path, output: str) -> None:
    secret = HUBS + f"secrets:\n  - name: key\n    value: {SECRET}\n"
    written(tmp_path, {"a.yaml": secret, "b.yaml": BLOBS + f"secrets: [{{value: {SECRET}}}]\n"})
    assert SECRET not in everything(daprls("identity", "--format", output))
