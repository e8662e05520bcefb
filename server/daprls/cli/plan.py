"""What `daprls fix` does to the files it is asked about. Reading and writing them is not done here.

A file whose result would hold something to fill in stays as it is unless that is allowed, and so
does every other file that would change together with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from daprls.config import Config, Override
from daprls.disk import Change
from daprls.features.switch_all import MAY_BE_ELSEWHERE, may_be_elsewhere
from daprls.lint.finding import Diagnostic, Fix
from daprls.lint.repair import edited, repair
from daprls.lint.rule import Rule
from daprls.model.component import Component
from daprls.refactor.identity import Identity, Refusal, switch
from daprls.snapshot import Snapshot
from daprls.text import CreateFile


@dataclass(frozen=True)
class Wish:
    """What is to be done."""

    rules: tuple[Rule, ...]
    """All rules there are."""
    codes: frozenset[str] = frozenset()
    """The rules whose findings are to be fixed, suggestions included; empty: all safe fixes."""
    identity: Identity | None = None
    client_id: str | None = None
    allow_placeholders: bool = False
    certain_only: bool = False
    """Whether only those components are switched that surely are Azure's."""

    def choose(self, diagnostic: Diagnostic) -> Fix | None:
        """The fix of a diagnostic to apply: a safe one, or, where asked for, the first."""
        fixes = diagnostic.fixes
        if not self.codes:
            return next(
                (f for f in fixes if f.safe and (self.allow_placeholders or not f.needs_input)),
                None,
            )
        if diagnostic.rule not in self.codes:
            return None
        return next((fix for fix in fixes if fix.safe), fixes[0] if fixes else None)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done."""

    path: str
    """The file that it was done for."""
    title: str
    paths: frozenset[str]
    """The files that it changes."""
    rule: str | None = None
    notes: tuple[str, ...] = ()
    hides: bool = False
    """Whether it writes a secret's value, so that a new file must not be shown."""


@dataclass
class Plan:
    """What would be done, and what not."""

    before: Snapshot
    after: Snapshot
    steps: list[Step] = field(default_factory=list)
    held: dict[str, str] = field(default_factory=dict)
    """Files left alone, with what would have to be filled in, as the end of a sentence."""
    refused: list[tuple[Component, Refusal]] = field(default_factory=list)
    """Components that are not switched to managed identity, and why."""

    def groups(self) -> Iterator[tuple[Change, ...]]:
        """The changes, those that belong together in one group."""
        groups: list[set[str]] = []
        for step in self.steps:
            joined = set(step.paths)
            apart = [group for group in groups if not group & joined]
            joined.update(*(group for group in groups if group & joined))
            groups = [*apart, joined]
        for group in groups:
            changes = tuple(self._changes(group))
            if changes:
                yield changes

    def _changes(self, paths: Collection[str]) -> Iterator[Change]:
        for path in sorted(paths):
            old = self.before.files.get(path)
            new = self.after.files[path].text
            if old is None or old.text != new:
                yield Change(path, old.text if old is not None else None, new)


def plan(
    snapshot: Snapshot, paths: Sequence[str], wish: Wish, step: Callable[[], None] = lambda: None
) -> Plan:
    """What to do with the files `paths`; `step` is called after each one done."""
    held: dict[str, str] = {}
    while True:
        attempt, needing = _attempt(snapshot, paths, wish, held, step)
        if wish.allow_placeholders or not needing:
            attempt.held = held
            return attempt
        held.update(needing)


def _attempt(
    snapshot: Snapshot,
    paths: Sequence[str],
    wish: Wish,
    held: Collection[str],
    step: Callable[[], None],
) -> tuple[Plan, dict[str, str]]:
    """What to do without touching `held`, and the files where something must be filled in."""
    result = Plan(snapshot, snapshot)
    needing: dict[str, str] = {}
    if wish.codes or wish.identity is None:
        _apply_fixes(result, paths, wish, held, needing, step)
    if wish.identity is not None:
        for path in paths:
            if path not in held:
                _switch_file(result, path, wish, held, needing)
                step()
    return result, needing


def _apply_fixes(
    result: Plan,
    paths: Sequence[str],
    wish: Wish,
    held: Collection[str],
    needing: dict[str, str],
    step: Callable[[], None],
) -> None:
    asked = _with_rules(result.before, wish)
    done = repair(asked, paths, wish.rules, wish.choose, held=held, step=step)
    for applied in done.applied:
        fix = applied.fix
        if fix.needs_input:
            needing.setdefault(applied.path, f"after '{fix.title}' something has to be filled in")
        result.steps.append(
            Step(
                applied.path,
                fix.title,
                frozenset(edit.path for edit in fix.edits),
                applied.rule,
                notes=fix.notes,
                hides=fix.carries_secret and any(isinstance(e, CreateFile) for e in fix.edits),
            )
        )
    result.after = done.snapshot.with_configs(result.before.configs)


def _with_rules(snapshot: Snapshot, wish: Wish) -> Snapshot:
    """The snapshot with settings under which every rule that is asked for runs."""
    if not wish.codes:
        return snapshot
    configs = [*snapshot.configs]
    if not any(config.root == "" for config in configs):
        configs.append(Config())
    asked = Override(files=("**",), select=tuple(sorted(wish.codes)))
    return snapshot.with_configs(
        replace(config, overrides=(*config.overrides, asked)) for config in configs
    )


def _switch_file(
    result: Plan, path: str, wish: Wish, held: Collection[str], needing: dict[str, str]
) -> None:
    """Switches the components of one file, one after the other, for each moves those behind it."""
    assert wish.identity is not None
    for index in count():
        components = result.after.files[path].components
        if index >= len(components):
            return
        component = components[index]
        switched = switch(component, result.after, wish.identity, wish.client_id)
        if wish.certain_only and may_be_elsewhere(component, result.after):
            switched = switched if isinstance(switched, Refusal) else Refusal(MAY_BE_ELSEWHERE)
        if isinstance(switched, Refusal):
            result.refused.append((component, switched))
            continue
        touched = frozenset(edit.path for edit in switched.edits)
        files = edited(result.after, switched.edits) if not touched & set(held) else ()
        if not files:
            continue
        if switched.placeholders:
            names = " and ".join(f"'{name}'" for name in switched.placeholders)
            verb = "has" if len(switched.placeholders) == 1 else "have"
            needing.setdefault(path, f"{names} {verb} to be filled in")
        result.steps.append(Step(path, switched.title, touched, notes=switched.notes))
        result.after = result.after.with_files(files)
