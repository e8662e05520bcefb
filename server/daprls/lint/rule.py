"""A rule is a value: a code, a severity, and a function that yields findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from daprls.lint.finding import Finding, Layer, Severity
from daprls.lint.ignores import Ignore
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.resource import Resource
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot

FileCheck = Callable[[SourceFile, Snapshot], Iterator[Finding]]
ComponentCheck = Callable[[Component, Snapshot], Iterator[Finding]]
R = TypeVar("R", bound=Resource)
ResourceCheck = Callable[[R, Snapshot], Iterator[Finding]]
IgnoreCheck = Callable[[SourceFile, tuple[Ignore, ...], frozenset[str]], Iterator[Finding]]

BOTH = frozenset(Dialect)
"""Both dialects."""
ACA = frozenset({Dialect.ACA})
"""Only files for `az`."""
OSS = frozenset({Dialect.OSS})
"""Only files for daprd."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One thing to look for."""

    code: str
    """The kebab-case name that is the module, the page, the setting and the diagnostic's code."""
    severity: Severity
    layer: Layer
    dialects: frozenset[Dialect]
    on_by_default: bool
    summary: str
    """The first line of the check's docstring."""
    check: FileCheck
    review: IgnoreCheck | None = None
    """Looks, when all rules have run, at the ignore comments that kept nothing from being shown."""
    reads_resources: bool = False
    """Whether it also looks at files that hold other resources of Dapr's and no component."""


def component_rule(
    code: str,
    severity: Severity,
    *,
    layer: Layer,
    dialects: frozenset[Dialect] = BOTH,
    on_by_default: bool = True,
) -> Callable[[ComponentCheck], Rule]:
    """Makes a rule of a function that looks at one component at a time."""

    def decorate(check: ComponentCheck) -> Rule:
        everywhere = dialects == BOTH

        def check_file(file: SourceFile, snapshot: Snapshot) -> Iterator[Finding]:
            for component in file.components:
                if everywhere or component.dialect in dialects:
                    yield from check(component, snapshot)

        return Rule(code, severity, layer, dialects, on_by_default, _summary(check), check_file)

    return decorate


def file_rule(
    code: str,
    severity: Severity,
    *,
    layer: Layer,
    dialects: frozenset[Dialect] = BOTH,
    on_by_default: bool = True,
) -> Callable[[FileCheck], Rule]:
    """Makes a rule of a function that looks at a whole file; `dialects` only documents it."""

    def decorate(check: FileCheck) -> Rule:
        return Rule(code, severity, layer, dialects, on_by_default, _summary(check), check)

    return decorate


def resource_rule(
    code: str, severity: Severity, kind: type[R], *, layer: Layer
) -> Callable[[ResourceCheck[R]], Rule]:
    """Makes a rule of a function that looks at one resource of a kind at a time."""

    def decorate(check: ResourceCheck[R]) -> Rule:
        def check_file(file: SourceFile, snapshot: Snapshot) -> Iterator[Finding]:
            for resource in file.resources:
                if isinstance(resource, kind):
                    yield from check(resource, snapshot)

        summary = _summary(check)
        return Rule(code, severity, layer, OSS, True, summary, check_file, reads_resources=True)

    return decorate


def ignore_rule(code: str, severity: Severity) -> Callable[[IgnoreCheck], Rule]:
    """Makes a rule of a function that looks at the ignore comments which suppress nothing.

    The function gets the file, those comments, and the codes of all rules that ran or could have.
    """

    def decorate(check: IgnoreCheck) -> Rule:
        def nothing(_file: SourceFile, _snapshot: Snapshot) -> Iterator[Finding]:
            return iter(())

        summary = _summary(check)
        return Rule(code, severity, Layer.VALUE, BOTH, True, summary, nothing, check, True)

    return decorate


def _summary(check: Callable[..., Iterator[Finding]]) -> str:
    return (check.__doc__ or "").strip().partition("\n")[0]
