"""Runs rules over a file and signs what they find.

Here and nowhere else it is decided what is shown: which rules run, which of several findings about
one node is kept, what only follows from broken YAML, what comments switch off, and that a crash in
one rule takes nothing else with it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace

from daprls.config import RuleChoice
from daprls.lint.consequences import doubts
from daprls.lint.finding import Diagnostic, Finding, Layer, Severity
from daprls.lint.ignores import Ignore, ignores, lines_of
from daprls.lint.rule import Rule
from daprls.model.secrecy import discreet
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.text import Span

_log = logging.getLogger(__name__)


def lint(snapshot: Snapshot, file: SourceFile, rules: Iterable[Rule]) -> tuple[Diagnostic, ...]:
    """The diagnostics of one file, ordered by place; empty for a file that is not Dapr's.

    A file that holds other resources of Dapr's and no component is left to the rules about these.
    """
    if not file.is_read:
        return ()
    choice = snapshot.config(file.path).rules(file.path)
    rules = tuple(rules)
    fitting = (rule for rule in rules if file.is_ours or rule.reads_resources)
    running = [rule for rule in fitting if is_selected(rule, choice)]
    found = [(rule, finding) for rule in running for finding in _run(rule, file, snapshot)]
    comments = ignores(file)
    doubtful = doubts(file)
    kept = _one_a_node(
        [(rule, each) for rule, each in found if not doubtful.include(file, rule.layer, each)]
    )
    if comments:
        kept = [pair for pair in kept if not _matching(comments, file, pair)]
        kept += _review(running, rules, file, _idle(comments, found, running, rules, file))
    return tuple(
        Diagnostic(
            file.path,
            rule.code,
            _severity(rule, finding, choice),
            _shown(finding.message),
            finding.span,
            tuple(
                replace(fix, title=_shown(fix.title), notes=tuple(map(_shown, fix.notes)))
                for fix in finding.fixes
            ),
            finding.tags,
            tuple(replace(each, message=_shown(each.message)) for each in finding.related),
        )
        for rule, finding in sorted(kept, key=lambda pair: (pair[1].span, pair[0].code))
    )


def _shown(text: str) -> str:
    """The text without the line breaks, control characters and credentials of what it quotes."""
    text = discreet(text)
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _matching(
    comments: Iterable[Ignore], file: SourceFile, pair: tuple[Rule, Finding]
) -> set[Ignore]:
    """The ignore comments that switch a finding off."""
    rule, finding = pair
    lines = lines_of(file, finding.span)
    return {comment for comment in comments if comment.covers(rule.code, lines)}


def _idle(
    comments: tuple[Ignore, ...],
    found: list[tuple[Rule, Finding]],
    running: list[Rule],
    rules: tuple[Rule, ...],
    file: SourceFile,
) -> tuple[Ignore, ...]:
    """The comments that switch nothing off; those of rules that did not run cannot be judged."""
    used = {comment for pair in found for comment in _matching(comments, file, pair)}
    dormant = {rule.code for rule in rules} - {rule.code for rule in running}
    return tuple(each for each in comments if each not in used and each.rule not in dormant)


def _review(
    running: list[Rule], rules: tuple[Rule, ...], file: SourceFile, idle: tuple[Ignore, ...]
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
        return list(rule.check(file, snapshot))
    except Exception as error:  # noqa: BLE001 - one broken rule must not silence the others
        # The message of an exception may quote the file, and so a secret: only its type is told.
        _log.error("rule %s failed with %s", rule.code, type(error).__name__)
        return []


def _one_a_node(found: list[tuple[Rule, Finding]]) -> list[tuple[Rule, Finding]]:
    """Keeps one finding a node: the lowest layer, then the worst, then the first by code.

    A finding of the layers up to `PLACEHOLDER` says that a stretch is not what it should be, so
    nothing of a higher layer that overlaps it can be trusted. In the layers above, only findings
    about exactly the same stretch compete.
    """
    kept: list[tuple[Rule, Finding]] = []
    taken: set[Span] = set()
    blocked: list[tuple[Layer, Span]] = []
    for rule, finding in sorted(found, key=_rank):
        if finding.span in taken:
            continue
        if any(layer < rule.layer and span.overlaps(finding.span) for layer, span in blocked):
            continue
        taken.add(finding.span)
        if rule.layer <= Layer.PLACEHOLDER:
            blocked.append((rule.layer, finding.span))
        kept.append((rule, finding))
    return kept


def _rank(pair: tuple[Rule, Finding]) -> tuple[int, int, Span, str]:
    rule, finding = pair
    return (rule.layer, -(finding.severity or rule.severity), finding.span, rule.code)
