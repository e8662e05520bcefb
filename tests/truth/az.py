"""What `az containerapp env dapr-component set --yaml FILE` makes of a file, without Azure.

The parser (PyYAML), the deserialiser (msrest) and the model are those that `az` runs: azure-cli
2.91.0 carries the model of API version 2025-07-01, which azure-mgmt-appcontainers 4.0.0 publishes.
Only what stands between them is written anew: a file must hold a mapping, the model becomes JSON,
and what the service fills in itself is taken out.

What a file loses on the way is found by trying: an entry without which `az` sends the same is lost.
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

import yaml
from azure.mgmt.appcontainers import models
from msrest import Deserializer
from msrest.exceptions import DeserializationError

from daprls.text import Span

READ_ONLY = ("deploymentErrors", "id", "name", "provisioningState", "systemData", "type")
"""What the model knows, the service fills in, and `az` takes out before it sends a component."""

_MERGE = "tag:yaml.org,2002:merge"
_NULL = "tag:yaml.org,2002:null"


class Stage(Enum):
    """How far `az` gets with a file that it refuses."""

    YAML = "PyYAML cannot read it"
    MODEL = "Invalid YAML provided"
    JSON = "it cannot be written as JSON"


@dataclass(frozen=True, slots=True)
class Loss:
    """An entry or item that does not arrive at the service as it is written."""

    path: tuple[str | int, ...]
    """The keys and positions on the way to it, its own last."""
    span: Span
    """From the key's first code point to the value's last."""
    sent: str | None
    """The text that is sent in the value's place; `None` where nothing comes of the entry."""
    empty: bool = False
    """Whether the entry only says what holds anyway, so that nothing is lost with it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """`az` ends with an error and sends nothing."""

    stage: Stage
    error: str
    """The class of the error that ends it."""
    culprits: tuple[Span, ...] = ()
    """What it is about: entries and items that `az` refuses by themselves, or the place where
    PyYAML stops. None where it is about the file as a whole."""
    losses: tuple[Loss, ...] = ()
    """What it would lose without the culprits."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What `az` sends, and what it loses."""

    properties: dict[str, Any]
    losses: tuple[Loss, ...]


class _Refused(Exception):  # noqa: N818 - what happens, no fault of the tests
    def __init__(self, stage: Stage, error: str) -> None:
        super().__init__(stage, error)
        self.stage = stage
        self.error = error


def take(text: str) -> Taken | Refusal:
    """What `az` makes of a file."""
    # `az` opens files as text, which makes `\n` of every line break. PyYAML does so by itself, and
    # of the text as it is its offsets are ours.
    loader = yaml.SafeLoader(text.replace("\0", ""))
    try:
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            return Refusal(Stage.MODEL, "ValidationError")
        source = _Source(loader, root)
        data = source.data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = () if mark is None else (Span(mark.index, mark.index),)
        return Refusal(Stage.YAML, type(error).__name__, place)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return Refusal(Stage.YAML, type(error).__name__)
    try:
        properties = _sent(data)
    except _Refused as refused:
        culprits = tuple(_culprits(source, root, lambda part: part))
        for culprit in culprits:
            source.remove(culprit)
        spans = tuple(culprit.span for culprit in culprits)
        return Refusal(refused.stage, refused.error, spans, tuple(_losses(source, root)))
    return Taken(properties, tuple(_losses(source, root)))


def _sent(data: Any) -> dict[str, Any]:
    """The `properties` of the request that `az` makes of what a file holds."""
    try:
        component = _deserializer()("DaprComponent", data)
    except DeserializationError as error:
        raise _Refused(Stage.MODEL, "ValidationError") from error
    try:
        written = json.dumps(component, default=_attributes)
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        raise _Refused(Stage.JSON, type(error).__name__) from error
    body: dict[str, Any] = _request(json.loads(written))
    for key in READ_ONLY:
        body.pop(key, None)
    body["ignoreErrors"] = body["ignoreErrors"] or False
    return body


@functools.cache
def _deserializer() -> Deserializer:
    return Deserializer(dict(inspect.getmembers(models)))


def _attributes(part: Any) -> Any:
    """What stands for a value that JSON has no form for; a date has neither form nor attributes."""
    return part.isoformat() if isinstance(part, datetime) else part.__dict__


def _request(part: Any) -> Any:
    """The JSON of a model with the service's keys, and without what the model does not know."""
    if isinstance(part, list):
        return [_request(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        _camel(key): _request(value)
        for key, value in part.items()
        if key != "additional_properties"
    }


def _camel(attribute: str) -> str:
    first, *others = attribute.split("_")
    return first + "".join(word.title() for word in others)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """An entry of a mapping, or an item of a list."""

    holder: yaml.Node
    key: yaml.Node
    """The key; for an item the item itself."""
    value: yaml.Node

    @property
    def span(self) -> Span:
        """From key to value; only the key of an alias, whose value stands elsewhere."""
        start, end = self.key.start_mark.index, self.value.end_mark.index
        if self.value.start_mark.index < start:
            end = self.key.end_mark.index
        return Span(start, end)


class _Source:
    """The nodes of a file, of which any part can be left out."""

    def __init__(self, loader: yaml.SafeLoader, root: yaml.MappingNode) -> None:
        self._loader = loader
        self._root = root
        # Kept apart, since PyYAML resolves merge keys in place.
        self._parts = {
            id(node): (node, tuple(_parts(node)))
            for node in _nodes(root)
            if not isinstance(node, yaml.ScalarNode)
        }

    def parts(self, node: yaml.Node) -> tuple[_Part, ...]:
        """The entries or items of a node as written; none of a scalar."""
        return self._parts[id(node)][1] if id(node) in self._parts else ()

    def is_overruled(self, part: _Part) -> bool:
        """Whether its key stands once more further down."""
        later = self.parts(part.holder)[::-1]
        twin = next((each for each in later if each.key.value == part.key.value), part)
        return isinstance(part.holder, yaml.MappingNode) and twin is not part

    def remove(self, part: _Part) -> None:
        """Takes a part out for good."""
        holder, parts = self._parts[id(part.holder)]
        self._parts[id(holder)] = holder, tuple(each for each in parts if each is not part)

    def data(self, node: yaml.Node | None = None, without: _Part | None = None) -> Any:
        """What the file, or one node, holds, with all of its parts but one."""
        for holder, parts in self._parts.values():
            left = [part for part in parts if part is not without]
            mapping = isinstance(holder, yaml.MappingNode)
            holder.value = [(part.key, part.value) if mapping else part.value for part in left]
        return self._loader.construct_document(self._root if node is None else node)


def _parts(node: yaml.Node) -> Iterator[_Part]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield _Part(node, key, value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield _Part(node, item, item)


def _nodes(root: yaml.Node) -> Iterator[yaml.Node]:
    seen: set[int] = set()
    pending = [root]
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, yaml.MappingNode):
            pending.extend(part for entry in node.value for part in entry)
        elif isinstance(node, yaml.SequenceNode):
            pending.extend(node.value)


def _culprits(source: _Source, node: yaml.Node, around: Callable[[Any], Any]) -> Iterator[_Part]:
    """The innermost parts that `az` refuses where they stand alone in what is around them."""
    for part in source.parts(node):
        if part.key.tag == _MERGE or source.is_overruled(part):
            continue
        inside = _alone(source, part, around)
        if not _is_refused(inside(source.data(part.value))):
            continue
        empty = {} if isinstance(part.value, yaml.MappingNode) else []
        if isinstance(part.value, yaml.ScalarNode) or _is_refused(inside(empty)):
            yield part
        else:
            yield from _culprits(source, part.value, inside)


def _alone(source: _Source, part: _Part, around: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What makes of a value a file in which nothing else stands."""
    if isinstance(part.holder, yaml.SequenceNode):
        return lambda value: around([value])
    key = source.data(part.key)
    return lambda value: around({key: value})


def _is_refused(data: Any) -> bool:
    try:
        _sent(data)
    except _Refused:
        return True
    return False


def _losses(source: _Source, root: yaml.MappingNode) -> Iterator[Loss]:
    try:
        whole = _sent(source.data())
    except _Refused:
        return
    yield from _lost_in(source, root, whole, (), whole)


def _lost_in(
    source: _Source,
    node: yaml.Node,
    whole: dict[str, Any],
    path: tuple[str | int, ...],
    arrived: Any,
) -> Iterator[Loss]:
    """The losses among the parts of a node; `arrived` is what is sent of it, `whole` of all."""
    for index, part in enumerate(source.parts(node)):
        if part.key.tag == _MERGE:
            continue
        name = index if isinstance(node, yaml.SequenceNode) else str(part.key.value)
        here = (*path, name)
        if _changes_nothing(source, part, whole):
            yield Loss(here, part.span, None, _says_nothing(part))
        elif here == ("properties",):
            yield from _lost_in(source, part.value, whole, here, arrived)
        else:
            inner = _within(arrived, name)
            if isinstance(inner, str) and not _is_same(part.value, inner):
                yield Loss(here, part.span, inner)
            elif not isinstance(inner, str):
                yield from _lost_in(source, part.value, whole, here, inner)


def _within(arrived: Any, name: str | int) -> Any:
    if isinstance(name, int):
        return arrived[name] if isinstance(arrived, list) and name < len(arrived) else None
    return arrived.get(name) if isinstance(arrived, dict) else None


def _is_same(value: yaml.Node, sent: str) -> bool:
    """Whether a text is sent as written; `True` for `true` is the same to every reader."""
    return isinstance(value, yaml.ScalarNode) and value.value.lower() == sent.lower()


def _changes_nothing(source: _Source, part: _Part, whole: dict[str, Any]) -> bool:
    """Whether `az` sends the same if the part is not there at all."""
    try:
        return _sent(source.data(without=part)) == whole
    except (_Refused, yaml.YAMLError):
        return False


def _says_nothing(part: _Part) -> bool:
    """Whether an entry only says what holds anyway."""
    if part.value.tag == _NULL:
        return True
    words = ("false", "no", "off", "0")
    return part.key.value == "ignoreErrors" and str(part.value.value).lower() in words
