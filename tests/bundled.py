"""Component metadata for tests, assembled in the form in which Dapr publishes its own."""

from __future__ import annotations

import json
from typing import Any

REFERENCE = {
    "title": "Reference",
    "url": "https://docs.dapr.io/reference/components-reference/supported-x/",
}
"""What leads to Dapr's documentation; all that Dapr publishes has it."""


def component(name: str, **more: Any) -> dict[str, Any]:
    """A component of Dapr's own in a bundle, by its type with the category."""
    category, _, rest = name.partition(".")
    return {
        "schemaVersion": "v1",
        "type": category,
        "name": rest,
        "version": "v1",
        "status": "stable",
        "title": rest.title(),
        "urls": [REFERENCE],
        **more,
    }


def own(name: str, **more: Any) -> dict[str, Any]:
    """A pluggable component: nothing of Dapr's documents it."""
    return component(name, urls=[{"title": "Wiki", "url": "https://acme.example/x"}], **more)


def field(name: str, **more: Any) -> dict[str, Any]:
    """A metadata field of a component in a bundle."""
    return {"name": name, "description": f"What {name} is for.", "example": "x", **more}


def bundle(*components: dict[str, Any], **more: Any) -> str:
    """The text of a bundle."""
    content = {
        "schemaVersion": "v1",
        "date": "20260901120000",
        "components": list(components),
        **more,
    }
    return json.dumps(content, indent=2)
