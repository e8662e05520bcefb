"""The rule `unknown-property`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component
from daprls.model.dialect import Dialect, find
from daprls.model.keys import OddKey, Reading, odd_keys, place_of
from daprls.refactor.items import (
    is_nested,
    is_plain_pair,
    item_of_nested,
    item_of_pair,
    items_of_pairs,
)
from daprls.refactor.keys import move_key
from daprls.refactor.lists import items_of_dashed_keys
from daprls.schema import Level
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import rename_key, set_value
from daprls.syntax.tree import Entry, Mapping, Missing, Scalar, Sequence, resolve
from daprls.text import Location, TextEdit

_SOURCES = ("value", "secretRef", "secretKeyRef", "envRef")
_LOSSES = {
    "scopes": "so every app loads the component",
    "auth": "so the secret store that it names is never asked",
    "secretStore": "so the secret store that it names is never asked",
}


@component_rule("unknown-property", Severity.WARNING, layer=Layer.SHAPE)
def unknown_property(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A key stands where nobody reads it."""
    yield from _dashed_keys(component, snapshot)
    told: set[int] = set()
    for odd in odd_keys(component):
        if _is_wrapping(odd):
            continue
        if odd.reading is Reading.MISPLACED and odd.level is not None:
            yield _misplaced(component, snapshot, odd, odd.level)
        elif odd.reading is Reading.UNKNOWN and id(odd.frame.mapping) not in told:
            if _is_pair(component, snapshot, odd):
                told.add(id(odd.frame.mapping))
                yield _pair(component, snapshot, odd)
            else:
                yield _unknown(component, odd)


def _is_wrapping(odd: OddKey) -> bool:
    """Whether keys stand within and beside `properties`, which is a mistake of its own."""
    if odd.frame.level is Level.FLAT:
        return odd.name == "properties"
    return odd.frame.level is Level.WRAPPED and odd.level is Level.COMPONENT


def _misplaced(component: Component, snapshot: Snapshot, odd: OddKey, level: Level) -> Finding:
    place = place_of(level, component.dialect)
    who = "`az` drops it" if component.dialect is Dialect.ACA else "Dapr ignores it"
    loss = f", {_LOSSES[odd.name]}" if odd.name in _LOSSES else ""
    edits = move_key(snapshot, component, odd, level)
    return Finding(
        odd.entry.key.span,
        f"'{odd.name}' belongs {place}; here {who} without a word{loss}.",
        fixes=(Fix(f"Move '{odd.name}' {_target(place)}", edits),) if edits else (),
    )


def _target(place: str) -> str:
    """Where a key moves to that belongs at `place`."""
    return "to " + near.removeprefix("at ") if (near := _near(place)).startswith("at ") else near


def _near(place: str) -> str:
    return place.partition(",")[0]


def _unknown(component: Component, odd: OddKey) -> Finding:
    name, span = odd.name, odd.entry.key.span
    if name == "serviceComponentBind" and component.dialect is Dialect.ACA:
        return Finding(
            span,
            "'serviceComponentBind' exists only in previews of the service's API; `az` drops it "
            "without a word.",
        )
    who = (
        "`az` drops it without a word"
        if component.dialect is Dialect.ACA
        else "the sidecar ignores it without a word, Kubernetes refuses it"
    )
    meant = " or ".join(f"'{each}'" for each in odd.meant)
    question = f" Did you mean {meant}?" if meant else ""
    place = _near(place_of(odd.frame.level, component.dialect))
    return Finding(
        span,
        f"Nobody reads '{name}' {place}: {who}.{question}",
        fixes=tuple(
            Fix(f"Change to '{each}'", (rename_key(component.path, odd.entry, each),))
            for each in odd.meant
        ),
    )


def _is_pair(component: Component, snapshot: Snapshot, odd: OddKey) -> bool:
    """Whether a setting's name stands where `name` belongs: `- timeout: 5s`, or `- timeout:`.

    Below the latter may stand what belongs beside it.
    """
    item = odd.frame.mapping
    if odd.frame.level is not Level.METADATA_ITEM or find(item, "name") is not None:
        return False
    value = resolve(odd.entry.value)
    has_source = any(find(item, key) is not None for key in _SOURCES)
    if not isinstance(value, Missing if has_source else Scalar) and not (
        value is not None and is_nested(value) and len(item.entries) == 1
    ):
        return False
    known = snapshot.type(component)
    if known is not None and known.reads(odd.name):
        return True
    return item.entries[0] is odd.entry and not odd.meant and len(item.entries) <= 2


def _pair(component: Component, snapshot: Snapshot, odd: OddKey) -> Finding:
    path, text = component.path, snapshot.files[component.path].text
    item, entry = odd.frame.mapping, odd.entry
    edits: tuple[TextEdit, ...] = ()
    others: tuple[Entry, ...] = ()
    if not is_plain_pair(text, entry):
        pass
    elif isinstance(entry.value, Missing):
        edits = (rename_key(path, entry, "name"), set_value(path, text, item, entry, entry.key.raw))
    elif isinstance(entry.value, Mapping):
        edits = item_of_nested(path, text, item, entry)
    elif len(item.entries) == 1:
        edits = (item_of_pair(path, text, item, entry),)
    elif (dash := _dash(component, item)) is not None and _are_settings(component, snapshot, item):
        edits = items_of_pairs(path, text, dash, item)
        others = tuple(each for each in item.entries if each is not entry)
    return Finding(
        entry.key.span,
        f"'{odd.name}' is a setting's name and not a key: it belongs behind 'name:', and its value "
        f"behind 'value:'. As it stands, {_dropped(component)}.",
        fixes=(Fix("Spell it out as 'name' and 'value'", edits),) if edits else (),
        related=tuple(
            Related(Location(path, each.key.span), f"'{each.key.text}' is a setting as well")
            for each in others
        ),
    )


def _dash(component: Component, item: Mapping) -> int | None:
    """The offset of an item's own dash."""
    entry = component.metadata_entry
    items = entry.value if entry is not None else None
    if not isinstance(items, Sequence):
        return None
    pairs = zip(items.items, items.dashes, strict=False)
    return next((dash for each, dash in pairs if each is item), None)


def _are_settings(component: Component, snapshot: Snapshot, item: Mapping) -> bool:
    """Whether every key of an item is one that the component reads as metadata."""
    known = snapshot.type(component)
    return known is not None and all(known.reads(each.key.text) for each in item.entries)


def _dropped(component: Component) -> str:
    return (
        "`az` drops it without a word"
        if component.dialect is Dialect.ACA
        else "the sidecar ignores it"
    )


def _dashed_keys(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """Items of a list that lack the blank behind their dash, so that the list is a map."""
    text = snapshot.files[component.path].text
    for entry in (component.metadata_entry, component.secrets_entry):
        pairs = entry.value if entry is not None else None
        if not isinstance(pairs, Mapping) or component.document.problems:
            continue
        dashed = next((each for each in pairs.entries if each.key.raw.startswith("-")), None)
        if dashed is not None:
            edits = items_of_dashed_keys(component.path, text, pairs)
            name = dashed.key.text
            yield Finding(
                dashed.key.span,
                f"A blank is missing after the '-': YAML takes '{name}' for a key, and there is "
                "no list.",
                severity=Severity.ERROR,
                fixes=(Fix("Insert the blank", edits, safe=True),) if edits else (),
            )
