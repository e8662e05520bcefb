"""One file's text and all that is derived from it alone. Everything is derived at most once."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from daprls.model.component import Component
from daprls.model.dialect import Shape, find, may_concern_dapr, shape_of
from daprls.model.mention import Mention, Names
from daprls.model.mentions import names_in_other, names_in_yaml
from daprls.model.naming_command import NamingCommand, naming_commands
from daprls.model.resource import Resource, resource_of
from daprls.model.secret_sources import (
    HeldSecret,
    Keys,
    is_environment,
    kubernetes_secrets,
    may_hold_secrets,
    variables,
)
from daprls.model.uses import (
    AppUse,
    ComponentUse,
    Holder,
    SecretUse,
    app_uses,
    component_uses,
    secret_uses,
)
from daprls.syntax.json_tree import parse_json
from daprls.syntax.parser import parse
from daprls.syntax.tree import Document, Mapping, Node, Scalar, Tree
from daprls.text import LineIndex, Span

_NAME_COMMENT = re.compile(
    r"^\ufeff?[ \t]*#[ \t]*daprls:[ \t]*name[ \t]*=[ \t]*([^\s#]+)", re.MULTILINE
)
_YAML = (".yaml", ".yml")


@dataclass(frozen=True, eq=False)
class Manifest:
    """One YAML document in a file."""

    document: Document
    shape: Shape | None
    """`None` where the document is not a Dapr component."""
    kind: str | None = None
    """The `kind` of a Kubernetes-style document, whatever its `apiVersion`."""
    api_version: str | None = None


@dataclass(frozen=True, eq=False)
class SourceFile:
    """One file's text and all that is derived from it."""

    path: str
    """The key of the file: an absolute path with forward slashes, or `untitled:…`."""
    text: str
    declared_yaml: bool = False
    """Whether whoever gave the file says that it is YAML, whatever its name."""

    @cached_property
    def is_yaml(self) -> bool:
        """Whether the file is YAML, by its name or as declared; one that is on no disk is."""
        if self.declared_yaml or self.path.startswith("untitled:"):
            return True
        return self.path.lower().endswith(_YAML)

    @cached_property
    def folder(self) -> str:
        """The folder that holds the file."""
        return posixpath.dirname(self.path)

    @cached_property
    def stem(self) -> str:
        """The file's name without its last extension."""
        return posixpath.splitext(posixpath.basename(self.path))[0]

    @cached_property
    def may_concern_dapr(self) -> bool:
        """Whether the text could hold a component at all; files that cannot are never parsed."""
        return self.is_yaml and may_concern_dapr(self.text)

    @cached_property
    def lines(self) -> LineIndex:
        """Where lines begin."""
        return LineIndex(self.text)

    @cached_property
    def tree(self) -> Tree:
        """The parsed text."""
        return parse(self.text)

    @cached_property
    def manifests(self) -> tuple[Manifest, ...]:
        """Every YAML document of the file; none for a file that cannot concern Dapr."""
        if not self.may_concern_dapr:
            return ()
        return tuple(_manifest(document) for document in self.tree.documents)

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """Every component of the file, save those in the list shape that `az` no longer takes."""
        return tuple(self._components())

    def _components(self) -> Iterator[Component]:
        for manifest in self.manifests:
            root = manifest.document.root
            if manifest.shape in (None, Shape.LEGACY_LIST) or not isinstance(root, Mapping):
                continue
            assert manifest.shape is not None
            comment = _NAME_COMMENT.search(self.text, *self._stretch(manifest.document))
            yield Component(
                self.path,
                manifest.document,
                manifest.shape,
                root,
                comment.group(1) if comment is not None else None,
                Span(*comment.span(1)) if comment is not None else None,
            )

    def _stretch(self, document: Document) -> tuple[int, int]:
        """The document with the comments that stand above its `---` at the top of the file."""
        first = document is self.tree.documents[0]
        return (0 if first else document.span.start), document.span.end

    @cached_property
    def is_ours(self) -> bool:
        """Whether any document of the file is a Dapr component."""
        return any(manifest.shape is not None for manifest in self.manifests)

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Every subscription, resiliency, configuration and HTTP endpoint of the file."""
        found = (
            resource_of(self.path, manifest.document, manifest.api_version, manifest.kind)
            for manifest in self.manifests
            if manifest.shape is None
        )
        return tuple(resource for resource in found if resource is not None)

    @property
    def is_read(self) -> bool:
        """Whether rules look at the file: it holds a component, or a resource that names some."""
        return self.is_ours or bool(self.resources)

    @property
    def holders(self) -> tuple[Holder, ...]:
        """What of the file names components, apps and secrets."""
        return (*self.components, *self.resources)

    @cached_property
    def component_uses(self) -> tuple[ComponentUse, ...]:
        """The places where the file's components and resources name a component."""
        return tuple(use for holder in self.holders for use in component_uses(holder))

    @cached_property
    def app_uses(self) -> tuple[AppUse, ...]:
        """The places where the file's components and resources name an app."""
        return tuple(use for holder in self.holders for use in app_uses(holder))

    @cached_property
    def secret_uses(self) -> tuple[SecretUse, ...]:
        """The places where the file's resources name secrets of a store."""
        return tuple(use for resource in self.resources for use in secret_uses(resource))

    @cached_property
    def naming_commands(self) -> tuple[NamingCommand, ...]:
        """The deploy commands of a script or workflow that name a component."""
        if "dapr-component" not in self.text:
            return ()
        return naming_commands(self.path, self.text)

    @cached_property
    def names(self) -> Names:
        """The names of apps and components that the file says beside those of its components."""
        if not self.is_yaml:
            return names_in_other(self.path, self.text)
        return names_in_yaml(self.path, self.text, lambda: self.tree)

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The places in the file that say such a name, in order."""
        return self.names.mentions

    @cached_property
    def kubernetes_secrets(self) -> tuple[HeldSecret, ...]:
        """The secrets that the file gives to Kubernetes."""
        if not self.is_yaml or not may_hold_secrets(self.text):
            return ()
        return tuple(kubernetes_secrets(self.path, self.tree))

    @cached_property
    def json(self) -> Node:
        """The parsed text of a file that is JSON."""
        return parse_json(self.text)

    @cached_property
    def variables(self) -> Keys:
        """The variables that a file of the environment sets."""
        return variables(self.path, self.text) if is_environment(self.path) else {}


def _manifest(document: Document) -> Manifest:
    kind = find(document.root, "kind")
    api_version = find(document.root, "apiVersion")
    return Manifest(
        document,
        shape_of(document.root),
        kind.text if isinstance(kind, Scalar) else None,
        api_version.text if isinstance(api_version, Scalar) else None,
    )
