"""Tabs at which PyYAML stops. `¦` marks each, in the place of the tab."""

from __future__ import annotations

import pytest

from daprls.syntax.parser import parse
from daprls.syntax.tabs import stray_tabs

TEXTS = [
    "a:¦b\n",
    "a: b¦\n",
    "a: b¦# why\n",
    "a: b # a→comment\n",
    "# a→comment\n→\n".replace("→\n", "¦\n"),
    "  #→comment\na: b\n",
    "a: b¦c\n",
    "a: 'b→c'¦# d→e\n",
    'a: "b→c#→d"\n',
    "a: |\n  b→c\n  →d\ne: f¦\n",
    "a: |\n  b\n  →\n",
    "a: |\n  b\n¦\n",
    "a: |\n  b\n ¦\nc: d\n",
    "a:\n  - >-\n    b\n\n  ¦\n  - c\n",
    "a: |\n  b\n   →\n\n",
    "a: |2\n  b\n  →\n",
    "a: b#¦c\n",
    "- a:¦¦b\n-¦c\n",
    "{a: b,¦c: d}\n",
    "a: 'b'\nc:¦d # e→f\n",
]


def text_of(marked: str) -> str:
    return marked.replace("¦", "\t").replace("→", "\t")


@pytest.mark.parametrize("marked", TEXTS)
def test_only_tabs_between_words_are_stray(marked: str) -> None:
    text = text_of(marked)
    found = [
        offset
        for document in parse(text).documents
        for span in stray_tabs(text, document)
        for offset in range(span.start, span.end)
    ]
    assert found == [offset for offset, sign in enumerate(marked) if sign == "¦"]


@pytest.mark.parametrize("marked", TEXTS)
def test_pyyaml_stops_at_a_stray_tab_and_only_there(marked: str) -> None:
    yaml = pytest.importorskip("yaml")
    text = text_of(marked)
    if "¦" in marked:
        with pytest.raises(yaml.YAMLError):
            yaml.safe_load(text)
    else:
        yaml.safe_load(text)
