"""A short soak of each kind of editor; `make soak` is a long one."""

from __future__ import annotations

import math
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from soaking import Soak, risen, slope

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize("pulls", [False, True], ids=["sent", "asked for"])
async def test_an_editor_shows_what_is_there_after_hundreds_of_edits(
    pulls: bool, tmp_path: Path
) -> None:
    it = Soak(tmp_path, pulls=pulls, files=60, seed=7)
    await it.editor.start()
    try:
        await it.run(300)
        await it.check()
        await it.editor.end()
    finally:
        it.editor.kill()
    assert it.editor.faults == []
    assert it.checked > 30
    assert it.editor.counts["questions"] > 50


async def test_the_slope_of_a_line_is_found() -> None:
    assert slope([(0, 5), (10, 25), (20, 45)]) == 2.0
    assert slope([(3, 4)]) == 0.0


async def test_what_grows_with_each_edit_is_told_from_what_fills_up() -> None:
    chance = random.Random(3)

    def memory(edits: int, leak: float) -> list[tuple[int, int]]:
        """In kilobytes: what fills up, and peaks now and then that come to nothing."""
        return [
            (
                at,
                round(60_000 + 3_000 * math.log2(at) + leak * at + chance.choice((0, 0, 0, 9_000))),
            )
            for at in range(100, edits, 100)
        ]

    for edits in (20_000, 200_000, 1_000_000):
        assert 2_500 < risen(memory(edits, 0)) < 3_500
    assert risen(memory(20_000, 1)) > 10_000
    assert risen(memory(1_000_000, 1 / 64)) > 9_000
    assert risen([]) == risen([(1000, 7)]) == 0
