"""The rule `yaml-syntax`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import file_rule
from daprls.model.dialect import Dialect
from daprls.model.source_file import Manifest, SourceFile
from daprls.refactor.syntax import (
    insert_blank,
    repairs,
    replace_tabs,
    tagged,
    use_single_quotes,
)
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import quote
from daprls.syntax.scalars import TextClass, classify
from daprls.syntax.tabs import stray_tabs
from daprls.syntax.tree import Document, Scalar, SyntaxProblem, walk
from daprls.syntax.unreadable import Why, unreadable
from daprls.text import TextEdit

_UNQUOTED = ("reserved-character", "unquoted", "alias-mask", "undefined-alias")
_KNOWN_TAG = re.compile(
    r"!|tag:yaml\.org,2002:"
    r"(?:str|int|float|bool|null|timestamp|binary|map|seq|set|omap|pairs|merge)"
)
_MOST_FIXES = 10
"""How many problems of one file get a fix: each is tried out before it is offered."""


@file_rule("yaml-syntax", Severity.ERROR, layer=Layer.SYNTAX)
def yaml_syntax(file: SourceFile, _snapshot: Snapshot) -> Iterator[Finding]:
    """The text is not YAML."""
    problems = file.tree.problems
    for kind in ("template", "template-value"):
        first = next((problem for problem in problems if problem.kind == kind), None)
        if first is not None:
            yield Finding(first.span, first.message, severity=Severity.HINT)
        if first is not None and kind == "template":
            return
    is_aca = any(_is_aca(manifest) for manifest in file.manifests)
    ours = [manifest for manifest in file.manifests if is_aca or manifest.shape is not None]
    broken = [problem for manifest in ours for problem in manifest.document.problems]
    for number, problem in enumerate(broken):
        if problem.kind != "template-value":
            fixes = tuple(_fixes(file, problem)) if number < _MOST_FIXES else ()
            yield _finding(problem, is_aca, fixes)
    if not broken:
        for manifest in ours:
            if is_aca:
                yield from _tabs(file, manifest.document)
                yield from _unreadable(file, manifest.document)
            yield from _tags(file, manifest.document, is_aca)


def _is_aca(manifest: Manifest) -> bool:
    return manifest.shape is not None and manifest.shape.dialect is Dialect.ACA


def _finding(problem: SyntaxProblem, is_aca: bool, fixes: tuple[Fix, ...]) -> Finding:
    if problem.kind == "depth":
        return Finding(problem.span, problem.message, severity=Severity.WARNING)
    refusal = "`az` refuses the file." if is_aca else "The sidecar skips the document."
    return Finding(problem.span, f"{problem.message} {refusal}", fixes=fixes)


def _fixes(file: SourceFile, problem: SyntaxProblem) -> Iterator[Fix]:
    raw = problem.span.of(file.text)
    fix: Fix | None = None
    if problem.kind in _UNQUOTED:
        # What is still to be filled in is not repaired by quotes, and a mask is no value.
        certain = problem.kind in ("reserved-character", "unquoted")
        edit = TextEdit(file.path, problem.span, quote(raw))
        safe = certain and classify(raw) is TextClass.ORDINARY
        fix = Fix("Quote the value", (edit,), safe=safe)
    elif problem.kind == "escape":
        fix = Fix("Use single quotes", (use_single_quotes(file.path, problem.span, raw),))
    elif problem.kind == "missing-blank":
        fix = Fix("Insert the blank", insert_blank(file, problem.span), safe=True)
    if fix is not None and repairs(file, fix.edits):
        yield fix


def _tabs(file: SourceFile, document: Document) -> Iterator[Finding]:
    """Tabs where PyYAML, with which `az` reads files, takes none."""
    tabs = stray_tabs(file.text, document)
    if tabs:
        edits, safe = replace_tabs(file.path, file.text, document, tabs)
        yield Finding(
            tabs[0],
            "A tab stands where the YAML reader of `az` takes only blanks: it refuses the file "
            "with \"found character '\\t' that cannot start any token\".",
            fixes=(Fix("Replace tabs with blanks", edits, safe=safe),),
        )


def _unreadable(file: SourceFile, document: Document) -> Iterator[Finding]:
    """What is YAML, and what the YAML reader of `az` makes no value of."""
    for found in unreadable(document.root):
        fixes: tuple[Fix, ...] = ()
        if found.why is Why.RESERVED:
            edit = TextEdit(file.path, found.span, quote(found.span.of(file.text)))
            fixes = (Fix("Quote the value", (edit,), safe=True),)
        yield Finding(found.span, _NO_VALUE[found.why], fixes=fixes)


_NO_VALUE = {
    Why.RESERVED: "'=' and '<<' have meanings of their own in YAML where they stand without "
    "quotes, and `az` refuses the file. Quote it.",
    Why.TAG: "The tag asks for a value that cannot be made of this text; `az` refuses the file.",
    Why.BYTES: "'!!binary' makes bytes of this text, and `az` fails on it: it cannot send bytes.",
    Why.KEY: "A list or a map stands in the place of a key, and `az` refuses the file with 'found "
    "unhashable key'.",
    Why.MERGE: "'<<' merges maps, and this is none: `az` refuses the file.",
}


def _tags(file: SourceFile, document: Document, is_aca: bool) -> Iterator[Finding]:
    """Words that begin with `!`, which are tags of one's own to YAML.

    `az` knows none; the sidecar overlooks them, and what is left may be nothing.
    """
    if "!" not in document.span.of(file.text):
        return
    for node in walk(document.root):
        if not isinstance(node, Scalar) or not node.tag or _KNOWN_TAG.fullmatch(node.tag):
            continue
        if not is_aca and node.raw:
            continue
        # The word itself is not repeated: it may be a password.
        span = tagged(file.text, node)
        outcome = "`az` refuses the file" if is_aca else "the value is empty"
        yield Finding(
            span,
            f"A word that begins with '!' is a tag to YAML, and no text: {outcome}. Quote it if it "
            "is text.",
            severity=Severity.ERROR if is_aca else Severity.WARNING,
            fixes=(
                Fix(
                    "Quote the value",
                    (TextEdit(file.path, span, quote(span.of(file.text))),),
                ),
            ),
        )
