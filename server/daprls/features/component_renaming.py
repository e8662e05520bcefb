"""Renaming a component: where its name is said, and where others take secrets from it by name.

Apps that use it by name are in no file that is read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daprls.features.named import StoreName, named_by
from daprls.features.renaming import RenameError, Renaming
from daprls.index import BUILT_IN_STORE, NameSource
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Dialect, find, fold
from daprls.model.load_set import World, may_meet
from daprls.model.names import ACA_COMPONENT, SUBDOMAIN
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Mapping, Node, Scalar, walk
from daprls.text import Location

_OTHERS = frozenset({"pubsubname", "storename", "component", "name"})
"""The keys by which other kinds of Dapr's resources name a component."""
_GROUP = "components"
"""The key below which resiliency names components, as keys."""


def component_renaming(snapshot: Snapshot, at: StoreName) -> Renaming:
    """Where the component is named that stands, or is meant, at the caret.

    Raises:
        RenameError: its name is said in no file, or who else means it cannot be told.

    """
    component = at.component if at.is_own else _meant(snapshot, at)
    name = snapshot.name(component).text
    _refuse_built_in(component, name)
    targets = _together(snapshot, component)
    texts: list[Location] = []
    scalars: list[tuple[str, Scalar]] = []
    for target in targets:
        own = _own_places(snapshot, target)
        if isinstance(own, Scalar):
            scalars.append((target.path, own))
        else:
            texts.extend(own)
        _refuse_mentioned(snapshot, target, name)
    users = tuple(_users(snapshot, name, targets))
    scalars.extend((user.path, user.store) for user in users if user.store is not None)

    def objection(new: str) -> str | None:
        reasons = (_objection(snapshot, target, targets, users, new) for target in targets)
        return next((reason for reason in reasons if reason is not None), None)

    return Renaming(tuple(scalars), objection, tuple(texts))


def _meant(snapshot: Snapshot, at: StoreName) -> Component:
    """The one component that a reference to a secret store leads to."""
    match = snapshot.store_match(at.component)
    bearers = (match.stores or match.others) if match is not None else ()
    reached = snapshot.within_reach(at.component, bearers)
    if len(reached) == 1:
        return reached[0]
    if match is not None and match.is_built_in:
        _refuse_built_in(at.component, at.name)
    if match is not None and match.deployed is not None:
        raise RenameError(
            f"By the settings '{at.name}' is deployed already; no file of the workspace names it."
        )
    if any(may_meet(at.component, each) for each in bearers):
        raise RenameError(
            f"Several components are called '{at.name}', and which one is meant here cannot be "
            "told. Rename one of them where it is defined."
        )
    raise RenameError(f"No file of the workspace defines a secret store '{at.name}'.")


def _refuse_built_in(component: Component, name: str) -> None:
    if component.dialect is Dialect.OSS and name == BUILT_IN_STORE:
        raise RenameError(f"The secret store '{name}' comes with Kubernetes and keeps its name.")


def _together(snapshot: Snapshot, component: Component) -> tuple[Component, ...]:
    """The component with those that one deploy command gives the same name to."""
    found = {component: None}
    if component.dialect is Dialect.ACA:
        for command in snapshot.naming_commands(component.path):
            if command.name == snapshot.name(component).text:
                found.update(dict.fromkeys(named_by(snapshot, command)))
    return tuple(found)


def _own_places(snapshot: Snapshot, component: Component) -> Scalar | tuple[Location, ...]:
    """Where files say the component's name."""
    name = snapshot.name(component)
    file = component.path.rpartition("/")[2]
    if name.source is NameSource.CONFIG:
        raise RenameError(
            f"The settings call what is in '{file}' '{name.text}' (`components`); change it there."
        )
    if name.source is NameSource.STEM:
        comment = f"# daprls: name={ACA_COMPONENT.nearest(name.text) or name.text}"
        raise RenameError(
            f"No file says what the component in '{file}' is called; '{name.text}' is inferred "
            f"from the file's name. Put '{comment}' into the file, and rename that."
            if component.dialect is Dialect.ACA
            else f"The component in '{file}' has no name yet; `metadata.name` gives it one."
        )
    if name.source is NameSource.MANIFEST and component.declared_name is not None:
        return component.declared_name
    commands = tuple(
        Location(command.path, command.name_span)
        for command in snapshot.naming_commands(component.path)
        if command.name == name.text
    )
    return commands if name.source is NameSource.COMMAND else (name.location, *commands)


def _users(snapshot: Snapshot, name: str, targets: tuple[Component, ...]) -> Iterator[Component]:
    """The components that surely take their secrets from one of `targets`."""
    for user in snapshot.index.users_of(name, targets[0].dialect):
        if user.store is None or ordinary_text(user.store) != name:
            continue
        match = snapshot.index.store(name, user.dialect)
        bearers = match.stores or match.others
        candidates = {each for each in bearers if may_meet(user, each)}
        reached = set(snapshot.within_reach(user, bearers)) or candidates
        if reached <= set(targets):
            if reached:
                yield user
        elif not reached.isdisjoint(targets):
            raise RenameError(
                f"'{user.path.rpartition('/')[2]}' takes secrets from '{name}', and several "
                "components are called so; which one it means cannot be told."
            )


def _refuse_mentioned(snapshot: Snapshot, component: Component, name: str) -> None:
    for file in snapshot.files.values():
        if name in file.text and _mentions(file, component.dialect, name):
            raise RenameError(
                f"'{file.path.rpartition('/')[2]}' names '{name}' as well, in a place where names "
                "cannot be followed yet."
            )


def _mentions(file: SourceFile, dialect: Dialect, name: str) -> bool:
    """Whether other kinds of Dapr's resources, or an outbox, may name the component."""
    for component in file.components:
        outboxes = component.entries("outboxPubsub") if component.dialect is dialect else ()
        if any(each.literal is not None and each.literal.text == name for each in outboxes):
            return True
    return dialect is Dialect.OSS and any(
        _names_component(manifest.document.root, name)
        for manifest in file.manifests
        if manifest.shape is None and (manifest.api_version or "").startswith("dapr.io/")
    )


def _names_component(root: Node, name: str) -> bool:
    own = find(find(root, "metadata"), "name")
    for node in walk(root):
        if not isinstance(node, Mapping):
            continue
        for entry in node.entries:
            value, key = entry.value, fold(entry.key.text)
            if isinstance(value, Scalar) and value is not own and value.text == name:
                if key in _OTHERS:
                    return True
            elif key == _GROUP and isinstance(value, Mapping) and value.entry(name) is not None:
                return True
    return False


def _objection(
    snapshot: Snapshot,
    component: Component,
    targets: tuple[Component, ...],
    users: Iterable[Component],
    new: str,
) -> str | None:
    """Why the component cannot be called `new`."""
    reason = _objection_to_form(snapshot, component, new)
    if reason is not None:
        return reason
    for other in snapshot.load_set(component):
        if other not in targets and snapshot.name(other).text == new and may_meet(component, other):
            return (
                f"The component in '{other.path.rpartition('/')[2]}' beside it is called '{new}' "
                "already."
            )
    match = snapshot.index.store(new, component.dialect)
    later = (*match.stores, *targets)
    for user in users:
        reached = set(snapshot.within_reach(user, later))
        if not reached <= set(targets) or (len(targets) == 1 and not reached):
            return _taken(new, user)
    for user in snapshot.index.users_of(new, component.dialect):
        before = snapshot.within_reach(user, match.stores)
        if before and snapshot.within_reach(user, later) != before:
            return _taken(new, user)
    return None


def _taken(new: str, user: Component) -> str:
    return (
        f"There is a '{new}' already, and for '{user.path.rpartition('/')[2]}' nothing would tell "
        "which of the two is meant."
    )


def _objection_to_form(snapshot: Snapshot, component: Component, new: str) -> str | None:
    if component.dialect is Dialect.ACA:
        if ACA_COMPONENT.fits(new):
            return None
        return (
            f"Azure Container Apps refuses a component called '{new}': a name "
            f"{ACA_COMPONENT.words}."
        )
    if new == BUILT_IN_STORE:
        return f"The secret store that comes with Kubernetes is called '{new}'."
    is_local = snapshot.world(component.path) is World.SELF_HOSTED
    if SUBDOMAIN.fits(new) or (is_local and not set(new) & set("/% ") and new not in (".", "..")):
        return None
    return f"Kubernetes refuses a component called '{new}': a name {SUBDOMAIN.words}."
