"""The rule `key-spelling-case`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.envelope import envelope_of
from daprls.model.keys import OddKey, Reading, odd_keys
from daprls.model.load_set import World
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import remove_entry, rename_key


@component_rule("key-spelling-case", Severity.ERROR, layer=Layer.SHAPE)
def key_spelling_case(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A key is written in another case, or in snake_case."""
    known = envelope_of(component)
    for odd in odd_keys(component):
        if odd.reading is not Reading.SPELLING:
            continue
        meant = odd.meant[0]
        if known.keys(odd.frame.level)[meant].read_only:
            # Nobody reads it in any spelling.
            continue
        beside = odd.frame.mapping.entry(meant) is not None
        yield Finding(
            odd.entry.key.span,
            _message(component.dialect, odd.name, meant, beside),
            severity=_severity(component, snapshot, odd, beside),
            fixes=tuple(_fixes(component, snapshot, odd, beside)),
        )


def _fixes(component: Component, snapshot: Snapshot, odd: OddKey, beside: bool) -> Iterator[Fix]:
    path, entry = component.path, odd.entry
    if not beside:
        edit = rename_key(path, entry, odd.meant[0])
        yield Fix(f"Change to '{odd.meant[0]}'", (edit,), safe=True)
        return
    text = snapshot.files[path].text
    removal = remove_entry(path, text, component.root, odd.frame.mapping, entry)
    if removal is not None:
        yield Fix(f"Remove '{odd.name}'", (removal,))


def _severity(component: Component, snapshot: Snapshot, odd: OddKey, beside: bool) -> Severity:
    if component.dialect is Dialect.ACA:
        # What is dropped is no loss where the right key stands beside it.
        return Severity.WARNING if beside else Severity.ERROR
    if _is_other_case(odd.name, odd.meant[0]):
        is_cluster = snapshot.world(component.path) is World.KUBERNETES
        return Severity.WARNING if is_cluster else Severity.INFO
    return Severity.WARNING


def _message(dialect: Dialect, name: str, meant: str, beside: bool) -> str:
    if dialect is Dialect.ACA:
        message = f"`az` knows '{meant}' only in this spelling and drops '{name}' without a word."
    elif _is_other_case(name, meant):
        message = (
            f"The key is called '{meant}'. A self-hosted sidecar reads '{name}' as well, but "
            "Kubernetes does not."
        )
    else:
        message = f"The key is called '{meant}'; nobody reads '{name}'."
    return f"{message} '{meant}' stands beside it." if beside else message


def _is_other_case(name: str, meant: str) -> bool:
    """Whether the sidecar, which looks at keys without regard to case, takes one for the other."""
    return name.lower() == meant.lower()
