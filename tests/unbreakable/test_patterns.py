"""No pattern of the package takes more than time in line with the length of what it looks at.

A file may be five megabytes on one line. What a pattern takes four times as long for as its text is
longer by is fine; one that takes sixteen times as long would keep an editor waiting for hours.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from importlib import import_module

import daprls

SHORT, LONG = 1500, 6000
"""Lengths of the texts that are compared."""
AT_ONCE = 0.006
"""Seconds that the longer one may take however long the shorter one took."""
RATIO = 9.0
"""Between 4, which is linear, and 16, which is quadratic."""
BOUNDED = {
    # They look at a stretch of a few hundred signs, or at 2,000 behind each beginning.
    "daprls.refactor.syntax._TAG",
    "daprls.syntax.stretches._PROPERTIES",
    "daprls.syntax.scalars._PIPELINE",
    # They look at a file's name, at an error's words, or at the project's own pages.
    "daprls.model.mentions.given.PARAMETERS",
    "daprls.config.errors._AT_LINE",
    "daprls.features.component_schema._LINK",
    "daprls.features.error_words._ESCAPED_BREAK",
    "daprls.features.error_words._ESCAPED_QUOTE",
    "daprls.cli.pages._LINK",
    # It looks at the few brackets behind a place that YAML has refused.
    "daprls.syntax.recovery._FLOW_TOKEN",
}
PIECES = (
    *(
        "a",
        "9",
        "A",
        "_",
        " ",
        "\t",
        "\n",
        "\r\n",
        ".",
        ":",
        "=",
        "-",
        "/",
        '"',
        "'",
        "\\",
        "{",
        "[",
    ),
    *("(", "<", "@", "#", "%", ";", ",", "$", "!", "*", "&", "a.", "a-", "a:", "a=", "a b ", "a,"),
    *("://", "://a", "x://a:", "${", "{{", "{{a", "#{", "$(", "<a", "a/", "9:", "9.", "[a", '"a'),
    *(" a", " -", "- ", "\n ", "\n#", "# ", "#a ", "''", '""', '\\"', "/*", "a\n", "a: \n"),
    *("dapr ", "--a ", "=a;", "a=a;", "az ", "@a.", "a:a@", "::", "password", "AccountKey="),
)
_USE = r"\b{name}\.(search|match|fullmatch|finditer|findall|sub|subn|split)\b"
_Use = tuple[str, re.Pattern[str], str]


def _uses() -> Iterator[_Use]:
    """Every pattern of the package, by its name, and the ways in which its module uses it."""
    for found in pkgutil.walk_packages(daprls.__path__, "daprls."):
        if found.name.endswith("__main__"):
            continue
        module = import_module(found.name)
        source = inspect.getsource(module)
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                for how in sorted(set(re.findall(_USE.format(name=name), source))):
                    yield f"{found.name}.{name}", value, how


def _work(pattern: re.Pattern[str], how: str) -> Callable[[str], object]:
    match how:
        case "finditer" | "findall" | "split":
            return lambda text: sum(1 for _ in pattern.finditer(text))
        case "sub" | "subn":
            return lambda text: pattern.sub("", text)
    look: Callable[[str], object] = getattr(pattern, how)
    return look


def _seconds(work: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    work(text)
    return time.process_time() - started


def is_slow(pattern: re.Pattern[str], how: str) -> str | None:
    """A piece whose repetition makes the pattern slow; `None` where none does."""
    work = _work(pattern, how)
    for piece in PIECES:
        for end in ("", "!\n"):
            short, long = (piece * (size // len(piece)) + end for size in (SHORT, LONG))
            first = _seconds(work, short)
            if first > 0.3:
                return piece
            second = _seconds(work, long)
            if second > AT_ONCE and second / max(first, 1e-6) > RATIO:
                # Others may have had the processor's caches: it has to be slow again.
                again = min(_seconds(work, long) for _ in range(2))
                if again > AT_ONCE and again / min(_seconds(work, short), 1) > RATIO:
                    return piece
    return None


def test_every_pattern_takes_time_in_line_with_the_length_of_a_text() -> None:
    slow = {
        f"{name} on {piece!r}"
        for name, pattern, how in _uses()
        if name not in BOUNDED and (piece := is_slow(pattern, how)) is not None
    }
    assert slow == set()


def test_what_is_bounded_by_its_text_is_a_pattern_that_would_be_slow() -> None:
    assert {name for name, _, _ in _uses()} >= BOUNDED - {"daprls.model.mentions.given.PARAMETERS"}


def test_a_slow_pattern_would_be_found() -> None:
    assert is_slow(re.compile(r"(\w+)\s*:"), "search") is not None
