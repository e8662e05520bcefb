"""The blocks of a Terraform file, as trees with places.

What is declared is understood as far as it is written out: objects, lists and texts. Everything
else is an expression, and stays one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from daprls.syntax.code import TERRAFORM, Kind, Reader, Token, literal
from daprls.syntax.tree import Entry, Mapping, Missing, Node, Sequence
from daprls.text import Span

_DEEPEST = 60


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """`resource "type" "label" { … }`, or a block in a block."""

    kind: str
    labels: tuple[str, ...]
    attributes: Mapping
    blocks: tuple[Block, ...]

    def inner(self, kind: str) -> Iterator[Block]:
        """The blocks of a kind that stand in this one, those that are made in a loop included."""
        for block in self.blocks:
            if block.kind == kind:
                yield block
            elif block.kind == "dynamic" and block.labels == (kind,):
                yield from (each for each in block.blocks if each.kind == "content")


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks that stand at the top of a Terraform file, in order."""
    return _Blocks(text).body(0)[1]


class _Blocks:
    def __init__(self, text: str) -> None:
        self.reader = Reader(text, TERRAFORM)

    def body(self, depth: int) -> tuple[tuple[Entry, ...], tuple[Block, ...]]:
        """The attributes and blocks up to the `}` ahead, which is stepped over."""
        reader = self.reader
        entries: list[Entry] = []
        found: list[Block] = []
        while True:
            reader.skip_breaks(",")
            token = reader.token
            if token is None:
                break
            if token.is_sign("}"):
                reader.at += 1
                if depth:
                    break
                continue
            if token.kind is not Kind.WORD:
                reader.at += 1
                continue
            reader.at += 1
            if reader.takes("="):
                entries.append(Entry(Reader.key(token), self.value(depth)))
            elif (block := self._block(token, depth)) is not None:
                found.append(block)
        return tuple(entries), tuple(found)

    def _block(self, kind: Token, depth: int) -> Block | None:
        reader = self.reader
        labels: list[str] = []
        while (token := reader.token) is not None and token.kind in (Kind.WORD, Kind.TEXT):
            labels.append(literal(token).text if token.kind is Kind.TEXT else token.source)
            reader.at += 1
        if token is None or not token.is_sign("{"):
            return None
        if depth >= _DEEPEST:
            reader.skip_brackets()
            return None
        start = token.start
        reader.at += 1
        entries, inner = self.body(depth + 1)
        end = reader.all[reader.at - 1].end
        return Block(kind.source, tuple(labels), Mapping(Span(start, end), entries, True), inner)

    def value(self, depth: int) -> Node:
        """The value ahead."""
        reader, token = self.reader, self.reader.token
        if token is None or token.kind is Kind.BREAK:
            at = token.start if token is not None else len(reader.text)
            return Missing(Span(at, at))
        if token.kind is Kind.TEXT:
            reader.at += 1
            return literal(token) if reader.is_over() else reader.rest(token.start)
        start = reader.at
        if token.source == "jsonencode" and self._opens(1, "(") and self._opens(2, "{"):
            reader.at += 2
        node: Node | None = None
        if depth < _DEEPEST and (opening := reader.token) is not None:
            if opening.is_sign("{") and not self._is_loop():
                node = self._object(depth + 1)
            elif opening.is_sign("[") and not self._is_loop():
                node = self._list(depth + 1)
        if node is not None and token.source == "jsonencode":
            reader.skip_breaks(",")
            reader.takes(")")
        if node is None or not reader.is_over():
            reader.at = start
            return reader.rest(token.start)
        return node

    def _opens(self, steps: int, sign: str) -> bool:
        token = self.reader.ahead(steps)
        return token is not None and token.is_sign(sign)

    def _is_loop(self) -> bool:
        steps = 1
        while (token := self.reader.ahead(steps)) is not None and token.kind is Kind.BREAK:
            steps += 1
        return token is not None and token.source == "for"

    def _object(self, depth: int) -> Mapping:
        reader = self.reader
        start = reader.at
        reader.at += 1
        entries: list[Entry] = []
        while True:
            reader.skip_breaks(",")
            token, behind = reader.token, reader.ahead(1)
            if token is None or reader.takes("}"):
                break
            if token.is_sign("])"):
                break
            if token.kind is Kind.SIGN or behind is None or not behind.is_sign("=:"):
                reader.at += 1
                continue
            reader.at += 2
            entries.append(Entry(Reader.key(token), self.value(depth)))
        return Mapping(reader.span(start), tuple(entries), flow=True)

    def _list(self, depth: int) -> Sequence:
        reader = self.reader
        start = reader.at
        reader.at += 1
        return reader.sequence(start, lambda: self.value(depth))
