"""Renaming a component: where its name is said, and where anything else names it.

Apps that use it by name say so in their code, which is not read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from daprls.index import BUILT_IN_STORE, NameSource
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.load_set import World, may_meet
from daprls.model.mention import Mention, MentionKind
from daprls.model.names import ACA_COMPONENT, SUBDOMAIN
from daprls.model.naming_command import NamingCommand
from daprls.model.uses import ComponentUse, Role
from daprls.refactor.renaming import RenameError, Renaming, file_name, mentioned
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Scalar
from daprls.text import Location


def renaming_of(snapshot: Snapshot, component: Component) -> Renaming:
    """All places that name a component which a file describes.

    Raises:
        RenameError: its name is said in no file, or who else means it cannot be told.

    """
    name = snapshot.name(component).text
    refuse_built_in(component.dialect, name)
    targets = _together(snapshot, component)
    texts: list[Location] = []
    scalars: list[tuple[str, Scalar]] = []
    for target in targets:
        own = _own_places(snapshot, target)
        if isinstance(own, Scalar):
            scalars.append((target.path, own))
        else:
            texts.extend(own)
    if component.dialect is Dialect.ACA:
        said, parts = mentioned(snapshot, _mentions(snapshot, name, targets))
        scalars.extend(said)
        texts.extend(parts)
    users = tuple(_users(snapshot, name, targets))
    scalars.extend((user.holder.path, user.scalar) for user in users)

    def objection(new: str) -> str | None:
        reasons = (_objection(snapshot, target, targets, users, new) for target in targets)
        return next((reason for reason in reasons if reason is not None), None)

    return Renaming(tuple(scalars), objection, tuple(texts))


def renaming_of_mentioned(snapshot: Snapshot, name: str) -> Renaming:
    """All places that name a component of a template or a deploy command, which no file describes.

    Raises:
        RenameError: nothing defines it, or it is named where that cannot be changed.

    """
    mentions = snapshot.index.mentions(MentionKind.COMPONENT, name)
    if not any(mention.defines for mention in mentions):
        raise RenameError(f"No file of the workspace defines a component '{name}'.")
    scalars, texts = mentioned(snapshot, mentions)
    users = tuple(
        use
        for use in snapshot.usage.component_uses.get(name, ())
        if not snapshot.usage.bearers(use.holder, name, use.role)
        and not (isinstance(use.holder, Component) and use.holder.dialect is Dialect.OSS)
    )
    used = tuple((use.holder.path, use.scalar) for use in users)

    def objection(new: str) -> str | None:
        index = snapshot.index
        if not ACA_COMPONENT.fits(new):
            return _refused_by_azure(new)
        if new in index.mentioned_components or new in index.by_name:
            return f"There is a component '{new}' already."
        return None

    return Renaming((*scalars, *used), objection, texts)


def refuse_built_in(dialect: Dialect, name: str) -> None:
    """Raises an error for the secret store that comes with Kubernetes."""
    if dialect is Dialect.OSS and name == BUILT_IN_STORE:
        raise RenameError(f"The secret store '{name}' comes with Kubernetes and keeps its name.")


def deployed_by(snapshot: Snapshot, command: NamingCommand) -> tuple[Component, ...]:
    """The components that bear the name which a deploy command gives, and that it deploys."""
    bearers = snapshot.index.by_name.get(command.name, ())
    return tuple(each for each in bearers if command in snapshot.naming_commands(each.path))


def _together(snapshot: Snapshot, component: Component) -> tuple[Component, ...]:
    """The component with those that one deploy command gives the same name to."""
    found = {component: None}
    if component.dialect is Dialect.ACA:
        for command in snapshot.naming_commands(component.path):
            if command.name == snapshot.name(component).text:
                found.update(dict.fromkeys(deployed_by(snapshot, command)))
    return tuple(found)


def _own_places(snapshot: Snapshot, component: Component) -> Scalar | tuple[Location, ...]:
    """Where files say the component's name."""
    name = snapshot.name(component)
    file = file_name(component.path)
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


def _mentions(snapshot: Snapshot, name: str, targets: tuple[Component, ...]) -> Iterator[Mention]:
    """The places outside of components that surely mean one of `targets`.

    Of several components of one name each is taken for that of the templates nearest to it.
    """
    rivals = [
        each
        for each in snapshot.index.by_name.get(name, ())
        if each.dialect is Dialect.ACA and each not in targets
    ]
    for mention in snapshot.index.mentions(MentionKind.COMPONENT, name):
        near = max(_shared_folders(mention.path, target.path) for target in targets)
        far = max((_shared_folders(mention.path, rival.path) for rival in rivals), default=-1)
        if near == far:
            raise RenameError(
                f"'{file_name(mention.path)}' names '{name}' as well, and several components are "
                "called so; which one it means cannot be told."
            )
        if near > far:
            yield mention


def _shared_folders(first: str, second: str) -> int:
    """How many folders from the root on two files have in common."""
    count = 0
    for one, other in zip(first.split("/")[:-1], second.split("/")[:-1], strict=False):
        if one != other:
            break
        count += 1
    return count


def _users(snapshot: Snapshot, name: str, targets: tuple[Component, ...]) -> Iterator[ComponentUse]:
    """The places that surely name one of `targets`."""
    for use in snapshot.usage.component_uses.get(name, ()):
        bearers = snapshot.usage.bearers(use.holder, name, use.role)
        reached = set(snapshot.meant(use.holder, bearers)) or set(bearers)
        if reached and reached <= set(targets):
            yield use
        elif not reached.isdisjoint(targets):
            takes = "takes secrets from" if use.role is Role.STORE else "names"
            raise RenameError(
                f"'{file_name(use.holder.path)}' {takes} '{name}', and several components are "
                "called so; which one it means cannot be told."
            )


def _objection(
    snapshot: Snapshot,
    component: Component,
    targets: tuple[Component, ...],
    users: Iterable[ComponentUse],
    new: str,
) -> str | None:
    """Why the component cannot be called `new`."""
    reason = _objection_to_form(snapshot, component, new)
    if reason is not None:
        return reason
    for other in snapshot.load_set(component):
        if other not in targets and snapshot.name(other).text == new and may_meet(component, other):
            return (
                f"The component in '{file_name(other.path)}' beside it is called '{new}' already."
            )
    if component.dialect is Dialect.ACA and new in snapshot.index.mentioned_components:
        place = snapshot.index.mentioned_components[new][0]
        return f"'{file_name(place.path)}' defines a component '{new}' already."
    for use in users:
        others = snapshot.usage.bearers(use.holder, new, use.role)
        reached = set(snapshot.meant(use.holder, (*others, *targets)))
        if not reached <= set(targets) or (len(targets) == 1 and not reached):
            return _taken(new, use)
    for use in snapshot.usage.component_uses.get(new, ()):
        others = snapshot.usage.bearers(use.holder, new, use.role)
        meant = snapshot.meant(use.holder, others)
        mixed = (*others, *(each for each in targets if may_meet(use.holder, each)))
        if meant and snapshot.meant(use.holder, mixed) != meant:
            return _taken(new, use)
    return None


def _taken(new: str, use: ComponentUse) -> str:
    return (
        f"There is a '{new}' already, and for '{file_name(use.holder.path)}' nothing would tell "
        "which of the two is meant."
    )


def _objection_to_form(snapshot: Snapshot, component: Component, new: str) -> str | None:
    if component.dialect is Dialect.ACA:
        return None if ACA_COMPONENT.fits(new) else _refused_by_azure(new)
    if new == BUILT_IN_STORE:
        return f"The secret store that comes with Kubernetes is called '{new}'."
    is_local = snapshot.world(component.path) is World.SELF_HOSTED
    if SUBDOMAIN.fits(new) or (is_local and not set(new) & set("/% ") and new not in (".", "..")):
        return None
    return f"Kubernetes refuses a component called '{new}': a name {SUBDOMAIN.words}."


def _refused_by_azure(new: str) -> str:
    return f"Azure Container Apps refuses a component called '{new}': a name {ACA_COMPONENT.words}."
