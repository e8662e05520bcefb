"""The names that could stand where something is named: components, apps, secrets of a store."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from daprls.features.candidate import Candidate, CandidateKind
from daprls.features.slot import ValueSlot
from daprls.held_secrets import held_for
from daprls.index import BUILT_IN_STORE
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.uses import Holder, Role
from daprls.snapshot import Snapshot
from daprls.usage import plays


def component_names(
    snapshot: Snapshot, holder: Holder, role: Role, taken: Collection[str] = ()
) -> Iterator[Candidate]:
    """The components that `holder` can name in a role, those that files describe first."""
    kind = CandidateKind.STORE if role is Role.STORE else CandidateKind.COMPONENT
    seen = set(taken)
    for name, detail, rank in _component_names(snapshot, holder, role):
        if name not in seen:
            seen.add(name)
            yield Candidate(name, kind, rank, detail, opens="object")


def _component_names(
    snapshot: Snapshot, holder: Holder, role: Role
) -> Iterator[tuple[str, str, int]]:
    is_component = isinstance(holder, Component)
    for component in snapshot.index.components:
        is_same_world = component.dialect is holder.dialect
        if (is_component and not is_same_world) or component.document is holder.document:
            continue
        if plays(component, role):
            name = snapshot.name(component)
            detail = f"{component.type_text} · name from {name.source.value}"
            yield name.text, detail, 0 if is_same_world else 1
    if not is_component or holder.dialect is Dialect.ACA:
        for text, mentions in snapshot.index.mentioned_components.items():
            first = mentions[0]
            if role.may_be(first.component_type):
                known = first.component_type or "component"
                yield text, f"{known} · {first.origin.value}", 1
    for text, known in snapshot.config(holder.path).deployed_types.items():
        if role.may_be(known):
            yield text, f"{known} · deployed already", 0
    if role is Role.STORE and holder.dialect is Dialect.OSS:
        yield BUILT_IN_STORE, "there by itself in Kubernetes", 1


def app_ids(snapshot: Snapshot, holder: Holder, taken: Collection[str] = ()) -> Iterator[Candidate]:
    """The app IDs that files define, and those that others than `holder` name."""
    defined = snapshot.index.apps
    named = {
        name
        for name, uses in snapshot.usage.app_uses.items()
        if any(use.holder.document is not holder.document for use in uses)
    }
    known = named | snapshot.known_apps(holder.path)
    for app in sorted(known.difference(taken)):
        detail = None
        if app in defined:
            place = defined[app][0]
            detail = f"{place.origin.value} · {place.path.rpartition('/')[2]}"
        yield Candidate(app, CandidateKind.APP, 0, detail)


def secret_names(
    snapshot: Snapshot, store: str, taken: Collection[str] = ()
) -> Iterator[Candidate]:
    """The secrets that components take from a store of this name."""
    names = {
        reference.name.text
        for user in snapshot.index.users_of(store, Dialect.OSS)
        for _, reference in user.references
        if ordinary_text(reference.name)
    }
    for name in sorted(names.difference(taken)):
        yield Candidate(name, CandidateKind.SECRET, 0, f"used with '{store}'")


def held_secrets(snapshot: Snapshot, user: Component, slot: ValueSlot) -> Iterator[Candidate]:
    """The secrets that the files of a component's store hold, or the keys of the one it names."""
    held = held_for(snapshot, user)
    if held is None:
        return
    if slot.key == "name":
        for source in held.sources:
            file = source.path.rpartition("/")[2]
            for name in source.secrets:
                yield Candidate(name, CandidateKind.SECRET, 0, f"secret of '{file}'")
        return
    for entry, reference in user.references:
        if entry.index != slot.index:
            continue
        for secret in held.named(reference.name.text):
            file = secret.place.path.rpartition("/")[2]
            for key in secret.keys or (secret.name,):
                yield Candidate(key, CandidateKind.SECRET, 0, f"key of '{secret.name}' · {file}")
