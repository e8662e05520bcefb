"""A short soak of each kind of editor; `make soak` is a long one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from soaking import Soak, slope

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
