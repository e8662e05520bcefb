"""Commands that make component files for an editor to show or save."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from editor import Editor, editing
from lsprotocol import types
from pygls.exceptions import JsonRpcException

pytestmark = pytest.mark.asyncio

TWO = """\
# the shop's state
componentType: state.redis
version: v1
metadata:
  - name: redisHost # the cache
    value: redis:6379
  - name: redisPassword
    secretRef: redis-password
secrets:
  - name: redis-password
    value: hunter2-hunter2
---
componentType: bindings.cron
version: v1
metadata:
  - name: schedule
    value: "@every 1h"
"""


async def asked(it: Editor, command: str, argument: Any = None) -> Any:
    """What a command answers, as a plain value."""
    answer = await it.client.workspace_execute_command_async(
        types.ExecuteCommandParams(command, [argument] if argument is not None else None)
    )
    return plain(answer)


def plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return {k: plain(v) for k, v in vars(value).items()} if hasattr(value, "__dict__") else value


async def test_a_whole_file_is_converted_without_being_written(tmp_path: Path) -> None:
    (tmp_path / "carts.yaml").write_text(TWO, encoding="utf-8")
    async with editing(tmp_path) as it:
        answer = await asked(it, "daprls.convert", {"uri": it.uri("carts.yaml"), "to": "oss"})
        names = [each["fileName"] for each in answer["files"]]
        assert names == ["carts.oss.yaml", "carts.secret.yaml", "carts.oss-2.yaml"]
        assert "name: redisHost # the cache" in answer["files"][0]["text"]
        assert answer["files"][0]["uri"] == it.uri("carts.oss.yaml")
        assert "hunter2" not in str(answer)
        assert any("'secrets' are not taken over" in each for each in answer["lost"])
        assert answer["refused"] == []
    assert [path.name for path in tmp_path.iterdir()] == ["carts.yaml"]


async def test_one_component_is_converted_under_another_name(tmp_path: Path) -> None:
    (tmp_path / "carts.yaml").write_text(TWO, encoding="utf-8")
    async with editing(tmp_path) as it:
        wish = {
            "uri": it.uri("carts.yaml"),
            "to": "bicep",
            "name": "tick",
            "position": {"line": 13, "character": 0},
        }
        (made,) = (await asked(it, "daprls.convert", wish))["files"]
        assert (made["fileName"], made["language"]) == ("tick.bicep", "bicep")
        assert "name: 'tick'" in made["text"]
        assert "redis" not in made["text"]


async def test_all_of_a_file_is_one_module_of_bicep(tmp_path: Path) -> None:
    (tmp_path / "carts.yaml").write_text(TWO, encoding="utf-8")
    async with editing(tmp_path) as it:
        answer = await asked(it, "daprls.convert", {"uri": it.uri("carts.yaml"), "to": "bicep"})
        (made,) = answer["files"]
        assert made["text"].count("\nresource ") == 3
        assert "hunter2" not in made["text"]


@pytest.mark.parametrize(
    "wish", [{"to": "xml"}, {"to": "oss", "uri": "file:///nowhere.yaml"}, {"uri": "x"}]
)
async def test_what_cannot_be_meant_is_refused(tmp_path: Path, wish: dict[str, str]) -> None:
    (tmp_path / "carts.yaml").write_text(TWO, encoding="utf-8")
    async with editing(tmp_path) as it:
        with pytest.raises(JsonRpcException):
            await asked(it, "daprls.convert", {"uri": it.uri("carts.yaml"), **wish})


async def test_a_component_is_made_of_what_may_be_chosen(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        offered = await asked(it, "daprls.newChoices")
        kafka = next(each for each in offered["types"] if each["type"] == "pubsub.kafka")
        sasl = kafka["aca"]["auth"][0]
        assert sasl == {"id": "sasl", "title": "SASL Authentication", "secret": True}
        wish = {"type": "pubsub.kafka", "dialect": "oss", "auth": "sasl", "name": "orders"}
        made = await asked(it, "daprls.new", {**wish, "secrets": "own"})
        assert made["fileName"] == "orders.yaml"
        assert "secretStore: kubernetes" in made["text"]
        assert 'value: "${1:<brokers>}"' in made["snippet"]


async def test_a_user_assigned_identity_is_named(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        client = "11111111-1111-4111-8111-111111111111"
        wish = {"type": "state.azure.cosmosdb", "auth": "user-identity", "clientId": client}
        assert client in (await asked(it, "daprls.new", wish))["text"]


async def test_a_way_that_a_type_does_not_have_is_refused_with_the_ways(tmp_path: Path) -> None:
    async with editing(tmp_path) as it:
        answer = await asked(it, "daprls.new", {"type": "state.mongodb", "auth": "identity"})
        assert "'connection-string'" in answer["refused"]
