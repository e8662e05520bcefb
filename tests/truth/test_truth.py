"""What daprls says of a file, held against what `az` really does with it.

What `az` refuses is an error, what it loses is reported, and what it takes unharmed is no error but
where the service or the sidecar refuses it. Every example and every case of a rule is tried. Where
the two differ, a row of the tables below gives the reason; a row that nothing needs has to go.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from az import Loss, Refusal, Stage, Taken, take

from cases import pages, read_cases
from daprls.lint.engine import lint
from daprls.lint.finding import Diagnostic, Severity
from daprls.model.dialect import Dialect, fold
from daprls.model.source_file import SourceFile
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from daprls.syntax.scalars import TextClass, classify, classify_node
from daprls.syntax.tree import walk
from daprls.text import Span
from workspaces import snapshot_of

REPOSITORY = Path(__file__).parent.parent.parent
EXAMPLES = REPOSITORY / "examples"
PAGES = pages(REPOSITORY / "docs" / "rules", REPOSITORY / "tests" / "rules", Path(__file__).parent)

SERVICE: Mapping[str, Callable[[dict[str, Any]], bool]] = {
    "aca-secret-name": lambda sent: any(
        not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", secret["name"] or "")
        for secret in sent["secrets"]
    ),
    "missing-component-type": lambda sent: not sent["componentType"],
    "secret-ref-not-found": lambda sent: any(
        item["secretRef"]
        and item["secretRef"] not in [secret["name"] for secret in sent["secrets"] or ()]
        for item in sent["metadata"]
    ),
    "scope-name-invalid": lambda sent: any(
        not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", scope) for scope in sent["scopes"]
    ),
    "secret-without-value": lambda sent: any(
        secret["value"] is None and not secret["keyVaultUrl"] for secret in sent["secrets"]
    ),
}
"""Rules of what the service refuses and `az` does not judge, and how it shows in what arrives."""

BEYOND = {
    "aca-component-name": "The service refuses the name, which is no part of the file.",
    "aca-unsupported-component": "The sidecar cannot do there what the component needs.",
    "actor-state-store-duplicate": "The sidecar takes one store for actors.",
    "auth-profile-conflict": "The component refuses the two together.",
    "auth-profile-incomplete": "The component cannot sign in.",
    "azure-auth-methods-invalid": "The component knows no such way to sign in.",
    "azure-environment-invalid": "The component knows no such cloud.",
    "component-type-category": "The sidecar knows no such category.",
    "duplicate-metadata-name": "The component refuses a name in two spellings.",
    "invalid-component-version": "The sidecar finds no such version.",
    "keyvault-secret-name": "No vault can hold a secret of this name.",
    "metadata-allowed-value": "The component knows no such word.",
    "metadata-exclusive": "The component refuses the two together.",
    "metadata-item-shape": "An item without a name arrives, and nobody can ask for it.",
    "metadata-value-refused": "The component refuses the value.",
    "metadata-value-type": "The component cannot read the value.",
    "missing-required-metadata": "The component does not start without it.",
    "runtime-key-case": "The sidecar reads its own keys in one spelling.",
    "secret-store-cycle": "The sidecar waits for ever; one file alone does not show it.",
    "secret-store-not-found": "The sidecar waits for ever; one file alone does not show it.",
    "secret-store-wrong-type": "The sidecar waits for ever; one file alone does not show it.",
    "servicebus-namespace-fqdn": "The component finds no such host.",
    "state-key-prefix-separator": "The sidecar keeps these signs for itself.",
    "unknown-component-type": "The sidecar finds no such component.",
}
"""Rules of what does not show in what `az` sends, mostly the sidecar's, and who refuses it."""


@dataclass(frozen=True)
class Trial:
    """One file, what `az` makes of it, and what daprls says."""

    name: str
    snapshot: Snapshot
    file: SourceFile
    outcome: Taken | Refusal
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(each for each in self.diagnostics if each.severity is Severity.ERROR)

    def told(self, place: Span, diagnostics: Iterable[Diagnostic]) -> bool:
        """Whether one of the diagnostics speaks of a place, if only among others."""
        return any(
            span.overlaps(place) or place.contains(span)
            for each in diagnostics
            for span in (each.span, *self._related(each))
        )

    def _related(self, diagnostic: Diagnostic) -> Iterator[Span]:
        for each in diagnostic.related:
            if each.location.path == self.file.path:
                yield each.location.span

    def shown(self, span: Span) -> str:
        line = self.file.lines.line_at(span.start)
        text = " ".join(span.of(self.file.text).split())
        return f"{self.name}:{line + 1}: {text[:60]}"


EXPORTED = {
    "deploymenterrors",
    "id",
    "name",
    "provisioningstate",
    "resourcegroup",
    "systemdata",
    "type",
}
"""Keys of an export that `az` takes out or does not know, folded."""


@dataclass(frozen=True)
class Explanation:
    """Why daprls says nothing, or less, of what `az` refuses or loses."""

    reason: str
    holds: Callable[[Trial, Span], bool]


def is_slot(trial: Trial, place: Span) -> bool:
    """A value in the place, or the line that PyYAML stops at, is filled in by a tool or person."""
    lines = trial.file.lines
    end = place.start + len(place.of(trial.file.text).rstrip())
    if not len(place) and classify(lines.span(lines.line_at(place.start)).of(trial.file.text)) in (
        TextClass.PIPELINE,
        TextClass.PLACEHOLDER,
    ):
        return True
    return any(
        node.span.end == end
        and place.contains(node.span)
        and classify_node(node) is not TextClass.ORDINARY
        for document in trial.file.tree.documents
        for node in walk(document.root)
    )


def is_template(trial: Trial, _place: Span) -> bool:
    return any(problem.kind.startswith("template") for problem in trial.file.tree.problems)


def is_exported(trial: Trial, place: Span) -> bool:
    key = place.of(trial.file.text).partition(":")[0].strip("\"' ")
    return fold(key) in EXPORTED


def is_same(trial: Trial, place: Span) -> bool:
    """The place is the value of a field that holds no text but a number or a truth value."""
    for component in trial.file.components:
        known = trial.snapshot.type(component)
        for entry in component.metadata if known is not None else ():
            if entry.literal is not None and place.contains(entry.literal.span):
                field = known.field(entry.name_text)
                return field is not None and field.type in ("bool", "number", "duration")
    return False


def is_alias(trial: Trial, place: Span) -> bool:
    return re.match(r"\s*:\s*\*\w", trial.file.text[place.end :]) is not None


def is_for_sidecar(trial: Trial, _place: Span) -> bool:
    return any(each.rule == "wrong-dialect-aca" for each in trial.diagnostics)


def is_depth(trial: Trial, _place: Span) -> bool:
    return any(problem.kind == "depth" for problem in trial.file.tree.problems)


SILENT = (
    Explanation("It is filled in before `az` sees the file.", is_slot),
    Explanation("A template tool reads the file before `az` does.", is_template),
    Explanation("An export holds these keys, and nobody misses them.", is_exported),
    Explanation("What an alias repeats is told where it stands.", is_alias),
    Explanation("The settings say that the sidecar reads the file, and not `az`.", is_for_sidecar),
    Explanation("The component makes the same of what is sent.", is_same),
    Explanation("Nobody reads so many levels; daprls says where it stopped.", is_depth),
)
"""Why daprls may say less than `az` does."""


def trials_of(source: Path) -> Iterator[Trial]:
    """The files for `az` of a page's cases, or those of the examples."""
    if source == EXAMPLES:
        files = {
            path.as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(source.rglob("*"))
            if path.suffix in (".yaml", ".yml", ".toml", ".sh")
        }
        yield from trials(source.name, snapshot_of(files))
        return
    for case in read_cases(source):
        yield from trials(case.id, snapshot_of(case.paths))


def trials(name: str, snapshot: Snapshot) -> Iterator[Trial]:
    """The files for `az` among those of a snapshot, whichever rules its settings switch off."""
    snapshot = snapshot.with_configs(
        replace(config, select=(), ignore=()) for config in snapshot.configs
    )
    for path, file in snapshot.files.items():
        if any(
            manifest.shape is not None and manifest.shape.dialect is Dialect.ACA
            for manifest in file.manifests
        ):
            diagnostics = lint(snapshot, file, ALL_RULES)
            label = f"{name}: {path.rpartition('/')[2]}"
            yield Trial(label, snapshot, file, take(file.text), diagnostics)


@functools.cache
def all_of(source: Path) -> tuple[Trial, ...]:
    return tuple(trials_of(source))


def refusals(trial: Trial) -> Iterator[Span]:
    """What `az` refuses and daprls does not call an error."""
    if not isinstance(trial.outcome, Refusal):
        return
    whole = Span(0, len(trial.file.text))
    places = trial.outcome.culprits
    if trial.outcome.stage is Stage.YAML or not places:
        if not trial.errors:
            yield from places or (whole,)
        return
    for place in places:
        if not trial.told(place, trial.errors):
            yield place


def losses(trial: Trial) -> Iterator[Loss]:
    """What `az` loses and daprls does not report."""
    for loss in trial.outcome.losses:
        if not loss.empty and not trial.told(loss.span, trial.diagnostics):
            yield loss


def unfounded(trial: Trial) -> Iterator[Diagnostic]:
    """Errors of daprls about what `az` takes unharmed."""
    places = [loss.span for loss in trial.outcome.losses]
    if isinstance(trial.outcome, Refusal):
        places += trial.outcome.culprits
        if trial.outcome.stage is Stage.YAML or not trial.outcome.culprits:
            return
    for error in trial.errors:
        if not any(trial.told(place, (error,)) for place in places):
            yield error


def explained(trial: Trial, place: Span) -> Explanation | None:
    return next((each for each in SILENT if each.holds(trial, place)), None)


SOURCES = pytest.mark.parametrize(
    "source", [EXAMPLES, *PAGES], ids=lambda path: str(path.relative_to(REPOSITORY))
)


@SOURCES
def test_what_az_refuses_is_an_error(source: Path) -> None:
    assert [
        trial.shown(place)
        for trial in all_of(source)
        for place in refusals(trial)
        if explained(trial, place) is None
    ] == []


@SOURCES
def test_what_az_loses_is_reported(source: Path) -> None:
    assert [
        (trial.shown(loss.span), loss.path, loss.sent)
        for trial in all_of(source)
        for loss in losses(trial)
        if explained(trial, loss.span) is None
    ] == []


@SOURCES
def test_what_az_takes_unharmed_is_no_error_unless_somebody_else_refuses_it(source: Path) -> None:
    assert [
        (trial.shown(error.span), error.rule)
        for trial in all_of(source)
        for error in unfounded(trial)
        if error.rule not in {*SERVICE, *BEYOND}
    ] == []


@SOURCES
def test_what_the_service_refuses_shows_in_what_az_sends(source: Path) -> None:
    assert [
        (trial.shown(error.span), error.rule, trial.outcome.properties)
        for trial in all_of(source)
        if isinstance(trial.outcome, Taken)
        for error in trial.errors
        if error.rule in SERVICE and not SERVICE[error.rule](trial.outcome.properties)
    ] == []


def test_every_reason_is_needed() -> None:
    needed: set[str] = set()
    for source in (EXAMPLES, *PAGES):
        for trial in all_of(source):
            needed.update(error.rule for error in unfounded(trial))
            for place in (*refusals(trial), *(loss.span for loss in losses(trial))):
                explanation = explained(trial, place)
                if explanation is not None:
                    needed.add(explanation.reason)
    assert needed == {*SERVICE, *BEYOND, *(each.reason for each in SILENT)}
