"""The outline of a file, and the components of a workspace by name and type. No value is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from daprls.model.component import Component, MetadataEntry, Secret
from daprls.model.secrecy import may_be_quoted
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Entry, Node
from daprls.text import Location, Span

_UNTOLD = "…"
"""What is shown in place of a name that is not there, or that looks like a value."""


class SymbolKind(Enum):
    """What an outline tells apart."""

    COMPONENT = auto()
    STORE = auto()
    """A component that others take secrets from."""
    LIST = auto()
    FIELD = auto()
    SECRET = auto()
    APP = auto()


@dataclass(frozen=True, slots=True)
class Symbol:
    """One line of an outline, with the lines below it."""

    name: str
    kind: SymbolKind
    span: Span
    """All that belongs to it."""
    selection: Span
    """What an editor leads to; it lies within `span`."""
    detail: str = ""
    children: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A component of the workspace."""

    name: str
    type: str
    kind: SymbolKind
    location: Location


def document_symbols(snapshot: Snapshot, file: SourceFile) -> tuple[Symbol, ...]:
    """The components of a file, each with its metadata, secrets and scopes, in their order."""
    return tuple(_component(snapshot, component) for component in file.components)


def workspace_symbols(snapshot: Snapshot, query: str) -> Iterator[Found]:
    """The components that all words of `query` fit: parts of the type, or letters of the name."""
    wanted = query.lower().split()
    for component in snapshot.index.components:
        if snapshot.config(component.path).excludes(component.path):
            continue
        name, known = _shown(snapshot.name(component).text), _shown(component.type_text)
        if all(word in known.lower() or _holds(name.lower(), word) for word in wanted):
            place = Location(component.path, _selection(component))
            yield Found(name, known, _kind(component), place)


def _holds(text: str, word: str) -> bool:
    """Whether the letters of `word` stand in `text` in their order."""
    rest = iter(text)
    return all(sign in rest for sign in word)


def _component(snapshot: Snapshot, component: Component) -> Symbol:
    lists = (
        _list(component.metadata_entry, _fields(component)),
        _list(component.secrets_entry, _secrets(component)),
        _list(component.scopes_entry, _scopes(component)),
    )
    below = sorted((each for each in lists if each is not None), key=lambda each: each.span)
    return Symbol(
        _shown(snapshot.name(component).text),
        _kind(component),
        component.root.span.cover(_selection(component)),
        _selection(component),
        _shown(component.type_text),
        tuple(below),
    )


def _kind(component: Component) -> SymbolKind:
    return SymbolKind.STORE if component.is_secret_store else SymbolKind.COMPONENT


def _selection(component: Component) -> Span:
    declared = component.declared_name
    return declared.span if declared is not None else component.anchor


def _list(entry: Entry | None, children: tuple[Symbol, ...]) -> Symbol | None:
    """A list and its items; one that an anchor elsewhere holds shows no items here."""
    if entry is None:
        return None
    inside = tuple(each for each in children if entry.span.contains(each.span))
    return Symbol(entry.key.text, SymbolKind.LIST, entry.span, entry.key.span, children=inside)


def _fields(component: Component) -> tuple[Symbol, ...]:
    return tuple(_field(entry) for entry in component.metadata)


def _field(entry: MetadataEntry) -> Symbol:
    return Symbol(
        _shown(entry.name_text),
        SymbolKind.FIELD,
        entry.item.span,
        _inside(entry.item, entry.anchor.span),
        _origin(entry),
    )


def _origin(entry: MetadataEntry) -> str:
    """Where the value comes from, if it does not stand here."""
    if entry.reference is not None:
        return f"secret {_shown(entry.reference.name.text)}"
    if entry.env_ref is not None:
        return f"environment variable {_shown(entry.env_ref.text)}"
    return ""


def _secrets(component: Component) -> tuple[Symbol, ...]:
    return tuple(_secret(each) for each in component.secrets)


def _secret(secret: Secret) -> Symbol:
    place = secret.name.span if secret.name is not None else secret.item.span
    detail = "Key Vault" if secret.key_vault_url is not None else ""
    shown = _shown(secret.name_text)
    return Symbol(shown, SymbolKind.SECRET, secret.item.span, _inside(secret.item, place), detail)


def _scopes(component: Component) -> tuple[Symbol, ...]:
    return tuple(
        Symbol(_shown(each.app_id), SymbolKind.APP, each.span, each.span)
        for each in component.scopes
    )


def _inside(holder: Node, span: Span) -> Span:
    return span if holder.span.contains(span) else holder.span


def _shown(name: str) -> str:
    return name if name.strip() and may_be_quoted(name) else _UNTOLD
