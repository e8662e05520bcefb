"""Whatever stands in a workspace, everything that can be asked of it has an answer.

`make fuzz` looks further than this does; what falls there is kept in the folder `fallen`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fuzz import Search, kinds, of_text
from garbled import Garble, garbles, other_seeds, yaml_seeds
from hypothesis import HealthCheck, given, settings
from ordeal import ordeal

FALLEN = sorted((Path(__file__).parent / "fallen").iterdir())
few = settings(
    max_examples=int(os.environ.get("EXAMPLES", "60")),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@few
@given(garbles())
def test_nothing_that_stands_in_a_workspace_makes_anything_fail(garble: Garble) -> None:
    ordeal(garble)


@pytest.mark.parametrize("path", FALLEN, ids=lambda path: path.stem)
def test_what_has_failed_once_does_not_fail_again(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "surrogatepass")
    places = tuple(range(0, len(text) + 1, max(1, len(text) // 40)))
    if path.suffix == ".yaml":
        ordeal(Garble(text, {}, places, ((2, 5),), (), "cart"))
    else:
        ordeal(Garble("", {path.name: text}, (0,), ((2, 5),), (), "cart"))


def test_a_guided_search_asks_of_files_of_every_kind() -> None:
    ask = of_text()
    for number, name in enumerate(kinds()[23:], 23):
        text = other_seeds()[name] if name else yaml_seeds()[0]
        asked = ask(bytes([number]) + text.encode())
        assert isinstance(asked, Garble)
        assert text in (asked.text, *asked.beside.values())


def test_a_search_keeps_what_makes_something_fail_once_and_goes_on(tmp_path: Path) -> None:
    def ask(data: bytes) -> object:
        assert data != b"bad"
        return data or None

    search = Search(ask, ".guided", tmp_path / "fallen")
    for data in (b"good", b"bad", b"", b"bad", b"good"):
        search.one(data)
    assert search.asked == 4
    assert list(search.crashes.values()) == [2]
    (kept,) = (tmp_path / "fallen").glob("*.guided")
    assert kept.read_bytes() == b"bad"
    assert "assert data" in kept.with_suffix(".txt").read_text("utf-8")
    assert search.summary.startswith("4 cases in ")


LONG = "9" * 5000
"""More digits than Python makes a number of."""


@pytest.mark.parametrize(
    "value",
    [LONG, f"0x{LONG}", f"0b{'1' * 20_000}", f"1_{LONG}", f"{LONG}.5", f"{LONG}:59", f"0o{LONG}"],
    ids=lambda value: value[:4],
)
def test_a_number_may_have_any_length(value: str) -> None:
    aca = (
        f"componentType: state.redis\nversion: {value}\nscopes: [{value}]\nmetadata:\n"
        f"- name: redisHost\n  value: host:{value}\n- name: redisDB\n  value: {value}\n"
        f'- name: dialTimeout\n  value: "{value}h"\n- name: {value}\n  value: {value}\n'
    )
    oss = (
        f"apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: {value}\nspec:\n"
        f"  type: bindings.cron\n  version: {value}\n  initTimeout: {value}s\n"
        f"  ignoreErrors: {value}\n  metadata:\n  - name: schedule\n    value: '{value} * * * *'\n"
        f'  - name: direction\n    value: !!int "{value}"\n'
    )
    for text in (aca, oss):
        ordeal(Garble(text, {}, (0, 40, len(text)), ((0, 0),), (), value[:40]))
