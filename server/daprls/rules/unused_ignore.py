"""The rule `unused-ignore`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Severity, Tag
from daprls.lint.ignores import RULE_NAME, Ignore
from daprls.lint.rule import ignore_rule
from daprls.model.source_file import SourceFile
from daprls.spelling import closest
from daprls.text import Span, TextEdit


@ignore_rule("unused-ignore", Severity.WARNING)
def unused_ignore(
    file: SourceFile, idle: tuple[Ignore, ...], codes: frozenset[str]
) -> Iterator[Finding]:
    """An ignore comment suppresses nothing."""
    for ignore in idle:
        if ignore.rule in codes:
            where = "in this file" if ignore.line is None else "there"
            yield Finding(
                ignore.span,
                f"'{ignore.rule}' reports nothing {where}; the comment suppresses nothing.",
                fixes=(Fix(f"Remove '{ignore.rule}' from the comment", (_without(ignore, file),)),),
                tags=(Tag.UNNECESSARY,),
            )
            continue
        meant = closest(ignore.rule, sorted(codes))
        question = f" Did you mean {' or '.join(repr(each) for each in meant)}?" if meant else ""
        yield Finding(
            ignore.span,
            f"There is no rule '{ignore.rule}'; the comment suppresses nothing.{question}",
            fixes=tuple(
                Fix(f"Change to '{each}'", (TextEdit(file.path, ignore.span, each),))
                for each in meant
            ),
        )


def _without(ignore: Ignore, file: SourceFile) -> TextEdit:
    """Takes the rule out of its comment, and the comment away where it names no other."""
    text = file.text
    start = text.index("[", ignore.comment.start) + 1
    names = Span(start, text.index("]", start))
    others = RULE_NAME.findall(names.of(text))
    others.remove(ignore.rule)
    if others:
        return TextEdit(file.path, names, ", ".join(others))
    line = file.lines.line_at(ignore.comment.start)
    whole = file.lines.span_with_break(line)
    before = text[whole.start : ignore.comment.start]
    if not before.strip():
        return TextEdit(file.path, whole, "")
    return TextEdit(file.path, Span(whole.start + len(before.rstrip()), ignore.comment.end), "")
