"""Builds `client/snippets.json`: components that VS Code offers by name in any YAML file.

The server offers whole components itself where one can begin: those with a managed identity, and a
blank one. Here are common ones that do without, which the server does not offer by name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from daprls.catalog import Catalog
from daprls.features.component_start import as_snippet
from daprls.model.dialect import Dialect
from daprls.refactor.new import Holder, Plan, new_component

FILE = Path(__file__).resolve().parent.parent / "client" / "snippets.json"

OPEN_SOURCE = {
    "state.redis": "username-password",
    "state.postgresql": "connection-string",
    "state.in-memory": "",
    "pubsub.redis": "username-password",
    "pubsub.kafka": "none",
    "pubsub.rabbitmq": "connection-string",
    "bindings.cron": "",
    "bindings.http": "",
    "bindings.kafka": "none",
    "configuration.redis": "username-password",
    "lock.redis": "password",
    "secretstores.hashicorp.vault": "",
    "secretstores.local.env": "",
    "secretstores.local.file": "",
}
"""The types, and how each authenticates: as on a developer's machine, or as is usual."""
CONTAINER_APPS = {
    "state.redis": "username-password",
    "state.postgresql": "connection-string",
    "pubsub.redis": "username-password",
    "pubsub.kafka": "sasl",
    "bindings.cron": "",
    "bindings.kafka": "sasl",
}

READERS = {Dialect.ACA: "Azure Container Apps", Dialect.OSS: "open source"}


def snippets() -> dict[str, Any]:
    """All snippets by name, as VS Code takes them."""
    catalog = Catalog.bundled()
    return dict(_snippets(catalog))


def _snippets(catalog: Catalog) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for dialect, types in ((Dialect.OSS, OPEN_SOURCE), (Dialect.ACA, CONTAINER_APPS)):
        for name, way in types.items():
            text = new_component(catalog, Plan(name, dialect, way, Holder.OWN))
            known = catalog.find(name)
            if not isinstance(text, str) or known is None:
                raise SystemExit(f"There can be no '{name}' for {READERS[dialect]}.")
            prefix = f"dapr-{name}" if dialect is Dialect.OSS else f"dapr-aca-{name}"
            yield (
                f"Dapr {name} ({READERS[dialect]})",
                {
                    "prefix": prefix,
                    "description": f"{known.title}, {READERS[dialect]}",
                    "body": as_snippet(text).splitlines(),
                },
            )


def rendered() -> str:
    """The file's text."""
    return json.dumps(snippets(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(rendered(), encoding="utf-8")
