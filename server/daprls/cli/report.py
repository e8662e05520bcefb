"""What a run of `daprls lint` found, as every format gets it; how it looks is each format's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from daprls.cli.exit_code import ExitCode
from daprls.files import Problem
from daprls.lint.finding import Diagnostic, Fix, Severity
from daprls.model.secrecy import secret_texts
from daprls.snapshot import Snapshot
from daprls.text import CreateFile

Show = Callable[[str], str]
"""How the path of a file is shown."""


@dataclass(frozen=True)
class Comparison:
    """What a baseline did to the findings."""

    hidden: int
    """How many it keeps from being reported."""
    outdated: int
    """How many it knows that are no longer found."""


@dataclass(frozen=True)
class Report:
    """The outcome of a run."""

    snapshot: Snapshot
    asked: Sequence[str]
    """The keys of the YAML files asked about."""
    diagnostics: Sequence[Diagnostic]
    """What is reported, ordered by file and place."""
    problems: Sequence[Problem] = ()
    """Files that cannot be read, and settings that cannot be used."""
    failures: Sequence[str] = ()
    """What is told of rules that failed."""
    threshold: Severity | None = Severity.ERROR
    """The mildest severity that fails; `None`: none does."""
    baseline: Comparison | None = None
    """What the baseline did, where one is used."""
    with_statistics: bool = False

    def fails(self, diagnostic: Diagnostic) -> bool:
        """Whether the diagnostic alone makes the run fail."""
        return self.threshold is not None and diagnostic.severity >= self.threshold

    @cached_property
    def _secrets(self) -> Mapping[str, frozenset[str]]:
        """What is secret in each file that a fix touches."""
        fixes = (fix for diagnostic in self.diagnostics for fix in diagnostic.fixes)
        paths = {edit.path for fix in fixes for edit in fix.edits} & self.snapshot.files.keys()
        return {path: secret_texts(self.snapshot.files[path], self.snapshot.type) for path in paths}

    def carries_secret(self, fix: Fix) -> bool:
        """Whether an edit of a fix that is reported writes what is secret in a file it touches."""
        if fix.carries_secret:
            return True
        texts = [edit.text if isinstance(edit, CreateFile) else edit.new_text for edit in fix.edits]
        return any(
            secret in text
            for path in {edit.path for edit in fix.edits}
            for secret in self._secrets.get(path, ())
            for text in texts
        )

    @property
    def exit_code(self) -> ExitCode:
        """How the process ends."""
        if self.problems:
            return ExitCode.UNUSABLE
        if self.failures:
            return ExitCode.BUG
        return ExitCode.FINDINGS if any(map(self.fails, self.diagnostics)) else ExitCode.CLEAN


@dataclass(frozen=True)
class Count:
    """How often a rule found something."""

    rule: str
    count: int
    fixable: int
    """How many of them `daprls fix` corrects."""


def statistics(diagnostics: Sequence[Diagnostic]) -> tuple[Count, ...]:
    """The counts of all rules that found something, the most frequent first."""
    counts = Counter(each.rule for each in diagnostics)
    fixable = Counter(each.rule for each in diagnostics if any(fix.safe for fix in each.fixes))
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Count(rule, count, fixable[rule]) for rule, count in ordered)
