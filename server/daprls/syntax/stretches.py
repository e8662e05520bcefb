"""Which stretch of a text goes, and where something new fits in, when its tree is edited.

Lines, indentation, dashes and commas are counted here, so that `daprls.syntax.rewrite` can speak of
entries and items. All offsets are code points.
"""

from __future__ import annotations

import re
from collections.abc import Sequence as Row

from daprls.syntax.tree import Mapping, Node, Scalar, Sequence, Style
from daprls.text import Span

_BREAK = re.compile(r"\r\n|\n|\r")
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*[ \t]+)+\Z")
_LONGEST_PROPERTIES = 500
"""Code points that are looked at before a node; on a line of megabytes more would be too many."""
_COMMENT_LINE = re.compile(r"[\r\n][ \t]*#")
_BLANK_LINES = re.compile(r"(?:(?:\r\n|\n|\r(?!\n))[ \t]*(?=[\r\n]))*")
_REST_OF_ITEM = re.compile(r"[ \t]*(?:,[ \t]*)?(?:(?<=[ \t,])#[^\r\n]*)?(?=[\r\n]|\Z)")
_REST_OF_LAST = re.compile(r"[ \t]+#[^\r\n]*")
_KEEPS = re.compile(r"[|>][0-9]?\+")
_COMMA = re.compile(r"\s*,")


def newline(text: str) -> str:
    """The line break that the text uses first."""
    match = _BREAK.search(text)
    return match[0] if match is not None else "\n"


def line_start(text: str, offset: int) -> int:
    """Where the line of `offset` begins, behind a byte order mark."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return start + 1 if text.startswith("\ufeff", start) and start < offset else start


def line_end(text: str, offset: int) -> int:
    """Where the line of `offset` ends, before its line break."""
    match = _BREAK.search(text, offset)
    return match.start() if match is not None else len(text)


def begins_line(text: str, offset: int) -> bool:
    """Whether nothing stands before `offset` on its line, but blanks or the mark of a key."""
    return text[line_start(text, offset) : offset].strip(" \t") in ("", "?")


def indent_of(text: str, offset: int) -> str:
    """What lines that begin in the column of `offset` begin with."""
    before = text[line_start(text, offset) : offset]
    return "".join(char if char in " \t" else " " for char in before)


def before_properties(text: str, offset: int) -> int:
    """Where the anchor and the tag begin that stand before `offset` on its line."""
    start = max(line_start(text, offset), offset - _LONGEST_PROPERTIES)
    before = text[start:offset]
    if "&" not in before and "!" not in before:
        return offset
    match = _PROPERTIES.search(before)
    return start + match.start() if match is not None else offset


def end_of(text: str, node: Node) -> int:
    """Where the content of `node` ends, with the blank lines that a block scalar keeps."""
    last = node
    while isinstance(last, Mapping | Sequence) and not last.flow:
        inner = last.entries[-1].value if isinstance(last, Mapping) else last.items[-1]
        last = inner
    end = node.span.end
    if not isinstance(last, Scalar) or last.style not in (Style.LITERAL, Style.FOLDED):
        return end
    kept = _BLANK_LINES.match(text, end) if _KEEPS.match(last.raw) else None
    return kept.end() if kept is not None else end


def ends(nodes: Row[Node]) -> list[int]:
    """Where each of the nodes ends."""
    return [node.span.end for node in nodes]


def with_blanks(text: str, span: Span) -> Span:
    """The span with the blanks behind it, where nothing but them is left of the line."""
    end = line_end(text, span.end)
    return span if text[span.end : end].strip(" \t") else Span(span.start, end)


def whole_lines(text: str, span: Span) -> Span:
    """The lines that `span` stands on, each with its line break."""
    match = _BREAK.search(text, span.end)
    return Span(line_start(text, span.start), match.end() if match is not None else len(text))


def behind_dash(text: str, parts: Row[Span], index: int, end: int) -> Span:
    """What goes with part `index`, which stands behind a dash and ends at `end`.

    The part below moves up behind the dash, unless a comment stands above it.
    """
    start = parts[index].start
    if index + 1 < len(parts):
        following = parts[index + 1].start
        if _COMMENT_LINE.search(text, end, following) is None:
            return Span(start, following)
    while text[start - 1 : start] in (" ", "\t"):
        start -= 1
    return Span(start, line_end(text, end))


def is_bare_pair(text: str, mapping: Mapping) -> bool:
    """Whether a map has no brackets of its own, as the one in `[a: b]`."""
    return mapping.flow and text[mapping.span.start] != "{"


def between_brackets(text: str, whole: Span, parts: Row[Span], index: int) -> Span:
    """What goes with part `index` of a flow collection: itself, one comma, its own line if any."""
    part = parts[index]
    if len(parts) == 1:
        comma = _COMMA.match(text, part.end, whole.end)
        return Span(part.start, comma.end()) if comma is not None else part
    alone = not text[line_start(text, part.start) : part.start].strip(" \t")
    alone = alone and _REST_OF_ITEM.match(text, part.end) is not None
    if index + 1 < len(parts):
        return whole_lines(text, part) if alone else Span(part.start, parts[index + 1].start)
    before = parts[index - 1].end
    if "#" in text[before : part.start]:
        return whole_lines(text, part) if alone else part
    rest = _REST_OF_LAST.match(text, part.end)
    return Span(before, rest.end() if rest is not None else part.end)


def place_in_brackets(
    text: str, whole: Span, parts: Row[Span], index: int, source: str
) -> tuple[Span, str]:
    """Where `source` goes to become part `index` of a flow collection, and with which comma."""
    if not parts:
        return Span(whole.start + 1, whole.start + 1), source
    if text[whole.start] not in "[{":  # A bare pair.
        inner = whole.of(text)
        return whole, "{" + (f"{source}, {inner}" if index == 0 else f"{inner}, {source}") + "}"
    if index < len(parts):
        return Span(parts[index].start, parts[index].start), f"{source}, "
    return Span(parts[-1].end, parts[-1].end), f", {source}"


def lines_after(text: str, node: Node, indent: str, lines: Row[str]) -> tuple[Span, str]:
    """Where `lines` go to stand below `node`, and with which line breaks."""
    at = line_end(text, end_of(text, node))
    return Span(at, at), "".join(f"{newline(text)}{indent}{line}".rstrip(" ") for line in lines)


def lines_before(text: str, offset: int, indent: str, lines: Row[str]) -> tuple[Span, str]:
    """Where `lines` go to stand above what begins at `offset`, behind the same dash if any."""
    joined = f"{newline(text)}{indent}".join(lines)
    return Span(offset, offset), f"{joined}{newline(text)}{indent}"
