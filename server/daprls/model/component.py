"""The typed view of a component as written, in either dialect.

Nothing is judged here and nothing is filled in: a part that is not there is `None`, a part of the
wrong shape is left out of the typed view and stays reachable through the nodes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import is_not
from typing import TYPE_CHECKING, Any, TypeVar

from daprls.model.dialect import Dialect, Shape, find, find_entry
from daprls.syntax.scalars import TextClass, classify
from daprls.syntax.tree import (
    Document,
    Entry,
    Mapping,
    Missing,
    Node,
    Scalar,
    Sequence,
    resolve,
)
from daprls.text import Span

if TYPE_CHECKING:
    from typing_extensions import TypeVarTuple, Unpack

    Ts = TypeVarTuple("Ts")
T = TypeVar("T")

_ORDINARY = TextClass.ORDINARY


def ordinary_text(node: Node | None) -> str | None:
    """The text of a scalar that may be judged.

    `None` for anything but a scalar, and for a scalar that a pipeline or a person fills in later
    (see `daprls.syntax.scalars`): no rule may say anything of what such a value is.
    """
    if not isinstance(node, Scalar) or classify(node.text) is not _ORDINARY:
        return None
    return node.text


@dataclass(frozen=True, eq=False)
class SecretReference:
    """`secretRef: name`, or `secretKeyRef: {name, key}`."""

    entry: Entry
    name: Scalar
    key: Scalar | None = None


@dataclass(frozen=True, eq=False)
class MetadataEntry:
    """One item of a component's metadata."""

    item: Mapping
    index: int
    """The position in the list, counting every item of it."""
    name: Scalar | None
    value: Node | None
    """The value as written (`Missing` for `value:` with nothing); `None` without the key."""
    reference: SecretReference | None = None
    env_ref: Scalar | None = None

    @property
    def name_text(self) -> str:
        """The metadata name, or the empty text where there is none."""
        return self.name.text if self.name is not None else ""

    @property
    def literal(self) -> Scalar | None:
        """The value, where it is a scalar written in the file."""
        return self.value if isinstance(self.value, Scalar) else None

    @property
    def is_blank(self) -> bool:
        """Whether the item holds no reference and no value, or an empty one."""
        if self.reference is not None or self.env_ref is not None:
            return False
        if isinstance(self.value, Scalar):
            null = self.value.is_plain and self.value.text in _NULLS
            return null or not self.value.text.strip()
        return self.value is None or isinstance(self.value, Missing)

    @cached_property
    def anchor(self) -> Scalar | Mapping:
        """Where a finding about the whole item is put: its name, else the item."""
        return self.name if self.name is not None else self.item


_NULLS = ("~", "null", "Null", "NULL")


@dataclass(frozen=True, eq=False)
class Secret:
    """One entry of an ACA component's `secrets`."""

    item: Mapping
    index: int
    name: Scalar | None
    value: Node | None
    key_vault_url: Scalar | None = None
    identity: Scalar | None = None

    @property
    def name_text(self) -> str:
        """The secret's name, or the empty text where there is none."""
        return self.name.text if self.name is not None else ""


@dataclass(frozen=True, eq=False)
class Scope:
    """One app ID of `scopes`."""

    node: Scalar

    @property
    def app_id(self) -> str:
        """The app ID as written."""
        return self.node.text

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.node.span


@dataclass(frozen=True, eq=False)
class Component:
    """A component as one YAML document describes it."""

    path: str
    """The key of the file it stands in."""
    document: Document
    shape: Shape
    root: Mapping
    name_comment: str | None = None
    """The name that a `# daprls: name=…` comment of the document gives it."""
    name_comment_span: Span | None = None

    @cached_property
    def dialect(self) -> Dialect:
        """The dialect it is written in."""
        return self.shape.dialect

    @cached_property
    def answers(self) -> dict[Callable[..., Any], Any]:
        """What functions have answered that are asked about a component (see `kept`)."""
        return {}

    @cached_property
    def body(self) -> Mapping | None:
        """Where type, version and metadata stand: the root, `properties`, or `spec`."""
        if self.shape is Shape.FLAT:
            return self.root
        key = "properties" if self.shape is Shape.WRAPPED else "spec"
        node = find(self.root, key)
        return node if isinstance(node, Mapping) else None

    @property
    def outer(self) -> Mapping:
        """Where scopes and the secret store stand: the body in ACA, the root in OSS."""
        return self.root if self.dialect is Dialect.OSS else self.body or self.root

    @cached_property
    def type_entry(self) -> Entry | None:
        """The entry that holds the component type, also where ACA expects another key."""
        if self.body is None:
            return None
        key = "type" if self.dialect is Dialect.OSS else "componentType"
        entry = find_entry(self.body, key)
        if entry is None and self.shape is Shape.FLAT:
            return find_entry(self.body, "type")
        return entry

    @cached_property
    def type(self) -> Scalar | None:
        """The component type."""
        return _scalar(resolve(self.type_entry.value)) if self.type_entry else None

    @cached_property
    def type_text(self) -> str:
        """The component type as written, or the empty text."""
        return self.type.text if self.type is not None else ""

    @cached_property
    def is_secret_store(self) -> bool:
        """Whether its type is a secret store's."""
        return self.type_text.startswith("secretstores.")

    @cached_property
    def version(self) -> Scalar | None:
        """The component's version."""
        return _scalar(find(self.body, "version"))

    @cached_property
    def declared_name(self) -> Scalar | None:
        """The name in the file itself; only OSS files have one (ACA's `name` is ignored)."""
        if self.dialect is not Dialect.OSS:
            return None
        return _scalar(find(find(self.root, "metadata"), "name"))

    @cached_property
    def namespace(self) -> Scalar | None:
        """The Kubernetes namespace (OSS)."""
        if self.dialect is not Dialect.OSS:
            return None
        return _scalar(find(find(self.root, "metadata"), "namespace"))

    @cached_property
    def metadata_entry(self) -> Entry | None:
        """The key and value of the metadata list."""
        return find_entry(self.body, "metadata") if self.body is not None else None

    @cached_property
    def metadata(self) -> tuple[MetadataEntry, ...]:
        """The items of the metadata list that are mappings, in order."""
        return tuple(self._metadata())

    def _metadata(self) -> Iterator[MetadataEntry]:
        for index, item in _mappings(find(self.body, "metadata")):
            value = find_entry(item, "value")
            yield MetadataEntry(
                item,
                index,
                _scalar(find(item, "name")),
                resolve(value.value) if value is not None else None,
                self._reference(item),
                _scalar(find(item, "envRef")) if self.dialect is Dialect.OSS else None,
            )

    def _reference(self, item: Mapping) -> SecretReference | None:
        if self.dialect is Dialect.ACA:
            entry = find_entry(item, "secretRef")
            name = _scalar(resolve(entry.value)) if entry is not None else None
            if entry is None or name is None or not name.text:
                return None
            return SecretReference(entry, name)
        entry = find_entry(item, "secretKeyRef")
        if entry is None:
            return None
        target = resolve(entry.value)
        name = _scalar(find(target, "name"))
        if name is None or not name.text:
            return None
        return SecretReference(entry, name, _scalar(find(target, "key")))

    def entries(self, *names: str) -> tuple[MetadataEntry, ...]:
        """The metadata items of one of these names, compared without regard to case."""
        if len(names) == 1:
            return self._by_name.get(names[0].lower(), ())
        wanted = {name.lower() for name in names}
        if wanted.isdisjoint(self._by_name):
            return ()
        return tuple(entry for entry in self.metadata if entry.name_text.lower() in wanted)

    @cached_property
    def _by_name(self) -> dict[str, tuple[MetadataEntry, ...]]:
        """The metadata items by their name in lower case."""
        found: dict[str, tuple[MetadataEntry, ...]] = {}
        for entry in self.metadata:
            name = entry.name_text.lower()
            found[name] = (*found.get(name, ()), entry)
        return found

    @cached_property
    def secrets_entry(self) -> Entry | None:
        """The key and value of the `secrets` list (ACA)."""
        if self.dialect is not Dialect.ACA or self.body is None:
            return None
        return find_entry(self.body, "secrets")

    @cached_property
    def secrets(self) -> tuple[Secret, ...]:
        """The entries of `secrets` that are mappings, in order (ACA)."""
        if self.secrets_entry is None:
            return ()
        return tuple(
            Secret(
                item,
                index,
                _scalar(find(item, "name")),
                find(item, "value"),
                _scalar(find(item, "keyVaultUrl")),
                _scalar(find(item, "identity")),
            )
            for index, item in _mappings(resolve(self.secrets_entry.value))
        )

    @cached_property
    def scopes_entry(self) -> Entry | None:
        """The key and value of the scopes."""
        return find_entry(self.outer, "scopes")

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """The app IDs that may load the component; empty: every app."""
        node = find(self.outer, "scopes")
        if not isinstance(node, Sequence):
            return ()
        return tuple(
            Scope(scalar) for item in node.items if (scalar := _scalar(resolve(item))) is not None
        )

    @cached_property
    def store_entry(self) -> Entry | None:
        """The entry that names the secret store: `secretStoreComponent` or `auth.secretStore`."""
        if self.dialect is Dialect.ACA:
            return find_entry(self.outer, "secretStoreComponent")
        auth = find(self.root, "auth")
        return find_entry(auth, "secretStore") if isinstance(auth, Mapping) else None

    @cached_property
    def store(self) -> Scalar | None:
        """The name of the secret store, where one is given and not empty."""
        if self.store_entry is None:
            return None
        scalar = _scalar(resolve(self.store_entry.value))
        return scalar if scalar is not None and scalar.text else None

    @cached_property
    def references(self) -> tuple[tuple[MetadataEntry, SecretReference], ...]:
        """Every metadata item that takes its value from a secret."""
        return tuple(
            (entry, entry.reference) for entry in self.metadata if entry.reference is not None
        )

    @cached_property
    def anchor(self) -> Span:
        """Where a finding about the component as a whole is put: its type, else its first key."""
        if self.type is not None:
            return self.type.span
        if self.type_entry is not None:
            return self.type_entry.key.span
        holder = self.body if self.body is not None else self.root
        return holder.entries[0].key.span if holder.entries else holder.span

    @property
    def heading(self) -> Span:
        """Where a finding goes that is not about what the component is: the key of its type."""
        return self.type_entry.key.span if self.type_entry is not None else self.anchor


def kept(
    function: Callable[[Component, Unpack[Ts]], T],
) -> Callable[[Component, Unpack[Ts]], T]:
    """`function`, whose last answer about a component is kept with it.

    It holds as long as the very same things are asked about, as nearly all who ask do.
    """

    @functools.wraps(function)
    def asked(component: Component, *things: Unpack[Ts]) -> T:
        known = component.answers.get(function)
        if known is None or (known[0] is not things and any(map(is_not, known[0], things))):
            known = component.answers[function] = things, function(component, *things)
        answer: T = known[1]
        return answer

    return asked


def _scalar(node: Node | None) -> Scalar | None:
    return node if isinstance(node, Scalar) else None


def _mappings(node: Node | None) -> Iterator[tuple[int, Mapping]]:
    if isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            resolved = resolve(item)
            if isinstance(resolved, Mapping):
                yield index, resolved
