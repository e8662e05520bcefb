"""Which components and apps Dapr's resources name across all files, and who bears those names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from daprls.index import Index, is_slip
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.load_set import share_a_namespace
from daprls.model.mention import MentionKind
from daprls.model.resource import HttpEndpoint, Resiliency, Resource, Subscription
from daprls.model.source_file import SourceFile
from daprls.model.uses import AppUse, ComponentUse, Holder, Role, SecretUse
from daprls.spelling import closest
from daprls.syntax.scalars import TextClass, classify


@dataclass(frozen=True, eq=False)
class Usage:
    """Who names what in one snapshot."""

    files: Collection[SourceFile]
    index: Index

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Every subscription, resiliency, configuration and HTTP endpoint, in order."""
        return self.index.tables.same(
            "resources",
            lambda file: bool(file.resources),
            lambda: tuple(
                resource
                for file in sorted(self.files, key=lambda file: file.path)
                for resource in file.resources
            ),
        )

    @cached_property
    def endpoints(self) -> Mapping[str, tuple[HttpEndpoint, ...]]:
        """The HTTP endpoints by the name by which apps call them, like an app."""
        found: dict[str, list[HttpEndpoint]] = defaultdict(list)
        for resource in self.resources:
            name = ordinary_text(resource.name)
            if isinstance(resource, HttpEndpoint) and name:
                found[name].append(resource)
        return {name: tuple(endpoints) for name, endpoints in found.items()}

    @cached_property
    def component_uses(self) -> Mapping[str, tuple[ComponentUse, ...]]:
        """The places that name a component, by its name."""
        return self.index.tables.table(
            "component_uses", lambda file: ((use.name, use) for use in file.component_uses)
        )

    @cached_property
    def app_uses(self) -> Mapping[str, tuple[AppUse, ...]]:
        """The places where components and resources name an app, by its app ID."""
        return self.index.tables.table(
            "app_uses", lambda file: ((use.name, use) for use in file.app_uses)
        )

    @cached_property
    def secret_uses(self) -> Mapping[str, tuple[SecretUse, ...]]:
        """The places outside of components that name a secret of a store, by the store's name."""
        return self.index.tables.table(
            "secret_uses", lambda file: ((use.store, use) for use in file.secret_uses)
        )

    def bearers(self, holder: Holder, name: str, role: Role) -> tuple[Component, ...]:
        """The components of this name that `holder` may mean, wherever they stand.

        Those that can play the role, else what bears the name by mistake: to a component anywhere,
        to another resource beside it. That means one of its own dialect, or else one of the other,
        if that is all there is.
        """
        folder = holder.path.rpartition("/")[0]
        for dialect in self._dialects(holder):
            found = tuple(
                component
                for component in self._named(name, role, dialect)
                if share_a_namespace(holder, component)
                and (
                    isinstance(holder, Component)
                    or plays(component, role)
                    or component.path.rpartition("/")[0] == folder
                )
            )
            if found:
                return found
        return ()

    def _dialects(self, holder: Holder) -> tuple[Dialect, ...]:
        if isinstance(holder, Component):
            return (holder.dialect,)
        return (Dialect.OSS, Dialect.ACA)

    def _named(self, name: str, role: Role, dialect: Dialect) -> tuple[Component, ...]:
        if role is Role.STORE:
            match = self.index.store(name, dialect)
            return match.stores or match.others
        named = tuple(each for each in self.index.by_name.get(name, ()) if each.dialect is dialect)
        return tuple(each for each in named if plays(each, role)) or named

    def near(self, name: str, role: Role, others: Iterable[str] = ()) -> tuple[str, ...]:
        """The names that were probably meant by `name`: of components that can play a role, or
        among `others`.
        """
        if role not in self._names:
            self._names[role] = tuple(self._stated(role))
        known = dict.fromkeys((*self._names[role], *others))
        return closest(name, (each for each in known if is_slip(name, each)))

    @cached_property
    def _names(self) -> dict[Role, tuple[str, ...]]:
        """The names for the roles that were asked for so far."""
        return {}

    def _stated(self, role: Role) -> Iterator[str]:
        """The names that files state, each once."""
        seen: set[str] = set()
        for name, components in self.index.by_name.items():
            stated = (each for each in components if not self.index.name(each).source.is_inferred)
            if any(plays(each, role) for each in stated):
                seen.add(name)
        for name, mentions in self.index.mentioned_components.items():
            if any(role.may_be(each.component_type) for each in mentions):
                seen.add(name)
        yield from (name for name in sorted(seen) if classify(name) is TextClass.ORDINARY)

    def shows_all(self, role: Role) -> bool:
        """Whether files define components for a role, and all of them are known by name."""
        if role not in self._shown:
            self._shown[role] = self._shows_all(role)
        return self._shown[role]

    @cached_property
    def _shown(self) -> dict[Role, bool]:
        """The answers for the roles that were asked for so far."""
        return {}

    def _shows_all(self, role: Role) -> bool:
        if MentionKind.COMPONENT in self.index.unread:
            return False
        names = [self.index.name(each) for each in self.index.components if plays(each, role)]
        return bool(names) and not any(
            name.source.is_inferred or classify(name.text) is not TextClass.ORDINARY
            for name in names
        )

    def subscriptions(self, pubsub: str) -> tuple[Subscription, ...]:
        """The subscriptions to topics of a pub/sub component, by its name."""
        return self._subscriptions.get(pubsub, ())

    @cached_property
    def _subscriptions(self) -> Mapping[str, tuple[Subscription, ...]]:
        found: dict[str, list[Subscription]] = defaultdict(list)
        for resource in self.resources:
            if isinstance(resource, Subscription) and (name := ordinary_text(resource.pubsub)):
                found[name].append(resource)
        return {name: tuple(each) for name, each in found.items()}

    def policies_beside(self, resource: Resiliency) -> tuple[Resiliency, ...]:
        """The resiliency resources that one sidecar takes together with this one, itself included.

        What one of them defines the others can name.
        """
        folder = resource.path.rpartition("/")[0]
        return tuple(
            each
            for each in self.resources
            if isinstance(each, Resiliency)
            and each.path.rpartition("/")[0] == folder
            and share_a_namespace(each, resource)
        )


def plays(component: Component, role: Role) -> bool:
    """Whether a component can play a role, as far as its type shows."""
    return role.may_be(ordinary_text(component.type))
