"""The rule `aca-multi-document`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import ACA, file_rule
from daprls.model.dialect import Dialect, Shape
from daprls.model.secrecy import secret_spans
from daprls.model.source_file import SourceFile
from daprls.refactor.documents import marker, one_file_each, parts, without_empty
from daprls.snapshot import Snapshot


@file_rule("aca-multi-document", Severity.ERROR, layer=Layer.SHAPE, dialects=ACA)
def aca_multi_document(file: SourceFile, snapshot: Snapshot) -> Iterator[Finding]:
    """A file for `az` holds more than one YAML document."""
    documents = parts(file)
    shapes = {part.manifest.shape for part in documents}
    if len(documents) < 2 or not shapes & {Shape.FLAT, Shape.WRAPPED}:
        return
    if Shape.LEGACY_LIST in shapes or snapshot.config(file.path).dialect(file.path) == _OSS:
        return
    fixes: tuple[Fix, ...] = ()
    if sum(part.has_content for part in documents) == 1:
        message = (
            "`az` takes a second document even where nothing follows the '---', and fails with "
            "'expected a single document in the stream'. Remove the '---'."
        )
        edits = without_empty(file)
        fixes = (Fix("Remove the empty document", edits, safe=True),) if edits else ()
    else:
        message = (
            "`az` takes one component a file and fails on a second document with 'expected a "
            "single document in the stream'. Give each a file of its own."
        )
        split = () if file.tree.problems else one_file_each(snapshot, file)
        secret = bool(secret_spans(file, snapshot.type))
        title = "Give each document a file of its own"
        fixes = (Fix(title, split, carries_secret=secret),) if split else ()
    yield Finding(marker(file, documents[1]), message, fixes=fixes)


_OSS = Dialect.OSS.value
