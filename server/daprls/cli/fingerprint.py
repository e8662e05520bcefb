"""What a finding is known by when lines have moved: the rule, the component's name and the keys
that lead to it.

Its line, its message and all values are left out, so that a fingerprint neither changes with them
nor tells anything of a secret; what may be secret counts as `*`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from daprls.lint.finding import Diagnostic
from daprls.model.dialect import find, fold
from daprls.model.secrecy import secret_spans
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Document, Mapping, Node, Scalar
from daprls.syntax.tree import Sequence as List
from daprls.text import Span

VERSION = "daprls/v1"
"""Changes with what goes into a fingerprint."""

_DIGITS = 32


def fingerprints(
    snapshot: Snapshot, diagnostics: Iterable[Diagnostic]
) -> Iterator[tuple[Diagnostic, str, int]]:
    """Each diagnostic with its fingerprint, and how many of its file had the same before it.

    The diagnostics are ordered by file and place, and stay so.
    """
    for path, group in groupby(diagnostics, key=lambda diagnostic: diagnostic.path):
        file = snapshot.files[path]
        secret = secret_spans(file, snapshot.type)
        seen: Counter[str] = Counter()
        for diagnostic in group:
            parts = [diagnostic.rule, *_identity(file, diagnostic.span, secret)]
            text = "\0".join(parts).encode("utf-8", "surrogatepass")
            digest = hashlib.sha256(text).hexdigest()[:_DIGITS]
            yield diagnostic, digest, seen[digest]
            seen[digest] += 1


def _identity(file: SourceFile, span: Span, secret: Sequence[Span]) -> Iterator[str]:
    """The component's name, and what leads from its root to the place."""
    document = next((each for each in file.tree.documents if each.span.contains(span)), None)
    yield _name(file, document, secret)
    if document is not None:
        yield from _way(document.root, span, secret)


def _name(file: SourceFile, document: Document | None, secret: Sequence[Span]) -> str:
    """The name that the file itself gives; other files' words about it come and go."""
    for component in file.components:
        if component.document is document:
            if component.declared_name is not None:
                return _label(component.declared_name, secret)
            if component.name_comment is not None:
                return component.name_comment
    return file.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]


def _way(node: Node, span: Span, secret: Sequence[Span]) -> Iterator[str]:
    """The keys, and the names of list items, that lead to the innermost node around `span`."""
    while True:
        if isinstance(node, Mapping):
            entry = next((each for each in node.entries if each.span.contains(span)), None)
            if entry is None:
                return
            yield fold(_label(entry.key, secret))
            inner = entry.value
        elif isinstance(node, List):
            item = next((each for each in node.items if each.span.contains(span)), None)
            if item is None:
                return
            name = item if isinstance(item, Scalar) else find(item, "name")
            yield f"[{_label(name, secret)}]" if isinstance(name, Scalar) else "[]"
            inner = item
        else:
            return
        if not inner.span.contains(span):
            return
        node = inner


def _label(scalar: Scalar, secret: Sequence[Span]) -> str:
    if any(scalar.span.overlaps(span) for span in secret):
        return "*"
    return scalar.text
