"""The declarations of a Bicep file, as trees with places.

What is declared is understood as far as it is written out: objects, lists and texts. Everything
else is an expression, and stays one.
"""

from __future__ import annotations

from dataclasses import dataclass

from daprls.syntax.code import BICEP, Kind, Reader, Token, literal
from daprls.syntax.tree import Entry, Mapping, Missing, Node, Scalar, Sequence
from daprls.text import Span

_KEYWORDS = frozenset({"resource", "module", "param", "var"})
_CONTINUES = "?:&|=!<>+*/%-"
_DEEPEST = 60


@dataclass(frozen=True, slots=True, eq=False)
class Declaration:
    """`resource`, `module`, `param` or `var`, and what follows."""

    keyword: str
    symbol: str
    what: Scalar | None
    """The text behind the symbol: a resource's type, or a module's path."""
    value: Node
    """What it is set to; for a condition or a loop what stands in it."""
    is_existing: bool = False
    """Whether a resource is only referred to."""
    outer: str | None = None
    """The type of the resource in whose body this one stands."""


def declarations(text: str) -> tuple[Declaration, ...]:
    """What a Bicep file declares, in the order in which the declarations end."""
    return _Declarations(text).all


class _Declarations:
    """The declarations found so far, and the reader that finds them."""

    def __init__(self, text: str) -> None:
        self.reader = Reader(text, BICEP)
        self.found: list[Declaration] = []
        self.depth = 0
        while (token := self.reader.token) is not None:
            before = self.reader.at
            if token.kind is Kind.WORD and token.source in _KEYWORDS:
                self.declare(None)
            else:
                self.reader.rest(token.start)
            if self.reader.at == before:
                self.reader.at += 1

    @property
    def all(self) -> tuple[Declaration, ...]:
        return tuple(self.found)

    def declare(self, outer: str | None) -> None:
        """Reads the declaration whose keyword is ahead."""
        reader = self.reader
        keyword, symbol, what = reader.token, reader.ahead(1), reader.ahead(2)
        assert keyword is not None
        reader.at += 1
        if symbol is None or symbol.kind is not Kind.WORD:
            return
        reader.at += 1
        scalar = None
        if what is not None and what.kind is Kind.TEXT and keyword.source in ("resource", "module"):
            scalar = literal(what)
            reader.at += 1
        existing = False
        while (token := reader.token) is not None and not token.is_sign("="):
            # Whatever stands between, as the type of a parameter.
            if reader.is_over():
                break
            existing = existing or token.source == "existing"
            if token.is_sign("{[("):
                reader.skip_brackets()
            else:
                reader.at += 1
        value: Node = Missing(Span(symbol.end, symbol.end))
        if reader.takes("="):
            reader.skip_breaks()
            own = scalar.text if scalar is not None else None
            value = self.value(own)
            if isinstance(value, Sequence) and value.items and own is not None:
                value = value.items[0]
        self.found.append(
            Declaration(keyword.source, symbol.source, scalar, value, existing, outer)
        )

    def value(self, outer: str | None) -> Node:
        """The value ahead; `outer` is the type of the resource that it belongs to."""
        reader, token = self.reader, self.reader.token
        if token is None:
            return Missing(Span(len(reader.text), len(reader.text)))
        if token.kind is Kind.TEXT:
            reader.at += 1
            return literal(token) if self._stands_alone() else reader.rest(token.start, _CONTINUES)
        if token.kind is Kind.WORD and token.source == "if":
            return self._condition(token, outer)
        if self.depth < _DEEPEST and token.is_sign("{["):
            self.depth += 1
            node = self._object(outer) if token.source == "{" else self._list(outer)
            self.depth -= 1
            return node if self._stands_alone() else reader.rest(token.start, _CONTINUES)
        return reader.rest(token.start, _CONTINUES)

    def _condition(self, token: Token, outer: str | None) -> Node:
        reader = self.reader
        reader.at += 1
        if (opening := reader.token) is None or not opening.is_sign("("):
            return reader.rest(token.start, _CONTINUES)
        reader.skip_brackets()
        return self.value(outer)

    def _stands_alone(self) -> bool:
        """Whether nothing is done with the value that ends here."""
        return self.reader.is_over() and not self.reader.continues(_CONTINUES)

    def _object(self, outer: str | None) -> Mapping:
        reader = self.reader
        start = reader.at
        reader.at += 1
        entries: list[Entry] = []
        while True:
            reader.skip_breaks(",")
            token = reader.token
            if token is None or reader.takes("}"):
                break
            behind = reader.ahead(1)
            if token.source == "resource" and behind is not None and behind.kind is Kind.WORD:
                self.declare(outer)
            elif token.kind is not Kind.SIGN and behind is not None and behind.is_sign(":"):
                reader.at += 2
                reader.skip_breaks()
                entries.append(Entry(Reader.key(token), self.value(None)))
            elif token.is_sign("])"):
                break
            else:
                reader.at += 1
        return Mapping(reader.span(start), tuple(entries), flow=True)

    def _list(self, outer: str | None) -> Sequence:
        reader = self.reader
        start = reader.at
        reader.at += 1
        reader.skip_breaks()
        first = reader.token
        if first is not None and first.source == "for":
            self._enter_loop()
        return reader.sequence(start, lambda: self.value(outer))

    def _enter_loop(self) -> None:
        """Steps over `for x in y:`."""
        reader = self.reader
        while (token := reader.token) is not None and not token.is_sign("]"):
            if token.is_sign(":"):
                reader.at += 1
                return
            if token.is_sign("{[("):
                reader.skip_brackets()
            else:
                reader.at += 1
