"""Where the file at the caret says the name at the caret."""

from __future__ import annotations

import pytest

from daprls.features.highlights import document_highlight
from marked import CARET, marked

OWN = """\
componentType: state.redis
version: v1
metadata:
  - name: redisPassword
    secretRef: redis-password
  - name: sentinelPassword
    secretRef: redis-password
secrets:
  - name: redis-password
    value: x
scopes:
  - cart
"""


def highlights(text: str, before: str, **others: str) -> list[tuple[int, str, bool]]:
    """The places as line, text, and whether the name is defined there."""
    snapshot, file, offset = marked(text.replace(before, before + CARET, 1), **others)
    return [
        (file.lines.line_at(each.span.start) + 1, each.span.of(file.text), each.defines)
        for each in document_highlight(snapshot, file, offset)
    ]


@pytest.mark.parametrize("before", ["secretRef: ", "secrets:\n  - name: re"])
def test_a_secret_is_defined_in_one_place_and_used_in_others(before: str) -> None:
    assert highlights(OWN, before, other__yaml=OWN) == [
        (5, "redis-password", False),
        (7, "redis-password", False),
        (9, "redis-password", True),
    ]


def test_a_store_of_another_file_is_only_used_here() -> None:
    vault = "# daprls: name=vault\ncomponentType: secretstores.azure.keyvault\nversion: v1\n"
    text = OWN.replace("metadata:", "secretStoreComponent: vault\nmetadata:")
    assert highlights(text, "secretStoreComponent: ", vault__yaml=vault) == [(3, "vault", False)]
    assert highlights(vault, "name=va", cart__yaml=text) == [(1, "vault", True)]


def test_scopes_use_an_app() -> None:
    assert highlights(OWN, "- ca") == [(12, "cart", False)]


def test_nothing_else_is_highlighted() -> None:
    assert highlights(OWN, "componentType: st") == []
