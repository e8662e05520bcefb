"""Where the documentation of what stands in a file is to be found."""

from __future__ import annotations

import pytest

from daprls.features.links import document_links
from workspaces import snapshot_of


def links(text: str) -> list[tuple[str, str, str]]:
    """The texts that lead somewhere, where to, and what is said of it."""
    snapshot = snapshot_of({"/app/a.yaml": text})
    file = snapshot.files["/app/a.yaml"]
    return [
        (each.span.of(text), each.target, each.tooltip) for each in document_links(snapshot, file)
    ]


@pytest.mark.parametrize("written", ["state.redis", '"state.redis"'])
def test_a_type_leads_to_its_documentation(written: str) -> None:
    ((text, target, tooltip),) = links(f"componentType: {written}\nversion: v1\nmetadata: []\n")
    assert text == written
    assert target.startswith("https://docs.dapr.io/reference/components-reference/")
    assert tooltip == "Documentation of Redis"


@pytest.mark.parametrize(
    "text",
    [
        "componentType: state.unheard-of\nmetadata: []\n",
        "componentType: state.${KIND}\nmetadata: []\n",
        "componentType:\nversion: v1\nmetadata: []\n",
        "type: state.redis\n",
    ],
)
def test_all_else_leads_nowhere(text: str) -> None:
    assert links(text) == []
