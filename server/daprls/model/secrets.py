"""The secrets that an ACA component defines itself, and its references to them.

With a secret store named, a reference goes to the store, and what stands in `secrets` is dead.
"""

from __future__ import annotations

from collections.abc import Iterator

from daprls.model.component import Component, MetadataEntry, SecretReference, ordinary_text
from daprls.model.dialect import Dialect, find, find_entry
from daprls.spelling import closest
from daprls.syntax.scalars import plain_value
from daprls.syntax.tree import Mapping, Missing, Node, Scalar, Sequence, resolve


def keeps_own_secrets(component: Component) -> bool:
    """Whether references go to the component's own `secrets`, for it names no secret store.

    A store that is named where `az` does not read it is meant all the same.
    """
    if component.dialect is not Dialect.ACA:
        return False
    named = (
        component.store_entry,
        find_entry(component.root, "secretStoreComponent"),
        find_entry(component.root, "auth"),
        find_entry(component.outer, "auth"),
    )
    return all(entry is None or is_nothing(resolve(entry.value)) for entry in named)


def secret_names(component: Component) -> frozenset[str] | None:
    """The names that `secrets` defines; `None` where one is filled in later or not understood.

    Of a document with a line that YAML refuses nobody knows what that line was to be.
    """
    if component.document.problems:
        return None
    if component.secrets_entry is None:
        return frozenset()
    node = resolve(component.secrets_entry.value)
    if is_nothing(node):
        return frozenset()
    if not isinstance(node, Sequence):
        return None
    names = {_name(resolve(item)) for item in node.items}
    return None if None in names else frozenset(name for name in names if name)


def _name(item: Node | None) -> str | None:
    """The name of an item of `secrets`; empty where it has none yet."""
    if isinstance(item, Missing):
        return ""
    node = find(item, "name") if isinstance(item, Mapping) else item
    return "" if node is None or isinstance(node, Missing) else ordinary_text(node)


def dangling(component: Component) -> Iterator[tuple[MetadataEntry, SecretReference]]:
    """The references to the component's own secrets that lead to none of them."""
    names = secret_names(component) if keeps_own_secrets(component) else None
    if names is None:
        return
    for item, reference in component.references:
        if ordinary_text(reference.name) and reference.name.text not in names:
            yield item, reference


def meant_by(component: Component, name: str) -> tuple[str, ...]:
    """The secrets of the component that a misspelt reference was probably meant for."""
    return closest(name, sorted(secret_names(component) or ()))


def is_nothing(node: Node | None) -> bool:
    """Whether a value is not there, null, or an empty text."""
    if isinstance(node, Scalar):
        return plain_value(node) in (None, "")
    return node is None or isinstance(node, Missing)
