"""Renaming the component at the caret, or the one that is meant there."""

from __future__ import annotations

from daprls.features.definition import bearers_of, mentions_for
from daprls.features.named import NamedComponent, OwnName
from daprls.model.component import Component
from daprls.model.uses import Role
from daprls.refactor.component_renaming import (
    refuse_built_in,
    renaming_of,
    renaming_of_mentioned,
)
from daprls.refactor.renaming import RenameError, Renaming
from daprls.snapshot import Snapshot


def component_renaming(snapshot: Snapshot, at: OwnName | NamedComponent) -> Renaming:
    """Where the component is named that stands, or is meant, at the caret.

    Raises:
        RenameError: its name is said in no file, or who else means it cannot be told.

    """
    component = at.component if isinstance(at, OwnName) else _meant(snapshot, at)
    if component is None:
        return renaming_of_mentioned(snapshot, at.name)
    return renaming_of(snapshot, component)


def _meant(snapshot: Snapshot, at: NamedComponent) -> Component | None:
    """The one component that a name leads to; `None` where only files of other kinds define it."""
    bearers = bearers_of(snapshot, at.holder, at.name, at.role)
    reached = snapshot.meant(at.holder, bearers) if at.holder is not None else bearers
    if len(reached) == 1:
        return reached[0]
    if bearers:
        raise RenameError(
            f"Several components are called '{at.name}', and which one is meant here cannot be "
            "told. Rename one of them where it is defined."
        )
    if at.holder is None:
        return None
    if at.role in (Role.STORE, Role.TARGET):
        refuse_built_in(at.holder.dialect, at.name)
    if at.name in snapshot.config(at.holder.path).deployed_types:
        raise RenameError(
            f"By the settings '{at.name}' is deployed already; no file of the workspace names it."
        )
    if mentions_for(snapshot, at.holder, at.name):
        return None
    raise RenameError(f"No file of the workspace defines {_NOUNS[at.role]} '{at.name}'.")


_NOUNS = {
    Role.STORE: "a secret store",
    Role.PUBSUB: "a pub/sub component",
    Role.MIDDLEWARE: "a middleware component",
    Role.TARGET: "a component",
}
