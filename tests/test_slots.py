"""A slot is nobody's mistake: of a scalar that a tool or a person fills in later nothing is said.

Every value in every case of the rules below is once replaced by a token, and the rule asked again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from cases import Case
from daprls.lint.engine import lint
from daprls.lint.finding import Diagnostic
from daprls.lint.rule import Rule
from daprls.model.source_file import SourceFile
from daprls.syntax.tree import Mapping, Node, Scalar, Sequence, walk
from daprls.text import Span, TextEdit, apply
from test_rules import ALL_CASES, RULES
from workspaces import snapshot_of

CODES = (
    "aca-component-name",
    "aca-component-tier",
    "aca-exported-noise",
    "aca-multi-document",
    "aca-name-ignored",
    "aca-properties-shadow-flat",
    "aca-unsupported-component",
    "aca-user-assigned-identity",
    "actor-state-store-duplicate",
    "azure-auth-methods-invalid",
    "azure-redis-without-tls",
    "binding-direction",
    "component-type-alias",
    "component-type-case",
    "component-type-category",
    "component-version-deprecated",
    "deprecated-metadata-name",
    "duplicate-component-name",
    "duplicate-metadata-name",
    "duplicate-scope",
    "duplicate-secret-name",
    "empty-scopes",
    "fields-of-another-component",
    "ignore-errors-enabled",
    "init-timeout-invalid",
    "invalid-component-version",
    "keyvault-secret-name",
    "keyvault-vault-name",
    "metadata-allowed-value",
    "metadata-exclusive",
    "metadata-item-without-value",
    "metadata-name-case",
    "metadata-value-refused",
    "metadata-value-type",
    "missing-required-metadata",
    "missing-scopes",
    "missing-version",
    "no-identity-path",
    "oss-component-name",
    "oss-env-ref-blocked",
    "oss-secret-key-mismatch",
    "oss-secret-store-unset",
    "oss-spec-metadata-missing",
    "request-level-field",
    "reserved-component-name",
    "runtime-key-case",
    "scope-name-invalid",
    "secret-keyvault-reference",
    "secret-without-value",
    "secrets-beside-store",
    "silently-ignored-value",
    "state-key-prefix-separator",
    "template-tag-unknown",
    "unknown-component-type",
    "unknown-metadata-name",
    "unknown-scope-app",
    "unused-secret-store-reference",
    "value-and-reference",
    "value-unquoted-timestamp",
    "value-yaml-coercion",
    "wrong-dialect-aca",
    "wrong-dialect-oss",
)
BY_EVIDENCE = (
    "keyvault-secret-name",
    "oss-component-name",
    "oss-secret-key-mismatch",
    "reserved-component-name",
    "scope-name-invalid",
)
"""Rules that are silent because of what a value elsewhere shows."""
TOKENS = ("${X}", "$(X)", "#{X}#", "{{ X }}", "__X__", "<x>")
CASES = [case for case in ALL_CASES if case.page.stem in CODES]


@dataclass(frozen=True)
class Trial:
    """A case's file with a token in place of one scalar, and what the rule says of it."""

    path: str
    scalar: Scalar
    slot: Span
    found: list[Diagnostic]


def trials(case: Case, rule: Rule) -> Iterator[Trial]:
    """One for each token in each place that a value of the case stands in."""
    for path, text in case.paths.items():
        if path.endswith(".toml"):
            continue
        for scalar in values(SourceFile(path, text)):
            for token in TOKENS:
                source = f'"{token}"'
                changed = apply(text, [TextEdit(path, scalar.span, source)])
                slot = Span(scalar.span.start, scalar.span.start + len(source))
                yield Trial(path, scalar, slot, diagnose({**case.paths, path: changed}, rule))


def values(file: SourceFile) -> Iterator[Scalar]:
    """Every scalar that is no key, in the documents of a file that YAML takes."""
    for component in file.components:
        if not component.document.problems:
            for node in walk(component.root):
                yield from (child for child in children(node) if isinstance(child, Scalar))


def children(node: Node) -> Iterator[Node]:
    if isinstance(node, Mapping):
        yield from (entry.value for entry in node.entries)
    elif isinstance(node, Sequence):
        yield from node.items


def diagnose(files: dict[str, str], rule: Rule) -> list[Diagnostic]:
    snapshot = snapshot_of(files)
    return [each for file in snapshot.files.values() for each in lint(snapshot, file, (rule,))]


def names_of_items(files: dict[str, str]) -> set[str]:
    return {
        entry.name_text
        for file in snapshot_of(files).files.values()
        for component in file.components
        for entry in component.metadata
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_no_finding_stands_on_a_slot(case: Case) -> None:
    for trial in trials(case, RULES[case.page.stem]):
        assert [
            each
            for each in trial.found
            if each.path == trial.path and trial.slot.contains(each.span)
        ] == []


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.page.stem not in BY_EVIDENCE],
    ids=lambda case: case.id,
)
def test_a_slot_in_place_of_a_value_makes_no_finding_elsewhere(case: Case) -> None:
    rule = RULES[case.page.stem]
    before = len(diagnose(case.paths, rule))
    # The name of an item says what the item is: without it others may come to be missed.
    names = set() if case.page.stem == "missing-required-metadata" else names_of_items(case.paths)
    for trial in trials(case, rule):
        if trial.scalar.text not in names:
            assert len(trial.found) <= before, (trial.scalar.text, trial.found)
