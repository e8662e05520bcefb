"""The places of a text that the tree has no node for, told by a line's text and its column.

Such are empty lines, lines given up as broken, and the gaps within brackets. The understood lines
around them decide what they belong to. `daprls.syntax.cursor` asks here; nobody else should.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from daprls.syntax.tree import Entry, Mapping, Missing, Node, Scalar, Sequence, Style
from daprls.text import Span

_BLANKS = " \t"
_LINE = re.compile(r"(?P<indent>[ \t]*)(?P<dashes>(?:-(?:[ \t]+|\Z))*)(?P<body>.*)", re.DOTALL)
_KEY = re.compile(r"""("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'\[{][^#]*?)[ \t]*:(?=[ \t]|\Z)""")
_COMMENT = re.compile(r"(?:(?<=[ \t])|\A)#")
_FLOW_TOKEN = re.compile(
    r"""[\[\]{},]|:(?=[\s,\[\]{}]|\Z)|"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s"'\[\]{},:]+|:"""
)


class Place(Enum):
    """What kind of thing stands, or would stand, at a caret."""

    KEY = auto()
    """A key, or where one may be typed; it belongs to the mapping `Cursor.parent`."""
    VALUE = auto()
    """The value of an entry, beside its key."""
    START = auto()
    """A value on a line of its own, an item, or a document: a scalar, or a mapping's first key."""
    ITEM = auto()
    """Among the dashes of a list, where only another item can begin."""
    NOWHERE = auto()
    """In a comment, after a complete value, on a line of `---`: nothing can be typed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step down from a collection: into an entry, or into an item by its index.

    `entry` is `None` for an item, and both it and `container` may be for a place on a line that
    was not understood.
    """

    container: Mapping | Sequence | None
    key: str | int
    entry: Entry | None = None


Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place, the way to it, and what of the text belongs to it (see `Cursor`)."""

    place: Place
    path: Path
    parent: Mapping | Sequence | None = None
    node: Node | None = None
    word: Span | None = None
    sequence: Sequence | None = None
    on_key: bool = False


@dataclass(frozen=True, slots=True)
class _Level:
    """A block collection that is open at some line, and the column of its keys or dashes."""

    path: Path
    collection: Mapping | Sequence
    column: int


def line_at(text: str, offset: int) -> Span:
    """The line that `offset` stands on, without its line break and a byte order mark."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    if text.startswith("\ufeff", start) and start < offset:
        start += 1
    ends = [end for end in (text.find("\n", offset), text.find("\r", offset)) if end >= 0]
    return Span(start, min(ends, default=len(text)))


def comment_starts(text: str, line: Span) -> Iterator[int]:
    """Where a comment could begin on a line, were it not for quotes and block scalars."""
    for match in _COMMENT.finditer(line.of(text)):
        yield line.start + match.start()


def in_flow(text: str, path: Path, node: Mapping | Sequence, offset: int) -> Spot:
    """The place of a caret between the parts of a flow collection, told by what stands before."""
    parent = path[-1].container if path else None
    if offset <= node.span.start:
        return Spot(Place.VALUE, path, parent)
    before = text[node.span.start : offset].rstrip()[-1:]
    if offset >= node.span.end or before not in ("{", "[", ",", ":"):
        return Spot(Place.NOWHERE, path, parent)
    if isinstance(node, Mapping):
        entry = last_entry(node, offset)
        if before == ":" and entry is not None:
            return Spot(Place.VALUE, (*path, Step(node, entry.key.text, entry)), node)
        return Spot(Place.KEY, path, node)
    index = sum(item.span.start < offset for item in node.items)
    pair = node.items[index - 1] if before == ":" and index > 0 else None
    if isinstance(pair, Mapping):
        entry = last_entry(pair, offset)
        if entry is not None:
            below = (*path, Step(node, index - 1), Step(pair, entry.key.text, entry))
            return Spot(Place.VALUE, below, pair)
    return Spot(Place.START, (*path, Step(node, index)), node)


def last_entry(mapping: Mapping, offset: int) -> Entry | None:
    """The last entry that begins at or before `offset`."""
    for entry in reversed(mapping.entries):
        if entry.key.span.start <= offset:
            return entry
    return None


def by_text(root: Node, text: str, line: Span, offset: int) -> Spot:
    """The place of a caret beside all that was understood, told by its line and its column."""
    match = _LINE.match(line.of(text))
    assert match is not None
    start = line.start + match.start("body")
    body = _uncommented(match["body"])
    if not body or offset < start:
        dash = text.rfind("-", line.start + match.end("indent"), min(offset, start))
        if dash >= 0:
            return _behind_dash(root, text, dash)
        return _at_column(_levels(root, text, offset), offset - line.start)
    dash = text.rfind("-", line.start + match.end("indent"), start)
    if dash >= 0 and not _is_understood(root, dash):
        spot = _behind_dash(root, text, dash)
    else:
        spot = _at_column(_levels(root, text, start), start - line.start)
    key = _KEY.match(body)
    if key is not None:
        return _on_key_line(text, spot, start, body, key, offset)
    word = Span(start, start + len(body))
    if offset > word.end:
        return Spot(Place.NOWHERE, spot.path, spot.parent)
    return Spot(spot.place, spot.path, spot.parent, None, word, spot.sequence)


def _on_key_line(
    text: str, spot: Spot, start: int, body: str, key: re.Match[str], offset: int
) -> Spot:
    """The place of a caret on `key: value`, which begins at `start`."""
    parent = spot.parent if spot.place is Place.KEY else None
    entries = parent.entries if isinstance(parent, Mapping) else ()
    entry = next((one for one in entries if one.key.span.start == start), None)
    name = entry.key.text if entry is not None else key[1].strip("\"'")
    path = (*spot.path, Step(parent, name, entry))
    colon = start + key.end()
    if offset < colon:
        node = entry.key if entry is not None else None
        word = Span(start, start + key.end(1))
        return Spot(Place.KEY, path, parent, node, word, on_key=True)
    value = body[key.end() :]
    begin = colon + len(value) - len(value.lstrip(_BLANKS))
    if not value or offset <= begin:
        return Spot(Place.VALUE, path, parent)
    if text[begin] in "[{":
        return _in_broken_flow(text, path, begin, offset)
    end = start + len(body)
    if offset > end:
        return Spot(Place.NOWHERE, path, parent)
    return Spot(Place.VALUE, path, parent, None, Span(begin, end))


def _levels(root: Node, text: str, offset: int) -> tuple[list[_Level], Path, Node]:
    """The block collections open at `offset`, outermost first, and what the innermost ends with."""
    levels: list[_Level] = []
    path: Path = ()
    node = root
    while isinstance(node, Mapping | Sequence) and not node.flow:
        start = node.span.start
        levels.append(_Level(path, node, start - line_at(text, start).start))
        if isinstance(node, Mapping):
            before = [entry for entry in node.entries if entry.key.span.start < offset]
            if not before:
                return levels, path, node
            path = (*path, Step(node, before[-1].key.text, before[-1]))
            node = before[-1].value
        else:
            index = sum(dash < offset for dash in node.dashes) - 1
            if index < 0:
                return levels, path, node
            path = (*path, Step(node, index))
            node = node.items[index]
    return levels, path, node


def _at_column(surroundings: tuple[list[_Level], Path, Node], column: int) -> Spot:
    """What something typed at `column` belongs to, among the collections open there."""
    levels, path, last = surroundings
    if not levels:
        return Spot(Place.START, ())
    if column > levels[-1].column and path:
        parent = path[-1].container
        if isinstance(last, Missing):
            return Spot(Place.START, path, parent)
        if isinstance(last, Scalar) and last.style in (Style.LITERAL, Style.FOLDED):
            return Spot(Place.VALUE, path, parent, last)
    sequence: Sequence | None = None
    for index in range(len(levels) - 1, -1, -1):
        level = levels[index]
        outer = levels[index - 1] if index > 0 else None
        collection = level.collection
        if isinstance(collection, Sequence):
            if column < level.column:
                continue
            if outer is None or outer.column != level.column or column > level.column:
                return Spot(Place.ITEM, level.path, collection, sequence=collection)
            # The dashes stand below their key: an item of the list may begin here, or a key.
            sequence = collection
        elif (
            outer is None
            or column >= level.column
            or (isinstance(outer.collection, Sequence) and column > outer.column)
        ):
            return Spot(Place.KEY, level.path, collection, sequence=sequence)
    outermost = levels[0]
    return Spot(Place.ITEM, outermost.path, outermost.collection, sequence=sequence)


def _behind_dash(root: Node, text: str, dash: int) -> Spot:
    """The place behind a dash without an item that was understood."""
    levels, _, _ = _levels(root, text, dash + 1)
    column = dash - line_at(text, dash).start
    lists = [level for level in levels if isinstance(level.collection, Sequence)]
    exact = [level for level in lists if dash in _dashes(level)]
    if not lists:
        spot = _at_column(_levels(root, text, dash), column)
        return Spot(Place.START, (*spot.path, Step(None, 0)))
    level = (exact or [one for one in lists if one.column <= column] or lists)[-1]
    index = sum(one < dash for one in _dashes(level))
    parent = level.collection if exact else None
    return Spot(Place.START, (*level.path, Step(level.collection, index)), parent)


def _dashes(level: _Level) -> tuple[int, ...]:
    return level.collection.dashes if isinstance(level.collection, Sequence) else ()


def _is_understood(root: Node, dash: int) -> bool:
    """Whether the tree has a list with an item at this dash."""
    node = root
    while True:
        if isinstance(node, Sequence):
            if dash in node.dashes:
                return True
            below = [item for item in node.items if item.span.start <= dash]
        elif isinstance(node, Mapping):
            below = [entry.value for entry in node.entries if entry.key.span.start <= dash]
        else:
            return False
        if not below:
            return False
        node = below[-1]


def _in_broken_flow(text: str, path: Path, start: int, offset: int) -> Spot:
    """The place of a caret within brackets that nothing closes, from the first one at `start`."""
    frames: list[tuple[str, int, str | None]] = []
    word: Span | None = None
    for match in _FLOW_TOKEN.finditer(text, start, offset):
        token = match[0]
        if token in ("[", "{"):
            frames.append((token, 0, None))
            word = None
        elif token in ("]", "}"):
            frames = frames[:-1]
            word = Span(*match.span())
        elif not frames:
            break
        elif token == ",":
            kind, index, _ = frames[-1]
            frames[-1] = (kind, index + 1, None)
            word = None
        elif token == ":" and word is not None:
            kind, index, _ = frames[-1]
            frames[-1] = (kind, index, word.of(text).strip("\"'"))
            word = None
        else:
            word = Span(word.start if word is not None else match.start(), match.end())
    if not frames:
        return Spot(Place.NOWHERE, path)
    for kind, index, key in frames:
        if kind == "[":
            path = (*path, Step(None, index))
        if key is not None:
            path = (*path, Step(None, key))
    kind, _, key = frames[-1]
    place = Place.VALUE if key is not None else Place.KEY if kind == "{" else Place.START
    return Spot(place, path, None, None, word)


def _uncommented(body: str) -> str:
    """A line's text without a trailing comment and trailing blanks."""
    comment = _COMMENT.search(body)
    return (body[: comment.start()] if comment is not None else body).rstrip(_BLANKS)
