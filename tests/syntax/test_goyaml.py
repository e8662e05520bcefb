"""What Go's YAML reader makes of scalars, and so daprd and kubectl."""

from __future__ import annotations

import pytest

from daprls.syntax.goyaml import dapr_json, dapr_text
from daprls.syntax.parser import parse
from daprls.syntax.tree import Mapping, Scalar


def text_of(source: str) -> str | None:
    root = parse(f"v: {source}\n").documents[0].root
    assert isinstance(root, Mapping)
    value = root.get("v")
    assert isinstance(value, Scalar)
    return dapr_text(value)


@pytest.mark.parametrize(
    "source",
    [
        *("6379", "-7", "0", "1.5", "true", "false", "5s", "1:30", "12:30:45", "2024-01-01"),
        *("2024-01-01T10:00:00Z", "0b12", "0x", "_1", ".", "-.", "1e", "1e400", "1.2.3", "0.0.0.0"),
        *("yEs", "18446744073709551615", "v1", "1,000", "=", "<<"),
    ],
)
def test_a_scalar_stays_as_it_is_written(source: str) -> None:
    assert text_of(source) == source


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("y", "true"),
        ("N", "false"),
        ("yes", "true"),
        ("Off", "false"),
        ("TRUE", "true"),
        ("+7", "7"),
        ("00", "0"),
        ("0012", "10"),
        ("-0012", "-10"),
        ("0089", "89"),
        ("012345678901", "12345678901"),
        ("0o17", "15"),
        ("0X1F", "31"),
        ("-0xff", "-255"),
        ("0b101", "5"),
        ("1_000", "1000"),
        ("1_0.5", "10.5"),
        ("1.50", "1.5"),
        ("1.0", "1"),
        ("1.", "1"),
        (".5", "0.5"),
        ("-0.0", "-0"),
        ("1e3", "1000"),
        ("1234e56", "1.234e+59"),
        ("1e20", "100000000000000000000"),
        ("1e21", "1e+21"),
        ("0.0000001", "1e-7"),
        ("1e-10", "1e-10"),
        ("123456789012345678901", "123456789012345680000"),
    ],
)
def test_a_scalar_becomes_another_text(source: str, text: str) -> None:
    assert text_of(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [("'0012'", "0012"), ('"yes"', "yes"), ("!!str 0012", "0012"), ("! 1e3", "1e3")],
)
def test_what_is_quoted_or_tagged_stays_text(source: str, text: str) -> None:
    assert text_of(source) == text


@pytest.mark.parametrize("source", ["~", "null", ".inf", "-.INF", ".nan", "!!int 12", "!x 1"])
def test_of_some_scalars_there_is_no_text(source: str) -> None:
    assert text_of(source) is None


def test_a_number_of_any_length_is_read_at_once() -> None:
    assert text_of("0x" + "f" * 5000) is None
    assert text_of("9" * 5000) == "9" * 5000


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("[1, 0x10, 1.5, y, ~, '1', text]", [1, 16, 1.5, True, None, "1", "text"]),
        ("{a: {b: [off]}, c: 1:30}", {"a": {"b": [False]}, "c": "1:30"}),
        ("[1e400, .inf, nan, Infinity]", ["1e400", None, "nan", "Infinity"]),
        ("[&a 1, *a, *b]", [1, 1, None]),
    ],
)
def test_a_list_or_map_is_what_go_hands_on_as_json(written: str, value: object) -> None:
    assert dapr_json(parse(written).documents[0].root) == value
