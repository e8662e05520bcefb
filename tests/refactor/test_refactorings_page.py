"""The examples of docs/refactorings.md."""

from __future__ import annotations

import re
from pathlib import Path

from daprls.model.dialect import Dialect
from daprls.refactor.bicep import bicep
from daprls.refactor.choices import choices
from daprls.refactor.dialect import Conversion, convert
from workspaces import catalog, snapshot_of

PAGE = Path(__file__).parents[2] / "docs" / "refactorings.md"


def block(info: str) -> str:
    pattern = re.compile(rf"^```{re.escape(info)}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    found = pattern.search(PAGE.read_text("utf-8"))
    assert found is not None
    return found[1]


def test_the_page_shows_what_comes_of_its_example() -> None:
    snapshot = snapshot_of({"/app/carts.yaml": block("yaml title=carts.yaml")})
    (component,) = snapshot.files["/app/carts.yaml"].components
    made = convert(snapshot, component, Dialect.OSS)
    assert isinstance(made, Conversion)
    assert made.text == block("yaml oss")
    assert bicep(snapshot, (component,)).text == block("bicep")


def test_the_page_shows_the_ways_of_a_type_as_they_are() -> None:
    known = catalog().find("pubsub.kafka")
    assert known is not None
    ways = choices(known)
    width = max(len(each.id) for each in ways)
    shown = "".join(f"{each.id:{width}}  {each.title}\n" for each in ways)
    assert f"--auth list\n{shown}```" in PAGE.read_text("utf-8")
