"""What may be done to a component without anything being wrong: to its dialect, to its secrets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from daprls.features.conversions import Target, beside, conversions
from daprls.model.component import Component
from daprls.model.dialect import Dialect, find_entry
from daprls.model.source_file import SourceFile
from daprls.refactor.secret_moves import moves, moves_to_stores
from daprls.snapshot import Snapshot
from daprls.text import CreateFile, Edit, Span

_TITLES = {
    Target.ACA: "Convert to Azure Container Apps",
    Target.OSS: "Convert to open-source Dapr",
    Target.BICEP: "Convert to Bicep",
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
    """The component for another reader, and where there are several all that the file holds."""
    if file.path.startswith("untitled:"):
        return
    for component in file.components:
        if not any(place.touches(span.start) for place in _heading(component)):
            continue
        other = Target.OSS if component.dialect is Dialect.ACA else Target.ACA
        for target in (other, Target.BICEP) if other is Target.OSS else (other,):
            yield from _conversion(snapshot, (component,), target, _TITLES[target])
        if len(file.components) > 1:
            title = f"{_TITLES[other]}: all components of the file"
            yield from _conversion(snapshot, file.components, other, title)


def _conversion(
    snapshot: Snapshot, components: Sequence[Component], target: Target, title: str
) -> Iterator[Offer]:
    """New files beside the one that the components stand in."""
    found = conversions(snapshot, components, target, together=True)
    if not any(made.is_component for made in found.files):
        return
    created = (CreateFile(*each) for each in beside(found.files, target, snapshot.files))
    yield Offer(
        title,
        tuple(created),
        (
            *(_called(snapshot, components, each, sentence) for each, sentence in found.lost),
            *(
                _called(snapshot, components, each, f"It is not converted. {reason}")
                for each, reason in found.refused
            ),
        ),
    )


def _called(
    snapshot: Snapshot, among: Sequence[Component], component: Component, sentence: str
) -> str:
    """The sentence, with the component's name before it where there are others."""
    return f"'{snapshot.name(component).text}': {sentence}" if len(among) > 1 else sentence


def _heading(component: Component) -> Iterator[Span]:
    """Where a person may be looking who thinks of the dialect."""
    entries = (
        component.type_entry,
        find_entry(component.root, "apiVersion"),
        find_entry(component.root, "kind"),
    )
    yield from (entry.span for entry in entries if entry is not None)
