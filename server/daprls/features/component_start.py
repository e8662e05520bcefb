"""What to offer where no component stands yet: an empty document, or one whose few keys could all
be the start of a component. In any other YAML nothing is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.catalog import Catalog
from daprls.features.candidate import Candidate, CandidateKind
from daprls.features.candidates import component_types, keys
from daprls.model.dialect import ACA_KEYS, Dialect
from daprls.refactor.choices import IDENTITY
from daprls.refactor.new import Plan, blank_component, new_component
from daprls.schema import Level
from daprls.snapshot import Snapshot
from daprls.syntax.cursor import Cursor
from daprls.syntax.tree import Document, Mapping, Missing, Scalar

_RESOURCE_KEYS = ("apiVersion", "kind", "metadata", "spec", "auth", "scopes")
_FEW = 4
_API_VERSION = "dapr.io/v1alpha1"
_SLOT = re.compile(r"<[^<>\n]+>")


def possible_dialects(document: Document) -> tuple[Dialect, ...]:
    """The dialects in which the document could become a component."""
    root = document.root
    if isinstance(root, Missing):
        return (Dialect.ACA, Dialect.OSS)
    if isinstance(root, Scalar):
        word = root.text.lower()
        possible = {
            Dialect.ACA: any(key.lower().startswith(word) for key in ACA_KEYS),
            Dialect.OSS: any(key.lower().startswith(word) for key in _RESOURCE_KEYS),
        }
        return tuple(dialect for dialect, may in possible.items() if may)
    if not isinstance(root, Mapping) or root.flow or len(root.entries) > _FEW:
        return ()
    written = [entry.key.text for entry in root.entries]
    found = []
    if all(_begins(key, ACA_KEYS) for key in written):
        found.append(Dialect.ACA)
    if all(_begins(key, _RESOURCE_KEYS) for key in written) and _is_dapr(root):
        found.append(Dialect.OSS)
    return tuple(found)


def _begins(word: str, known: tuple[str, ...]) -> bool:
    return any(key.lower().startswith(word.lower()) for key in known)


def _is_dapr(root: Mapping) -> bool:
    version = root.get("apiVersion")
    kind = root.get("kind")
    return (not isinstance(version, Scalar) or _API_VERSION.startswith(version.text)) and (
        not isinstance(kind, Scalar) or "component".startswith(kind.text.lower())
    )


def start_keys(document: Document) -> Iterator[Candidate]:
    """The envelope's keys that such a document does not have yet."""
    root = document.root
    present = [entry.key.text for entry in root.entries] if isinstance(root, Mapping) else []
    seen: set[str] = set()
    for dialect in possible_dialects(document):
        level = Level.FLAT if dialect is Dialect.ACA else Level.RESOURCE
        for candidate in keys(dialect, level, present):
            if candidate.text not in seen:
                seen.add(candidate.text)
                yield candidate


def start_values(snapshot: Snapshot, path: str, cursor: Cursor) -> Iterator[Candidate]:
    """The values by which a document of the file `path` becomes a component."""
    dialects = possible_dialects(cursor.document)
    match cursor.path_keys:
        case ("componentType",) if Dialect.ACA in dialects:
            yield from component_types(Dialect.ACA, snapshot, path)
        case ("apiVersion",) if Dialect.OSS in dialects:
            yield Candidate(_API_VERSION, CandidateKind.VALUE)
        case ("kind",) if Dialect.OSS in dialects:
            yield Candidate("Component", CandidateKind.VALUE)
        case ("spec", "type") if Dialect.OSS in dialects:
            yield from component_types(Dialect.OSS, snapshot, path)
        case ("version",) if Dialect.ACA in dialects:
            yield Candidate("v1", CandidateKind.VALUE)


def start_bodies(
    snapshot: Snapshot, document: Document, *, snippets: bool
) -> Iterator[tuple[Candidate, str]]:
    """Whole components for an empty document: of any type, and those that need no secret."""
    if not isinstance(document.root, Missing | Scalar):
        return
    dialects = possible_dialects(document)
    for rank, dialect in enumerate(dialects):
        label = "Dapr component for Azure Container Apps"
        if dialect is Dialect.OSS:
            label = "Dapr component (open source)"
        yield _body(label, blank_component(dialect), 60 + rank, snippets=snippets)
    if Dialect.ACA in dialects:
        for name in _identity_types(snapshot.catalog):
            plan = Plan(name, Dialect.ACA, IDENTITY)
            text = new_component(snapshot.catalog, plan)
            if isinstance(text, str):
                yield _body(f"{name} with managed identity", text, 70, snippets=snippets)


def _identity_types(catalog: Catalog) -> tuple[str, ...]:
    """The types that Azure Container Apps supports and that can use a managed identity."""
    supported = (*catalog.aca.tier1, *catalog.aca.tier2)
    return tuple(
        name for name in supported if name in catalog.types and catalog.identity(name) is not None
    )


def _body(label: str, text: str, rank: int, *, snippets: bool) -> tuple[Candidate, str]:
    body = as_snippet(text) if snippets else text
    return Candidate(label, CandidateKind.BODY, rank, "a whole component"), body


def as_snippet(text: str) -> str:
    """The text as a snippet, with a tab stop for each thing to fill in."""
    numbers: dict[str, int] = {}
    escaped = re.sub(r"[$}\\]", r"\\\g<0>", text)
    return _SLOT.sub(
        lambda slot: f"${{{numbers.setdefault(slot[0], len(numbers) + 1)}:{slot[0]}}}", escaped
    )
