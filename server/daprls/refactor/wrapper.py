"""Into and out of `properties`, under which `az … show -o yaml` prints a component.

An export holds the component there, beside and among keys that only the service writes. `az` takes
it as it is; what stands beside `properties` it does not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import ACA_KEYS, Dialect, Shape, find_entry, fold
from daprls.model.envelope import envelope_of, frames
from daprls.schema import Level
from daprls.snapshot import Snapshot
from daprls.syntax.removal import is_free, remove_entries, remove_entry
from daprls.syntax.rewrite import move_entry
from daprls.syntax.scalars import plain_value
from daprls.syntax.stretches import begins_line, end_of, indent_of, line_end, newline
from daprls.syntax.tree import Entry, Mapping, Missing, Scalar
from daprls.text import Span, TextEdit

_LEVELS = (Level.FLAT, Level.WRAPPED, Level.COMPONENT)
_COMMENT = re.compile(r"(?<![ \t])[ \t]*(#[^\r\n]*)")


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A key that the service wrote, in the map that holds it."""

    mapping: Mapping
    entry: Entry


def written_by_service(component: Component) -> tuple[Written, ...]:
    """The keys of an export that `az` leaves out when it sends the file, in order.

    A `name` is left out as well, but says what the component is called.
    """
    return tuple(_written(component)) if component.dialect is Dialect.ACA else ()


def _written(component: Component) -> Iterator[Written]:
    known = envelope_of(component)
    for frame in frames(component):
        if frame.level not in _LEVELS:
            continue
        keys = known.keys(frame.level)
        for entry in frame.entries:
            key = keys.get(entry.key.text)
            if key is None or not key.read_only or key.name == "name":
                continue
            if key.name != "type" or _is_resource_type(entry):
                yield Written(frame.mapping, entry)


def _is_resource_type(entry: Entry) -> bool:
    """Whether a `type` is that of the Azure resource, and not meant for the component's."""
    text = ordinary_text(entry.value) if isinstance(entry.value, Scalar) else None
    return text is not None and text.lower().startswith("microsoft.")


def counterpart(component: Component, entry: Entry) -> Entry | None:
    """The entry under `properties` that says what `entry` beside it is to say."""
    inner = component.root.get("properties")
    name = next((key for key in ACA_KEYS if key.lower() == fold(entry.key.text)), None)
    if name is None or not isinstance(inner, Mapping):
        return None
    return find_entry(inner, name)


def gathered(
    snapshot: Snapshot, component: Component, beside: Iterable[Entry]
) -> tuple[TextEdit, ...] | None:
    """Moves the keys beside `properties` into it, or takes them out where it has them as well.

    An empty `properties` goes instead. `None` where it is not plain how.
    """
    path, text, root = component.path, snapshot.files[component.path].text, component.root
    holder = root.entry("properties")
    if holder is None:
        return None
    inner = holder.value
    if holds_nothing(component):
        removal = remove_entry(path, text, root, root, holder)
        return (removal,) if removal is not None else None
    if not isinstance(inner, Mapping):
        return None
    edits: list[TextEdit] = []
    for entry in beside:
        if counterpart(component, entry) is None:
            change = move_entry(path, text, root, root, entry, inner)
        else:
            change = remove_entries(path, text, root, root, (entry,))
        if change is None:
            return None
        edits += change
    return tuple(edits)


def holds_nothing(component: Component) -> bool:
    """Whether there is a `properties`, and nothing in it."""
    value = component.root.get("properties")
    if isinstance(value, Mapping):
        return not value.entries
    return isinstance(value, Missing) or (isinstance(value, Scalar) and plain_value(value) is None)


def without_written(snapshot: Snapshot, component: Component) -> tuple[TextEdit, ...] | None:
    """Takes out what the service wrote; `None` where something of it cannot go."""
    return _removed(snapshot, component, component.root, component.body)


def _removed(
    snapshot: Snapshot, component: Component, *mappings: Mapping | None
) -> tuple[TextEdit, ...] | None:
    text, root = snapshot.files[component.path].text, component.document.root
    edits: list[TextEdit] = []
    for mapping in dict.fromkeys(each for each in mappings if each is not None):
        gone = [each.entry for each in written_by_service(component) if each.mapping is mapping]
        if len(gone) == len(mapping.entries):
            return None
        removed = remove_entries(component.path, text, root, mapping, gone) if gone else ()
        if removed is None:
            return None
        edits += removed
    return tuple(edits)


def lifted(snapshot: Snapshot, component: Component) -> tuple[TextEdit, ...] | None:
    """Puts what stands under `properties` at the top level, without what the service wrote.

    The name becomes a comment that says the same. `None` where it is not plain how: between
    brackets, and where other keys stand beside `properties`.
    """
    root, body = component.root, component.body
    holder = root.entry("properties")
    if component.shape is not Shape.WRAPPED or holder is None or holder.value is not body:
        return None
    if body is None or body.flow or root.flow or body.anchor or root.anchor:
        return None
    gone = [each.entry for each in written_by_service(component) if each.mapping is root]
    name = root.entry("name")
    if any(each not in (holder, name, *gone) for each in root.entries):
        return None
    removed = _removed(snapshot, component, root)
    inner = _removed(snapshot, component, body)
    if removed is None or inner is None:
        return None
    edits = [*removed, _lifting(snapshot, component, holder, body, inner)]
    if name is not None:
        edit = _name_comment(snapshot, component, name)
        if edit is None:
            return None
        edits.append(edit)
    return tuple(edits)


def _lifting(
    snapshot: Snapshot,
    component: Component,
    holder: Entry,
    body: Mapping,
    inner: tuple[TextEdit, ...],
) -> TextEdit:
    """The lines under `properties`, but those of `inner`, as far to the left as it stands."""
    text = snapshot.files[component.path].text
    start = holder.key.span.start
    width = len(indent_of(text, body.entries[0].key.span.start)) - len(indent_of(text, start))
    end = line_end(text, end_of(text, body))
    at = line_end(text, holder.key.span.end)
    comment = _COMMENT.search(text, holder.key.span.end, at)
    lines = [comment[1].rstrip()] if comment is not None else []
    indent = indent_of(text, start)
    while at < end:
        begin = at + (2 if text.startswith("\r\n", at) else 1)
        at = min(line_end(text, begin), end)
        line = text[begin:at]
        if not any(edit.span.start <= begin < edit.span.end for edit in inner):
            lines.append(line[min(len(indent) + width, len(line) - len(line.lstrip(" "))) :])
    joined = [lines[0], *(indent + line if line else line for line in lines[1:])]
    return TextEdit(component.path, Span(start, end), newline(text).join(joined))


def _name_comment(snapshot: Snapshot, component: Component, name: Entry) -> TextEdit | None:
    text, value = snapshot.files[component.path].text, name.value
    if not isinstance(value, Scalar) or re.fullmatch(r"[\w.-]+", value.text) is None:
        return None
    if component.name_comment is not None or not begins_line(text, name.key.span.start):
        return None
    if not is_free(component.document.root, (name.span,)):
        return None
    return TextEdit(component.path, name.span, f"# daprls: name={value.text}")
