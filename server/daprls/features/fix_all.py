"""All safe fixes of many files as one edit.

Which fixes are safe is the rules' business; files that are not asked for stay as they are, also
where a fix would reach into them.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from daprls.lint.repair import Applied, repair
from daprls.lint.rule import Rule
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.text import CreateFile, Edit, LineIndex, Span, TextEdit


@dataclass(frozen=True, slots=True)
class FixAll:
    """One edit, and what it consists of."""

    edits: tuple[Edit, ...]
    applied: tuple[Applied, ...]
    """The fixes, in the order in which they were applied."""
    changed: tuple[SourceFile, ...]
    """The files that change, as they are then, ordered by path."""


def fix_all(
    snapshot: Snapshot,
    paths: Collection[str],
    rules: Sequence[Rule],
    step: Callable[[], None] = lambda: None,
) -> FixAll:
    """What corrects all that can be corrected safely in the files `paths`.

    `step` is called after each look at a file.
    """
    others = snapshot.files.keys() - set(paths)
    result = repair(snapshot, sorted(paths), rules, held=others, step=step)
    after = result.snapshot.files
    changed = [file for path, file in after.items() if snapshot.files.get(path) is not file]
    changed.sort(key=lambda file: file.path)
    edits = [edit for file in changed for edit in _edits(snapshot.files.get(file.path), file)]
    return FixAll(tuple(edits), result.applied, tuple(changed))


def _edits(old: SourceFile | None, new: SourceFile) -> Iterator[Edit]:
    if old is None:
        yield CreateFile(new.path, new.text)
    else:
        yield from differences(old, new)


def differences(old: SourceFile, new: SourceFile) -> Iterator[TextEdit]:
    """The lines that have to be replaced to make one text of the other."""
    before, after = _lines(old.lines), _lines(new.lines)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    starts = (*old.lines.starts, len(old.text))
    for tag, first, last, other_first, other_last in matcher.get_opcodes():
        if tag != "equal":
            text = "".join(after[other_first:other_last])
            yield TextEdit(old.path, Span(starts[first], starts[last]), text)


def _lines(lines: LineIndex) -> list[str]:
    return [lines.span_with_break(line).of(lines.text) for line in range(len(lines.starts))]
