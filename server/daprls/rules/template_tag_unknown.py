"""The rule `template-tag-unknown`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.scalars import RuntimeTag, runtime_tags
from daprls.syntax.tree import Scalar
from daprls.text import Span

_KNOWN = "'{uuid}', '{podName}', '{namespace}' and '{appID}'"


@component_rule("template-tag-unknown", Severity.WARNING, layer=Layer.PLACEHOLDER)
def template_tag_unknown(component: Component, _snapshot: Snapshot) -> Iterator[Finding]:
    """A tag in braces is nearly one that the sidecar replaces."""
    for entry in component.metadata:
        if entry.literal is None or "{" not in entry.literal.text:
            continue
        text = ordinary_text(entry.literal)
        if text is None:
            continue
        for tag in dict.fromkeys(runtime_tags(text)):
            if not tag.is_exact:
                yield _finding(component.path, entry.literal, tag)


def _finding(path: str, scalar: Scalar, tag: RuntimeTag) -> Finding:
    stays = f"'{tag.written}' is no tag of the sidecar's and stays in the value as it is"
    if tag.meant is None:
        return Finding(_place(scalar, tag), f"{stays}; it replaces {_KNOWN} alone.")
    edit = replace_scalar(path, scalar, scalar.text.replace(tag.written, tag.meant))
    return Finding(
        _place(scalar, tag),
        f"{stays}: tags count in their exact spelling alone. Did you mean '{tag.meant}'?",
        fixes=(Fix(f"Change to '{tag.meant}'", (edit,), safe=True),),
    )


def _place(scalar: Scalar, tag: RuntimeTag) -> Span:
    """Where the tag stands first, or the whole value where it is written with escapes."""
    match = re.search(re.escape(tag.written), scalar.raw)
    if match is None:
        return scalar.span
    return Span(scalar.span.start + match.start(), scalar.span.start + match.end())
