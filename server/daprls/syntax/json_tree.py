"""JSON text to a tree with places, for any text: comments, stray commas and missing ends are
understood as the editors' JSON is, and `parse_json` never raises.
"""

from __future__ import annotations

import json
import re

from daprls.syntax.tree import Entry, Mapping, Missing, Node, Scalar, Sequence, Style
from daprls.text import Span

_TOKEN = re.compile(
    r"""
        (?:[\s\ufeff]+|//[^\r\n]*|/\*(?s:.*?)(?:\*/|\Z))+
      | (?P<text>"(?:[^"\\\r\n]|\\.)*"?)
      | (?P<sign>[{}\[\],:])
      | (?P<word>[^\s{}\[\],:"/]+|/)
    """,
    re.VERBOSE,
)
_DEEPEST = 100


def parse_json(text: str) -> Node:
    """The tree of a JSON text; `Missing` where there is nothing."""
    found = [
        (match.lastgroup, match.start(), match.end())
        for match in _TOKEN.finditer(text)
        if match.lastgroup is not None
    ]
    return _Json(text, found).value(0)


def values_in(text: str) -> list[Span]:
    """All of a JSON text that is no key and no sign: values without their quotes, comments."""
    found: list[Span] = []
    matches = list(_TOKEN.finditer(text))
    for index, match in enumerate(matches):
        start, end = match.span()
        if match.lastgroup is None or match.lastgroup == "word":
            found.append(Span(start, end))
        elif match.lastgroup == "text":
            later = (each for each in matches[index + 1 : index + 3] if each.lastgroup is not None)
            behind = next(later, None)
            if behind is None or behind[0] != ":":
                closed = end - start > 1 and text[end - 1] == '"'
                found.append(Span(start + 1, end - 1 if closed else end))
    return found


class _Json:
    def __init__(self, text: str, tokens: list[tuple[str, int, int]]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0

    def sign(self) -> str:
        """The sign ahead; empty for anything else, and at the end."""
        if self.at >= len(self.tokens):
            return ""
        kind, start, _ = self.tokens[self.at]
        return self.text[start] if kind == "sign" else ""

    def is_over(self) -> bool:
        return self.at >= len(self.tokens)

    def value(self, depth: int) -> Node:
        """The value ahead; `Missing` where something else stands."""
        if self.is_over():
            return Missing(Span(len(self.text), len(self.text)))
        sign = self.sign()
        if sign in ("{", "["):
            if depth >= _DEEPEST:
                return self._skip()
            return self._object(depth + 1) if sign == "{" else self._list(depth + 1)
        _, start, end = self.tokens[self.at]
        if sign:
            return Missing(Span(start, start))
        self.at += 1
        return self._scalar(start, end)

    def _scalar(self, start: int, end: int) -> Scalar:
        raw = self.text[start:end]
        if raw[0] != '"':
            return Scalar(Span(start, end), raw, raw, Style.PLAIN)
        text = raw[1:-1] if len(raw) > 1 and raw[-1] == '"' else raw[1:]
        if "\\" in raw:
            try:
                text = str(json.loads(raw))
            except ValueError:
                text = raw[1:]
        return Scalar(Span(start, end), raw, text, Style.DOUBLE)

    def _object(self, depth: int) -> Mapping:
        start = self.at
        self.at += 1
        entries: list[Entry] = []
        while not self.is_over():
            sign = self.sign()
            if sign == "}":
                self.at += 1
                break
            if sign == "]":
                break
            if sign:
                self.at += 1
                continue
            _, begin, end = self.tokens[self.at]
            self.at += 1
            if self.sign() == ":":
                self.at += 1
                entries.append(Entry(self._scalar(begin, end), self.value(depth)))
        return Mapping(self._span(start), tuple(entries), flow=True)

    def _list(self, depth: int) -> Sequence:
        start = self.at
        self.at += 1
        items: list[Node] = []
        while not self.is_over():
            sign = self.sign()
            if sign == "]":
                self.at += 1
                break
            if sign == "}":
                break
            if sign in (",", ":"):
                self.at += 1
                continue
            items.append(self.value(depth))
        return Sequence(self._span(start), tuple(items), flow=True)

    def _skip(self) -> Node:
        start, level = self.at, 0
        while not self.is_over():
            sign = self.sign()
            self.at += 1
            level += (sign in ("{", "[")) - (sign in ("}", "]"))
            if level == 0:
                break
        return Missing(self._span(start))

    def _span(self, start: int) -> Span:
        return Span(self.tokens[start][1], self.tokens[self.at - 1][2])
