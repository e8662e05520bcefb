"""The outline of a file, and what a workspace defines by name. No value is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from daprls.model.component import Component, MetadataEntry, Secret
from daprls.model.resource import Configuration, Resiliency, Resource, Subscription
from daprls.model.secrecy import UNTOLD, holds_value, label
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Entry, Node, Scalar
from daprls.text import Location, Span


class SymbolKind(Enum):
    """What an outline tells apart."""

    COMPONENT = auto()
    STORE = auto()
    """A component that others take secrets from."""
    LIST = auto()
    FIELD = auto()
    SECRET = auto()
    APP = auto()
    RESOURCE = auto()
    """A resource of Dapr's that is no component."""


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
    """A component, another resource, or an app of the workspace."""

    name: str
    type: str
    """What it is, in a word or two."""
    kind: SymbolKind
    location: Location


def document_symbols(snapshot: Snapshot, file: SourceFile) -> tuple[Symbol, ...]:
    """The components and other resources of a file, each with what it holds, in their order."""
    found = [_component(snapshot, component) for component in file.components]
    found += [_resource(resource) for resource in file.resources]
    return tuple(sorted(found, key=lambda symbol: symbol.span))


def workspace_symbols(snapshot: Snapshot, query: str) -> Iterator[Found]:
    """What all words of `query` fit: parts of what it is, or letters of its name."""
    wanted = query.lower().split()
    for found in _everything(snapshot):
        path, name, known = found.location.path, found.name.lower(), found.type.lower()
        if snapshot.config(path).excludes(path):
            continue
        if all(word in known or _holds(name, word) for word in wanted):
            yield found


def _everything(snapshot: Snapshot) -> Iterator[Found]:
    for component in snapshot.index.components:
        name, known = label(snapshot.name(component).text), label(component.type_text)
        place = Location(component.path, _selection(component))
        yield Found(name, known, _kind(component), place)
    for resource in snapshot.usage.resources:
        name = label(resource.name.text if resource.name is not None else "")
        place = Location(resource.path, resource.anchor)
        yield Found(name, resource.kind.value, SymbolKind.RESOURCE, place)
    for app, mentions in sorted(snapshot.index.apps.items()):
        for mention in mentions:
            known = f"app · {mention.origin.value}"
            yield Found(label(app), known, SymbolKind.APP, mention.location)


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
        label(snapshot.name(component).text),
        _kind(component),
        component.root.span.cover(_selection(component)),
        _selection(component),
        label(component.type_text),
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
        label(entry.name_text) if not holds_value(entry.name_text) else UNTOLD,
        SymbolKind.FIELD,
        entry.item.span,
        _inside(entry.item, entry.anchor.span),
        _origin(entry),
    )


def _origin(entry: MetadataEntry) -> str:
    """Where the value comes from, if it does not stand here."""
    if entry.reference is not None:
        return f"secret {label(entry.reference.name.text)}"
    if entry.env_ref is not None:
        return f"environment variable {label(entry.env_ref.text)}"
    return ""


def _secrets(component: Component) -> tuple[Symbol, ...]:
    return tuple(_secret(each) for each in component.secrets)


def _secret(secret: Secret) -> Symbol:
    place = secret.name.span if secret.name is not None else secret.item.span
    detail = "Key Vault" if secret.key_vault_url is not None else ""
    shown = label(secret.name_text)
    return Symbol(shown, SymbolKind.SECRET, secret.item.span, _inside(secret.item, place), detail)


def _scopes(component: Component) -> tuple[Symbol, ...]:
    return tuple(
        Symbol(label(each.app_id), SymbolKind.APP, each.span, each.span)
        for each in component.scopes
    )


def _resource(resource: Resource) -> Symbol:
    """A resource with the names that it holds."""
    below = [each for each in _parts(resource) if resource.root.span.contains(each.span)]
    return Symbol(
        label(resource.name.text if resource.name is not None else ""),
        SymbolKind.RESOURCE,
        resource.root.span.cover(resource.anchor),
        resource.anchor,
        resource.kind.value,
        tuple(sorted(below, key=lambda symbol: symbol.span)),
    )


def _parts(resource: Resource) -> Iterator[Symbol]:
    match resource:
        case Subscription():
            pubsub = label(resource.pubsub.text) if resource.pubsub is not None else UNTOLD
            yield from _named((resource.topic,), SymbolKind.FIELD, f"topic of {pubsub}")
            dead = (resource.dead_letter_topic,)
            yield from _named(dead, SymbolKind.FIELD, "dead-letter topic")
            yield from _named(resource.routes, SymbolKind.FIELD, "route")
        case Resiliency():
            for group, entry in resource.policies:
                yield _entry(entry, SymbolKind.FIELD, group)
            for entry in resource.components:
                yield _entry(entry, SymbolKind.COMPONENT, "target")
            for entry in resource.apps:
                yield _entry(entry, SymbolKind.APP, "target")
        case Configuration():
            stores = (scope.store for scope in resource.secret_scopes)
            yield from _named(stores, SymbolKind.STORE, "secret scope")
            handlers = (handler.name for handler in resource.handlers)
            yield from _named(handlers, SymbolKind.COMPONENT, "handler")
            yield from _named(resource.callers, SymbolKind.APP, "caller")
    yield from _named(resource.scopes, SymbolKind.APP, "scope")


def _named(scalars: Iterable[Scalar | None], kind: SymbolKind, detail: str) -> Iterator[Symbol]:
    for each in scalars:
        if each is not None:
            yield Symbol(label(each.text), kind, each.span, each.span, detail)


def _entry(entry: Entry, kind: SymbolKind, detail: str) -> Symbol:
    return Symbol(label(entry.key.text), kind, entry.span, entry.key.span, detail)


def _inside(holder: Node, span: Span) -> Span:
    return span if holder.span.contains(span) else holder.span
