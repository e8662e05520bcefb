"""The rule `duplicate-key`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.envelope import is_merge
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import remove_entry
from daprls.syntax.tree import Entry, Mapping, mappings
from daprls.text import Location


@component_rule("duplicate-key", Severity.WARNING, layer=Layer.SHAPE)
def duplicate_key(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A key stands twice in one map."""
    if component.document.problems:
        # Without the line that YAML refuses, the keys of two items may look like those of one.
        return
    text = snapshot.files[component.path].text
    for mapping in mappings(component.root):
        for earlier, later in _twice(mapping):
            yield _finding(component, text, mapping, earlier, later)


def _twice(mapping: Mapping) -> Iterator[tuple[Entry, Entry]]:
    """Each entry whose key comes again, with the next of that key."""
    if len({entry.key.text for entry in mapping.entries}) == len(mapping.entries):
        return
    last: dict[str, Entry] = {}
    if any(entry.key.text.startswith("-") for entry in mapping.entries):
        # The keys beside `-name:` are those of list items that lack a blank.
        return
    for entry in mapping.entries:
        name = entry.key.text
        if is_merge(entry):
            continue
        if name in last:
            yield last[name], entry
        last[name] = entry


def _finding(
    component: Component, text: str, mapping: Mapping, earlier: Entry, later: Entry
) -> Finding:
    name = later.key.text
    who = "`az`" if component.dialect is Dialect.ACA else "The sidecar"
    removal = remove_entry(component.path, text, component.root, mapping, earlier)
    fixes = () if removal is None else (Fix(f"Remove the earlier '{name}'", (removal,)),)
    return Finding(
        later.key.span,
        f"'{name}' stands twice here. {who} takes the last one without a word, so what the "
        "earlier one says is lost.",
        fixes=fixes,
        related=(
            Related(
                Location(component.path, earlier.key.span), f"the earlier '{name}' stands here"
            ),
        ),
    )
