"""Edits that make YAML of a text that is none, as far as the mistake says what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable

from daprls.model.source_file import SourceFile
from daprls.syntax.parser import parse
from daprls.syntax.stretches import line_start
from daprls.syntax.tree import Document, Scalar, walk
from daprls.text import Edit, Span, TextEdit, apply

_BLANK_BELONGS = re.compile(r"-|[^:]*:")
_INDENT = re.compile(r"[ ]*")
_TAG = re.compile(r"![^\s,\[\]{}]*[ \t]*\Z")
_LONGEST_TAG = 500
"""Code points that are looked at for a tag, with the blanks behind it."""


def repairs(file: SourceFile, edits: Iterable[Edit]) -> bool:
    """Whether the edits of this one file leave it with fewer problems than it has."""
    own = [edit for edit in edits if isinstance(edit, TextEdit)]
    return len(parse(apply(file.text, own)).problems) < len(file.tree.problems)


def use_single_quotes(path: str, span: Span, raw: str) -> TextEdit:
    """Makes single quotes of the double quotes around `raw`, so that backslashes are text."""
    return TextEdit(path, span, "'" + raw[1:-1].replace("'", "''") + "'")


def insert_blank(file: SourceFile, span: Span) -> tuple[TextEdit, ...]:
    """Puts the blank in that `-key:` or `key:value`, with which `span` begins, lacks.

    The other keys of a list's item, which stand below, move along with its first.
    """
    match = _BLANK_BELONGS.match(file.text, span.start, span.end)
    assert match is not None
    edits = [TextEdit(file.path, Span(match.end(), match.end()), " ")]
    if match[0] == "-":
        line = file.lines.line_at(span.start)
        column = span.start - file.lines.span(line).start
        edits += _align(file, line + 1, column)
    return tuple(edits)


def _align(file: SourceFile, first: int, dash: int) -> list[TextEdit]:
    """Moves the lines that belong to an item whose dash stands in the column `dash`."""
    edits: list[TextEdit] = []
    lack: int | None = None
    for line in range(first, len(file.lines.starts)):
        span = file.lines.span(line)
        text = span.of(file.text)
        indent = _INDENT.match(text)
        column = indent.end() if indent is not None else 0
        if not text.strip():
            continue
        if column < dash or (column == dash and text.startswith("-", column)):
            break
        lack = dash + 2 - column if lack is None else lack
        if lack > 0:
            edits.append(TextEdit(file.path, Span(span.start, span.start), " " * lack))
    return edits


def replace_tabs(
    path: str, text: str, document: Document, tabs: Iterable[Span]
) -> tuple[tuple[TextEdit, ...], bool]:
    """Makes a blank of each run of tabs; and whether that leaves all texts as they are."""
    edits = tuple(
        TextEdit(path, tab, "" if text[tab.end : tab.end + 1] in ("", "\r", "\n") else " ")
        for tab in tabs
    )
    plain = [node.span for node in walk(document.root) if isinstance(node, Scalar)]
    return edits, not any(span.contains(edit.span) for edit in edits for span in plain)


def tagged(text: str, scalar: Scalar) -> Span:
    """The scalar with the tag before it."""
    start = line_start(text, scalar.span.start)
    tag = _TAG.search(text, max(start, scalar.span.start - _LONGEST_TAG), scalar.span.start)
    return Span(tag.start() if tag is not None else scalar.span.start, scalar.span.end)
