"""What there is to say of a component that another kind of resource names and no file defines.

Names may be defined where no file shows it, so that a judgement is only as sure as what the
workspace shows: a name that is nearly another's is a mistake, any other is worth a remark at most.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from daprls.lint.finding import Finding, Fix, Related, Severity
from daprls.model.component import Component
from daprls.model.secrecy import may_be_quoted
from daprls.model.uses import BUILT_IN_STORE, ComponentUse, Role
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.text import Location
from daprls.usage import plays

_MADE_BY_INIT = frozenset({"pubsub", "statestore"})
"""Components that `dapr init` makes, in the home folder or a cluster, where no file shows them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, in words."""

    noun: str
    """As it reads behind 'a', in the middle of a sentence."""
    loss: str
    """What becomes of the file where there is none, as a clause."""
    taken: Collection[str] = ()
    """Names that the place cannot have, for another one beside it has them."""


def unknown_component(use: ComponentUse, snapshot: Snapshot, wanted: Wanted) -> Iterator[Finding]:
    """The finding about a name that leads to no component of the kind that belongs there."""
    name, role = use.name, use.role
    if not may_be_quoted(name) or (role in (Role.STORE, Role.TARGET) and name == BUILT_IN_STORE):
        return
    deployed = snapshot.config(use.holder.path).deployed_types
    mentions = snapshot.index.mentioned_components.get(name, ())
    if any(role.may_be(each.component_type) for each in mentions):
        return
    bearers = snapshot.usage.bearers(use.holder, name, role)
    if any(plays(each, role) for each in bearers):
        return
    if name in deployed:
        yield from _deployed(use, wanted, deployed[name])
        return
    fitting = (each for each, known in deployed.items() if role.may_be(known))
    near = snapshot.usage.near(name, role, fitting)
    if bearers:
        yield from _impostor(use, snapshot, wanted, bearers)
    elif meant := tuple(each for each in near if each not in wanted.taken):
        yield _slip(use, snapshot, wanted, meant)
    elif not mentions and name not in _MADE_BY_INIT and snapshot.usage.shows_all(role):
        yield Finding(
            use.scalar.span,
            f"{_missing(use, wanted)}; unless it comes from elsewhere, {wanted.loss}.",
        )


def _deployed(use: ComponentUse, wanted: Wanted, known: str) -> Iterator[Finding]:
    """The finding about a name that by the settings something else has, which no file shows."""
    if not use.role.may_be(known):
        yield Finding(
            use.scalar.span,
            f"By the settings the component '{use.name}' is a '{known}', not a {wanted.noun}; "
            f"{wanted.loss}.",
            severity=Severity.WARNING,
        )


def _impostor(
    use: ComponentUse, snapshot: Snapshot, wanted: Wanted, others: Iterable[Component]
) -> Iterator[Finding]:
    """The finding about a name that a component of another kind bears."""
    stated = [each for each in others if not snapshot.name(each).source.is_inferred]
    if stated:
        place = snapshot.name(stated[0]).location
        yield Finding(
            use.scalar.span,
            f"Component '{use.name}' is a '{stated[0].type_text}', not a {wanted.noun}; "
            f"{wanted.loss}.",
            severity=Severity.WARNING,
            related=(Related(place, f"'{use.name}' is named here"),),
        )


def _slip(use: ComponentUse, snapshot: Snapshot, wanted: Wanted, meant: tuple[str, ...]) -> Finding:
    missing = _missing(use, wanted)
    if meant[0].lower() == use.name.lower():
        message = f"{missing}, only '{meant[0]}', and case counts. As it stands, {wanted.loss}."
    else:
        names = " or ".join(f"'{each}'" for each in meant)
        message = f"{missing}. Did you mean {names}? As it stands, {wanted.loss}."
    places = ((each, place) for each in meant for place in _places(snapshot, each, use.role))
    return Finding(
        use.scalar.span,
        message,
        severity=Severity.WARNING,
        fixes=tuple(
            Fix(f"Change to '{each}'", (replace_scalar(use.holder.path, use.scalar, each),))
            for each in meant
        ),
        related=tuple(Related(place, f"'{each}' is named here") for each, place in places),
    )


def _missing(use: ComponentUse, wanted: Wanted) -> str:
    noun = wanted.noun[:1].upper() + wanted.noun[1:]
    return f"{noun} '{use.name}' is defined by no file of the workspace"


def _places(snapshot: Snapshot, name: str, role: Role) -> Iterator[Location]:
    for component in snapshot.index.by_name.get(name, ()):
        if plays(component, role):
            yield snapshot.name(component).location
    for mention in snapshot.index.mentioned_components.get(name, ()):
        yield mention.location
