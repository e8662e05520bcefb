"""Builds the tree from YAML events, without recursion and without expanding anything.

What stands here is grammar and places only: how a text that breaks the grammar is understood in
spite of it is the business of `daprls.syntax.recovery`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from dataclasses import dataclass
from sys import intern
from typing import Any

from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from daprls.syntax.events import EventSource
from daprls.syntax.tree import (
    Alias,
    Entry,
    Mapping,
    Missing,
    Node,
    Scalar,
    Sequence,
    Style,
    SyntaxProblem,
)
from daprls.text import Span

# Looking a member up costs more than all else that is done for a plain scalar.
_PLAIN, _LITERAL, _FOLDED = Style.PLAIN, Style.LITERAL, Style.FOLDED

MAX_DEPTH = 200
"""How many collections may stand in one another; more than that no component has."""

_STYLES = {
    None: Style.PLAIN,
    "": Style.PLAIN,
    "'": Style.SINGLE,
    '"': Style.DOUBLE,
    "|": Style.LITERAL,
    ">": Style.FOLDED,
}
_GAP = re.compile(r"(?:[\s\ufeff]+|#[^\r\n]*)*")
_PROPERTY = re.compile(r"!<[^>\r\n]*>|[&!][^\s,\[\]{}]*")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_ALIAS_NAME = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Failure:
    """Where and why a parser gave up; all offsets count from the start of the chunk parsed."""

    problem: str
    """The parser's own words, in lower case."""
    at: int
    context: str
    context_at: int | None
    flows: tuple[int, ...]
    """Where the flow collections begin that are still open, the outermost first."""
    scalar: tuple[int, int] | None
    """The last scalar read before, where it is quoted."""


@dataclass(frozen=True, slots=True)
class Built:
    """A tree, whole or as far as the text was understood."""

    root: Node | None
    problems: tuple[SyntaxProblem, ...]
    failure: Failure | None = None


@dataclass(slots=True)
class _Open:
    """A collection whose end is not reached yet."""

    start: int
    at: int
    """The end of what has been read of it; like `start` from the start of the chunk."""
    flow: bool
    anchor: str | None
    entries: list[Entry] | None
    items: list[Node]
    dashes: list[int]
    key: Scalar | None = None


class _TooDeepError(Exception):
    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


def build(
    source: EventSource, work: str, original: str, base: int, unmask: Table[int, int] | None
) -> Built:
    """The tree of the chunk `work`, which stands at offset `base` of the text `original`.

    `work` has the length of the stretch it stands for and may differ from it where characters were
    replaced; `unmask` turns those of them back that stand for others (see `recovery`). Spans and
    `raw` always speak of `original`.
    """
    return _Builder(work, original, base, unmask).run(source)


class _Builder:
    __slots__ = (
        "anchors",
        "base",
        "opened",
        "original",
        "problems",
        "quoted",
        "root",
        "unmask",
        "work",
    )

    def __init__(self, work: str, original: str, base: int, unmask: Table[int, int] | None) -> None:
        self.work = work
        self.original = original
        self.base = base
        self.unmask = unmask
        self.root: Node | None = None
        self.opened: list[_Open] = []
        self.anchors: dict[str, Node | None] = {}
        self.problems: list[SyntaxProblem] = []
        self.quoted: tuple[int, int] | None = None

    def run(self, source: EventSource) -> Built:
        failure: Failure | None = None
        try:
            self._read(source)
        except _TooDeepError as deep:
            span = Span(self.base + deep.at, self.base + deep.at + 1)
            message = f"More than {MAX_DEPTH} levels stand in one another; the rest is not read."
            self._close_all()
            return Built(self.root, (*self.problems, SyntaxProblem(span, message, "depth")))
        except MarkedYAMLError as error:
            failure = self._failure(error)
        except Exception as error:  # noqa: BLE001
            # The pure parser has a few crashes of its own; a text it cannot take is a broken text.
            failure = Failure(str(error).lower(), self._reached(), "", None, (), None)
        if failure is not None:
            self._close_all()
        return Built(self.root, tuple(self.problems), failure)

    def _read(self, source: EventSource) -> None:
        opened = self.opened
        while True:
            event = source()
            kind = type(event)
            node: Node | None
            if kind is ScalarEvent:
                node = self._scalar(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self._start(event, kind is MappingStartEvent)
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                node = self._close(event.end_mark.index)
            elif kind is AliasEvent:
                node = self._alias(event)
            elif kind is StreamEndEvent or event is None:
                return
            else:
                continue
            if opened:
                self._attach(opened[-1], node, event.start_mark.index)
            elif self.root is None:
                self.root = node

    def _start(self, event: Any, is_mapping: bool) -> None:
        start: int = event.start_mark.index
        if len(self.opened) >= MAX_DEPTH:
            raise _TooDeepError(min(start, len(self.work) - 1))
        if event.anchor or event.tag:
            start = self._after_properties(start)
        if event.anchor:
            # Until the collection is whole, an alias of it would be an alias of itself.
            self.anchors[event.anchor] = None
        flow = bool(event.flow_style)
        entries: list[Entry] | None = [] if is_mapping else None
        self.opened.append(_Open(start, start, flow, event.anchor, entries, [], []))

    def _scalar(self, event: Any) -> Scalar | None:
        """The scalar, or `None` for a value that is not there."""
        start: int = event.start_mark.index
        end: int = event.end_mark.index
        style = _STYLES.get(event.style, _PLAIN)
        text: str = event.value
        tag, anchor = event.tag, event.anchor
        if tag or anchor:
            start = min(self._after_properties(start), end)
            if start == end or (not text and style is _PLAIN):
                # The parsers end an empty scalar with its properties; blanks may follow them.
                start = end = self._end_of_properties(event.start_mark.index)
        elif style is _PLAIN and not text:
            return None
        if style is not _PLAIN:
            if style is _LITERAL or style is _FOLDED:
                end = self._end_of_block(start, end)
            else:
                self.quoted = (start, end)
        start += self.base
        end += self.base
        raw = self.original[start:end]
        if self.unmask is not None:
            text = text.translate(self.unmask)
            if style is _PLAIN and raw[:1] in ('"', "'"):
                style, text = _unfinished(raw)
        if raw == text:
            # Most scalars stand in files again and again, and all of them are kept.
            raw = text = intern(raw)
        node = Scalar(Span(start, end), raw, text, style, tag, anchor)
        if anchor:
            self.anchors[anchor] = node
        return node

    def _alias(self, event: Any) -> Node:
        span = Span(self.base + event.start_mark.index, self.base + event.end_mark.index)
        raw = span.of(self.original)
        name: str = event.anchor
        target = self.anchors.get(name)
        if target is not None:
            return Alias(span, name, target)
        if name in self.anchors:
            message = "This alias stands inside the node that it names."
            self.problems.append(SyntaxProblem(span, message, "undefined-alias"))
        elif _ALIAS_NAME.fullmatch(name):
            # The name is not repeated: it may be a password that begins with an asterisk.
            message = "This reads as a YAML alias without an anchor; quote it if it is text."
            self.problems.append(SyntaxProblem(span, message, "undefined-alias"))
        else:
            # Only the pure parser takes such names; libyaml and PyYAML refuse them.
            self.problems.append(starred(span, raw))
            return Scalar(span, raw, raw, Style.PLAIN)
        return Alias(span, name, None)

    def _attach(self, parent: _Open, node: Node | None, at: int) -> None:
        base = self.base
        if parent.entries is None:
            dash = at
            if not parent.flow:
                dash = self._gap(parent.at)
                if not self.work.startswith("-", dash):
                    dash = at
                parent.dashes.append(base + dash)
            if node is None:
                place = base + (dash if parent.flow else dash + 1)
                node = Missing(Span(place, place))
            parent.items.append(node)
        elif parent.key is None:
            parent.key = node if type(node) is Scalar else self._key(node, at)
            parent.at = parent.key.span.end - base
            return
        else:
            if node is None:
                place = base + self._after_colon(parent.at)
                node = Missing(Span(place, place))
            parent.entries.append(Entry(parent.key, node))
            parent.key = None
        end = node.span.end - base
        if end > parent.at:
            parent.at = end

    def _key(self, node: Node | None, at: int) -> Scalar:
        """The scalar that takes the place of a key that is none."""
        span = node.span if node is not None else Span(self.base + at, self.base + at)
        raw = span.of(self.original)
        return Scalar(span, raw, raw, Style.PLAIN)

    def _close(self, end: int) -> Node:
        done = self.opened.pop()
        base = self.base
        if not done.flow or not self.work.startswith(("{", "["), done.start):
            # `[a: b]` holds a map without brackets of its own.
            end = done.at
        span = Span(base + done.start, base + max(done.start, end))
        node: Node
        if done.entries is None:
            dashes = tuple(done.dashes)
            node = Sequence(span, tuple(done.items), done.flow, done.anchor, dashes)
        else:
            node = Mapping(span, tuple(done.entries), done.flow, done.anchor)
        if done.anchor:
            self.anchors[done.anchor] = node
        return node

    def _close_all(self) -> None:
        """Takes what has been read for the whole, as if the text ended here."""
        while self.opened:
            last = self.opened[-1]
            if last.key is not None:
                self._attach(last, None, last.at)
            node = self._close(last.at)
            if self.opened:
                self._attach(self.opened[-1], node, node.span.start - self.base)
            else:
                self.root = self.root or node

    def _failure(self, error: MarkedYAMLError) -> Failure:
        mark = error.problem_mark or error.context_mark
        context_mark = error.context_mark
        return Failure(
            (error.problem or "").lower(),
            min(mark.index, len(self.work)) if mark is not None else self._reached(),
            (error.context or "").lower(),
            context_mark.index if context_mark is not None else None,
            tuple(opened.start for opened in self.opened if opened.flow),
            self.quoted,
        )

    def _reached(self) -> int:
        return self.opened[-1].at if self.opened else 0

    def _gap(self, at: int) -> int:
        """The first offset from `at` on that is neither blank nor comment."""
        match = _GAP.match(self.work, at)
        return match.end() if match is not None else at

    def _after_colon(self, key_end: int) -> int:
        at = self._gap(key_end)
        return at + 1 if self.work.startswith(":", at) else key_end

    def _after_properties(self, at: int) -> int:
        """Where the content begins after the anchor and the tag that stand at `at`."""
        while match := _PROPERTY.match(self.work, at):
            at = self._gap(match.end())
        return at

    def _end_of_properties(self, at: int) -> int:
        end = at
        while match := _PROPERTY.match(self.work, at):
            end = match.end()
            at = self._gap(end)
        return end

    def _end_of_block(self, start: int, end: int) -> int:
        """The end of the last line of a block scalar that holds more than blanks."""
        last = len(self.work[start:end].rstrip()) + start
        header = _BLOCK_HEADER.match(self.work, start)
        line = _REST_OF_LINE.match(self.work, start)
        if header is not None and line is not None and last <= line.end():
            return header.end()
        rest = _REST_OF_LINE.match(self.work, last, end)
        return rest.end() if rest is not None else last


def starred(span: Span, raw: str) -> SyntaxProblem:
    """The problem of a plain value `raw` that begins with `*` and is no alias."""
    if raw.strip("*") == "":
        message = f"'{raw}' reads as a YAML alias; quote it if it is a mask."
        return SyntaxProblem(span, message, "alias-mask")
    message = "A plain value cannot start with '*'; quote it."
    return SyntaxProblem(span, message, "reserved-character")


def _unfinished(raw: str) -> tuple[Style, str]:
    """Style and text of a quoted scalar that YAML cannot read: the source between the quotes."""
    inner = raw[1:-1] if raw.endswith(raw[0]) and len(raw) > 1 else raw[1:]
    if raw[0] in inner:
        return Style.PLAIN, raw
    return Style.DOUBLE if raw[0] == '"' else Style.SINGLE, inner
