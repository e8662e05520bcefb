"""What the light bulb offers: fixes of findings, all safe fixes at once, changes that a person may
want without any finding, and at last comments that keep findings from being shown.

Fixes come from the findings that are given, never from what an editor says it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import Enum

from daprls.features.fix_all import fix_all
from daprls.features.ignoring import ignoring
from daprls.features.rewrites import rewrites
from daprls.features.switch_all import forsaken_by
from daprls.lint.finding import Diagnostic
from daprls.lint.repair import safe_fix
from daprls.lint.rule import Rule
from daprls.model.component import Component
from daprls.model.secrecy import discreet
from daprls.model.source_file import SourceFile
from daprls.refactor.identity import Refusal, in_order, switch
from daprls.snapshot import Snapshot
from daprls.text import CreateFile, Edit, Span

FIX_ALL_TITLE = "Fix all problems that can be fixed safely"


class ActionKind(Enum):
    """What an action is."""

    QUICK_FIX = "fix"
    """Removes one finding."""
    REWRITE = "rewrite"
    """Changes a component, whether or not something was found in it."""
    FIX_ALL = "fix all"
    """Applies every safe fix of a file."""


@dataclass(frozen=True, slots=True)
class CodeAction:
    """One change that is offered."""

    title: str
    kind: ActionKind
    edits: tuple[Edit, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    """What it removes."""
    preferred: bool = False
    """Whether it may be chosen unasked."""
    notes: tuple[str, ...] = ()
    """Sentences about what it brings with it."""
    commands: tuple[str, ...] = ()
    """Command lines that somebody has to run beside it."""


def code_actions(
    snapshot: Snapshot,
    file: SourceFile,
    span: Span,
    diagnostics: Sequence[Diagnostic],
    rules: Sequence[Rule],
    wanted: AbstractSet[ActionKind] = frozenset(ActionKind),
) -> tuple[CodeAction, ...]:
    """What can be done at `span`, given all `diagnostics` that the `rules` found in the file."""
    found: list[CodeAction] = []
    if ActionKind.QUICK_FIX in wanted:
        found.extend(_fixes(span, diagnostics))
    if ActionKind.REWRITE in wanted:
        offered = {action.title for action in found}
        found.extend(each for each in _rewrites(snapshot, file, span) if each.title not in offered)
    if ActionKind.FIX_ALL in wanted:
        found.extend(_fix_all(snapshot, file, diagnostics, rules))
    if ActionKind.QUICK_FIX in wanted:
        found.extend(_ignores(file, span, diagnostics))
    return tuple(_discreet(_with_forsaken(snapshot, file, action)) for action in found)


def _discreet(action: CodeAction) -> CodeAction:
    """The action without the credentials that its words may quote."""
    return replace(action, title=discreet(action.title), notes=tuple(map(discreet, action.notes)))


def _with_forsaken(snapshot: Snapshot, file: SourceFile, action: CodeAction) -> CodeAction:
    """The action, with a word on the secret store that nobody uses after a switch."""
    if not action.notes or any(isinstance(edit, CreateFile) for edit in action.edits):
        return action
    said = (forsaken_by(snapshot, each, action.edits) for each in file.components)
    return replace(action, notes=(*action.notes, *filter(None, said)))


def _fixes(span: Span, diagnostics: Iterable[Diagnostic]) -> Iterator[CodeAction]:
    for diagnostic in diagnostics:
        if not (diagnostic.span.touches(span.start) or diagnostic.span.overlaps(span)):
            continue
        preferred = safe_fix(diagnostic)
        for fix in diagnostic.fixes:
            yield CodeAction(
                fix.title,
                ActionKind.QUICK_FIX,
                fix.edits,
                (diagnostic,),
                fix is preferred,
                fix.notes,
            )


def _ignores(
    file: SourceFile, span: Span, diagnostics: Iterable[Diagnostic]
) -> Iterator[CodeAction]:
    """For each rule that has found something here, the comment that keeps it silent."""
    here = [each for each in diagnostics if each.span.touches(span.start)]
    innermost = {each.rule: each for each in sorted(here, key=lambda each: each.span.start)}
    for rule, diagnostic in innermost.items():
        edit = ignoring(file, diagnostic)
        if edit is not None:
            line = file.lines.line_at(diagnostic.span.start)
            silenced = tuple(
                each
                for each in here
                if each.rule == rule and file.lines.line_at(each.span.start) == line
            )
            title = f"Ignore '{rule}' on this line"
            yield CodeAction(title, ActionKind.QUICK_FIX, (edit,), silenced)


def _fix_all(
    snapshot: Snapshot,
    file: SourceFile,
    diagnostics: Sequence[Diagnostic],
    rules: Sequence[Rule],
) -> Iterator[CodeAction]:
    fixable = tuple(each for each in diagnostics if safe_fix(each) is not None)
    if not fixable:
        return
    edits = fix_all(snapshot, (file.path,), rules).edits
    if edits:
        yield CodeAction(FIX_ALL_TITLE, ActionKind.FIX_ALL, edits, fixable)


def _rewrites(snapshot: Snapshot, file: SourceFile, span: Span) -> Iterator[CodeAction]:
    yield from _switches(snapshot, file, span)
    for offer in rewrites(snapshot, file, span):
        yield CodeAction(
            offer.title,
            ActionKind.REWRITE,
            offer.edits,
            notes=offer.notes,
            commands=offer.commands,
        )


def _switches(snapshot: Snapshot, file: SourceFile, span: Span) -> Iterator[CodeAction]:
    for component in file.components:
        if not any(place.touches(span.start) for place in _authentication(component)):
            continue
        for identity in in_order(component, snapshot):
            result = switch(component, snapshot, identity)
            if not isinstance(result, Refusal):
                yield CodeAction(result.title, ActionKind.REWRITE, result.edits, notes=result.notes)


def _authentication(component: Component) -> Iterator[Span]:
    """Where a person may be looking who thinks of how the component authenticates."""
    entries = (
        component.type_entry,
        component.metadata_entry,
        component.secrets_entry,
        component.store_entry,
    )
    for entry in entries:
        if entry is not None:
            yield entry.span
