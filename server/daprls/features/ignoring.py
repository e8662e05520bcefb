"""Writes the comment that keeps a rule silent on one line.

Where a comment can stand is not reasoned about but tried: the file with the comment must hold the
same as before, and the comment must count for the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daprls.lint.finding import Diagnostic
from daprls.lint.ignores import Ignore, ignores, lines_of
from daprls.model.source_file import SourceFile
from daprls.syntax.tree import Alias, Mapping, Node, Scalar, Sequence, walk
from daprls.text import Span, TextEdit, apply

_NOT_TO_BE_IGNORED = frozenset({"yaml-syntax", "unused-ignore"})
"""Broken YAML holds more than one line down, and a comment that does nothing is to be removed."""


def ignoring(file: SourceFile, diagnostic: Diagnostic) -> TextEdit | None:
    """The edit that keeps the diagnostic's rule silent on its line; `None` where none can."""
    if diagnostic.rule in _NOT_TO_BE_IGNORED:
        return None
    # The line itself comes before the one where a text begins that spans several.
    lines = sorted(lines_of(file, diagnostic.span), reverse=True)
    before = ignores(file)
    for comment in before:
        if comment.line in lines:
            return _named_too(file, comment, before, diagnostic.rule)
    found = (edit for line in lines for edit in _comments(file, line, diagnostic.rule))
    return next((edit for edit in found if _is_right(file, edit, diagnostic.rule, lines)), None)


def _named_too(
    file: SourceFile, comment: Ignore, comments: Iterable[Ignore], rule: str
) -> TextEdit:
    """Adds the rule to a comment that counts for the line already."""
    end = max(each.span.end for each in comments if each.comment == comment.comment)
    return TextEdit(file.path, Span(end, end), f", {rule}")


def _comments(file: SourceFile, line: int, rule: str) -> Iterator[TextEdit]:
    """A new comment at the end of a line, and one above it."""
    comment = f"# daprls: ignore[{rule}]"
    text, span = file.text, file.lines.span(line)
    content = span.of(text)
    end = span.start + len(content.rstrip())
    yield TextEdit(file.path, Span(end, end), f" {comment}")
    bare = content.removeprefix("\ufeff")
    start = span.end - len(bare)
    indentation = bare[: len(bare) - len(bare.lstrip())]
    yield TextEdit(file.path, Span(start, start), f"{indentation}{comment}{_break(file, line)}")


def _break(file: SourceFile, line: int) -> str:
    """How lines end around a line."""
    for each in (line, line - 1):
        if each >= 0:
            whole, span = file.lines.span_with_break(each), file.lines.span(each)
            if whole.end > span.end:
                return file.text[span.end : whole.end]
    return "\n"


def _is_right(file: SourceFile, edit: TextEdit, rule: str, lines: Iterable[int]) -> bool:
    """Whether the comment counts for one of the lines, and all else is as it was."""
    new = SourceFile(file.path, apply(file.text, [edit]), declared_yaml=file.declared_yaml)
    added = edit.new_text.count("\n") or edit.new_text.count("\r")
    wanted = {line + added for line in lines}
    return any(each.line in wanted and each.rule == rule for each in ignores(new)) and (
        _contents(new) == _contents(file)
    )


def _contents(file: SourceFile) -> list[object]:
    """All that the file says, and how its components are called by comments."""
    problems = [problem.kind for problem in file.tree.problems]
    nodes = [_content(node) for each in file.tree.documents for node in walk(each.root)]
    return [problems, nodes, [component.name_comment for component in file.components]]


def _content(node: Node) -> tuple[object, ...]:
    match node:
        case Scalar():
            return (Scalar, node.text, node.style)
        case Mapping():
            return (Mapping, *(entry.key.text for entry in node.entries))
        case Sequence():
            return (Sequence, len(node.items))
        case Alias():
            return (Alias, node.name)
        case _:
            return (type(node),)
