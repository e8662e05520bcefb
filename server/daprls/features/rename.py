"""Another name for what is named at the caret, wherever files of the workspace say it, in one edit.

What is only inferred, is deployed already or cannot be told apart is refused, and why.
"""

from __future__ import annotations

from dataclasses import dataclass

from daprls.features.app_renaming import app_renaming
from daprls.features.component_renaming import component_renaming
from daprls.features.named import (
    AppId,
    Named,
    NamedComponent,
    OwnName,
    OwnSecret,
    PolicyName,
    StoreSecret,
    TopicName,
    name_span,
    named_at,
)
from daprls.features.secret_renaming import own_secret_renaming, store_secret_renaming
from daprls.model.run_paths import RunPath
from daprls.model.secrecy import may_be_quoted
from daprls.model.source_file import SourceFile
from daprls.refactor.renaming import RenameError, Renaming, checked_name, refuse_shared
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Scalar
from daprls.text import Span, TextEdit

_OWN_POLICIES = ("DaprBuiltIn", "Default")
"""How policies are called that Dapr itself looks for."""

__all__ = ["RenameError", "RenamePlace", "prepare_rename", "rename"]


@dataclass(frozen=True, slots=True)
class RenamePlace:
    """The word that an editor lets its author type over."""

    span: Span
    name: str


def prepare_rename(snapshot: Snapshot, file: SourceFile, offset: int) -> RenamePlace | None:
    """What can be renamed at `offset`; `None` where no name stands.

    Raises:
        RenameError: what is named there keeps its name, for the reason given.

    """
    found = _at(snapshot, file, offset)
    return found[0] if found is not None else None


def rename(
    snapshot: Snapshot, file: SourceFile, offset: int, new: str
) -> tuple[TextEdit, ...] | None:
    """All changes that make what is named at `offset` be called `new`.

    Raises:
        RenameError: it keeps its name, or `new` cannot be its name, for the reason given.

    """
    found = _at(snapshot, file, offset)
    if found is None:
        return None
    place, renaming = found
    if new == place.name:
        return ()
    new = checked_name(new)
    reason = renaming.objection(new)
    if reason is not None:
        raise RenameError(reason)
    return renaming.edits(new)


def _at(snapshot: Snapshot, file: SourceFile, offset: int) -> tuple[RenamePlace, Renaming] | None:
    named, span = named_at(snapshot, file, offset), name_span(snapshot, file, offset)
    if named is None or isinstance(named, RunPath) or span is None:
        return None
    name = (named.key if isinstance(named, StoreSecret) else None) or named.name
    if span.of(file.text) != name and not span.of(file.text).startswith("*"):
        return None  # A component's type leads to the component, but is not its name.
    if not may_be_quoted(name):
        raise RenameError("What stands here looks like a value rather than a name.")
    renaming = _renaming(snapshot, named)
    if not renaming.scalars and not renaming.texts:
        return None  # It stands where nobody reads it.
    refuse_shared(snapshot, renaming.scalars)
    return RenamePlace(span, name), renaming


def _renaming(snapshot: Snapshot, named: Named) -> Renaming:
    match named:
        case OwnName() | NamedComponent():
            return component_renaming(snapshot, named)
        case OwnSecret():
            return own_secret_renaming(named)
        case StoreSecret():
            return store_secret_renaming(snapshot, named)
        case AppId(name):
            return app_renaming(snapshot, name)
        case PolicyName():
            return _policy_renaming(snapshot, named)
        case TopicName(name):
            raise RenameError(
                f"Apps publish to the topic '{name}' by name, and brokers keep it; no file here "
                "tells all who know it."
            )
        case RunPath():
            raise RenameError("What stands here is a path.")


def _policy_renaming(snapshot: Snapshot, policy: PolicyName) -> Renaming:
    """A policy in its resource and in those beside it."""
    if policy.name.startswith(_OWN_POLICIES):
        raise RenameError(f"Dapr itself looks for a policy called '{policy.name}'.")
    scalars: list[tuple[str, Scalar]] = []
    taken: set[str] = set()
    for each in snapshot.usage.policies_beside(policy.resiliency):
        defined = [entry.key for group, entry in each.policies if group == policy.group]
        used = [use.name for use in each.policy_uses if use.group == policy.group]
        taken.update(scalar.text for scalar in defined)
        named = (scalar for scalar in (*defined, *used) if scalar.text == policy.name)
        scalars += [(each.path, scalar) for scalar in named]
    if policy.name not in taken:
        raise RenameError(f"No policy '{policy.name}' is defined here.")

    def objection(new: str) -> str | None:
        return f"There is a policy '{new}' already." if new in taken else None

    return Renaming(tuple(scalars), objection)
