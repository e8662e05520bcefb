"""One name in files of many kinds, as an editor meets it through the real server."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor import Editor, editing
from lsprotocol import types

pytestmark = pytest.mark.asyncio

FILES = {
    "components/orderbus.yaml": """\
apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: orderbus
spec:
  type: pubsub.redis
  version: v1
  metadata:
    - name: redisHost
      value: redis.internal:6379
scopes:
  - warehouse
""",
    "components/orders.yaml": """\
apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata:
  name: orders
spec:
  pubsubname: orderbus
  topic: orders
  routes:
    default: /orders
scopes:
  - warehouse
""",
    "resiliency.yaml": """\
apiVersion: dapr.io/v1alpha1
kind: Resiliency
metadata:
  name: shop
spec:
  policies:
    retries:
      patient: {policy: constant}
  targets:
    components:
      orderbus:
        inbound: {retry: patient}
""",
    "dapr.yaml": (
        "common:\n  resourcesPath: components\napps:\n"
        "  - appID: warehouse\n    appDirPath: packing\n"
    ),
    "warehouse.yaml": (
        "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    metadata:\n"
        "      annotations:\n        dapr.io/app-id: warehouse\n"
    ),
    "main.bicep": (
        "resource warehouse 'Microsoft.App/containerApps@2024-03-01' = {\n"
        "  properties: {\n    configuration: {\n      dapr: {\n        appId: 'warehouse'\n"
        "      }\n    }\n  }\n}\n"
    ),
}


def at(it: Editor, name: str, before: str) -> tuple[types.TextDocumentIdentifier, types.Position]:
    """The place behind the first `before` of an open document."""
    document = it.documents[name]
    place = document.place(document.text.index(before) + len(before))
    return types.TextDocumentIdentifier(document.uri), place


async def test_a_component_is_reached_from_a_subscription(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        it.open("components/orders.yaml")
        where = at(it, "components/orders.yaml", "pubsubname: ")
        await it.client.text_document_prepare_rename_async(types.PrepareRenameParams(*where))
        for found in (
            await it.client.text_document_definition_async(types.DefinitionParams(*where)),
            await it.client.text_document_declaration_async(types.DeclarationParams(*where)),
        ):
            assert isinstance(found, list)
            (place,) = found
            assert isinstance(place, types.Location)
            assert place.uri == it.uri("components/orderbus.yaml")
        text = await it.hover(
            "components/orders.yaml", FILES["components/orders.yaml"].index("bus")
        )
        assert text is None or "orderbus" in text
        uses = await it.client.text_document_references_async(
            types.ReferenceParams(types.ReferenceContext(False), *where)
        )
        assert [each.uri for each in uses or ()] == [
            it.uri("components/orders.yaml"),
            it.uri("resiliency.yaml"),
        ]


async def test_an_app_is_renamed_in_files_of_all_kinds_by_one_edit(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        it.open("components/orderbus.yaml")
        where = at(it, "components/orderbus.yaml", "- ware")
        edit = await it.client.text_document_rename_async(types.RenameParams(*where, "packing"))
        after = it.after(types.CodeAction("", edit=edit))
        assert after == {
            it.uri(name): FILES[name]
            .replace("- warehouse", "- packing")
            .replace("appID: warehouse", "appID: packing")
            .replace("app-id: warehouse", "app-id: packing")
            .replace("'warehouse'", "'packing'")
            for name in FILES
            if name != "resiliency.yaml"
        }


async def test_a_name_that_leads_nowhere_is_told_and_told_no_more(tmp_path: Path) -> None:
    files = {**FILES, "resiliency.yaml": FILES["resiliency.yaml"].replace("orderbus", "orderbuss")}
    async with editing(tmp_path, files=files) as it:
        rule = "resiliency-unknown-target"
        assert await it.codes("resiliency.yaml", bool) == [rule]
        it.open("components/orderbus.yaml")
        bus = FILES["components/orderbus.yaml"].replace("name: orderbus", "name: orderbuss")
        it.change("components/orderbus.yaml", bus)
        assert await it.codes("resiliency.yaml", lambda found: not found) == []
        rule = "subscription-unknown-pubsub"
        assert await it.codes("components/orders.yaml", bool) == [rule]


async def test_names_are_proposed_where_they_belong(tmp_path: Path) -> None:
    async with editing(tmp_path, files=FILES) as it:
        text = FILES["components/orders.yaml"].replace("pubsubname: orderbus", "pubsubname: ")
        it.open("components/orders.yaml", text)
        await it.codes("components/orders.yaml")
        found = await it.complete("components/orders.yaml", text.index("pubsubname: ") + 12)
        assert [item.label for item in found] == ["orderbus"]
