"""What could stand at a place of a component: keys, types, names, values.

Only what to offer and in which order; how it is put into the text is the work of `completion`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daprls.catalog import ComponentType, MetadataField, Need
from daprls.features.candidate import Candidate, CandidateKind
from daprls.features.field_text import field_markdown, need_text
from daprls.features.name_candidates import app_ids, component_names, held_secrets
from daprls.features.slot import ValueSlot
from daprls.features.type_text import type_summary
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.uses import OUTBOX, Role
from daprls.schema import Level, envelope
from daprls.snapshot import Snapshot


def keys(dialect: Dialect, level: Level, present: Iterable[str]) -> Iterator[Candidate]:
    """The keys of a level that are not present yet, in the order one writes them."""
    taken = {key.lower() for key in present}
    if level is Level.METADATA_ITEM:
        taken |= _excluded_by(taken)
    for rank, key in enumerate(envelope(dialect).keys(level).values()):
        if key.name.lower() not in taken and not key.read_only:
            detail = f"{key.type}, required" if key.required else key.type
            yield Candidate(
                key.name, CandidateKind.KEY, rank, detail, key.description, opens=key.type
            )


def _excluded_by(taken: set[str]) -> set[str]:
    """The keys of a metadata item that make no sense beside those it has."""
    sources = {"value", "secretref", "secretkeyref", "envref"}
    return sources if taken & sources else set()


def values(
    slot: ValueSlot, component: Component, snapshot: Snapshot, near: str
) -> Iterator[Candidate]:
    """What could be the value of a slot; `near` is the text that stands there now."""
    match slot.level, slot.key:
        case (Level.FLAT | Level.COMPONENT, "componenttype") | (Level.SPEC, "type"):
            yield from component_types(component.dialect, snapshot, component.path)
        case (Level.FLAT | Level.COMPONENT | Level.SPEC, "version"):
            yield from _versions(component, snapshot)
        case (Level.FLAT | Level.COMPONENT | Level.SPEC, "ignoreerrors"):
            yield Candidate("false", CandidateKind.VALUE, 0, "start-up fails with the component")
            yield Candidate("true", CandidateKind.VALUE, 1, "the sidecar starts without it")
        case (Level.RESOURCE, "apiversion"):
            yield Candidate("dapr.io/v1alpha1", CandidateKind.VALUE)
        case (Level.RESOURCE, "kind"):
            yield Candidate("Component", CandidateKind.VALUE)
        case (_, "secretstorecomponent") | (Level.AUTH, "secretstore"):
            yield from component_names(snapshot, component, Role.STORE)
        case (_, "scopes"):
            present = {scope.app_id for scope in component.scopes} - {near}
            yield from app_ids(snapshot, component, present)
        case (Level.METADATA_ITEM, "name"):
            yield from metadata_names(component, snapshot, near)
        case (Level.METADATA_ITEM, "value"):
            yield from _metadata_values(slot.index, component, snapshot)
        case (Level.METADATA_ITEM, "secretref") | (Level.SECRET_KEY_REF, "name" | "key"):
            yield from _secrets(slot, component, snapshot, near)
        case (Level.SECRET, "name"):
            yield from _dangling(component)
        case _:
            return


def component_types(dialect: Dialect, snapshot: Snapshot, path: str) -> Iterator[Candidate]:
    """Every component type for the file `path`, those that pluggable components provide included.

    For ACA, which has none of these, those that Azure Container Apps supports come first.
    """
    tiers = snapshot.catalog.aca
    if dialect is Dialect.OSS:
        for name in snapshot.config(path).pluggable:
            yield Candidate(name, CandidateKind.TYPE, 0, "of a pluggable component")
    catalog, config = snapshot.catalog_for(path), snapshot.config(path)
    for name in catalog.types:
        rank = 0
        if dialect is Dialect.ACA:
            rank = 0 if name in tiers.tier1 else 1 if name in tiers.tier2 else 2
            if name in tiers.unsupported_types:
                continue
        summary = catalog.summary(name)
        since = summary.since.get(summary.default_version)
        if summary.pluggable and dialect is Dialect.ACA:
            continue
        if since is not None and config.is_before(since):
            continue
        detail = f"{summary.title} · {summary.status}"
        told = type_summary(catalog, name)
        yield Candidate(name, CandidateKind.TYPE, rank, detail, told)


def _versions(component: Component, snapshot: Snapshot) -> Iterator[Candidate]:
    known = snapshot.type(component)
    for rank, version in enumerate(known.versions if known is not None else ("v1",)):
        old = known is not None and version in known.deprecated_versions
        yield Candidate(version, CandidateKind.VALUE, rank, deprecated=old)


def metadata_names(component: Component, snapshot: Snapshot, near: str) -> Iterator[Candidate]:
    """The names that the component reads and that are not given yet, required ones first."""
    known = snapshot.type(component)
    if known is None:
        return
    entries = [entry for entry in component.metadata if entry.name_text]
    taken = {
        field.name
        for entry in entries
        if entry.name_text != near and (field := known.field(entry.name_text)) is not None
    }
    chosen = _chosen_profiles(known, entries, component.dialect)
    config = snapshot.config(component.path)
    for field in known.fields:
        too_new = field.since is not None and config.is_before(field.since)
        if field.name not in taken and not too_new:
            yield Candidate(
                field.name,
                CandidateKind.NAME,
                _rank(field, chosen, taken),
                _detail(field),
                field_markdown(snapshot.catalog_for(component.path), field, known),
                field.deprecated,
            )


def _chosen_profiles(
    known: ComponentType, entries: Iterable[MetadataEntry], dialect: Dialect
) -> frozenset[str]:
    """The ways to authenticate that the file's names speak for.

    Without any such name an ACA file leans to managed identity, which needs no secret.
    """
    votes = [
        set(field.profiles)
        for entry in entries
        if (field := known.field(entry.name_text)) is not None and field.profiles
    ]
    if votes:
        return frozenset(set.intersection(*votes) or set.union(*votes))
    if dialect is Dialect.ACA:
        secret = {field.name for field in known.fields if field.sensitive}
        return frozenset(
            profile.title
            for profile in known.profiles
            if profile.builtin == "azuread" and secret.isdisjoint(profile.fields)
        )
    return frozenset()


def _rank(field: MetadataField, chosen: frozenset[str], taken: set[str]) -> int:
    if field.deprecated or not (field.documented and field.effective):
        return 90
    fitting = not field.profiles or not chosen or bool(chosen & set(field.profiles))
    penalty = 0 if fitting else 30
    if field.need is Need.INIT:
        return 0 + penalty
    if field.need is Need.ONE_OF and not taken.intersection(field.need_group):
        return 5 + penalty
    if field.need is Need.USE:
        return 10 + penalty
    if field.need in (Need.ROLE, Need.OPERATION):
        return 15 + penalty
    return (60 if field.runtime else 20 if field.profiles else 25) + penalty


def _detail(field: MetadataField) -> str:
    need = need_text(field)
    parts = [field.type, need.partition(":")[0] if need else "", "sensitive" * field.sensitive]
    return " · ".join(part for part in parts if part)


def _metadata_values(
    index: int | None, component: Component, snapshot: Snapshot
) -> Iterator[Candidate]:
    known = snapshot.type(component)
    entry = next((each for each in component.metadata if each.index == index), None)
    field = known.field(entry.name_text) if known is not None and entry is not None else None
    if field is None:
        return
    if field.name.lower() in OUTBOX:
        yield from component_names(snapshot, component, Role.PUBSUB)
        return
    allowed = field.allowed_values or (("true", "false") if field.type == "bool" else ())
    if field.type == "bool" and "true" in allowed:
        allowed = ("true", "false")
    for rank, value in enumerate(allowed):
        default = "default" if value == field.default else None
        yield Candidate(value, CandidateKind.VALUE, rank, default)
    if not allowed and field.example and not field.sensitive and field.type != "string":
        yield Candidate(field.example, CandidateKind.VALUE, 0, "example")


def _secrets(
    slot: ValueSlot, component: Component, snapshot: Snapshot, near: str
) -> Iterator[Candidate]:
    if component.store is None and component.dialect is Dialect.ACA:
        for secret in component.secrets:
            if secret.name_text:
                yield Candidate(secret.name_text, CandidateKind.SECRET, 0, "secret of this file")
        return
    held = {each.text: each for each in held_secrets(snapshot, component, slot)}
    yield from held.values()
    if held and slot.key == "key":
        return
    store = component.store.text if component.store is not None else "kubernetes"
    names = {
        reference.name.text
        for user in snapshot.index.store_users.get(store, ())
        for _, reference in user.references
        if ordinary_text(reference.name)
        and not (_same(user, component) and reference.name.text == near)
    }
    for name in sorted(names - held.keys()):
        yield Candidate(name, CandidateKind.SECRET, 0, f"used with '{store}'")


def _same(first: Component, second: Component) -> bool:
    return first.path == second.path and first.document.span == second.document.span


def _dangling(component: Component) -> Iterator[Candidate]:
    """The secrets that the file refers to and does not define."""
    defined = {secret.name_text for secret in component.secrets}
    wanted = {reference.name.text for _, reference in component.references}
    for name in sorted(wanted - defined):
        yield Candidate(name, CandidateKind.SECRET, 0, "referred to in this file")
