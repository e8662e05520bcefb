"""Text to tree, for any text: `parse` never raises.

A text is cut into its documents here, before any YAML parser sees it, so that a broken document
does not hide the others; so does the Dapr sidecar. How one document is read is the business of
`daprls.syntax.builder`, and of `daprls.syntax.recovery` where it is broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from daprls.syntax.builder import build
from daprls.syntax.events import event_source
from daprls.syntax.recovery import ASTRAY, recover
from daprls.syntax.tree import Document, Missing, SyntaxProblem, Tree
from daprls.text import Span

# What begins a line is looked for by its signs and then asked where it stands: the other way round
# the engine of regular expressions stops at every character.
_MARKER = re.compile(r"(---|\.\.\.)(?<![^\r\n]...)(?=[ \t\r\n]|\Z)")
# Those that are refused and not all others: Python makes a table of every sign that it is told of.
_REFUSED = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTENT = re.compile(r"(?:\A|(?<=[\r\n]))(?:[ \t]+[^\s#]|[^\s#%])")
_DIRECTIVE = re.compile(r"%(?<![^\r\n].)")
_YAML_VERSION = re.compile(r"%(?<![^\r\n].)(?=YAML[ \t]+\d+\.\d+[ \t]*(?:#|[\r\n]|\Z))")
_REST_OF_LINE = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A stretch that holds one document: `---` and directives from `start`, content in `span`."""

    start: int
    span: Span


def parse(text: str) -> Tree:
    """The tree of `text`, with a problem for everything that YAML refuses.

    Any string is understood as far as possible, at a cost linear in its length; aliases are never
    expanded.
    """
    work = _acceptable(text)
    return Tree(text, tuple(_document(text, work, chunk) for chunk in _chunks(work)))


def _acceptable(text: str) -> str:
    """`text` with all that no YAML reader takes replaced, code point by code point."""
    if _REFUSED.search(text) is None:
        return text
    return _REFUSED.sub(" ", _SURROGATE.sub("\ufffd", text))


def _chunks(work: str) -> Iterator[_Chunk]:
    """The documents of a text; a stretch of comments alone is one only if there is no other."""
    begin = 1 if work.startswith("\ufeff") else 0
    markers = list(_MARKER.finditer(work, begin))
    bounds = [marker.start() for marker in markers] + [len(work)]
    found = False
    prefix: int | None = begin if _DIRECTIVE.search(work[begin : bounds[0]]) else None
    if _CONTENT.search(work[begin : bounds[0]]):
        found = True
        prefix = None
        yield _Chunk(begin, Span(begin, bounds[0]))
    for marker, until in zip(markers, bounds[1:], strict=True):
        after = marker.end()
        rest = _REST_OF_LINE.match(work, after, until)
        if rest is not None:
            after = rest.end()
        if marker[1] == "---":
            found = True
            start = prefix if prefix is not None else marker.start()
            prefix = None
            yield _Chunk(start, Span(after, until))
        elif _CONTENT.search(work[after:until]):
            found = True
            prefix = None
            yield _Chunk(after, Span(after, until))
        else:
            prefix = after if _DIRECTIVE.search(work[after:until]) else None
    if not found:
        yield _Chunk(begin, Span(begin, bounds[0]))


def _document(text: str, work: str, chunk: _Chunk) -> Document:
    span = chunk.span
    source = work[chunk.start : span.end]
    problems = _refused(text, Span(chunk.start, span.end)) if work is not text else ()
    nothing = Missing(Span(span.start, span.start))
    if _CONTENT.search(work[span.start : span.end]) is None and "%" not in source:
        return Document(span, nothing, problems)
    if "%YAML" in source:
        # Every version is read by the same rules here; some parsers refuse all but one.
        problems += tuple(_astray(text, span))
        source = _YAML_VERSION.sub("#", source)
    built = build(event_source(source), source, text, chunk.start, None)
    if built.failure is not None:
        # The flow style of today allows `[http://host]`, and the libyaml at hand does not.
        pure = "unexpected ':'" in built.failure.problem
        if pure:
            built = build(event_source(source, pure=True), source, text, chunk.start, None)
        built = recover(built, source, text, chunk.start, pure=pure)
    return Document(span, built.root or nothing, (*problems, *built.problems))


def _astray(text: str, span: Span) -> Iterator[SyntaxProblem]:
    """The `%YAML` lines in a document, where they belong above its `---`."""
    for match in _YAML_VERSION.finditer(text, span.start, span.end):
        yield SyntaxProblem(Span(match.start(), match.end() + 4), ASTRAY, "other")


def _refused(text: str, span: Span) -> tuple[SyntaxProblem, ...]:
    """One problem for the first character of the stretch that no YAML reader takes."""
    match = _REFUSED.search(text, span.start, span.end)
    if match is None:
        return ()
    message = f"YAML allows no character U+{ord(match[0]):04X}."
    return (SyntaxProblem(Span(*match.span()), message, "control-character"),)
