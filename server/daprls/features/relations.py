"""A graph of apps, components, secret stores and services outside: a value of nodes and edges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from daprls.features.authentication_text import Manner
from daprls.text import Location

EVERY_APP = "every-app"
"""The node that stands for whichever app there is: it loads what has no scopes."""


class NodeKind(Enum):
    """What a node stands for, in the order in which one leads to the next."""

    APP = "app"
    COMPONENT = "component"
    STORE = "secretStore"
    SERVICE = "service"


class EdgeKind(Enum):
    """What leads from one node to another."""

    LOADS = "loads"
    TAKES_SECRETS = "takesSecrets"
    REACHES = "reaches"


Tally = tuple[tuple[Manner | None, int], ...]
"""How many authenticate in which manner; `None`: in none that their files show."""


@dataclass(frozen=True, slots=True)
class Node:
    """An app, a component, a secret store or a service outside, or several of one kind."""

    id: str
    """Stays the same as long as names and paths do."""
    kind: NodeKind
    name: str
    """Empty where it is not known."""
    detail: str = ""
    """A component's type, or what kind of service it is."""
    authentication: str | None = None
    """How a component authenticates, in words; `None` where its file does not show it, empty where
    there is nothing to authenticate to."""
    tally: Tally = ()
    """The same as a manner; of several components each with its number. Only for components."""
    location: Location | None = None
    """What it leads to; `None` where no file holds it, and for several."""
    folder: str = ""
    """The folder of the file that holds it."""
    is_missing: bool = False
    """Whether no file shows a secret store that is named."""
    members: tuple[Node, ...] = ()
    """The nodes that it stands for; empty: it is a single one."""

    @property
    def count(self) -> int:
        """How many it stands for."""
        return max(1, len(self.members))


@dataclass(frozen=True, slots=True)
class Edge:
    """Something leads from one node to another."""

    source: str
    target: str
    kind: EdgeKind
    manner: Manner | None = None
    """How a service is reached."""
    count: int = 1
    """How many edges it stands for."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes by kind and name, and edges in their order."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def in_order(nodes: Iterable[Node], edges: Iterable[Edge]) -> Graph:
    """The graph of nodes and edges in any order; whichever app there is comes first."""
    kinds, manners = list(NodeKind), [*Manner, None]

    def place(node: Node) -> tuple[object, ...]:
        first = node.id != EVERY_APP
        return kinds.index(node.kind), first, node.name.lower(), node.folder, node.id

    ordered = sorted(nodes, key=place)
    rank = {node.id: number for number, node in enumerate(ordered)}
    lines = sorted(edges, key=lambda e: (rank[e.source], rank[e.target], manners.index(e.manner)))
    return Graph(tuple(ordered), tuple(lines))
