"""What holds and does not stand in the file, for an editor to show within lines.

Three kinds, each switched by the settings: how a component is called whose file does not say so,
of which type the secret store is that one names, and what holds for fields that are not given.
Where something is wrong, a finding says so and no hint does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from daprls.catalog import ComponentType, MetadataField, Need
from daprls.features.field_text import code, listed
from daprls.features.name_text import SOURCES
from daprls.index import NameSource
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Dialect, find_entry
from daprls.model.gaps import is_legible
from daprls.model.names import ACA_COMPONENT
from daprls.model.secrecy import may_be_quoted
from daprls.model.source_file import SourceFile
from daprls.refactor.metadata import add_entries
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import insert_entry
from daprls.syntax.stretches import line_start, newline
from daprls.syntax.tree import Sequence
from daprls.text import Location, Span, TextEdit

_SHOWN = 3
"""How many defaults stand in the line itself; all are told beside it."""
_LONGEST = 24


class HintKind(Enum):
    """What a hint tells; the value is its name in settings."""

    NAME = "names"
    STORE = "stores"
    DEFAULT = "defaults"


@dataclass(frozen=True, slots=True)
class Hint:
    """Words within a line."""

    kind: HintKind
    offset: int
    """The place that they stand behind."""
    label: str
    tooltip: str
    """Markdown."""
    edits: tuple[TextEdit, ...] = ()
    """What writes into the file what the hint says."""
    target: Location | None = None
    """What the words lead to."""


def inlay_hints(snapshot: Snapshot, file: SourceFile, span: Span) -> Iterator[Hint]:
    """The hints of a file that stand in `span`, as far as the settings want them."""
    config = snapshot.config(file.path)
    tellers = {HintKind.NAME: _name, HintKind.STORE: _store, HintKind.DEFAULT: _defaults}
    for component in file.components:
        if component.document.problems or not component.root.span.overlaps(span):
            continue
        for kind, tell in tellers.items():
            if config.shows_hint(kind.value):
                yield from (hint for hint in tell(snapshot, component) if span.touches(hint.offset))


def _name(snapshot: Snapshot, component: Component) -> Iterator[Hint]:
    """How a component is called that is given its name elsewhere."""
    name = snapshot.name(component)
    said_here = name.source in (NameSource.MANIFEST, NameSource.COMMENT)
    if component.type is None or component.dialect is not Dialect.ACA or said_here:
        return
    if not may_be_quoted(name.text):
        return
    is_elsewhere = name.location.path != component.path
    tooltip = (
        f"The component's name is not in the file. {code(name.text)} is told by "
        f"{SOURCES[name.source]}."
    )
    yield Hint(
        HintKind.NAME,
        component.type.span.end,
        f"name: {name.text}",
        tooltip,
        tuple(_name_comment(snapshot, component)) if name.source is NameSource.STEM else (),
        name.location if is_elsewhere else None,
    )


def _name_comment(snapshot: Snapshot, component: Component) -> Iterator[TextEdit]:
    """Says in a comment what the file's name makes one guess."""
    text = snapshot.files[component.path].text
    name = ACA_COMPONENT.nearest(snapshot.name(component).text)
    at = component.root.span.start
    if name is None or line_start(text, at) != at:
        return
    yield TextEdit(component.path, Span(at, at), f"# daprls: name={name}{newline(text)}")


def _store(snapshot: Snapshot, component: Component) -> Iterator[Hint]:
    """The type of the secret store that a component surely means."""
    match = snapshot.store_match(component)
    if match is None or component.store is None:
        return
    stores = snapshot.stores_of(component)
    types = {store.type_text for store in stores if ordinary_text(store.type)}
    mentioned = {each.component_type for each in match.mentioned}
    target = None
    if stores and len(types) == 1:
        known = types.pop()
        target = Location(stores[0].path, stores[0].anchor) if len(stores) == 1 else None
        where = f"defined in {code(stores[0].path.rpartition('/')[2])}"
    elif match.stores:
        return
    elif match.deployed is not None:
        known, where = match.deployed, "by the settings it is deployed already"
    elif len(mentioned) == 1 and (only := next(iter(mentioned))) is not None:
        mention = match.mentioned[0]
        known, target = only, mention.location
        where = f"defined in {code(mention.path.rpartition('/')[2])} ({mention.origin.value})"
    else:
        return
    if known.startswith("secretstores."):
        tooltip = f"Secret store {code(match.name)}: {code(known)}, {where}."
        offset = component.store.span.end
        yield Hint(HintKind.STORE, offset, known, tooltip, target=target)


def _defaults(snapshot: Snapshot, component: Component) -> Iterator[Hint]:
    """What holds for what is not given."""
    known = snapshot.certain_type(component)
    if known is None or component.body is None or not is_legible(component):
        return
    yield from _version(snapshot, component, known)
    entry = component.metadata_entry
    absent = tuple(_absent(snapshot, component, known))
    if entry is None or not absent or not isinstance(entry.value, Sequence):
        return
    shown = absent[:_SHOWN]
    words = [f"{field.name}: {_shortened(field.default or '')}" for field in shown]
    if len(absent) > _SHOWN:
        words.append(f"{len(absent) - _SHOWN} more")
    all_told = listed(f"{code(field.name)}: {code(field.default or '')}" for field in absent)
    pairs = [(field.name, field.default or "") for field in shown]
    edits = add_entries(snapshot, component, pairs)
    yield Hint(
        HintKind.DEFAULT,
        entry.key.span.end + 1,
        f"by default {', '.join(words)}",
        f"What holds for fields that are not given:\n\n{all_told}",
        tuple(each for each in edits if isinstance(each, TextEdit)),
    )


def _version(snapshot: Snapshot, component: Component, known: ComponentType) -> Iterator[Hint]:
    """The version of a component that does not say which."""
    body, type_entry = component.body, component.type_entry
    if body is None or type_entry is None or component.type is None:
        return
    if find_entry(body, "version") is not None:
        return
    text = snapshot.files[component.path].text
    edit = insert_entry(
        component.path, text, body, "version", known.default_version, after=type_entry
    )
    yield Hint(
        HintKind.DEFAULT,
        component.type.span.end,
        f"version: {known.default_version}",
        "The version that the sidecar takes where none is given.",
        (edit,),
    )


def _absent(
    snapshot: Snapshot, component: Component, known: ComponentType
) -> Iterator[MetadataField]:
    """The fields of known default that nobody gives; those first that code does not do without."""
    given = {
        field.name
        for each in component.metadata
        if (field := known.field(each.name_text)) is not None
    }
    config = snapshot.config(component.path)
    found = [
        field
        for field in known.fields
        if field.name not in given
        and field.default
        and _is_of_use(field)
        and not (field.since is not None and config.is_before(field.since))
    ]
    yield from sorted(found, key=lambda field: field.need is not Need.DEFAULT)


def _is_of_use(field: MetadataField) -> bool:
    """Whether a field could be given: nothing that only some ways to authenticate know."""
    current = field.effective and not field.deprecated and field.documented
    return current and not (field.runtime or field.sensitive or field.profiles)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
