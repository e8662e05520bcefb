"""What to offer where no component stands yet: an empty document, or one whose few keys could all
be the start of a component. In any other YAML nothing is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import Catalog, ComponentType, MetadataField, Need
from daprls.features.candidates import Candidate, CandidateKind, component_types, keys
from daprls.model.dialect import ACA_KEYS, Dialect
from daprls.schema import Level
from daprls.snapshot import Snapshot
from daprls.syntax.cursor import Cursor
from daprls.syntax.tree import Document, Mapping, Missing, Scalar

_RESOURCE_KEYS = ("apiVersion", "kind", "metadata", "spec", "auth", "scopes")
_FEW = 4
_API_VERSION = "dapr.io/v1alpha1"


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
        yield _body(label, dialect, None, 60 + rank, snippets=snippets)
    if Dialect.ACA in dialects:
        for name in _identity_types(snapshot.catalog):
            known = snapshot.catalog.find(name)
            if known is not None:
                label = f"{name} with managed identity"
                yield _body(label, Dialect.ACA, known, 70, snippets=snippets)


def _identity_types(catalog: Catalog) -> tuple[str, ...]:
    """The types that Azure Container Apps supports and that can use a managed identity."""
    supported = (*catalog.aca.tier1, *catalog.aca.tier2)
    return tuple(
        name for name in supported if name in catalog.types and catalog.identity(name) is not None
    )


def _body(
    label: str, dialect: Dialect, known: ComponentType | None, rank: int, *, snippets: bool
) -> tuple[Candidate, str]:
    stops = _Stops(snippets=snippets)
    lines = [*_aca_lines(known, stops)] if dialect is Dialect.ACA else [*_oss_lines(stops)]
    detail = "a whole component"
    return Candidate(label, CandidateKind.BODY, rank, detail), "\n".join(lines) + "\n"


class _Stops:
    """Hands out the places to fill in: tab stops in a snippet, else placeholders."""

    def __init__(self, *, snippets: bool) -> None:
        self._snippets = snippets
        self._count = 0

    def next(self, placeholder: str) -> str:
        if not self._snippets:
            return placeholder
        self._count += 1
        return "${" + str(self._count) + ":" + placeholder + "}"


def _aca_lines(known: ComponentType | None, stops: _Stops) -> Iterator[str]:
    if known is None:
        yield f"componentType: {stops.next('<component-type>')}"
        yield "version: v1"
        yield "metadata:"
        yield f"  - name: {stops.next('<name>')}"
        yield f'    value: "{stops.next("<value>")}"'
    else:
        yield f"componentType: {known.type}"
        yield f"version: {known.default_version}"
        yield "metadata:"
        for field in needed_fields(known):
            yield f"  - name: {field.name}"
            yield f'    value: "{stops.next(f"<{field.name}>")}"'
    yield "scopes:"
    yield f"  - {stops.next('<app-id>')}"


def _oss_lines(stops: _Stops) -> Iterator[str]:
    yield f"apiVersion: {_API_VERSION}"
    yield "kind: Component"
    yield "metadata:"
    yield f"  name: {stops.next('<name>')}"
    yield "spec:"
    yield f"  type: {stops.next('<component-type>')}"
    yield "  version: v1"
    yield "  metadata:"
    yield f"    - name: {stops.next('<name>')}"
    yield f'      value: "{stops.next("<value>")}"'


def needed_fields(known: ComponentType) -> tuple[MetadataField, ...]:
    """The fields a component of this type needs when it uses a managed identity, with its flags."""
    found: list[MetadataField] = []
    for field in known.fields:
        if field.sensitive or field.deprecated:
            continue
        alone = not field.profiles
        entra = any(
            profile.builtin == "azuread" and profile.title in field.profiles
            for profile in known.profiles
        )
        needed = field.need in (Need.INIT, Need.USE) and (alone or entra)
        if needed or (field.need is Need.ONE_OF and entra):
            found.append(field)
    return tuple(found)
