"""Whatever stands in a workspace, everything that can be asked of it has an answer.

`make fuzz` looks further than this does; what falls there is kept in the folder `fallen`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from garbled import Garble, garbles
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
    ordeal(Garble(text, {}, places, ((2, 5),), (), "cart"))
