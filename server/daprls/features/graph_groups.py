"""Draws what is alike in a graph together, so that it stays readable.

Nothing is lost in number: a node tells how many it stands for, and so does an edge.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from daprls.features.authentication_text import Manner
from daprls.features.relations import EVERY_APP, Edge, EdgeKind, Graph, Node, NodeKind, in_order

_MOST = 40
"""How many components or stores are told apart at most: some three screens."""
_MOST_BESIDE = 60
"""How many apps or services; their boxes are smaller."""
_MOST_LINES = 100
"""How many lines from apps, of which some then load the same."""

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
    loads = sum(edge.kind is EdgeKind.LOADS for edge in graph.edges)
    graph = _fewer(graph, NodeKind.APP, _MOST_BESIDE if loads <= _MOST_LINES else 1, _apps_alike)
    graph = _fewer(graph, NodeKind.SERVICE, _MOST_BESIDE, _services_alike)
    return Grouped(graph, grouping, depth if grouping is Grouping.FOLDER else None)


def _fitting(graph: Graph, depth: int | None) -> tuple[Grouping, int | None]:
    """The grouping that tells most apart of those that keep the graph readable."""
    members = [node for node in graph.nodes if _is_component(node)]
    if depth is not None:
        return Grouping.FOLDER, depth
    if _is_readable(Counter(node.kind for node in members)):
        return Grouping.NONE, None
    deepest = max(len(steps) for steps in _below(members).values())
    for levels in range(deepest, 0, -1):
        counts = _counts(members, _key_of(graph, Grouping.FOLDER, levels))
        if counts[NodeKind.COMPONENT] > 1 and _is_readable(counts):
            return Grouping.FOLDER, levels
    by_type = _counts(members, _key_of(graph, Grouping.TYPE, None))
    return (Grouping.TYPE if _is_readable(by_type) else Grouping.CATEGORY), None


def _counts(nodes: Iterable[Node], key_of: Callable[[Node], Key | None]) -> Counter[NodeKind]:
    """How many boxes of each kind there will be."""
    return Counter(kind for kind, _ in {(node.kind, key_of(node) or node.id) for node in nodes})


def _is_readable(counts: Counter[NodeKind]) -> bool:
    return all(count <= _MOST for count in counts.values())


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
    graph: Graph, kind: NodeKind, most: int, alike: Callable[[Graph], Callable[[Node], Key | None]]
) -> Graph:
    """The graph with nodes of one kind drawn together where there are too many to read.

    Those that have the same neighbours are first; where that is not enough, all of one kind.
    """
    if _count(graph, kind) > most:
        graph = _merged(graph, alike(graph))
    if _count(graph, kind) > _MOST_BESIDE:
        graph = _merged(graph, lambda node: _all_of(node, kind))
    return graph


def _count(graph: Graph, kind: NodeKind) -> int:
    return sum(node.kind is kind for node in graph.nodes)


def _all_of(node: Node, kind: NodeKind) -> Key | None:
    if node.kind is not kind or node.id == EVERY_APP:
        return None
    return f"{kind.value}s:{node.detail if kind is NodeKind.SERVICE else ''}", ""


def _apps_alike(graph: Graph) -> Callable[[Node], Key | None]:
    """Apps that load the same."""
    loaded: dict[str, set[str]] = defaultdict(set)
    for edge in graph.edges:
        loaded[edge.source].add(edge.target)

    def key(node: Node) -> Key | None:
        if node.kind is not NodeKind.APP or node.id == EVERY_APP:
            return None
        return f"apps:{sorted(loaded[node.id])}", ""

    return key


def _services_alike(graph: Graph) -> Callable[[Node], Key | None]:
    """Services that the same components reach."""
    users: dict[str, set[str]] = defaultdict(set)
    for edge in graph.edges:
        users[edge.target].add(edge.source)

    def key(node: Node) -> Key | None:
        return (f"services:{sorted(users[node.id])}", "") if node.kind is NodeKind.SERVICE else None

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
    return in_order(nodes, _edges(graph.edges, names))


def _together(key: str, name: str, members: list[Node]) -> Node:
    first = members[0]
    details = sorted({each.detail for each in members} - {""})
    return replace(
        first,
        id=f"group:{key}",
        name=name,
        detail=", ".join(details),
        authentication=None,
        tally=tuple(_tally(members)),
        location=None,
        folder="/".join(posixpath.commonprefix([each.folder.split("/") for each in members])),
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


def _edges(edges: Iterable[Edge], names: Mapping[str, str]) -> Iterator[Edge]:
    counts: Counter[tuple[str, str, EdgeKind, Manner | None]] = Counter()
    for edge in edges:
        source, target = names[edge.source], names[edge.target]
        counts[(source, target, edge.kind, edge.manner)] += edge.count
    for (source, target, kind, manner), count in counts.items():
        yield Edge(source, target, kind, manner, count)
