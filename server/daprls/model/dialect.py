"""Which of the known shapes a YAML document has. Content decides, never the file's name.

Four shapes are ours: the flat and the wrapped form that `az` takes, the list that `az` took until
2022, and Dapr's own `Component` resource. Everything else gets silence.
"""

from __future__ import annotations

import re
from enum import Enum

from daprls.syntax.tree import Entry, Mapping, Missing, Node, Scalar, Sequence, resolve

FAMILIES = (
    "bindings",
    "configuration",
    "conversation",
    "crypto",
    "lock",
    "middleware",
    "pubsub",
    "secretstores",
    "state",
)
"""The component categories that daprd knows, as they start a component type."""


class Dialect(Enum):
    """Who the document is written for."""

    ACA = "aca"
    """`az containerapp env dapr-component set --yaml`."""
    OSS = "oss"
    """daprd's resources folder or `kubectl apply`."""

    # A dialect is looked up by all the time; the default asks for its name.
    __hash__ = object.__hash__


class Shape(Enum):
    """How the document is laid out."""

    FLAT = "flat"
    """ACA: the component's keys stand at the root."""
    WRAPPED = "wrapped"
    """ACA: the keys stand under `properties`, as `az … show -o yaml` prints them."""
    LEGACY_LIST = "legacy list"
    """ACA: a list of components, accepted until 2022."""
    RESOURCE = "resource"
    """OSS: a Kubernetes-style resource."""

    @property
    def dialect(self) -> Dialect:
        """The dialect that has this shape."""
        return Dialect.OSS if self is Shape.RESOURCE else Dialect.ACA


ACA_KEYS = (
    "componentType",
    "version",
    "ignoreErrors",
    "initTimeout",
    "secrets",
    "secretStoreComponent",
    "metadata",
    "scopes",
)
"""The keys of a component in the ACA dialect."""

_ACA_FOLDED = {key.lower() for key in ACA_KEYS}
_CONFORMANCE_KEYS = frozenset({"components", "componentname", "excludefolders"})
_TYPE = re.compile(r"(?:" + "|".join(FAMILIES) + r")\.[\w.-]*", re.IGNORECASE)
_VERSION = re.compile(r"v\d+", re.IGNORECASE)
_PROBE = re.compile(
    r"component_?type|dapr\.io/|\btype[\"']?[ \t]*:[ \t]*[\"']?(?:" + "|".join(FAMILIES) + r")\.",
    re.IGNORECASE,
)


def may_concern_dapr(text: str) -> bool:
    """Whether the text could hold one of the shapes: a cheap probe that never says no wrongly."""
    return _PROBE.search(text) is not None


def fold(key: str) -> str:
    """A key without regard to case and to the blanks of other naming styles (`_`, `-`)."""
    return key.replace("_", "").replace("-", "").lower()


def find_entry(mapping: Mapping, key: str) -> Entry | None:
    """The entry of `mapping` that is meant by `key`: exactly so written, else in another style.

    `az` drops a key in another case or in snake_case, Kubernetes refuses it; the rule
    `key-spelling-case` says so. All other questions are asked of what the author meant.
    """
    exact = mapping.entry(key)
    if exact is not None:
        return exact
    shortest = len(key)
    for entry in reversed(mapping.entries):
        if len(entry.key.text) >= shortest and fold(entry.key.text) == key.lower():
            return entry
    return None


def find(mapping: Node | None, key: str) -> Node | None:
    """The value that is meant by `key` in `mapping` (see `find_entry`), aliases resolved."""
    if not isinstance(mapping, Mapping):
        return None
    entry = find_entry(mapping, key)
    return resolve(entry.value) if entry is not None else mapping.merged(key)


def shape_of(root: Node) -> Shape | None:
    """The shape of a document by its root, or `None` where it is none of ours."""
    if isinstance(root, Sequence):
        return Shape.LEGACY_LIST if _is_legacy_list(root) else None
    if not isinstance(root, Mapping):
        return None
    api_version = find(root, "apiVersion")
    if api_version is not None and not isinstance(api_version, Missing):
        return Shape.RESOURCE if _is_resource(root, api_version) else None
    properties = root.get("properties")
    if isinstance(properties, Mapping) and _is_component(properties):
        return Shape.WRAPPED
    if _is_component(root) or _is_mistaken_component(root):
        return Shape.FLAT
    return None


def _is_resource(root: Mapping, api_version: Node) -> bool:
    kind = find(root, "kind")
    return (
        isinstance(api_version, Scalar)
        and api_version.text.startswith("dapr.io/")
        and isinstance(kind, Scalar)
        and kind.text == "Component"
    )


def _is_component(mapping: Mapping) -> bool:
    """A `componentType` with a dot in its value, or with one more key of the dialect beside it.

    Dapr's own test harness writes `componentType: state` beside `components:`; that is not ours.
    """
    entry = find_entry(mapping, "componentType")
    if entry is None:
        return False
    keys = {fold(other.key.text) for other in mapping.entries}
    if keys & _CONFORMANCE_KEYS:
        return False
    value = resolve(entry.value)
    exact = entry.key.text == "componentType"
    if isinstance(value, Scalar) and (_TYPE.fullmatch(value.text) or (exact and "." in value.text)):
        return True
    return exact and len(keys & _ACA_FOLDED) > 1


def _is_mistaken_component(root: Mapping) -> bool:
    """A component type under `type`, where `az` reads the type of an ARM resource."""
    value = root.get("type")
    if not isinstance(value, Scalar) or not _TYPE.fullmatch(value.text):
        return False
    version = root.get("version")
    return isinstance(root.get("metadata"), Sequence) or (
        isinstance(version, Scalar) and _VERSION.fullmatch(version.text) is not None
    )


def _is_legacy_list(root: Sequence) -> bool:
    items = [resolve(item) for item in root.items]
    return bool(items) and all(
        isinstance(item, Mapping)
        and isinstance(type_ := item.get("type"), Scalar)
        and _TYPE.fullmatch(type_.text) is not None
        and (item.entry("metadata") is not None or item.entry("version") is not None)
        for item in items
    )
