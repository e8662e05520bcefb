"""What Go makes of texts: durations, numbers, booleans, quantities, and Dapr's schedules."""

from __future__ import annotations

import pytest

from daprls.model import cron, go_text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30.0),
        ("1h30m", 5400.0),
        ("1.5h", 5400.0),
        ("-500ms", -0.5),
        (".5s", 0.5),
        ("0", 0.0),
        ("-0", 0.0),
        ("2m0s", 120.0),
    ],
)
def test_a_duration_adds_up(text: str, seconds: float) -> None:
    assert go_text.duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("30d", 'time: unknown unit "d" in duration "30d"'),
        ("10", 'time: missing unit in duration "10"'),
        ("1.5", 'time: missing unit in duration "1.5"'),
        ("5 s", 'time: unknown unit " s" in duration "5 s"'),
        ("PT5S", 'time: invalid duration "PT5S"'),
        ("", 'time: invalid duration ""'),
        ("s", 'time: invalid duration "s"'),
        ("1h 30m", 'time: unknown unit "h " in duration "1h 30m"'),
        ("٣s", 'time: invalid duration "٣s"'),
    ],
)
def test_what_is_no_duration_is_told_in_gos_words(text: str, error: str) -> None:
    assert go_text.duration(text) is None
    assert go_text.duration_error(text) == error


@pytest.mark.parametrize(
    ("text", "whole", "ten"),
    [
        ("10", 10, 10),
        ("+7", 7, 7),
        ("-7", -7, -7),
        ("010", 8, 10),
        ("0x10", 16, None),
        ("0b11", 3, None),
        ("0o17", 15, None),
        ("1_000", 1000, None),
        ("-0x10", -16, None),
        ("08", None, 8),
        ("0", 0, 0),
        ("1.0", None, None),
        (" 1", None, None),
        ("1__0", None, None),
        ("", None, None),
        ("9223372036854775808", None, None),
    ],
)
def test_a_whole_number_is_read_by_its_beginning_or_in_base_ten(
    text: str, whole: int | None, ten: int | None
) -> None:
    assert go_text.integer(text) == whole
    assert go_text.decimal(text) == ten


def test_fractions_booleans_and_quantities() -> None:
    assert go_text.fraction("1e3") == pytest.approx(1000)
    assert go_text.fraction("1_0") is None
    assert go_text.is_bool("True")
    assert not go_text.is_bool("yes")
    assert go_text.is_quantity("100Mi")
    assert go_text.is_quantity("1e6")
    assert not go_text.is_quantity("100 MB")


@pytest.mark.parametrize(
    "text",
    [
        "*/5 * * * *",
        "0 30 4 * * MON-FRI",
        "? 0 1 1 Jan 0",
        "5/15 * * * *",
        "0,30 * * * *",
        "@every 1h30m",
        "@midnight",
        "CRON_TZ=Europe/Berlin 0 4 * * *",
        "  0 4 * * *  ",
    ],
)
def test_a_schedule_is_taken(text: str) -> None:
    assert cron.problem(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "* * * *",
        "* * * * * * *",
        "60 * * * *",
        "0 24 * * *",
        "0 0 0 * *",
        "0 0 * 13 *",
        "0 0 * * 7",
        "5-1 * * * *",
        "*/0 * * * *",
        "1-2-3 * * * *",
        "a * * * *",
        "@every 15",
        "@every",
        "@minutely",
        "TZ=Europe/Berlin",
        "",
    ],
)
def test_a_schedule_is_refused(text: str) -> None:
    assert cron.problem(text) is not None
