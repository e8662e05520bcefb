"""Tabs between the words of a text, which YAML allows and PyYAML does not.

PyYAML's own scanner, with which `az` reads files, takes a tab only inside of quotes, block scalars
and comments. Every other YAML reader here takes one for a blank, so the parser reports none.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator

from daprls.syntax.tree import Document, Scalar, Style, walk
from daprls.text import Span

_TABS = re.compile(r"\t+")


def stray_tabs(text: str, document: Document) -> tuple[Span, ...]:
    """Every run of tabs in `document` at which PyYAML stops, in order."""
    span = document.span
    if text.find("\t", span.start, span.end) < 0:
        return ()
    scalars = sorted(
        (node for node in walk(document.root) if isinstance(node, Scalar) and not node.is_plain),
        key=lambda node: node.span,
    )
    return tuple(_stray(text, span, scalars))


def _stray(text: str, span: Span, scalars: list[Scalar]) -> Iterator[Span]:
    starts = [scalar.span.start for scalar in scalars]
    for match in _TABS.finditer(text, span.start, span.end):
        at = match.start()
        index = bisect.bisect_right(starts, at) - 1
        before = scalars[index] if index >= 0 else None
        if before is not None and (at < before.span.end or _goes_on(text, before, at)):
            continue
        line = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
        if before is not None and line < before.span.end:
            line = before.span.end
        if not _is_comment(text, line, at):
            yield Span(*match.span())


def _goes_on(text: str, scalar: Scalar, at: int) -> bool:
    """Whether the offset may belong to the blank lines that a block scalar ends with.

    It does where it stands as deep as the block's lines; how deep one is that says so in its
    header is not looked at.
    """
    is_block = scalar.style in (Style.LITERAL, Style.FOLDED)
    if not is_block or text[scalar.span.end : at].strip():
        return False
    line = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    before = text[line:at]
    return len(before) - len(before.lstrip(" ")) >= _depth(scalar)


def _depth(block: Scalar) -> int:
    """The blanks that the lines of a block scalar begin with; 0 where that cannot be told."""
    header, *lines = block.raw.splitlines()
    if re.search(r"\d", header) is not None:
        return 0
    return next((len(each) - len(each.lstrip(" ")) for each in lines if each.strip()), 0)


def _is_comment(text: str, start: int, at: int) -> bool:
    """Whether a `#` between `start` and `at`, which stand on one line, makes a comment of `at`."""
    return re.search(r"(?:^|[ \t\r\n])#", text[start:at]) is not None
