"""What may be done to a component without anything being wrong: to its dialect, to its secrets."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from daprls.model.component import Component
from daprls.model.dialect import Dialect, find_entry
from daprls.model.source_file import SourceFile
from daprls.refactor.dialect import Refusal, convert
from daprls.refactor.layout import file_stem
from daprls.refactor.secret_moves import moves, moves_to_stores
from daprls.snapshot import Snapshot
from daprls.text import CreateFile, Edit, Span

_TITLES = {
    Dialect.ACA: "Convert to Azure Container Apps",
    Dialect.OSS: "Convert to open-source Dapr",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A change that is offered."""

    title: str
    edits: tuple[Edit, ...]
    notes: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    """Command lines that somebody has to run beside it."""


def rewrites(snapshot: Snapshot, file: SourceFile, span: Span) -> Iterator[Offer]:
    """What can be done at `span`."""
    yield from _secret_moves(snapshot, file, span)
    yield from _conversions(snapshot, file, span)


def _secret_moves(snapshot: Snapshot, file: SourceFile, span: Span) -> Iterator[Offer]:
    """Where the secret at `span` can go."""
    for component in file.components:
        for entry in component.metadata:
            if entry.literal is not None and entry.literal.span.touches(span.start):
                for move in moves(snapshot, component, entry):
                    yield Offer(move.title, move.edits, move.notes, move.commands)
        values = (secret.value for secret in component.secrets if secret.value is not None)
        if any(value.span.touches(span.start) for value in values):
            for move in moves_to_stores(snapshot, component):
                yield Offer(move.title, move.edits, move.notes, move.commands)


def _conversions(snapshot: Snapshot, file: SourceFile, span: Span) -> Iterator[Offer]:
    """The component in the other dialect, as a new file beside the one that it stands in."""
    if file.path.startswith("untitled:"):
        return
    for component in file.components:
        if not any(place.touches(span.start) for place in _heading(component)):
            continue
        to = Dialect.OSS if component.dialect is Dialect.ACA else Dialect.ACA
        made = convert(snapshot, component, to)
        if isinstance(made, Refusal):
            continue
        taken = {path.lower() for path in snapshot.files}
        own = _free(f"{file.folder}/{file_stem(made.name)}.{to.value}", ".yaml", taken)
        extras = tuple(
            CreateFile(f"{file.folder}/{name}", text)
            for name, text in made.extras
            if f"{file.folder}/{name}".lower() not in taken
        )
        yield Offer(_TITLES[to], (CreateFile(own, made.text), *extras), made.notes)


def _heading(component: Component) -> Iterator[Span]:
    """Where a person may be looking who thinks of the dialect."""
    entries = (
        component.type_entry,
        find_entry(component.root, "apiVersion"),
        find_entry(component.root, "kind"),
    )
    yield from (entry.span for entry in entries if entry is not None)


def _free(stem: str, extension: str, taken: set[str]) -> str:
    """A path that no file has."""
    numbered = (f"{stem}-{number}{extension}" for number in itertools.count(2))
    paths = itertools.chain((stem + extension,), numbered)
    return next(path for path in paths if path.lower() not in taken)
