"""Whatever is edited in whatever order, in the end the editor shows what a fresh look finds."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

import pytest

from daprls.lint.engine import lint
from daprls.lsp import publish
from daprls.lsp.buffers import Buffer
from daprls.lsp.server import DaprLanguageServer
from daprls.model.source_file import SourceFile
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from workspaces import catalog

NAMES = ("vault", "vaults", "orders", "checkout")


def store(chance: random.Random) -> str:
    kind = chance.choice(("azure.keyvault", "local.file", "kubernetes"))
    scopes = chance.choice(("", "scopes: [orders]\n", "scopes: [checkout]\n"))
    return (
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n"
        f"  name: {chance.choice(NAMES)}\nspec:\n  type: secretstores.{kind}\n  version: v1\n"
        f"  metadata:\n    - name: {chance.choice(('vaultName', 'secretsFile'))}\n"
        f"      value: {chance.choice(('one', 'two'))}\n{scopes}"
    )


def user(chance: random.Random) -> str:
    actors = "    - name: actorStateStore\n      value: 'true'\n"
    return (
        "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n"
        f"  name: {chance.choice(NAMES)}\nspec:\n  type: state.redis\n  version: v1\n  metadata:\n"
        "    - name: redisHost\n      value: cache:6379\n"
        f"{chance.choice(('', actors))}"
        "    - name: redisPassword\n      secretKeyRef:\n        name: password\n        key: k\n"
        f"auth:\n  secretStore: {chance.choice(NAMES)}\n"
        f"{chance.choice(('', 'scopes: [orders]', 'scopes: [checkout]'))}\n"
    )


def aca(chance: random.Random) -> str:
    return (
        f"componentType: state.redis\nversion: v1\nmetadata:\n  - name: redisHost\n    value: a:1\n"
        f"  - name: redisPassword\n    secretRef: password\n"
        f"secretStoreComponent: {chance.choice(NAMES)}\nscopes: [{chance.choice(NAMES)}]\n"
    )


def aca_store(chance: random.Random) -> str:
    return (
        "componentType: secretstores.azure.keyvault\nversion: v1\nmetadata:\n"
        f"  - name: vaultName\n    value: {chance.choice(('one-vault', 'two-vault'))}\n"
        f"scopes: [{chance.choice(NAMES)}]\n"
    )


def resource(chance: random.Random) -> str:
    return (
        "apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata:\n  name: one\n"
        f"spec:\n  pubsubname: {chance.choice(NAMES)}\n  topic: t\n  routes: {{default: /}}\n"
    )


WRITERS = (store, user, aca, aca_store, resource)


def shown_of(snapshot: Snapshot, key: str) -> list[Any]:
    fresh = Snapshot(catalog()).with_files(
        SourceFile(each.path, each.text) for each in snapshot.files.values()
    )
    return [
        (each.rule, each.span, each.message) for each in lint(fresh, fresh.files[key], ALL_RULES)
    ]


class Editor:
    """A server whose editor is a list of what it was sent."""

    def __init__(self) -> None:
        self.server = DaprLanguageServer()
        self.server.protocol.set_writer(self)
        self.server.folders.ready.set()
        self.shown: dict[str, list[Any]] = {}

    def write(self, data: bytes) -> None:
        message = json.loads(data.partition(b"\r\n\r\n")[2])
        if message["method"] == "textDocument/publishDiagnostics":
            self.shown[message["params"]["uri"]] = message["params"]["diagnostics"]

    def close(self) -> None:
        """Nothing is to be closed."""

    def edit(self, key: str, text: str) -> None:
        server = self.server
        if key not in server.folders.shown:
            server.folders.shown = server.folders.shown | {key}
        if key in server.buffers or len(server.buffers) < 3:
            server.buffers[key] = Buffer(server.uri_of(key), 1)
        server.put(key, SourceFile(key, text))


@pytest.mark.parametrize("seed", range(3))
def test_nothing_that_is_shown_is_out_of_date_once_all_is_quiet(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "OTHERS_QUIET", 0.001)
    monkeypatch.setattr(publish, "QUIET", 0.0)

    async def run() -> None:
        chance = random.Random(seed)
        editor = Editor()
        for _ in range(15):
            for _ in range(chance.randrange(1, 4)):
                key = f"/w/{chance.choice('ab')}/{chance.choice(('vault', 'x', 'y', 'z'))}.yaml"
                editor.edit(key, chance.choice(WRITERS)(chance))
            await editor.server.publisher.settle()
            snapshot = editor.server.snapshot
            for key in snapshot.files:
                sent = editor.shown.get(editor.server.uri_of(key), [])
                expected = shown_of(snapshot, key)
                assert sorted((each["code"], each["message"]) for each in sent) == sorted(
                    (rule, message) for rule, _, message in expected
                ), key

    asyncio.run(run())


def test_a_store_that_changes_concerns_its_users_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(publish, "OTHERS_QUIET", 0.001)
    looked_at: list[str] = []
    look = DaprLanguageServer.lint

    def watched(server: DaprLanguageServer, file: SourceFile) -> Any:
        looked_at.append(file.path)
        return look(server, file)

    monkeypatch.setattr(DaprLanguageServer, "lint", watched)

    def vault(value: str) -> str:
        return store(random.Random(1)).replace("value: one", "value: two").replace("two", value)

    async def run() -> None:
        editor = Editor()
        chance = random.Random(1)
        (name,) = (
            line.partition("name: ")[2]
            for line in vault("one").splitlines()
            if line.startswith("  name: ")
        )
        for number in range(30):
            text = user(chance).replace("  name: ", f"  name: n{number}", 1)
            named = name if number in (3, 4) else "another"
            head, _, tail = text.partition("secretStore: ")
            text = f"{head}secretStore: {named}\n{tail.partition(chr(10))[2]}"
            editor.edit(f"/w/{number}/state.yaml", text)
        editor.edit("/w/vault.yaml", vault("one"))
        await editor.server.publisher.settle()
        looked_at.clear()
        editor.edit("/w/vault.yaml", vault("changed"))
        await editor.server.publisher.settle()

    asyncio.run(run())
    assert sorted(looked_at) == ["/w/3/state.yaml", "/w/4/state.yaml", "/w/vault.yaml"]
