"""Who loads what, where secrets come from, what is reached, and how each component authenticates.

The answer is a value. Nothing of how it is drawn is here, and no secret's value is ever in it: what
stands where a name belongs and looks like a credential has no name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from daprls.features.authentication_text import authentication
from daprls.features.relations import (
    EVERY_APP,
    Edge,
    EdgeKind,
    Graph,
    Node,
    NodeKind,
    in_order,
)
from daprls.features.services import Service, key_vaults, services
from daprls.index import BUILT_IN_STORE, StoreMatch
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.mention import Mention, Origin
from daprls.model.secrecy import label
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Scalar
from daprls.text import Location


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show; an empty part shows all."""

    apps: Collection[str] = ()
    components: Collection[str] = ()
    """Names of components."""
    types: Collection[str] = ()
    """Component types, or what they begin with: `pubsub`, `state.azure`."""

    @property
    def is_open(self) -> bool:
        """Whether everything is shown."""
        return not (self.apps or self.components or self.types)


@dataclass(slots=True)
class _Draft:
    apps: Mapping[str, Location]
    """The apps that there are, each with the place that says so first."""
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: dict[Edge, None] = field(default_factory=dict)

    def put(self, node: Node) -> str:
        self.nodes.setdefault(node.id, node)
        return node.id


def graph(snapshot: Snapshot, paths: Iterable[str], only: Filter | None = None) -> Graph:
    """What the components of the files `paths` have to do with apps, stores and services.

    The stores that they take secrets from are in it wherever they stand. What is defined beside
    them and has no component file, apps that load nothing included, is in it unless filtered.
    """
    wanted = only or Filter()
    asked = frozenset(paths)
    draft = _Draft(_apps(snapshot))
    for component in _chosen(snapshot, asked, wanted):
        _add(snapshot, draft, component, wanted)
    below = _common_folder(asked)
    for mention in _without_file(snapshot):
        if mention.path.startswith(below) and _is_named_in(mention, wanted):
            draft.put(_mentioned(mention))
    if wanted.is_open:
        settings = {app for path in asked for app in snapshot.config(path).app_ids}
        near = {app for app, place in draft.apps.items() if place.path.startswith(below)}
        for app in sorted(settings | near):
            draft.put(_app(draft, app))
    return in_order(draft.nodes.values(), draft.edges)


def _chosen(snapshot: Snapshot, paths: frozenset[str], only: Filter) -> tuple[Component, ...]:
    """The components to draw, with the users of a store that is asked for by name."""
    inside = [each for each in snapshot.index.components if each.path in paths]
    found = [each for each in inside if _is_wanted(snapshot, each, only)]
    stores = {id(each) for each in found if only.components and each.is_secret_store}
    if stores:
        chosen = {id(each) for each in found}
        found = [
            each
            for each in inside
            if id(each) in chosen or any(id(s) in stores for s in snapshot.stores_of(each))
        ]
    return tuple(found)


def _is_wanted(snapshot: Snapshot, component: Component, only: Filter) -> bool:
    if not _is_of(component.type_text, only.types):
        return False
    if only.components and snapshot.name(component).text not in only.components:
        return False
    scopes = {scope.app_id for scope in component.scopes}
    return not only.apps or not scopes or not scopes.isdisjoint(only.apps)


def _common_folder(paths: Collection[str]) -> str:
    """The folder that holds all files, with a slash at its end."""
    folders = [path.split("/")[:-1] for path in paths if not path.startswith("untitled:")]
    return "/".join((*posixpath.commonprefix(folders), ""))


def _is_of(known: str, types: Collection[str]) -> bool:
    return not types or any(known == each or known.startswith(f"{each}.") for each in types)


def _add(snapshot: Snapshot, draft: _Draft, component: Component, only: Filter) -> None:
    here = draft.put(_component(snapshot, component))
    for app in _loaders(draft, component, only):
        draft.edges[Edge(draft.put(app), here, EdgeKind.LOADS)] = None
    for store in _stores(snapshot, component):
        draft.edges[Edge(here, draft.put(store), EdgeKind.TAKES_SECRETS)] = None
    for each in (component, *snapshot.stores_of(component)):
        _add_services(snapshot, draft, each)
    for vault in key_vaults(component):
        draft.edges[
            Edge(here, draft.put(_service(vault, draft.nodes[here])), EdgeKind.TAKES_SECRETS)
        ] = None


def _add_services(snapshot: Snapshot, draft: _Draft, component: Component) -> None:
    """What a component that is drawn reaches."""
    node = draft.nodes[_component_id(snapshot, component)]
    manner = node.tally[0][0] if node.tally else None
    for each in services(snapshot, component):
        edge = Edge(node.id, draft.put(_service(each, node)), EdgeKind.REACHES, manner)
        draft.edges[edge] = None


def _loaders(draft: _Draft, component: Component, only: Filter) -> Iterator[Node]:
    """The apps that load a component: those of its scopes, else whichever there are."""
    named = dict.fromkeys(scope.app_id for scope in component.scopes if scope.app_id)
    if not named and not only.apps:
        yield Node(EVERY_APP, NodeKind.APP, "every app")
    for app in named or dict.fromkeys(sorted(only.apps)):
        if not only.apps or app in only.apps:
            yield _app(draft, app)


def _app(draft: _Draft, app: str) -> Node:
    place = draft.apps.get(app)
    return Node(f"app:{_id(app, place)}", NodeKind.APP, label(app), location=place)


def _id(name: str, place: Location | None) -> str:
    """What a node is known by: its name, or of one that is not shown its place."""
    if place is None or label(name) == name:
        return name
    return f"{place.path}:{place.span.start}"


def _apps(snapshot: Snapshot) -> Mapping[str, Location]:
    """The apps that there are: where they come to be, else where a component first names them.

    A file that describes an app says more of it than a command that starts it.
    """
    found = {
        name: min(mentions, key=lambda each: each.origin is Origin.COMMAND).location
        for name, mentions in snapshot.index.apps.items()
    }
    for component in snapshot.index.components:
        for scope in component.scopes:
            if ordinary_text(scope.node):
                found.setdefault(scope.app_id, Location(component.path, scope.span))
    return found


def _without_file(snapshot: Snapshot) -> Iterator[Mention]:
    """The components that are defined elsewhere, as in Bicep, and have no component file."""
    for name, mentions in snapshot.index.mentioned_components.items():
        if name not in snapshot.index.by_name:
            yield mentions[0]


def _is_named_in(mention: Mention, only: Filter) -> bool:
    """Whether such a component is asked for; which apps load it is not known."""
    if not _is_of(mention.component_type or "", only.types):
        return False
    return not only.apps and (not only.components or mention.name in only.components)


def _mentioned(mention: Mention) -> Node:
    known = mention.component_type or ""
    return Node(
        f"component:{_id(mention.name, mention.location)}",
        NodeKind.STORE if known.startswith("secretstores.") else NodeKind.COMPONENT,
        label(mention.name),
        label(known) if known else mention.origin.value,
        tally=((None, 1),),
        location=mention.location,
        folder=mention.path.rpartition("/")[0],
    )


def _component(snapshot: Snapshot, component: Component) -> Node:
    told = authentication(snapshot, component)
    words = told.text if told is not None else None
    if words is None and snapshot.type(component) is not None:
        words = None if services(snapshot, component) else ""
    return Node(
        _component_id(snapshot, component),
        NodeKind.STORE if component.is_secret_store else NodeKind.COMPONENT,
        label(snapshot.name(component).text),
        label(component.type_text),
        words,
        ((told.manner if told is not None else None, 1),),
        Location(component.path, component.anchor),
        component.path.rpartition("/")[0],
    )


def _component_id(snapshot: Snapshot, component: Component) -> str:
    """The file's path, and which one it is where it is not the first there."""
    number = snapshot.files[component.path].components.index(component)
    return f"component:{component.path}{f':{number + 1}' if number else ''}"


def _stores(snapshot: Snapshot, component: Component) -> Iterator[Node]:
    """The secret stores that a component names, one that no file shows included."""
    name = ordinary_text(component.store)
    if name is None and component.dialect is Dialect.OSS and component.store_entry is None:
        if component.references:
            yield Node(f"store:{BUILT_IN_STORE}", NodeKind.STORE, BUILT_IN_STORE, "built in")
        return
    if not name or component.store is None:
        return
    known = snapshot.stores_of(component)
    for store in known:
        yield _component(snapshot, store)
    if known:
        return
    yield _unseen_store(snapshot.store_match(component), component, component.store)


def _unseen_store(match: StoreMatch | None, component: Component, name: Scalar) -> Node:
    """A store that no component file shows, or several so that nobody knows which is meant."""
    if match is not None and match.mentioned:
        return _mentioned(match.mentioned[0])
    words, is_missing = "not found", True
    if match is not None and match.stores:
        words, is_missing = "several of this name", False
    elif match is not None and match.deployed is not None:
        words, is_missing = match.deployed, False
    elif match is not None and match.is_built_in:
        words, is_missing = "built in", False
    place = Location(component.path, name.span)
    shown = label(name.text)
    id_ = f"store:{_id(name.text, place)}"
    return Node(id_, NodeKind.STORE, shown, words, location=place, is_missing=is_missing)


def _service(service: Service, user: Node) -> Node:
    """A service; one without a name is nobody else's, for it may be any."""
    name = service.name or ""
    return Node(
        f"service:{service.kind.lower()}:{name.lower() or user.id}",
        NodeKind.SERVICE,
        name,
        service.kind,
        location=service.location,
    )
