"""Which findings are only consequences of a text that is not YAML.

Next to a line that YAML refuses the tree holds what the text happens to look like without it. A
document whose control lines a template tool reads first may hold what never stands together.
"""

from __future__ import annotations

from dataclasses import dataclass

from daprls.lint.finding import Finding, Layer
from daprls.model.source_file import SourceFile
from daprls.text import Span

_INSIDE_A_VALUE = (
    "reserved-character",
    "unquoted",
    "alias-mask",
    "undefined-alias",
    "escape",
    "control-character",
    "template-value",
)
"""Kinds of syntax problems that leave the structure around them as it is."""


@dataclass(frozen=True, slots=True)
class Doubts:
    """Where in a file findings cannot be trusted."""

    lines: frozenset[int]
    """Lines that are broken, and the next ones that hold something."""
    documents: tuple[Span, ...]
    """The stretches that are templates."""

    def include(self, file: SourceFile, layer: Layer, finding: Finding) -> bool:
        """Whether a finding of this layer is to be dropped."""
        if layer is Layer.SYNTAX or not (self.lines or self.documents):
            return False
        if any(document.contains(finding.span) for document in self.documents):
            return True
        return layer is Layer.SHAPE and file.lines.line_at(finding.span.start) in self.lines


def doubts(file: SourceFile) -> Doubts:
    """The doubts about a file."""
    lines: set[int] = set()
    templates: list[Span] = []
    for document in file.tree.documents:
        if any(problem.kind == "template" for problem in document.problems):
            templates.append(document.span)
        for problem in document.problems:
            if problem.kind not in _INSIDE_A_VALUE:
                line = file.lines.line_at(problem.span.end)
                lines.update((line, _next(file, line)))
    return Doubts(frozenset(lines), tuple(templates))


def _next(file: SourceFile, line: int) -> int:
    """The next line that holds more than blanks and a comment; `line` where there is none."""
    for below in range(line + 1, len(file.lines.starts)):
        content = file.lines.span(below).of(file.text).strip()
        if content and not content.startswith("#"):
            return below
    return line
