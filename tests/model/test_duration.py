"""Durations as Go's `time.ParseDuration` reads them."""

from __future__ import annotations

import pytest

from daprls.model.duration import go_duration

SECOND = 10**9


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("5s", 5 * SECOND),
        ("1m30s", 90 * SECOND),
        ("1.5h", 5400 * SECOND),
        (".5s", SECOND // 2),
        ("5.s", 5 * SECOND),
        ("+5s", 5 * SECOND),
        ("-5s", -5 * SECOND),
        ("1s1s", 2 * SECOND),
        ("500ms", SECOND // 2),
        ("1ns", 1),
        ("1us", 1000),
        ("1\u00b5s", 1000),
        ("1\u03bcs", 1000),
        ("0.5ns", 0),
        ("0", 0),
        ("-0", 0),
        ("0s", 0),
        ("2562047h47m16.854775807s", 2**63 - 1),
        ("-2562047h47m16.854775808s", -(2**63)),
    ],
)
def test_a_duration_is_so_many_nanoseconds(text: str, nanoseconds: int) -> None:
    assert go_duration(text) == nanoseconds


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", "s", ".s", "5", "1.5", "1h1", "10 s", " 5s", "5s\n", "5S", "1d", "1w", "5sec"),
        *("PT10S", "1:30", "1e3s", "--5s", "\uff15s", "five", "2562047h47m16.854775808s"),
        "9" * 5000 + "s",
    ],
)
def test_nothing_else_is_a_duration(text: str) -> None:
    assert go_duration(text) is None
