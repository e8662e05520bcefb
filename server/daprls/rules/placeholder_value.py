"""The rule `placeholder-value`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Layer, Related, Severity
from daprls.lint.rule import file_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import find
from daprls.model.envelope import Frame, bracketed_type, envelope_of, frames
from daprls.model.sample import is_sample
from daprls.model.source_file import SourceFile
from daprls.schema import Level
from daprls.snapshot import Snapshot
from daprls.syntax.scalars import is_placeholder, is_placeholder_node
from daprls.syntax.tree import Mapping, Node, Scalar, Sequence, resolve
from daprls.text import Location, Span

_FREE_TEXT = ("labels", "annotations")


@file_rule("placeholder-value", Severity.INFO, layer=Layer.PLACEHOLDER)
def placeholder_value(file: SourceFile, _snapshot: Snapshot) -> Iterator[Finding]:
    """A value is still to be filled in."""
    broken = [problem.span for problem in file.tree.problems]
    places = sorted(
        {
            span: told
            for component in file.components
            for span, told in _places(component)
            if not any(span.overlaps(problem) for problem in broken)
        }.items()
    )
    if not places:
        return
    (first, told), *others = places
    more = ""
    if others:
        more = f", and so {'is one more' if len(others) == 1 else f'are {len(others)} more'} here"
    yield Finding(
        first,
        f"{told}{more}.",
        severity=Severity.HINT if is_sample(file.path) else Severity.INFO,
        related=tuple(Related(Location(file.path, span), other) for span, other in others),
    )


def _places(component: Component) -> Iterator[tuple[Span, str]]:
    """Every placeholder of the component, with what is to be told of it."""
    listed = bracketed_type(component)
    for frame in frames(component):
        keys = envelope_of(component).keys(frame.level)
        for entry in frame.mapping.entries:
            key, node = keys.get(entry.key.text), resolve(entry.value)
            if key is None or (type(node) is Scalar and not is_placeholder(node.text)):
                continue
            if key.read_only or key.name in _FREE_TEXT or node is None:
                continue
            if key.type == "array" and isinstance(node, Sequence):
                for item in node.items:
                    if _is_placeholder(item):
                        yield item.span, _told(f"An item of '{key.name}'", item)
            elif _is_placeholder(node) and node is not listed:
                yield entry.value.span, _told(_label(frame, key.name), node)


def _is_placeholder(node: Node) -> bool:
    resolved = resolve(node)
    return resolved is not None and is_placeholder_node(resolved)


def _told(label: str, node: Node) -> str:
    shape = {Sequence: "a list", Mapping: "a map"}.get(type(resolve(node)))
    trap = f" (without quotes it is {shape} to YAML)" if shape is not None else ""
    return f"{label} is still to be filled in{trap}"


def _label(frame: Frame, key: str) -> str:
    """What a value is called: by the name of its item, where it has one of its own."""
    if frame.level in (Level.METADATA_ITEM, Level.SECRET) and key != "name":
        name = ordinary_text(find(frame.mapping, "name"))
        if name:
            return f"'{name}'"
    return f"'{key}'"
