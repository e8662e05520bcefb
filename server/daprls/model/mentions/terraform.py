"""Names from Terraform: container apps, components, pods, and what one module gives to another."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from daprls.model.mention import (
    Call,
    Given,
    MentionKind,
    Names,
    Origin,
    Parameter,
    Template,
)
from daprls.model.mentions import azure
from daprls.model.mentions.collector import Collector
from daprls.syntax.terraform import Block, blocks
from daprls.syntax.tree import Mapping, Node, Scalar, Sequence

PROBE = re.compile(r"dapr|\b(?:module|variable|locals)\b", re.IGNORECASE)

_REFERENCE = re.compile(r"(?:\"\$\{\s*)?(var|local)\.([\w-]+)(?:\s*\}\")?")
_LONGEST_CHAIN = 10
_APP = "azurerm_container_app"
_COMPONENT = "azurerm_container_app_environment_dapr_component"
_AZAPI = frozenset({"azapi_resource", "azapi_update_resource"})


def read(path: str, text: str) -> Names:
    """The names that a Terraform file says."""
    return _Terraform(path, text).names()


class _Terraform:
    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text
        self.blocks = blocks(text)
        self.locals = {
            entry.key.text: entry.value
            for block in self.blocks
            if block.kind == "locals"
            for entry in block.attributes.entries
        }
        self.found = Collector(path, self.lookup)

    def names(self) -> Names:
        """All names of the file."""
        defaults: dict[str, Given] = {}
        calls: list[Call] = []
        for block in self.blocks:
            if block.kind == "resource" and block.labels:
                self._resource(block)
            elif block.kind == "variable" and block.labels:
                given = self.found.given(block.attributes.get("default"))
                if given is not None:
                    defaults[block.labels[0]] = given
            elif block.kind == "module" and (call := self._call(block)) is not None:
                calls.append(call)
        for name, node in self.locals.items():
            if (given := self.found.given(node)) not in (None, Parameter(f"local.{name}")):
                defaults[f"local.{name}"] = given
        template = Template(
            posixpath.dirname(self.path),
            defaults,
            tuple(self.found.holes),
            tuple(calls),
            frozenset(self._shared()),
        )
        return self.found.names(template if defaults or template.holes or calls else None)

    def lookup(self, scalar: Scalar) -> Given:
        """What an expression says that is a variable alone; a local one may stand elsewhere."""
        match = _REFERENCE.fullmatch(scalar.raw)
        if match is None:
            return None
        kind, name = match.groups()
        return Parameter(name if kind == "var" else f"local.{name}")

    def _resource(self, block: Block) -> None:
        kind, name = block.labels[0], block.attributes.get("name")
        if kind == _APP:
            for dapr in block.inner("dapr"):
                app_id = dapr.attributes.get("app_id")
                self.found.node(MentionKind.APP, app_id, Origin.TERRAFORM, app_name=name)
        elif kind == _COMPONENT:
            type_ = block.attributes.get("component_type")
            self.found.node(MentionKind.COMPONENT, name, Origin.TERRAFORM, component_type=type_)
            scopes = block.attributes.get("scopes")
            for item in scopes.items if isinstance(scopes, Sequence) else ():
                self.found.node(MentionKind.APP, item, Origin.TERRAFORM, defines=False)
        elif kind in _AZAPI:
            self._azapi(block, name)
        else:
            for part in _parts(block):
                azure.read_annotations(part, Origin.TERRAFORM, self.found)

    def _azapi(self, block: Block, name: Node | None) -> None:
        type_, body = block.attributes.get("type"), block.attributes.get("body")
        if isinstance(type_, Scalar) and body is not None:
            exists = block.labels[0] != "azapi_resource"
            azure.read_resource(type_.text, name, body, Origin.TERRAFORM, self.found, exists=exists)

    def _call(self, block: Block) -> Call | None:
        source = block.attributes.get("source")
        azure.read_arguments(block.attributes, Origin.TERRAFORM, self.found)
        if not isinstance(source, Scalar) or not source.text.startswith("."):
            return None
        folder = posixpath.dirname(self.path)
        return Call(
            posixpath.normpath(posixpath.join(folder, source.text)),
            {each.key.text: self.found.given(each.value) for each in block.attributes.entries},
        )

    def _shared(self) -> Iterator[str]:
        """The variables that this file uses more than once."""
        uses: dict[str, int] = {}
        for kind, name in re.findall(r"\b(var|local)\.([\w-]+)", self.text):
            key = name if kind == "var" else f"local.{name}"
            uses[key] = uses.get(key, 0) + 1
        return (key for key, count in uses.items() if count > 1)


def _parts(block: Block) -> Iterator[Mapping]:
    yield block.attributes
    for each in block.blocks:
        yield from _parts(each)
