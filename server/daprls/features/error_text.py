"""What an error of `az`, the service, the sidecar or a component means, and where it comes from.

A text is given as it was copied, escaped, wrapped and with all that stands around it. Nothing of it
is repeated in the answer but names of components: it may hold a password. How errors are recognised
is in `schemas/errors.json` and in the catalog.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from daprls.catalog import Catalog, Teller
from daprls.features.error_words import ErrorWords, Recognized
from daprls.lint.engine import lint
from daprls.lint.finding import Diagnostic, Severity
from daprls.lint.rule import Rule
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.text import Location, Span

_DIALECTS = {
    Teller.AZ: frozenset({Dialect.ACA}),
    Teller.SERVICE: frozenset({Dialect.ACA}),
    Teller.KUBERNETES: frozenset({Dialect.OSS}),
}
"""Whose files such an error can be about; anybody's where nothing is said."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the workspace that the error may come from."""

    location: Location
    component: str | None
    """The component's name, where one stands there."""
    finding: Diagnostic | None
    """What a rule says of the place; `None` where only the component is known."""


@dataclass(frozen=True, slots=True)
class ErrorExplanation:
    """What is known of an error text."""

    recognized: tuple[Recognized, ...]
    rules: tuple[str, ...]
    """The codes of all rules that may find the mistake, the likeliest first."""
    places: tuple[Place, ...]
    """Ordered by file and place."""
    absent: tuple[str, ...] = ()
    """Names of components that the text speaks of and no file defines."""


def explain_error(
    snapshot: Snapshot, copied: str, rules: Sequence[Rule]
) -> ErrorExplanation | None:
    """What a copied error text means, and where in the workspace it may come from.

    `None` where nothing in it is known.
    """
    words = ErrorWords(snapshot.catalog, copied)
    named = _components(snapshot, words)
    types = {_type(snapshot.catalog, text) for text in words.told("type")}
    types |= {_type(snapshot.catalog, each.type_text) for each in named}
    recognized = words.recognized(types)
    if not recognized:
        return None
    codes = {rule.code for rule in rules}
    likely = tuple(dict.fromkeys(c for each in recognized for c in each.rules if c in codes))
    places: Iterable[Place] = ()
    if named:
        places = _in_components(snapshot, words, likely, named, rules)
    elif not words.told("component", "type"):
        places = _anywhere(snapshot, words, recognized, likely, rules)
    return ErrorExplanation(
        recognized,
        likely,
        tuple(sorted(places, key=lambda place: place.location)),
        tuple(name for name in words.told("component", "other") if not _is_known(snapshot, name)),
    )


def _components(snapshot: Snapshot, words: ErrorWords) -> tuple[Component, ...]:
    """The components that the text speaks of: by name, or where none is named by type."""
    everywhere = snapshot.index.components
    names = {name.lower() for name in words.told("component", "other")}
    named = tuple(each for each in everywhere if snapshot.name(each).text.lower() in names)
    types = {_type(snapshot.catalog, text) for text in words.told("type")}
    typed = tuple(each for each in everywhere if _type(snapshot.catalog, each.type_text) in types)
    return tuple(each for each in named if each in typed) or named or typed


def _type(catalog: Catalog, text: str) -> str:
    """The main name of a type, or the text in lower case."""
    return catalog.canonical(text) or text.lower()


def _is_known(snapshot: Snapshot, name: str) -> bool:
    return any(name.lower() == other.lower() for other in snapshot.index.by_name)


def _in_components(
    snapshot: Snapshot,
    words: ErrorWords,
    likely: Sequence[str],
    named: Iterable[Component],
    rules: Sequence[Rule],
) -> Iterator[Place]:
    """What stands in each of the components: the likely mistakes, else any, else itself."""
    for component in named:
        file = snapshot.files[component.path]
        here = [
            each
            for each in lint(snapshot, file, rules)
            if len(file.components) == 1 or component.document.span.overlaps(each.span)
        ]
        found = [each for each in here if each.rule in likely]
        found = found or [each for each in here if each.severity >= Severity.WARNING]
        name = snapshot.name(component).text
        if not found:
            span = component.type.span if component.type is not None else component.anchor
            yield Place(Location(component.path, span), name, None)
        for each in _about_settings(file, found, words):
            yield Place(Location(component.path, each.span), name, each)


def _anywhere(
    snapshot: Snapshot,
    words: ErrorWords,
    recognized: Iterable[Recognized],
    likely: Sequence[str],
    rules: Sequence[Rule],
) -> Iterator[Place]:
    """The likely mistakes in all files that such an error can be about."""
    everybody = frozenset(Dialect)
    wanted = {each for one in recognized for each in _DIALECTS.get(one.teller, everybody)}
    files = [file for file in snapshot.files.values() if _dialects(file) & wanted]
    meant = [f for f in files if any(_is_called(f, path) for path in words.told("file"))]
    found = [
        (file, each)
        for file in meant or files
        for each in _about_settings(file, lint(snapshot, file, rules), words)
        if each.rule in likely
    ]
    if "yaml-syntax" in likely:
        in_lines = [pair for pair in found if _line(*pair) in words.lines]
        found = in_lines or found
    errors = [pair for pair in found if pair[1].severity is Severity.ERROR]
    found = errors or found
    for file, each in found:
        yield Place(Location(file.path, each.span), _name_at(snapshot, file, each.span), each)


def _dialects(file: SourceFile) -> frozenset[Dialect]:
    """The dialects of a file's documents."""
    return frozenset(each.shape.dialect for each in file.manifests if each.shape is not None)


def _is_called(file: SourceFile, path: str) -> bool:
    """Whether a path, from whatever folder it was given, may be the file's."""
    wanted = path.replace("\\", "/").lstrip("./")
    return file.path == wanted or file.path.endswith(f"/{wanted}")


def _line(file: SourceFile, diagnostic: Diagnostic) -> int:
    return file.lines.line_at(diagnostic.span.start)


def _about_settings(
    file: SourceFile, found: Iterable[Diagnostic], words: ErrorWords
) -> list[Diagnostic]:
    """Of the findings those on metadata that the text names, if there are any."""
    found = list(found)
    wanted = {name.lower() for name in words.told("setting")}
    spans = [
        entry.item.span
        for component in file.components
        for entry in component.metadata
        if entry.name_text.lower() in wanted
    ]
    return [each for each in found if any(span.overlaps(each.span) for span in spans)] or found


def _name_at(snapshot: Snapshot, file: SourceFile, span: Span) -> str | None:
    """The name of the component at `span`; where the file holds one alone, it is that."""
    for component in file.components:
        if len(file.components) == 1 or component.document.span.overlaps(span):
            return snapshot.name(component).text
    return None
