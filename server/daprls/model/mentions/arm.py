"""Names from ARM templates, with all that their own parameters and variables say."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace

from daprls.model.dialect import find
from daprls.model.mention import Given, Origin, Word
from daprls.model.mentions import azure
from daprls.model.mentions.collector import Collector
from daprls.syntax.code import EXPRESSION
from daprls.syntax.tree import Mapping, Node, Scalar, Sequence, Style
from daprls.text import Span

PROBE = re.compile(r"Microsoft\.App/|daprComponents", re.IGNORECASE)

_REFERENCE = re.compile(r"\[(parameters|variables)\('([\w-]+)'\)\]")
_LAST_PART = re.compile(r"\[(?:concat|format)\(.*?'(?:[^']*/)?(\w(?:[\w.-]*\w)?)'\)\]")
_LONGEST_CHAIN = 10
_NESTED = "microsoft.resources/deployments"


def read(root: Node, found: Collector) -> None:
    """Adds the names that a template says."""
    if find(root, "resources") is not None:
        _Template(root, found).read()


@dataclass
class _Template:
    root: Node
    found: Collector
    given: MappingOf[str, Given] = field(default_factory=dict)
    """What the parameters of a nested template are set to."""
    depth: int = 0

    def read(self) -> None:
        """Adds the names of all resources."""
        self.resources(find(self.root, "resources"), "")

    def resources(self, node: Node | None, outer: str) -> None:
        """Adds the names of resources, in a list or by symbolic names."""
        items: tuple[Node, ...] = ()
        if isinstance(node, Sequence):
            items = node.items
        elif isinstance(node, Mapping):
            items = tuple(entry.value for entry in node.entries)
        for item in items:
            type_ = find(item, "type")
            if not isinstance(type_, Scalar):
                continue
            kind = type_.text
            if outer and not kind.lower().startswith("microsoft."):
                kind = f"{outer}/{kind}"
            self.resource(kind, item)
            self.resources(find(item, "resources"), kind)

    def resource(self, kind: str, item: Node) -> None:
        """Adds the names that one resource says."""
        if kind.lower() == _NESTED:
            self.nested(item)
            return
        exists = find(item, "existing")
        self.found.lookup = self.lookup
        azure.read_resource(
            kind,
            _last_part(find(item, "name")),
            item,
            Origin.ARM,
            self.found,
            exists=isinstance(exists, Scalar) and exists.text == "true",
        )

    def nested(self, item: Node) -> None:
        """Adds the names of a template in the template."""
        properties = find(item, "properties")
        template = find(properties, "template")
        if not isinstance(template, Mapping) or self.depth > _LONGEST_CHAIN:
            return
        arguments = find(properties, "parameters")
        given: dict[str, Given] = {}
        self.found.lookup = self.lookup
        for entry in arguments.entries if isinstance(arguments, Mapping) else ():
            given[entry.key.text] = self.found.given(find(entry.value, "value"))
        _Template(template, self.found, given, self.depth + 1).read()

    def lookup(self, scalar: Scalar) -> Given:
        """What an expression says that is nothing but a parameter or a variable."""
        return self._follow(scalar, 0)

    def _follow(self, scalar: Scalar, steps: int) -> Given:
        match = _REFERENCE.fullmatch(scalar.text)
        if match is None or steps > _LONGEST_CHAIN:
            return None
        kind, name = match.groups()
        if kind == "parameters" and name in self.given:
            return _shared(self.given[name])
        node = find(find(self.root, kind), name)
        if kind == "parameters":
            node = find(node, "defaultValue")
        if not isinstance(node, Scalar):
            return None
        own = Collector(self.found.path).given(node) or self._follow(node, steps + 1)
        return _shared(own)


def _shared(given: Given) -> Given:
    return replace(given, is_shared=True) if isinstance(given, Word) else given


def _last_part(name: Node | None) -> Node | None:
    """The last part of a name that is put together from that of its owner, where it is literal."""
    if not isinstance(name, Scalar) or not name.text.startswith("["):
        return name
    match = _LAST_PART.fullmatch(name.text)
    if match is None or name.raw[1:-1] != name.text:
        return Scalar(name.span, name.raw, name.text, name.style, tag=EXPRESSION)
    start = name.span.start + 1
    return Scalar(
        Span(start + match.start(1), start + match.end(1)), match[1], match[1], Style.PLAIN
    )
