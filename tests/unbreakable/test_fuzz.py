"""Whatever stands in a workspace, everything that can be asked of it has an answer."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, settings

from garbled import Garble, garbles
from ordeal import ordeal

few = settings(
    max_examples=int(os.environ.get("EXAMPLES", "40")),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@few
@given(garbles())
def test_nothing_that_stands_in_a_workspace_makes_anything_fail(garble: Garble) -> None:
    ordeal(garble)
