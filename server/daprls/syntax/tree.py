"""The positioned, error-tolerant tree of a YAML text.

Nodes know where they stand and nothing of files, Dapr or editors. Aliases stay aliases: nothing
is ever expanded, so a text of a few lines cannot grow into a tree of millions of nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from daprls.records import record
from daprls.text import Span


class Style(Enum):
    """How a scalar is written."""

    PLAIN = "plain"
    SINGLE = "single-quoted"
    DOUBLE = "double-quoted"
    LITERAL = "literal"
    FOLDED = "folded"


_PLAIN = Style.PLAIN


@record(eq=False)
class Scalar:
    """A scalar as written.

    `span` covers the source including quotes or the block header; `raw` is that source; `text` is
    what YAML makes of it before any type is given (escapes resolved, lines folded). The YAML 1.1
    type is the business of `daprls.syntax.scalars`.
    """

    span: Span
    raw: str
    text: str
    style: Style
    tag: str | None = None
    anchor: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the scalar carries no quotes and is no block."""
        return self.style is _PLAIN


@record(eq=False)
class Missing:
    """A value that is not there: `name:` with nothing, or `-` alone.

    `span` is empty and stands right after the `:` or `-` (before any blanks).
    """

    span: Span


@record(eq=False)
class Alias:
    """`*name`, with the node it stands for, or `None` where no such anchor exists."""

    span: Span
    name: str
    target: Node | None


@record(eq=False)
class Entry:
    """A key and its value; `span` runs from the key's start to the value's end.

    A key that is not a scalar (`? [a, b]`) is kept as a scalar of its source text.
    """

    key: Scalar
    value: Node

    @property
    def span(self) -> Span:
        """From the key's first code point to the value's last."""
        return self.key.span.cover(self.value.span)


@record(eq=False)
class Mapping:
    """Entries in the order written, duplicates and merge keys (`<<`) included."""

    span: Span
    entries: tuple[Entry, ...]
    flow: bool = False
    anchor: str | None = None

    def entry(self, key: str) -> Entry | None:
        """The entry that counts for `key`: the last one written, as PyYAML and daprd take it."""
        for entry in reversed(self.entries):
            if entry.key.text == key:
                return entry
        return None

    def get(self, key: str) -> Node | None:
        """The value of the last entry with this key, aliases resolved, merges looked into."""
        entry = self.entry(key)
        return resolve(entry.value) if entry is not None else self.merged(key)

    def merged(self, key: str) -> Node | None:
        """The value that a merge brings in for this key, aliases resolved."""
        merged = self.entry("<<")
        if merged is not None and merged.key.is_plain:
            source = resolve(merged.value)
            sources = source.items if isinstance(source, Sequence) else (source,)
            for item in sources:
                node = resolve(item) if item is not None else None
                if isinstance(node, Mapping) and node is not self:
                    found = node.entry(key)
                    if found is not None:
                        return resolve(found.value)
        return None


@record(eq=False)
class Sequence:
    """Items in the order written.

    `dashes` holds, for a block sequence, the offset of each item's `-`; it is empty in flow style.
    """

    span: Span
    items: tuple[Node, ...]
    flow: bool = False
    anchor: str | None = None
    dashes: tuple[int, ...] = ()


Node = Scalar | Missing | Alias | Mapping | Sequence


def resolve(node: Node) -> Node | None:
    """The node itself, or what an alias stands for (`None` where that is nothing)."""
    seen = 0
    current: Node | None = node
    while isinstance(current, Alias):
        current = current.target
        seen += 1
        if seen > 50:
            return None
    return current


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Something YAML refuses.

    `message` is a sentence for the author without a trailing hint of where; `kind` is a stable
    word by which rules tell problems apart (never by the message):

    - `reserved-character`, `unquoted`, `alias-mask`: the span is a value that only lacks quotes;
    - `undefined-alias`: the span is `*name`, and nothing has that name;
    - `escape`: the span is a text in double quotes with a backslash that means nothing;
    - `missing-blank`: the span begins with `-key:` or `key:value`;
    - `missing-colon`, `unclosed`, `indentation`, `tab`, `control-character`, `depth`, `other`;
    - `template`: the document is not YAML before a template tool has read it; what its tree holds
      may never stand together in one file;
    - `template-value`: the span is a value that is not YAML before a template tool has read it.
    """

    span: Span
    message: str
    kind: str


@record(eq=False)
class Document:
    """One YAML document of a stream.

    `span` covers its text between the `---` lines. `root` is `Missing` where it is empty.
    """

    span: Span
    root: Node
    problems: tuple[SyntaxProblem, ...] = ()


@record(eq=False)
class Tree:
    """All documents of a text; there is always at least one."""

    text: str
    documents: tuple[Document, ...]

    @property
    def problems(self) -> tuple[SyntaxProblem, ...]:
        """The problems of all documents, in order."""
        return tuple(problem for document in self.documents for problem in document.problems)


def mappings(root: Node) -> Iterator[Mapping]:
    """Every mapping of `walk`, in source order."""
    pending: list[Node] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, Mapping):
            yield node
            pending.extend(
                entry.value
                for entry in reversed(node.entries)
                if isinstance(entry.value, Mapping | Sequence)
            )
        elif isinstance(node, Sequence):
            pending.extend(reversed(node.items))


def walk(root: Node) -> Iterator[Node]:
    """`root` and every node below it, keys included, in source order; aliases are not followed."""
    pending: list[Node] = [root]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, Mapping):
            for entry in reversed(node.entries):
                pending.append(entry.value)
                pending.append(entry.key)
        elif isinstance(node, Sequence):
            pending.extend(reversed(node.items))
