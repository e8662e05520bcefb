"""What a file says of itself."""

from __future__ import annotations

import pytest

from daprls.model.source_file import SourceFile


@pytest.mark.parametrize(
    "comment",
    [
        "# daprls: name=vault\n",
        "# daprls: name=vault\r\n",
        "#daprls:name = vault   the shop's\r",
        "\ufeff# daprls: name=vault # of the shop\n",
        "---\n  # daprls: name=vault\n",
    ],
)
def test_a_comment_names_the_component(comment: str) -> None:
    file = SourceFile("/app/kv.yaml", comment + "componentType: secretstores.azure.keyvault\n")
    (component,) = file.components
    assert component.name_comment == "vault"
    assert component.name_comment_span is not None
    assert component.name_comment_span.of(file.text) == "vault"


def test_a_comment_names_the_component_of_its_own_document() -> None:
    text = "componentType: state.redis\n---\n# daprls: name=orders\ncomponentType: pubsub.redis\n"
    first, second = SourceFile("/app/all.yaml", text).components
    assert first.name_comment is None
    assert second.name_comment == "orders"
