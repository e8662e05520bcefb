"""`docs/managed-identity.md` says what `schemas/identity.json` knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from daprls.catalog import IdentityPath
from workspaces import catalog

PAGE = Path(__file__).parents[2] / "docs" / "managed-identity.md"
TEXT = PAGE.read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if re.match(r"\| `[a-z]+\.", line)
]
PATHS = {
    path.id: (path, [each for each in catalog().types if catalog().identity(each) == path])
    for path in map(catalog().identity, catalog().types)
    if path is not None
}


def names(cell: str) -> set[str]:
    return set(re.findall(r"`([^`…]+)`", cell))


@pytest.mark.parametrize("path_id", PATHS)
def test_a_row_tells_what_goes_comes_and_is_to_be_granted(path_id: str) -> None:
    path, types = PATHS[path_id]
    assert isinstance(path, IdentityPath)
    (row,) = [row for row in ROWS if names(row[0]) & set(types)]
    assert names(row[0]) == set(types)
    gone = {name for name in path.remove if not name.startswith("oidc")}
    assert names(row[1]) == gone | {name for name, _ in path.rewrite}
    needed = {field.name for field in path.require} | {name for name, _ in path.set}
    assert names(row[2]) - {"host", "user"} == needed - {"host", "user"}
    for field in path.require:
        is_conditional = field.optional or field.where is not None
        assert (f"(`{field.name}`)" in row[2]) == is_conditional
    assert row[3] == ", ".join(dict.fromkeys(role.name for role in path.roles))


def test_every_type_that_can_be_switched_has_a_row() -> None:
    assert len(ROWS) == len(PATHS)


@pytest.mark.parametrize("path_id", PATHS)
def test_what_a_switch_warns_of_stands_on_the_page(path_id: str) -> None:
    path, _ = PATHS[path_id]
    prose = _unquoted(re.sub(r"\s+", " ", TEXT))
    for note in (*path.notes, *(sentence for _, sentence in path.cautions)):
        assert _unquoted(note) in prose


def _unquoted(text: str) -> str:
    return re.sub(r"['\"`]", "", text)
