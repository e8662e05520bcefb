"""Cuts Bicep and Terraform into words, texts and signs, so that their readers meet no comments.

Only what finding names needs: nothing is evaluated, nothing refused, and what is not closed ends
with its line or with the file. (The parsers of Python's package index give lines and no columns,
bring libraries that are compiled, or stop at the first mistake; a file under an author's hands
needs the opposite.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from daprls.syntax.tree import Node, Scalar, Sequence, Style
from daprls.text import Span

EXPRESSION = "expression"
"""The tag of a scalar that is no literal: its text is known only to who evaluates the file."""

_OPENING, _CLOSING = "{[(", "}])"
_DEEPEST = 20
_SIMPLE_ESCAPE = re.compile(r"\\(.)")


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    TEXT = auto()
    SIGN = auto()
    BREAK = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of code."""

    kind: Kind
    start: int
    end: int
    source: str
    is_literal: bool = True
    """For a text: whether nothing is put into it."""

    def is_sign(self, signs: str) -> bool:
        """Whether it is one of these signs."""
        return self.kind is Kind.SIGN and self.source in signs


@dataclass(frozen=True)
class Language:
    """How the words of a language are written."""

    token: re.Pattern[str]
    quote: str
    holes: tuple[str, ...]
    """What opens a hole in a text, which `}` closes."""


def _language(
    word: str, comment: str, quote: str, whole_text: str, holes: tuple[str, ...]
) -> Language:
    pattern = rf"""
        (?P<skip>(?:[ \t\f\v\ufeff]+|(?:{comment})[^\r\n]*|/\*(?s:.*?)(?:\*/|\Z))+)
      | (?P<BREAK>\r\n|\n|\r)
      | (?P<WORD>{word})
      | (?P<TEXT>{whole_text})
      | (?P<open>{quote})
      | (?P<SIGN>(?s:.))
    """
    return Language(re.compile(pattern, re.VERBOSE), quote, holes)


BICEP = _language(r"\w+", r"//|\#", "'", r"'''(?s:.*?)(?:'''(?!')|\Z)", ("${",))
TERRAFORM = _language(
    r"\w[\w-]*",
    r"//|\#",
    '"',
    r"<<-?(?P<mark>\w+)[^\r\n]*(?s:.*?)(?:[\r\n][ \t]*(?P=mark)(?!\w)|\Z)",
    ("${", "%{"),
)


def tokens(text: str, language: Language) -> list[Token]:
    """The tokens of a text, blanks and comments left out."""
    return list(_tokens(text, language))


def _tokens(text: str, language: Language) -> Iterator[Token]:
    at = 0
    while at < len(text):
        match = language.token.match(text, at)
        assert match is not None
        group, end = match.lastgroup, match.end()
        if group == "mark":
            group = "TEXT"
        if group == "open":
            end, is_literal = _text_end(text, end, language)
            yield Token(Kind.TEXT, at, end, text[at:end], is_literal)
        elif group != "skip":
            assert group is not None
            # Texts of several lines are never names.
            yield Token(Kind[group], at, end, match[0], group != "TEXT")
        at = end


def _text_end(text: str, at: int, language: Language, depth: int = 0) -> tuple[int, bool]:
    """Where the text ends whose quote stands before `at`, and whether it is without holes."""
    is_literal = True
    while at < len(text):
        sign = text[at]
        if sign == language.quote:
            return at + 1, is_literal
        if sign in "\r\n":
            return at, False
        if sign == "\\":
            at += 2
        elif text[at : at + 2] in language.holes and text[at - 1] != sign:
            is_literal = False
            at = _hole_end(text, at + 2, language, depth)
        else:
            at += 1
    return len(text), False


def _hole_end(text: str, at: int, language: Language, depth: int) -> int:
    """Where the hole ends whose `${` stands before `at`."""
    level = 1
    while at < len(text):
        sign = text[at]
        at += 1
        if sign == language.quote and depth < _DEEPEST:
            at, _ = _text_end(text, at, language, depth + 1)
        elif sign == "{":
            level += 1
        elif sign == "}":
            level -= 1
            if level == 0:
                return at
        elif sign in "\r\n":
            return at - 1
    return at


def literal(token: Token) -> Scalar:
    """The scalar of a text."""
    style = Style.SINGLE if token.source[0] == "'" else Style.DOUBLE
    inner = token.source[1:-1]
    return Scalar(
        Span(token.start, token.end),
        token.source,
        _SIMPLE_ESCAPE.sub(r"\1", inner) if "\\" in inner else inner,
        style,
        tag=None if token.is_literal else EXPRESSION,
    )


def expression(text: str, start: int, end: int) -> Scalar:
    """The scalar that stands for whatever is written in a stretch."""
    return Scalar(Span(start, end), text[start:end], text[start:end], Style.PLAIN, tag=EXPRESSION)


class Reader:
    """Walks over the tokens of one text."""

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.all = tokens(text, language)
        self.at = 0

    @property
    def token(self) -> Token | None:
        """The token ahead, or `None` at the end."""
        return self.all[self.at] if self.at < len(self.all) else None

    def ahead(self, steps: int) -> Token | None:
        """The token that many steps ahead."""
        at = self.at + steps
        return self.all[at] if at < len(self.all) else None

    def takes(self, sign: str) -> bool:
        """Whether this sign is ahead; steps over it."""
        token = self.token
        if token is not None and token.is_sign(sign):
            self.at += 1
            return True
        return False

    def skip_breaks(self, signs: str = "") -> None:
        """Steps over line breaks, and over these signs."""
        while (token := self.token) is not None and (
            token.kind is Kind.BREAK or (signs and token.is_sign(signs))
        ):
            self.at += 1

    def is_over(self) -> bool:
        """Whether a value ends here: the line, an item, or what encloses them."""
        token = self.token
        return token is None or token.kind is Kind.BREAK or token.is_sign("," + _CLOSING)

    @staticmethod
    def key(token: Token) -> Scalar:
        """The scalar of a text or of a bare word that is a key."""
        if token.kind is Kind.TEXT:
            return literal(token)
        return Scalar(Span(token.start, token.end), token.source, token.source, Style.PLAIN)

    def span(self, start: int) -> Span:
        """From the token at the place `start` to the one that was read last."""
        return Span(self.all[start].start, self.all[min(self.at, len(self.all)) - 1].end)

    def sequence(self, start: int, value: Callable[[], Node]) -> Sequence:
        """The rest of the list whose bracket stands at the place `start`; `value` reads an item."""
        items: list[Node] = []
        while True:
            self.skip_breaks(",")
            token = self.token
            if token is None or self.takes("]") or token.is_sign("})"):
                break
            before = self.at
            items.append(value())
            if self.at == before:
                self.at += 1
        return Sequence(self.span(start), tuple(items), flow=True)

    def rest(self, start: int, continues: str = "") -> Scalar:
        """An expression that began at the offset `start`, to where it ends.

        A line that begins with one of the signs `continues` belongs to the line before it.
        """
        level, end = 0, start
        while (token := self.token) is not None:
            if level == 0 and self.is_over():
                if token.kind is not Kind.BREAK or not self.continues(continues):
                    break
                self.skip_breaks()
                continue
            if token.is_sign(_OPENING):
                level += 1
            elif token.is_sign(_CLOSING):
                level -= 1
            if token.kind is not Kind.BREAK:
                end = token.end
            self.at += 1
        return expression(self.text, start, max(start, end))

    def continues(self, signs: str) -> bool:
        """Whether the next line that holds anything begins with one of the signs."""
        at = self.at
        while signs and at < len(self.all) and self.all[at].kind is Kind.BREAK:
            at += 1
        return self.at < at < len(self.all) and self.all[at].is_sign(signs)

    def skip_brackets(self) -> None:
        """Steps over what is in the brackets that open here, and over them."""
        level = 0
        while (token := self.token) is not None:
            self.at += 1
            if token.is_sign(_OPENING):
                level += 1
            elif token.is_sign(_CLOSING):
                level -= 1
                if level <= 0:
                    return
