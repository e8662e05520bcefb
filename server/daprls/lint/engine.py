"""Runs rules over a file and signs what they find.

Here and nowhere else it is decided what is shown: which rules run, which of several findings about
one node is kept, what only follows from broken YAML, what comments switch off, and that a crash in
one rule takes nothing else with it.
"""

from __future__ import annotations

import functools
import logging
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import accumulate, groupby, islice

from daprls.config import RuleChoice
from daprls.lint.consequences import doubts
from daprls.lint.finding import Diagnostic, Finding, Fix, Layer, Related, Severity
from daprls.lint.ignores import Ignore, ignores, lines_of
from daprls.lint.rule import Rule
from daprls.model.secrecy import discreet
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.text import Span

MOST_FINDINGS = 5000
"""How many findings of one rule in one file are looked for; the last one says so."""

_log = logging.getLogger(__name__)


_Table = Mapping[tuple[str, int | None], list[Ignore]]
"""The ignore comments for a rule on a line; `None` stands for the whole file."""


def lint(snapshot: Snapshot, file: SourceFile, rules: Iterable[Rule]) -> tuple[Diagnostic, ...]:
    """The diagnostics of one file, ordered by place; empty for a file that is not Dapr's.

    A file that holds other resources of Dapr's and no component is left to the rules about these.
    """
    if not file.is_read:
        return ()
    choice = snapshot.config(file.path).rules(file.path)
    rules = tuple(rules)
    running = _running(rules, choice.on, choice.off, choice.only, file.is_ours)
    found = [(rule, finding) for rule in running for finding in _run(rule, file, snapshot)]
    comments = ignores(file)
    doubtful = doubts(file)
    kept = _one_a_node(
        [(rule, each) for rule, each in found if not doubtful.include(file, rule.layer, each)]
    )
    for rule, count in Counter(rule for rule, _ in found).items():
        if count == MOST_FINDINGS:
            _say_there_may_be_more(rule, kept)
    if comments:
        table = _by_rule_and_line(comments)
        kept = [pair for pair in kept if not _matching(table, file, pair)]
        used = {comment for pair in found for comment in _matching(table, file, pair)}
        kept += _review(running, rules, file, _idle(comments, used, running, rules))
    return tuple(
        Diagnostic(
            file.path,
            rule.code,
            _severity(rule, finding, choice),
            _shown(finding.message),
            finding.span,
            tuple(map(_shown_fix, finding.fixes)),
            finding.tags,
            tuple(map(_shown_related, finding.related)),
        )
        for rule, finding in sorted(kept, key=lambda pair: (pair[1].span, pair[0].code))
    )


@functools.lru_cache(maxsize=64)
def _running(
    rules: tuple[Rule, ...], on: frozenset[str], off: frozenset[str], only: bool, is_ours: bool
) -> tuple[Rule, ...]:
    """The rules that run on a file. Of a thousand files nearly all make the same choice."""
    choice = RuleChoice(on, off, only, {})
    fitting = (rule for rule in rules if is_ours or rule.reads_resources)
    return tuple(rule for rule in fitting if is_selected(rule, choice))


def _shown(text: str) -> str:
    """The text without the line breaks, control characters and credentials of what it quotes."""
    text = discreet(text)
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _shown_fix(fix: Fix) -> Fix:
    title, notes = _shown(fix.title), tuple(map(_shown, fix.notes))
    same = title == fix.title and notes == fix.notes
    return fix if same else replace(fix, title=title, notes=notes)


def _shown_related(related: Related) -> Related:
    message = _shown(related.message)
    return related if message == related.message else replace(related, message=message)


def _by_rule_and_line(comments: Iterable[Ignore]) -> _Table:
    table: dict[tuple[str, int | None], list[Ignore]] = {}
    for comment in comments:
        table.setdefault((comment.rule, comment.line), []).append(comment)
    return table


def _matching(table: _Table, file: SourceFile, pair: tuple[Rule, Finding]) -> list[Ignore]:
    """The ignore comments that switch a finding off."""
    rule, finding = pair
    lines = (None, *lines_of(file, finding.span))
    return [comment for line in lines for comment in table.get((rule.code, line), ())]


def _idle(
    comments: tuple[Ignore, ...],
    used: set[Ignore],
    running: tuple[Rule, ...],
    rules: tuple[Rule, ...],
) -> tuple[Ignore, ...]:
    """The comments that switch nothing off; those of rules that did not run cannot be judged."""
    dormant = {rule.code for rule in rules} - {rule.code for rule in running}
    return tuple(each for each in comments if each not in used and each.rule not in dormant)


def _review(
    running: tuple[Rule, ...], rules: tuple[Rule, ...], file: SourceFile, idle: tuple[Ignore, ...]
) -> list[tuple[Rule, Finding]]:
    codes = frozenset(rule.code for rule in rules)
    return [
        (rule, finding)
        for rule in running
        if rule.review is not None
        for finding in rule.review(file, idle, codes)
    ]


def is_selected(rule: Rule, choice: RuleChoice) -> bool:
    """Whether the configuration lets the rule run."""
    return choice.runs(rule.code, by_default=rule.on_by_default)


def _severity(rule: Rule, finding: Finding, choice: RuleChoice) -> Severity:
    """What the configuration says of the rule, else what the finding says of itself."""
    configured = choice.severity.get(rule.code)
    if configured is not None:
        return Severity[configured.upper()]
    return finding.severity or rule.severity


def _run(rule: Rule, file: SourceFile, snapshot: Snapshot) -> list[Finding]:
    try:
        return list(islice(rule.check(file, snapshot), MOST_FINDINGS))
    except Exception as error:  # noqa: BLE001 - one broken rule must not silence the others
        # The message of an exception may quote the file, and so a secret: only its type is told.
        _log.error("rule %s failed with %s", rule.code, type(error).__name__)
        return []


def _say_there_may_be_more(rule: Rule, kept: list[tuple[Rule, Finding]]) -> None:
    """Lets the last finding of a rule say that it is the last one told, as bad as any before it."""
    own = [index for index, (each, _) in enumerate(kept) if each is rule]
    if own:
        last = max(own, key=lambda index: kept[index][1].span)
        finding = kept[last][1]
        worst = max(kept[index][1].severity or rule.severity for index in own)
        message = f"{finding.message} There may be more: the rule stopped at {MOST_FINDINGS}."
        severity = max(worst, rule.severity)
        kept[last] = rule, replace(finding, message=message, severity=severity)


def _one_a_node(found: list[tuple[Rule, Finding]]) -> list[tuple[Rule, Finding]]:
    """Keeps one finding a node: the lowest layer, then the worst, then the first by code.

    A finding of the layers up to `PLACEHOLDER` says that a stretch is not what it should be, so
    nothing of a higher layer that overlaps it can be trusted. In the layers above, only findings
    about exactly the same stretch compete.
    """
    kept: list[tuple[Rule, Finding]] = []
    taken: set[Span] = set()
    blocked: list[Span] = []
    for layer, group in groupby(sorted(found, key=_rank), key=lambda pair: pair[0].layer):
        below = sorted(blocked)
        starts = [span.start for span in below]
        reach = list(accumulate((span.end for span in below), max))
        for rule, finding in group:
            before = bisect_left(starts, finding.span.end)
            overlaps = before > 0 and reach[before - 1] > finding.span.start
            if overlaps or finding.span in taken:
                continue
            taken.add(finding.span)
            if layer <= Layer.PLACEHOLDER:
                blocked.append(finding.span)
            kept.append((rule, finding))
    return kept


def _rank(pair: tuple[Rule, Finding]) -> tuple[int, int, Span, str]:
    rule, finding = pair
    return (rule.layer, -(finding.severity or rule.severity), finding.span, rule.code)
