"""Which components can meet in one sidecar, and which world a file lives in.

daprd reads a resources folder without its subfolders and `kubectl apply -f` does likewise, so what
can collide is one folder and one dialect. Whether a file lives in Kubernetes or runs self-hosted
is a fact with evidence, or unknown; a namespace proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from daprls.model.component import Component, ordinary_text
from daprls.model.source_file import SourceFile
from daprls.model.uses import Holder


class World(Enum):
    """Where daprd runs."""

    KUBERNETES = "Kubernetes"
    SELF_HOSTED = "self-hosted"
    UNKNOWN = "unknown"
    """No evidence, or evidence for both: rules take the milder level."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to think that files of a folder live in a world."""

    world: World
    reason: str


_KUBERNETES_FOLDER = re.compile(
    r"(?:^|/)(?:k8s|kube[\w-]*|aks|deploy|manifests|helm|charts|overlays)(?=/)", re.IGNORECASE
)
_CLUSTER_HOST = re.compile(r"\.svc(?:\.cluster\.local)?(?=[:/\s\"']|$)", re.MULTILINE)
_LOOPBACK = re.compile(r"\b(?:localhost|127\.0\.0\.1|host\.docker\.internal)\b")
_OWN_KINDS = frozenset({"Component", "Configuration", "Subscription", "Resiliency", "HTTPEndpoint"})


def load_set(folder: Iterable[SourceFile], component: Component) -> tuple[Component, ...]:
    """The components that daprd may load together with this one, itself included.

    `folder` holds the files that stand in the component's folder.
    """
    return tuple(
        other for file in folder for other in file.components if other.dialect is component.dialect
    )


def may_meet(first: Holder, second: Holder) -> bool:
    """Whether one sidecar may load both: no namespace keeps them apart, and no dialect."""
    return first.dialect is second.dialect and share_a_namespace(first, second)


def share_a_namespace(first: Holder, second: Holder) -> bool:
    """Whether no namespace of Kubernetes keeps the two apart."""
    namespaces = ordinary_text(first.namespace), ordinary_text(second.namespace)
    return not all(namespaces) or namespaces[0] == namespaces[1]


def world_of(folder: Iterable[Evidence], path: str, file: SourceFile | None) -> World:
    """The world that `file`, or whatever stands at `path`, lives in.

    `folder` is what the files of its folder show together (see `folder_evidence`).
    """
    own = _own_evidence(file) if file is not None else ()
    worlds = {evidence.world for evidence in (*folder, *_path_evidence(path), *own)}
    return worlds.pop() if len(worlds) == 1 else World.UNKNOWN


def folder_evidence(folder: Iterable[SourceFile]) -> tuple[Evidence, ...]:
    """The reasons to place all files of a folder in a world."""
    return tuple(evidence for file in folder for evidence in _shared_evidence(file))


def _path_evidence(path: str) -> Iterator[Evidence]:
    folder = _KUBERNETES_FOLDER.search(path)
    if folder is not None:
        name = folder.group().strip("/")
        yield Evidence(World.KUBERNETES, f"it stands below a folder '{name}'")
    if "/.dapr/" in path:
        yield Evidence(World.SELF_HOSTED, "it stands below '.dapr'")


def _shared_evidence(file: SourceFile) -> Iterator[Evidence]:
    """What a file shows of all that stand beside it."""
    name = file.path.rpartition("/")[2].lower()
    if name in ("kustomization.yaml", "kustomization.yml"):
        yield Evidence(World.KUBERNETES, f"'{name}' stands beside it")
    if name in ("dapr.yaml", "dapr.yml"):
        yield Evidence(World.SELF_HOSTED, f"'{name}' stands beside it")
    for component in file.components:
        if component.type_text == "secretstores.kubernetes":
            yield Evidence(World.KUBERNETES, "a component uses 'secretstores.kubernetes'")
        if component.type_text.startswith("secretstores.local."):
            yield Evidence(World.SELF_HOSTED, f"a component uses '{component.type_text}'")


def _own_evidence(file: SourceFile) -> Iterator[Evidence]:
    """What a file shows of itself alone."""
    for manifest in file.manifests:
        if manifest.kind and manifest.kind not in _OWN_KINDS:
            yield Evidence(World.KUBERNETES, f"the file also holds a '{manifest.kind}'")
    if _CLUSTER_HOST.search(file.text) is not None:
        yield Evidence(World.KUBERNETES, "it names a host inside a cluster")
    if _LOOPBACK.search(file.text) is not None:
        yield Evidence(World.SELF_HOSTED, "it names a host of this machine")
