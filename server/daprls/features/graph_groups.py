"""Draws what is alike in a graph together, so that it stays readable.

Nothing is lost in number: a node tells how many it stands for, and so does an edge.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from daprls.features.authentication_text import Manner
from daprls.features.relations import EVERY_APP, Edge, EdgeKind, Graph, Node, NodeKind

_MOST = 40
"""How many components and stores, or services, are told apart; more than one screen of each."""
_MOST_APPS = 60

Key = tuple[str, str]
"""What nodes must share to be drawn as one, and what they are called then."""


class Grouping(Enum):
    """What components must share to be drawn as one."""

    NONE = "none"
    FOLDER = "folder"
    CATEGORY = "category"
    TYPE = "type"


@dataclass(frozen=True, slots=True)
class Grouped:
    """A graph, and what was done to it."""

    graph: Graph
    grouping: Grouping
    depth: int | None = None
    """How many levels of folders are told apart."""


def grouped(graph: Graph, grouping: Grouping | None = None, depth: int | None = None) -> Grouped:
    """The graph with components drawn together by `grouping`; `None`: as little as is needed.

    `depth` is how many levels of folders below the common one are told apart; `None`: all of them,
    or as many as keep it readable. Where nothing is to be grouped, nothing else is either.
    """
    if grouping is Grouping.NONE:
        return Grouped(graph, Grouping.NONE)
    if grouping is None:
        grouping, depth = _fitting(graph, depth)
    if grouping is not Grouping.NONE:
        graph = _merged(graph, _key_of(graph, grouping, depth))
    graph = _fewer(graph, NodeKind.APP, _MOST_APPS, _apps_alike)
    graph = _fewer(graph, NodeKind.SERVICE, _MOST, _services_alike)
    return Grouped(graph, grouping, depth if grouping is Grouping.FOLDER else None)


def _fitting(graph: Graph, depth: int | None) -> tuple[Grouping, int | None]:
    """The grouping that tells most apart of those that keep the graph readable."""
    members = [node for node in graph.nodes if _is_component(node)]
    if len(members) <= _MOST and depth is None:
        return Grouping.NONE, None
    deepest = max((len(steps) for steps in _below(members).values()), default=0)
    for levels in (depth,) if depth is not None else range(deepest, 0, -1):
        count = len({_key_of(graph, Grouping.FOLDER, levels)(node) for node in members})
        if depth is not None or 1 < count <= _MOST:
            return Grouping.FOLDER, levels
    types = {_key_of(graph, Grouping.TYPE, None)(node) for node in members}
    return (Grouping.TYPE if len(types) <= _MOST else Grouping.CATEGORY), None


def _key_of(graph: Graph, grouping: Grouping, depth: int | None) -> Callable[[Node], Key | None]:
    """What tells whether components are drawn together; stores only with stores."""
    below = _below([node for node in graph.nodes if _is_component(node)])

    def key(node: Node) -> Key | None:
        if not _is_component(node) or node.is_missing:
            return None
        if grouping is Grouping.FOLDER:
            name = "/".join(below[node.folder][:depth]) or "."
        else:
            known = node.detail if "." in node.detail else "other"
            name = known if grouping is Grouping.TYPE else known.partition(".")[0]
        return f"{node.kind.value}:{grouping.value}:{name}", name

    return key


def _below(nodes: Iterable[Node]) -> dict[str, list[str]]:
    """The folders of nodes, each as its steps below the one that they all share."""
    folders = {node.folder: node.folder.split("/") for node in nodes}
    shared = 0
    for steps in zip(*folders.values(), strict=False):
        if len(set(steps)) > 1:
            break
        shared += 1
    return {folder: steps[shared:] for folder, steps in folders.items()}


def _is_component(node: Node) -> bool:
    return node.kind in (NodeKind.COMPONENT, NodeKind.STORE)


def _fewer(
    graph: Graph,
    kind: NodeKind,
    most: int,
    alike: Callable[[Graph, bool], Callable[[Node], Key | None]],
) -> Graph:
    """The graph with nodes of one kind drawn together where there are too many to read."""
    for roughly in (False, True):
        if len([node for node in graph.nodes if node.kind is kind]) > most:
            graph = _merged(graph, alike(graph, roughly))
    return graph


def _apps_alike(graph: Graph, roughly: bool) -> Callable[[Node], Key | None]:
    """Apps that load the same, or simply all."""
    loaded: dict[str, set[str]] = defaultdict(set)
    for edge in graph.edges:
        loaded[edge.source].add(edge.target)

    def key(node: Node) -> Key | None:
        if node.kind is not NodeKind.APP or node.id == EVERY_APP:
            return None
        return ("apps" if roughly else f"apps:{sorted(loaded[node.id])}"), ""

    return key


def _services_alike(graph: Graph, roughly: bool) -> Callable[[Node], Key | None]:
    """Services of one kind that the same components reach, or all of one kind."""
    users: dict[str, set[str]] = defaultdict(set)
    for edge in graph.edges:
        users[edge.target].add(edge.source)

    def key(node: Node) -> Key | None:
        if node.kind is not NodeKind.SERVICE:
            return None
        by = "" if roughly else f":{sorted(users[node.id])}"
        return f"services:{node.detail}{by}", ""

    return key


def _merged(graph: Graph, key_of: Callable[[Node], Key | None]) -> Graph:
    """The graph with one node in place of all that have the same key; one alone stays itself."""
    groups: dict[Key, list[Node]] = defaultdict(list)
    for node in graph.nodes:
        key = key_of(node)
        groups[key if key is not None else (f"itself:{node.id}", "")].append(node)
    names: dict[str, str] = {}
    nodes: list[Node] = []
    for (shared, name), members in groups.items():
        node = members[0] if len(members) == 1 else _together(shared, name, members)
        nodes.append(node)
        names.update((each.id, node.id) for each in members)
    order = {id(node): number for number, node in enumerate(nodes)}
    kinds = list(NodeKind)
    nodes.sort(key=lambda node: (kinds.index(node.kind), order[id(node)]))
    return Graph(tuple(nodes), tuple(_edges(graph.edges, names, nodes)))


def _together(key: str, name: str, members: list[Node]) -> Node:
    first = members[0]
    details = {each.detail for each in members}
    return replace(
        first,
        id=f"group:{key}",
        name=name,
        detail=details.pop() if len(details) == 1 else "",
        authentication=None,
        tally=tuple(_tally(members)),
        location=None,
        is_missing=False,
        members=tuple(one for each in members for one in each.members or (each,)),
    )


def _tally(members: Iterable[Node]) -> Iterator[tuple[Manner | None, int]]:
    counts: Counter[Manner | None] = Counter()
    for each in members:
        counts.update(dict(each.tally))
    for manner in (*Manner, None):
        if counts[manner]:
            yield manner, counts[manner]


def _edges(edges: Iterable[Edge], names: dict[str, str], nodes: Iterable[Node]) -> Iterator[Edge]:
    counts: Counter[tuple[str, str, EdgeKind, Manner | None]] = Counter()
    for edge in edges:
        source, target = names[edge.source], names[edge.target]
        if source != target:
            counts[(source, target, edge.kind, edge.manner)] += edge.count
    rank = {node.id: number for number, node in enumerate(nodes)}
    for (source, target, kind, manner), count in sorted(
        counts.items(), key=lambda item: (rank[item[0][0]], rank[item[0][1]])
    ):
        yield Edge(source, target, kind, manner, count)
