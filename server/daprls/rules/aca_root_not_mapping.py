"""The rule `aca-root-not-mapping`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import ACA, file_rule
from daprls.model.dialect import Shape
from daprls.model.source_file import SourceFile
from daprls.refactor.legacy_list import one_file_each
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Mapping, Sequence, resolve
from daprls.text import Span


@file_rule("aca-root-not-mapping", Severity.ERROR, layer=Layer.SHAPE, dialects=ACA)
def aca_root_not_mapping(file: SourceFile, snapshot: Snapshot) -> Iterator[Finding]:
    """A file is a list of components, a shape that `az` took until 2022."""
    for manifest in file.manifests:
        components = manifest.document.root
        if manifest.shape is not Shape.LEGACY_LIST or not isinstance(components, Sequence):
            continue
        fixes: tuple[Fix, ...] = ()
        if len(file.manifests) == 1 and not manifest.document.problems:
            edits = one_file_each(file, components, frozenset(snapshot.files))
            many = len(components.items) > 1
            title = "Make a file of each component" if many else "Make a component of the list"
            fixes = (Fix(title, edits),) if edits else ()
        yield Finding(
            _place(components),
            "This list of components is the shape that `az` took until March 2022. Now one file "
            "holds one component, with its keys at the top level; `az` refuses a list with "
            "'Invalid YAML provided'.",
            fixes=fixes,
        )
        return


def _place(components: Sequence) -> Span:
    first = resolve(components.items[0])
    if isinstance(first, Mapping) and first.entries and not components.flow:
        return components.items[0].span if first.flow else first.entries[0].span
    return components.span
