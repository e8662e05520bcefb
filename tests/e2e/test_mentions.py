"""Names that other kinds of files say: they are read from the disk, and followed there."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor import Editor, editing
from lsprotocol import types

pytestmark = pytest.mark.asyncio

CARTS = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: carts
spec:
  type: state.redis
  version: v1
  metadata:
    - name: redisHost
      value: redis.bookshop.internal:6379
    - name: redisPassword
      secretKeyRef:
        name: redisPassword
auth:
  secretStore: local
scopes:
  - storefront
  - warehouse
"""
STORE = """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: local
spec:
  type: secretstores.local.file
  version: v1
  metadata:
    - name: secretsFile
      value: ./hidden/secrets.json
"""
BICEP = """\
resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'ca-storefront'
  properties: { configuration: { dapr: { enabled: true, appId: 'storefront' } } }
}
"""
RUN = "version: 1\napps:\n  - appID: warehouse\n    appDirPath: ./warehouse/\n"
VALUE = "hunter2-hunter2"
SECRETS = f'{{"redisPassword": "{VALUE}"}}\n'
FILES = {
    "components/carts.yaml": CARTS,
    "components/store.yaml": STORE,
    "infra/main.bicep": BICEP,
    "dapr.yaml": RUN,
    "hidden/secrets.json": SECRETS,
    ".git/HEAD": "",
    ".gitignore": "hidden/\n",
}
NAME = "components/carts.yaml"
UNKNOWN = "unknown-scope-app"
NO_SECRET = "oss-secret-not-found"


async def _led_to(it: Editor, word: str) -> list[tuple[str, str]]:
    """The files and words that a definition leads to."""
    document = it.documents[NAME]
    where = types.TextDocumentIdentifier(it.uri(NAME)), document.place(CARTS.rindex(word) + 1)
    found = await it.client.text_document_definition_async(types.DefinitionParams(*where))
    assert isinstance(found, list | tuple)
    names = {it.uri(name): name for name in FILES}
    told = []
    for place in found:
        assert isinstance(place, types.Location)
        name = names[place.uri]
        line = FILES[name].splitlines()[place.range.start.line]
        word = line[place.range.start.character : place.range.end.character]
        told.append((name, word))
    return told


async def test_scopes_and_secrets_lead_into_files_of_other_kinds(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        it.open(NAME)
        assert await it.codes(NAME) == []
        assert await _led_to(it, "storefront") == [("infra/main.bicep", "storefront")]
        assert await _led_to(it, "warehouse") == [("dapr.yaml", "warehouse")]
        secret = [("hidden/secrets.json", "redisPassword")]
        assert await _led_to(it, "redisPassword") == secret


async def test_names_that_change_on_disk_are_noticed(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        it.open(NAME)
        assert await it.codes(NAME) == []
        it.write("infra/main.bicep", BICEP.replace("'storefront'", "'storefronts'"))
        assert await it.codes(NAME, lambda found: UNKNOWN in found) == [UNKNOWN]
        it.write("infra/more.json", "[]")
        it.write("infra/more.bicep", BICEP)
        assert await it.codes(NAME, lambda found: not found) == []
        it.write("hidden/secrets.json", '{"redisPasswort": "x"}')
        assert await it.codes(NAME, bool) == [NO_SECRET]
        it.write("hidden/secrets.json", None)
        assert await it.codes(NAME, lambda found: not found) == []
        it.write("hidden/secrets.json", '{"other": "x"}')
        assert await it.codes(NAME, bool) == [NO_SECRET]


async def test_no_value_of_a_secret_is_ever_sent(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        it.open(NAME, CARTS.replace("name: redisPassword\nauth", "name: redisPasswort\nauth"))
        assert await it.codes(NAME) == [NO_SECRET]
        offered = await it.complete(NAME, CARTS.rindex("redisPassword"))
        told = [*(str(item) for item in offered), *map(str, it.messages), str(it.sent(NAME))]
        assert not any(VALUE in text for text in told)
