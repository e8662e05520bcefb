"""A secret out of a component's file: into its own `secrets`, a store of the workspace, or a new
Key Vault store.

A value that goes to a store leaves the file and is nowhere else yet, so the title says what has to
be done before. No text ever holds a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from daprls.catalog import ComponentType
from daprls.index import BUILT_IN_STORE
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.credentials import Exposure
from daprls.model.dialect import Dialect
from daprls.model.exposed import exposure_of
from daprls.model.load_set import World
from daprls.model.scopes import apps_of
from daprls.model.secrecy import sounds_sensitive
from daprls.model.secret_stores import answers_by_name
from daprls.refactor.choices import IDENTITY
from daprls.refactor.new import Plan, new_component
from daprls.refactor.secret_store import (
    KEY_VAULT,
    available_stores,
    deployed_vaults,
    may_name_store,
    name_in_store,
    take_from_store,
)
from daprls.refactor.secrets import keep_in_secrets
from daprls.snapshot import Snapshot
from daprls.text import CreateFile, Edit

_UNSUITABLE = "secretstores.local.env"
"""Its secrets are variables of the sidecar's environment, with names of their own kind."""
_NEW_NAMES = ("secretstore", "vault", "keyvault")


@dataclass(frozen=True, slots=True)
class Move:
    """A way for secrets to leave the place where they stand."""

    title: str
    edits: tuple[Edit, ...]
    notes: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    """Command lines that put the values where they are looked for then."""


def is_secret(component: Component, entry: MetadataEntry, known: ComponentType | None) -> bool:
    """Whether an item holds a secret itself, or the place for one."""
    if entry.literal is None or entry.reference is not None or entry.is_blank:
        return False
    field = known.field(entry.name_text) if known is not None else None
    if field is not None and field.sensitive:
        return True
    if field is None and sounds_sensitive(entry.name_text):
        return True
    text = ordinary_text(entry.literal)
    return bool(text) and exposure_of(component, entry, known, text or "") is Exposure.REAL


def moves(snapshot: Snapshot, component: Component, entry: MetadataEntry) -> Iterator[Move]:
    """Where the secret that an item holds can go, the nearest place first."""
    if component.document.problems or not is_secret(component, entry, snapshot.type(component)):
        return
    kept = keep_in_secrets(snapshot, component, entry)
    if kept is not None:
        name, edits = kept
        yield Move(f"Move it to the secret '{name}'", edits)
    yield from moves_to_stores(snapshot, component, (entry,))


def moves_to_stores(
    snapshot: Snapshot, component: Component, entries: Iterable[MetadataEntry] = ()
) -> Iterator[Move]:
    """The stores that can have the secrets of `entries`, and with them all of its own `secrets`."""
    if component.document.problems:
        return
    names: dict[MetadataEntry, str] = {}
    for entry in entries:
        name = name_in_store(snapshot, component, entry)
        if name is None or name in names.values():
            return
        names[entry] = name
    stores = available_stores(snapshot, component)
    for called, store in stores.items():
        if _takes(snapshot, store, names.values()):
            vault = _vault_name(snapshot, store)
            yield from _move(snapshot, component, called, names, vault=vault)
    deployed = deployed_vaults(snapshot, component)
    for called in deployed:
        yield from _move(snapshot, component, called, names, vault="<vault>")
    if _may_use_kubernetes(snapshot, component):
        yield from _move(snapshot, component, BUILT_IN_STORE, names)
    if not deployed and not any(_is_vault(snapshot, store) for store in stores.values()):
        yield from _new_vault(snapshot, component, names)


def _takes(snapshot: Snapshot, store: Component, names: Iterable[str]) -> bool:
    """Whether the store can hold secrets of these names, each under its name alone."""
    known = snapshot.type(store)
    facts = snapshot.catalog.secret_store(store.type_text)
    if known is None or known.type == _UNSUITABLE:
        return False
    return facts is None or all(
        answers_by_name(store, known, facts, name)
        and (facts.names is None or facts.names.fullmatch(name) is not None)
        for name in names
    )


def _may_use_kubernetes(snapshot: Snapshot, component: Component) -> bool:
    """Whether the component's secrets may stand in Secrets of Kubernetes."""
    if component.dialect is Dialect.ACA or snapshot.world(component.path) is World.SELF_HOSTED:
        return False
    named = component.store.text if component.store is not None else BUILT_IN_STORE
    return named == BUILT_IN_STORE


def _move(
    snapshot: Snapshot,
    component: Component,
    store: str,
    names: dict[MetadataEntry, str],
    *,
    vault: str | None = None,
    created: CreateFile | None = None,
) -> Iterator[Move]:
    own = _own_names(component)
    edits = take_from_store(snapshot, component, store, names)
    every = [*dict.fromkeys((*names.values(), *own))]
    if not edits or not every:
        return
    which = "a new Key Vault store" if created is not None else "the secret store"
    if len(every) == 1:
        title = f"Take it from {which} '{store}' (put it there as '{every[0]}' first)"
    else:
        title = f"Take all secrets from {which} '{store}' (put them there first)"
    commands = [each for name in every if (each := _putting(store, name, vault)) is not None]
    extra = (created,) if created is not None else ()
    yield Move(title, (*edits, *extra), (_how_to_put(store, every, commands),), tuple(commands))


def _own_names(component: Component) -> tuple[str, ...]:
    """The names by which its own secrets are looked for in a store that is named."""
    if component.dialect is Dialect.OSS or component.store is not None:
        return ()
    names = (reference.name.text for _, reference in component.references)
    return tuple(dict.fromkeys(name.replace(".", "-") for name in names))


def _putting(store: str, name: str, vault: str | None) -> str | None:
    """The command line that puts a value into a store, with the value left out."""
    if vault is not None:
        return f"az keyvault secret set --vault-name {vault} --name {name} --value <value>"
    if store == BUILT_IN_STORE:
        return f"kubectl create secret generic {name} --from-literal={name}=<value>"
    return None


def _how_to_put(store: str, names: Sequence[str], commands: Sequence[str]) -> str:
    one = len(names) == 1
    what = "The value leaves this file and has" if one else "The values leave this file and have"
    called = " and ".join(f"'{name}'" for name in names)
    how = f": {'; '.join(commands)}" if commands else f" as {called}."
    return f"{what} to be put into the secret store '{store}'{how}"


def _is_vault(snapshot: Snapshot, store: Component) -> bool:
    return snapshot.catalog.canonical(store.type_text) == KEY_VAULT


def _vault_name(snapshot: Snapshot, store: Component) -> str | None:
    """The vault of a store, where it is a Key Vault."""
    if not _is_vault(snapshot, store):
        return None
    entry = next(iter(store.entries("vaultName")), None)
    text = ordinary_text(entry.literal) if entry is not None else None
    return text.partition(".")[0] if text else "<vault>"


def _new_vault(
    snapshot: Snapshot, component: Component, names: dict[MetadataEntry, str]
) -> Iterator[Move]:
    """A store in a file of its own, for the apps that the component is for."""
    folder = component.path.rpartition("/")[0]
    apps = apps_of(component)
    if component.path.startswith("untitled:") or apps is None or not may_name_store(component):
        return
    if component.is_secret_store:
        return
    taken = {path.lower() for path in snapshot.files}
    for name in _NEW_NAMES:
        path = f"{folder}/{name}.yaml"
        if path.lower() in taken or snapshot.index.by_name.get(name):
            continue
        scopes = tuple(dict.fromkeys(scope.app_id for scope in component.scopes))
        plan = Plan(KEY_VAULT, component.dialect, IDENTITY, name=name, scopes=scopes)
        text = new_component(snapshot.catalog, plan)
        if isinstance(text, str):
            created = CreateFile(path, text)
            yield from _move(snapshot, component, name, names, vault="<vault>", created=created)
        return
