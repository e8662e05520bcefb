"""Applies fixes until none is left. Of each file one fix is applied at a time and the rest is asked
for anew, so that no two ever overlap.

Which fix of a diagnostic is taken is the caller's choice. Nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from daprls.lint.engine import lint
from daprls.lint.finding import Diagnostic, Fix
from daprls.lint.rule import Rule
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.text import CreateFile, Edit, OverlappingEditsError, TextEdit, apply

_MOST_FIXES = 200
"""No file gets more fixes than this: a rule that is never content must come to an end."""

Choice = Callable[[Diagnostic], Fix | None]
"""Which fix of a diagnostic to apply, if any."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A fix that was applied."""

    path: str
    """The file of the diagnostic."""
    rule: str
    fix: Fix


@dataclass(frozen=True, slots=True)
class Repair:
    """What came of it."""

    snapshot: Snapshot
    applied: tuple[Applied, ...]


def safe_fix(diagnostic: Diagnostic) -> Fix | None:
    """The first fix that may be applied unasked and leaves nothing to fill in."""
    return next((fix for fix in diagnostic.fixes if fix.safe and not fix.needs_input), None)


def repair(
    snapshot: Snapshot,
    paths: Iterable[str],
    rules: Sequence[Rule],
    choose: Choice = safe_fix,
    *,
    held: Collection[str] = (),
    step: Callable[[], None] = lambda: None,
) -> Repair:
    """The snapshot after the chosen fixes of the files `paths`; files `held` stay as they are.

    A fix that edits several files is applied as a whole or not at all. `step` is called after each
    look at a file.
    """
    every = [path for path in paths if path in snapshot.files and path not in held]
    applied: list[Applied] = []
    counts: dict[str, int] = defaultdict(int)
    past: set[tuple[str, str]] = {(path, snapshot.files[path].text) for path in every}
    pending: Sequence[str] = every
    while pending:
        changed: dict[str, SourceFile] = {}
        for path in pending:
            if path in changed or counts[path] >= _MOST_FIXES:
                continue
            found = _next(snapshot, path, rules, choose, {*held, *changed}, past)
            step()
            if found is not None:
                fix, files = found
                applied.append(fix)
                counts[path] += 1
                changed.update((file.path, file) for file in files)
                past.update((file.path, file.text) for file in files)
        snapshot = snapshot.with_files(changed.values())
        if changed:
            pending = [path for path in every if path in changed]
        # A change may matter to files that were done with, so the last look is at all of them.
        if not changed or not pending:
            pending = every if len(pending) < len(every) else ()
    return Repair(snapshot, tuple(applied))


def _next(
    snapshot: Snapshot,
    path: str,
    rules: Sequence[Rule],
    choose: Choice,
    untouchable: Collection[str],
    past: Collection[tuple[str, str]],
) -> tuple[Applied, tuple[SourceFile, ...]] | None:
    """The first fix of the file that can be applied, and the files after it.

    A fix that leads back to a text of the `past` is not applied: it undoes another.
    """
    for diagnostic in lint(snapshot, snapshot.files[path], rules):
        fix = choose(diagnostic)
        if fix is None or any(edit.path in untouchable for edit in fix.edits):
            continue
        files = edited(snapshot, fix.edits)
        if files and not any((file.path, file.text) in past for file in files):
            return Applied(path, diagnostic.rule, fix), files
    return None


def edited(snapshot: Snapshot, edits: Iterable[Edit]) -> tuple[SourceFile, ...]:
    """The files that `edits` change or create, as they are then.

    Empty where nothing changes, and where the edits cannot be made: they overlap, a file is
    missing or exists already, or a file would parse worse than before.
    """
    by_path: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_path[edit.path].append(edit)
    result: list[SourceFile] = []
    for path, of_file in by_path.items():
        file = _edited_file(snapshot.files.get(path), path, of_file)
        if file is None:
            return ()
        if path not in snapshot.files or file.text != snapshot.files[path].text:
            result.append(file)
    return tuple(result)


def _edited_file(old: SourceFile | None, path: str, edits: Sequence[Edit]) -> SourceFile | None:
    text = old.text if old is not None else None
    for edit in edits:
        if isinstance(edit, CreateFile):
            if text is not None:
                return None
            text = edit.text
    if text is None:
        return None
    try:
        text = apply(text, [edit for edit in edits if isinstance(edit, TextEdit)])
    except OverlappingEditsError:
        return None
    new = SourceFile(path, text, declared_yaml=old.declared_yaml if old is not None else False)
    if old is not None and new.is_yaml and len(new.tree.problems) > len(old.tree.problems):
        return None
    return new
