"""Workspaces that nobody wrote: texts of the project's own examples, cut, joined and spoilt.

Each is a main YAML file with a few files beside it, and all that an editor may ask about it. What
must hold of the answers stands in `ordeal`.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from cases import pages, read_cases

TESTS = Path(__file__).parent.parent
SEEDS = Path(__file__).parent / "seeds"
MAIN = "/app/shop.yaml"
"""Where the file stands that everything is asked of."""
_LONGEST = 6000
"""Code points of a text; what is longer has tests of its own."""

SIGNS = (
    *(
        "\0",
        "\ufeff",
        "\u2028",
        "\u2029",
        "\x85",
        "\x0b",
        "\x0c",
        "\x1e",
        "\x7f",
        "\ud800",
        "\udfff",
    ),
    *("e\u0301", "\u202e", "\U0001f469\u200d\U0001f467", "\U0010ffff", "ﬁ", "İ", "ß", "\u00a0"),
    *("\n", "\r", "\r\n", "\t", " ", "  ", "\n\n", "\n  ", "\n      "),
    *(
        "---\n",
        "\n---\n",
        "...\n",
        "- ",
        "-",
        ": ",
        ":",
        ",",
        "{",
        "}",
        "[",
        "]",
        "? ",
        "|\n",
        ">-\n",
    ),
    *(
        "&a ",
        "*a",
        "<<: *a\n",
        "!!binary ",
        "!!str",
        "!<tag:x> ",
        "!",
        "%YAML 1.1\n",
        "%",
        "@",
        "`",
    ),
    *(
        "'",
        '"',
        "'''",
        "\\",
        '\\"',
        "\\x",
        "\\ud800",
        "#",
        " # ",
        "/*",
        "//",
        "<<-EOT\n",
        "${",
        "}",
    ),
    *("null", "~", "yes", "0x1F", "1e400", "1_000", "9" * 400, ".inf", "2020-01-01", "1:30", "<<"),
    *("${a}", "$(a)", "#{a}#", "{{ .Values.a }}", "{{- if a }}\n", "__a__", "<a>", "%a%"),
    *("apiVersion: dapr.io/v1alpha1\n", "kind: Component\n", "spec:\n", "metadata:\n", "scopes:\n"),
    *("componentType: state.redis\n", "type: ", "version: v1\n", "name: ", "value: ", "secrets:\n"),
    *("- name: redisHost\n    value: a\n", "secretRef: a\n", "secretKeyRef: {name: a, key: b}\n"),
    *(
        "secretStoreComponent: vault\n",
        "auth: {secretStore: vault}\n",
        "azureClientId",
        "masterKey",
    ),
    *("# daprls: ignore[", "# daprls: ignore\n", "# daprls: name=x\n", "AccountKey=abc==;"),
    *("Endpoint=sb://a.servicebus.windows.net/;SharedAccessKey=a=", "redis://u:p@h:6379", "dapr"),
)
"""What has broken readers of YAML, JSON and templates before, and the words that mean something."""


@functools.cache
def yaml_seeds() -> tuple[str, ...]:
    """The YAML texts that the project has: of examples, of rules' pages and of their cases."""
    root = TESTS.parent
    found = [text for path in SEEDS.glob("*.yaml") for text in (_read(path),)]
    found += [_read(path) for path in sorted((root / "examples").rglob("*.yaml"))]
    for page in pages(root / "docs" / "rules", TESTS / "rules"):
        for case in read_cases(page):
            found += [text for name, text in case.files.items() if name.endswith("yaml")]
    return tuple(sorted({text for text in found if len(text) < _LONGEST}))


@functools.cache
def other_seeds() -> dict[str, str]:
    """The texts of files of other kinds, by their names."""
    paths = sorted(path for path in SEEDS.iterdir() if path.suffix != ".yaml")
    return {path.name: _read(path) for path in paths}


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8")


_SIGN = st.sampled_from(SIGNS)
_ANY = st.text(st.characters(codec=None, categories=None), max_size=20)
"""Code points of every kind, half of a pair and unassigned ones too."""
_SHARE = st.integers(0, 999)
"""A place in a text, in thousandths of it, so that it means something in every text."""


_MISHAPS = (
    *("remove", "repeat", "replace", "insert", "insert", "graft", "swap", "move", "move"),
    *("end early", "append", "break lines otherwise"),
)


@st.composite
def garbled(draw: st.DrawFn, seeds: tuple[str, ...]) -> str:
    """One of the seeds after a few mishaps."""
    text = draw(st.sampled_from(seeds))
    for _ in range(draw(st.sampled_from((0, 1, 1, 2, 2, 3, 4, 6, 9)))):
        text = _mishap(draw, text, seeds)
    return text[:_LONGEST]


def _mishap(draw: st.DrawFn, text: str, seeds: tuple[str, ...]) -> str:
    start = draw(_SHARE) * len(text) // 1000
    length = draw(st.sampled_from((0, 1, 2, 5, 20, 100)))
    end = min(len(text), start + length)
    match draw(st.sampled_from(_MISHAPS)):
        case "remove":
            return text[:start] + text[end:]
        case "repeat":
            return text[:end] + text[start:end] + text[end:]
        case "replace":
            return text[:start] + draw(_SIGN | _ANY) + text[end:]
        case "insert":
            return text[:start] + draw(_SIGN | _ANY) + text[start:]
        case "graft":
            other = draw(st.sampled_from(seeds))
            at = draw(_SHARE) * len(other) // 1000
            return text[:start] + other[at : at + length] + text[start:]
        case "end early":
            return text[: len(text) - length]
        case "swap":
            return _lines_swapped(text, draw(_SHARE), draw(_SHARE))
        case "move":
            return _line_moved(text, draw(_SHARE), draw(st.integers(-4, 4)))
        case "append":
            return f"{text}---\n{draw(st.sampled_from(seeds))}"
        case _:
            return text.replace("\n", draw(st.sampled_from(("\r\n", "\r", "\u2028\n", " \n"))))


def _lines_swapped(text: str, one: int, other: int) -> str:
    lines = text.split("\n")
    a, b = one * len(lines) // 1000, other * len(lines) // 1000
    lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def _line_moved(text: str, which: int, by: int) -> str:
    lines = text.split("\n")
    at = which * len(lines) // 1000
    line = lines[at]
    lines[at] = " " * by + line if by > 0 else line[min(-by, len(line) - len(line.lstrip())) :]
    return "\n".join(lines)


_RESOURCE = re.compile(r"^kind: (?!Component)|^apps:|^services:", re.MULTILINE)
_SOUP = st.lists(_SIGN | _ANY, max_size=40).map("".join)


@st.composite
def yaml_texts(draw: st.DrawFn) -> str:
    """Texts for a YAML file: mostly spoilt ones, some of signs alone, some of anything."""
    match draw(st.integers(0, 9)):
        case 8:
            return draw(_SOUP)
        case 9:
            return draw(st.text(max_size=200))
        case 7:
            return draw(garbled(tuple(each for each in yaml_seeds() if _RESOURCE.search(each))))
    return draw(garbled(yaml_seeds()))


@st.composite
def _others(draw: st.DrawFn) -> tuple[str, str]:
    """A file of another kind: its name and its text."""
    seeds = other_seeds()
    name = draw(st.sampled_from(sorted(seeds)))
    texts = (seeds[name], *(text for other, text in seeds.items() if other != name))
    return name, draw(st.one_of(garbled((seeds[name],)), garbled(texts), _SOUP))


@dataclass(frozen=True)
class Garble:
    """A workspace, and what is asked about its main file."""

    text: str
    """That of the main file."""
    beside: dict[str, str]
    """Texts of files in the same folder, by name."""
    offsets: tuple[int, ...]
    """Places in the main file."""
    positions: tuple[tuple[int, int], ...]
    """Lines and characters as an editor might send them, mostly outside of every text."""
    changes: tuple[tuple[int, int, int, int, str], ...]
    """Ranges that an editor replaces, and what it replaces them by."""
    word: str
    """What somebody types where a name is asked for."""

    @property
    def files(self) -> dict[str, str]:
        """The texts by the keys of their files, settings left out."""
        found = {f"/app/{name}": text for name, text in self.beside.items()}
        return {**{key: text for key, text in found.items() if not _is_set(key)}, MAIN: self.text}

    @property
    def settings(self) -> str:
        """The text of the folder's settings."""
        return next((text for name, text in self.beside.items() if _is_set(name)), "")


def _is_set(name: str) -> bool:
    return name.endswith(".toml")


_NUMBERS = st.one_of(
    st.integers(0, 60),
    st.sampled_from((-1, -(2**31), 2**31 - 1, 2**31, 2**63, 10**30)),
)
_WORDS = st.one_of(st.sampled_from(("cart", "a", "", "A-b", "a\nb", "*", "vault")), _SIGN, _ANY)


@st.composite
def garbles(draw: st.DrawFn) -> Garble:
    """Workspaces."""
    text = draw(yaml_texts())
    beside: dict[str, str] = {}
    if draw(st.booleans()):
        beside["vault.yaml"] = draw(garbled(yaml_seeds()))
    beside.update(draw(st.lists(_others(), max_size=2)))
    shares = draw(st.lists(_SHARE, min_size=2, max_size=4))
    positions = draw(st.lists(st.tuples(_NUMBERS, _NUMBERS), min_size=1, max_size=3))
    change = st.tuples(_NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS, _SIGN | _ANY)
    return Garble(
        text,
        beside,
        (0, len(text), *(share * len(text) // 1000 for share in shares)),
        tuple(positions),
        tuple(draw(st.lists(change, max_size=3))),
        draw(_WORDS),
    )
