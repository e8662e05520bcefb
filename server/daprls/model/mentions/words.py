"""What is a literal name, and where its bare word stands."""

from __future__ import annotations

import re

from daprls.model.component import ordinary_text
from daprls.syntax.code import EXPRESSION
from daprls.syntax.tree import Node, Scalar, Style
from daprls.text import Span

_NAME = re.compile(r"\w(?:[\w.-]*\w)?")
_QUOTED = (Style.SINGLE, Style.DOUBLE)


def is_name(text: str) -> bool:
    """Whether a text is a name as it stands, and nothing that is filled in or put together."""
    return _NAME.fullmatch(text) is not None


def name_of(node: Node | None) -> str | None:
    """The literal name that a node holds."""
    if isinstance(node, Scalar) and node.tag == EXPRESSION:
        return None
    text = ordinary_text(node)
    return text if text is not None and is_name(text) else None


def word_span(scalar: Scalar) -> Span | None:
    """The word of a scalar without its quotes; `None` where it is not written as it reads."""
    if scalar.raw == scalar.text:
        return scalar.span
    # A text that ends behind its first quote has no second one.
    if scalar.style in _QUOTED and len(scalar.raw) > 1 and scalar.raw[1:-1] == scalar.text:
        return Span(scalar.span.start + 1, scalar.span.end - 1)
    return None
