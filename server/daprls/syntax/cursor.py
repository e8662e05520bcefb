"""Where a caret stands in a tree, and what a word typed there would become.

What may be typed at a place is for the callers to know. A caller that completes offers

- keys for the mapping at `Cursor.key_path`, where that is not `None`: at `Place.KEY` it is the
  mapping `Cursor.parent`; at `Place.START` it is one that does not exist yet;
- values for `Cursor.path_keys` at `Place.VALUE` and `Place.START`;
- a whole item, dash included, for `Cursor.sequence` where that is not `None`;

replaces `Cursor.word`, and puts a blank first where `Cursor.needs_blank`. Hover and definition look
at `Cursor.node`, which only understood text has.
"""

from __future__ import annotations

from dataclasses import dataclass

from daprls.syntax.places import (
    Path,
    Place,
    Spot,
    Step,
    by_text,
    comment_starts,
    in_flow,
    last_entry,
    line_at,
)
from daprls.syntax.tree import (
    Alias,
    Document,
    Entry,
    Mapping,
    Missing,
    Node,
    Scalar,
    Sequence,
    Style,
    Tree,
)
from daprls.text import Span

__all__ = ["Cursor", "Path", "Place", "Step", "locate"]


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a tree. Offsets are code points in the tree's text."""

    offset: int
    document: Document
    place: Place
    path: Path
    """From the root to what holds the caret: to the key or value it stands on or in; where a new
    key would begin, only to the mapping that would get it."""
    parent: Mapping | Sequence | None
    """The collection that holds, or would get, what stands at the caret; `None` at the root and
    where that collection was not understood or does not exist yet."""
    word: Span
    """What a completion replaces: the whole scalar at the caret, quotes included; empty where
    there is none and within a block scalar."""
    prefix: str
    """What of the word stands before the caret, without an opening quote."""
    node: Scalar | Alias | None = None
    """The scalar (a key as well) or alias at the caret, where the parser understood it."""
    sequence: Sequence | None = None
    """The list that would get an item, were a dash typed here."""
    in_comment: bool = False
    needs_blank: bool = False
    """Whether the caret stands right behind a `:` or a dash that wants a blank after it."""
    on_key: bool = False
    """Whether `path` ends with the key at the caret; a half-typed word is no key yet."""

    @property
    def path_keys(self) -> tuple[str | int, ...]:
        """The keys and indices of `path`, for instance `("metadata", 0, "name")`."""
        return tuple(step.key for step in self.path)

    @property
    def parent_keys(self) -> tuple[str | int, ...]:
        """The keys and indices that lead to the collection of what stands at the caret."""
        new = self.place is Place.ITEM or (self.place is Place.KEY and not self.on_key)
        return self.path_keys if new else self.path_keys[:-1]

    @property
    def key_path(self) -> tuple[str | int, ...] | None:
        """What leads to the mapping that a key typed here would belong to, if one can be typed."""
        if self.place is Place.KEY:
            return self.parent_keys
        return self.path_keys if self.place is Place.START else None

    @property
    def entry(self) -> Entry | None:
        """The innermost entry that holds the caret."""
        return next((step.entry for step in reversed(self.path) if step.entry is not None), None)


def locate(tree: Tree, offset: int) -> Cursor:
    """Where the caret at `offset` stands; an offset outside the text is moved to its edge."""
    text = tree.text
    offset = max(0, min(offset, len(text)))
    document = _document_at(tree, offset)
    line = line_at(text, offset)
    in_comment = _in_comment(document.root, text, line, offset)
    if in_comment or not document.span.touches(offset) or _is_marker(line.of(text)):
        path, _ = _descend(document.root, offset)
        here = Span(offset, offset)
        return Cursor(offset, document, Place.NOWHERE, path, None, here, "", in_comment=in_comment)
    spot = _spot(document.root, text, line, offset)
    node = spot.node if isinstance(spot.node, Scalar | Alias) else None
    word = spot.word or (node.span if node is not None else None)
    if word is None or not word.touches(offset) or _is_block(node):
        word = Span(offset, offset)
    behind = text[max(0, offset - 1) : offset]
    return Cursor(
        offset,
        document,
        spot.place,
        spot.path,
        spot.parent,
        word,
        _prefix(text, word, offset),
        node,
        spot.sequence,
        needs_blank=spot.place in (Place.VALUE, Place.START) and not word and behind in (":", "-"),
        on_key=spot.on_key,
    )


def _spot(root: Node, text: str, line: Span, offset: int) -> Spot:
    path, node = _descend(root, offset)
    step = path[-1] if path else None
    parent = step.container if step is not None else None
    if isinstance(node, Scalar | Alias):
        if step is not None and step.entry is not None and step.entry.key is node:
            return Spot(Place.KEY, path, parent, node, on_key=True)
        return Spot(_place_of_value(text, step, node), path, parent, node)
    if isinstance(node, Mapping | Sequence) and node.flow:
        return in_flow(text, path, node, offset)
    if isinstance(node, Missing) and step is not None:
        return Spot(Place.START if step.entry is None else Place.VALUE, path, parent)
    return by_text(root, text, line, offset)


def _descend(root: Node, offset: int) -> tuple[Path, Node]:
    """The innermost node that touches `offset`, and the way there; at least the root."""
    path: Path = ()
    node = root
    while True:
        if isinstance(node, Mapping):
            entry = last_entry(node, offset)
            if entry is None:
                return path, node
            below = (*path, Step(node, entry.key.text, entry))
            if entry.key.span.touches(offset):
                return below, entry.key
            inner = entry.value
        elif isinstance(node, Sequence):
            starts = [item.span.start <= offset for item in node.items]
            if not any(starts):
                return path, node
            index = sum(starts) - 1
            below = (*path, Step(node, index))
            inner = node.items[index]
        else:
            return path, node
        if not inner.span.touches(offset):
            return path, node
        path, node = below, inner


def _place_of_value(text: str, step: Step | None, node: Scalar | Alias) -> Place:
    """Whether a scalar stands beside its key, or may yet turn out to be a mapping's first key."""
    if _is_block(node):
        return Place.VALUE
    if step is None or step.entry is None:
        return Place.START
    if step.container is not None and step.container.flow:
        return Place.VALUE
    beside = line_at(text, step.entry.key.span.end) == line_at(text, node.span.start)
    return Place.VALUE if beside else Place.START


def _is_block(node: Scalar | Alias | None) -> bool:
    return isinstance(node, Scalar) and node.style in (Style.LITERAL, Style.FOLDED)


def _document_at(tree: Tree, offset: int) -> Document:
    """The document around `offset`; the next one for a place before it, or else the last."""
    for document in tree.documents:
        if offset <= document.span.end:
            return document
    return tree.documents[-1]


def _is_marker(line: str) -> bool:
    return line.startswith(("---", "...")) and not line[3:].strip(" \t")


def _in_comment(root: Node, text: str, line: Span, offset: int) -> bool:
    """Whether a comment begins on the line before `offset`."""
    for start in comment_starts(text, line):
        if start >= offset:
            return False
        _, node = _descend(root, start)
        if not (isinstance(node, Scalar) and node.span.start < start < node.span.end):
            return True
        # Behind the head of a block there can be nothing else.
        if _is_block(node) and line.start <= node.span.start:
            return True
    return False


def _prefix(text: str, word: Span, offset: int) -> str:
    before = text[word.start : offset]
    return before[1:] if before[:1] in ("'", '"') else before
