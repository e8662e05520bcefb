"""How a component of open-source Dapr is laid out for Azure Container Apps.

Secrets of Kubernetes and of local files become entries of `secrets` that are left to fill in:
Azure Container Apps has neither store, and the values do not stand in the component.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from daprls.index import BUILT_IN_STORE
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.dialect import find_entry
from daprls.model.names import ACA_COMPONENT, ACA_WORD
from daprls.refactor.layout import (
    Block,
    Laid,
    Refusal,
    block,
    left_out,
    legal_name,
    without_name,
    written,
)
from daprls.snapshot import Snapshot
from daprls.syntax.goyaml import dapr_json, dapr_text
from daprls.syntax.pieces import Piece, pieces, split
from daprls.syntax.rewrite import quote, rename_key, set_value
from daprls.syntax.scalars import implicit_type
from daprls.syntax.stretches import indent_of, newline
from daprls.syntax.tree import Entry, Mapping, Node, Scalar, Sequence, Style, resolve
from daprls.text import TextEdit

_NO_STORES = ("secretstores.kubernetes", "secretstores.local.")
_SPEC = ("type", "version", "ignoreErrors", "initTimeout", "metadata")
_ENVELOPE = ("apiVersion", "kind", "metadata", "spec", "auth", "scopes")


@dataclass
class _Secrets:
    """The entries of `secrets` that are needed, as they come up."""

    are_own: bool
    """Whether the component keeps its secrets; else a store of Azure Container Apps has them."""
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def name(self, holder: str, key: str, words: str) -> str:
        """The entry for a key of a secret, or for an environment variable."""
        found = self.names.get((holder, key))
        if found is not None:
            return found
        wanted = (key, f"{holder}-{key}", *(f"{holder}-{key}-{n}" for n in range(2, 100)))
        taken = set(self.names.values())
        legal = (ACA_WORD.nearest(each) for each in wanted)
        name = next((each for each in legal if each and each not in taken), "secret")
        self.names[holder, key] = name
        whose = "" if self.are_own else " in the store"
        self.notes.append(f"The secret '{name}' has to be filled in{whose}: {words}.")
        return name


def aca_layout(snapshot: Snapshot, component: Component, name: str) -> Laid | Refusal:
    """The component as `az` takes it."""
    reason = _unsupported(snapshot, component)
    if reason is not None:
        return Refusal(reason)
    named = legal_name(name, ACA_COMPONENT)
    if named is None:
        return Refusal("Nothing is left of the component's name that Azure Container Apps takes.")
    text = snapshot.files[component.path].text
    secrets = _Secrets(_keeps_secrets(snapshot, component))
    edits = tuple(_edits(component, text, secrets))
    notes: list[str] = []
    if named != name:
        notes.append(f"The component is called '{named}' now: a name {ACA_COMPONENT.words}.")
    blocks, comments, end = _blocks(component, text, edits, secrets, notes)
    if not any(each.key == "version" for each in blocks):
        known = snapshot.type(component)
        version = known.default_version if known is not None else "v1"
        blocks.insert(_behind_type(blocks), written("version", version))
        notes.append(f"The component has no version; '{version}' is taken.")
    for scope in component.scopes:
        app = ordinary_text(scope.node)
        if app and not ACA_WORD.fits(app):
            notes.append(f"The app ID '{app}' is refused: it {ACA_WORD.words}.")
    if secrets.are_own and secrets.names:
        items = [
            {"name": quote(each), "value": quote(f"<{each}>", style=Style.DOUBLE)}
            for each in secrets.names.values()
        ]
        blocks.append(_as_deep(written("secrets", items), blocks))
    lines = tuple(line for each in sorted(blocks, key=_rank) for line in each.at(0))
    return Laid(named, (*lines, *end), comments, name_comment=True, notes=(*notes, *secrets.notes))


def _as_deep(new: Block, blocks: list[Block]) -> Block:
    """A list, its dashes as far from the margin as those of the metadata."""
    lines = (line for each in blocks if each.key == "metadata" for line in each.lines[1:])
    dashed = next((line for line in lines if line.lstrip().startswith("- ")), "  -")
    width = len(dashed) - len(dashed.lstrip())
    first, *rest = new.lines
    return Block(new.key, new.lead, (first, *(" " * width + line[2:] for line in rest)))


def _behind_type(blocks: list[Block]) -> int:
    return next((index for index, each in enumerate(blocks, 1) if each.key == "type"), 0)


def _unsupported(snapshot: Snapshot, component: Component) -> str | None:
    support = snapshot.catalog.aca
    type_name = component.type_text
    canonical = snapshot.catalog.canonical(type_name) or type_name
    if canonical.startswith(_NO_STORES):
        return (
            f"'{type_name}' does not work on Azure Container Apps: the components that use it "
            "are given 'secrets' of their own when they are converted."
        )
    known = snapshot.catalog_for(component.path)
    described = known.canonical(type_name) is not None and known.summary(type_name).pluggable
    if described or snapshot.config(component.path).provides(type_name):
        return "Azure Container Apps runs no pluggable components."
    return support.unsupported_types.get(canonical) or support.unsupported_families.get(
        type_name.partition(".")[0]
    )


def _keeps_secrets(snapshot: Snapshot, component: Component) -> bool:
    """Whether no store of Azure Container Apps can have what the component refers to."""
    store = component.store.text if component.store is not None else BUILT_IN_STORE
    stores = snapshot.stores_of(component)
    if stores:
        return all(each.type_text.startswith(_NO_STORES) for each in stores)
    return store == BUILT_IN_STORE


def _rank(each: Block) -> int:
    """Spec's keys as they are written, but for those that have a place of their own."""
    return {"metadata": 2, "secretStoreComponent": 1, "secrets": 3, "scopes": 4}.get(each.key, 0)


def _blocks(
    component: Component,
    text: str,
    edits: tuple[TextEdit, ...],
    secrets: _Secrets,
    notes: list[str],
) -> tuple[list[Block], tuple[str, ...], tuple[str, ...]]:
    """The parts, the comments above the first key, and those that belong to no part."""
    root = component.root
    meant = {id(entry): key for key in _ENVELOPE if (entry := find_entry(root, key)) is not None}
    start = component.document.span.start
    start += text.startswith("\ufeff", start)
    blocks: list[Block] = []
    comments: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    for index, piece in enumerate(pieces(text, root, start, edits)):
        key = meant.get(id(piece.entry))
        lead = without_name(piece.lead)
        if index == 0:
            comments, lead = lead, ()
        pending = (*pending, *lead)
        inner = _inner(text, piece, key, edits)
        if key == "scopes":
            blocks.append(Block("scopes", pending, piece.lines))
            pending = ()
        elif key == "auth":
            for each in inner:
                if each.entry is component.store_entry and not secrets.are_own:
                    blocks.append(block(each, pending, "secretStoreComponent"))
                    pending = ()
                else:
                    pending = (*pending, *without_name(each.lead))
        elif key == "spec":
            pending = _spec(component, inner, blocks, pending, notes)
        elif key == "metadata":
            pending = (*pending, *(line for each in inner for line in without_name(each.lead)))
            notes += _lost_of_resource(resolve(piece.entry.value))
        elif key is None:
            notes.append(left_out(component, piece.entry, _ENVELOPE))
    return blocks, comments, pending


def _spec(
    component: Component,
    inner: tuple[Piece, ...],
    blocks: list[Block],
    pending: tuple[str, ...],
    notes: list[str],
) -> tuple[str, ...]:
    """Adds the keys of `spec`; the comments that are left over."""
    assert component.body is not None
    meant = {
        id(entry): key
        for key in _SPEC
        if (entry := find_entry(component.body, key)) is not None and not _is_empty_list(entry)
    }
    for piece in inner:
        key = meant.get(id(piece.entry))
        if key is not None:
            blocks.append(block(piece, pending, key))
            pending = ()
            continue
        pending = (*pending, *without_name(piece.lead))
        if not _is_empty_list(piece.entry):
            notes.append(left_out(component, piece.entry, _SPEC))
    return pending


def _is_empty_list(entry: Entry) -> bool:
    value = resolve(entry.value)
    return isinstance(value, Sequence) and not value.items


def _inner(
    text: str, piece: Piece, key: str | None, edits: tuple[TextEdit, ...]
) -> tuple[Piece, ...]:
    """The pieces of a part that is a map whose keys go elsewhere."""
    held = resolve(piece.entry.value)
    if key not in ("metadata", "spec", "auth") or not isinstance(held, Mapping):
        return ()
    end = text.find("\n", piece.entry.key.span.end)
    begin = end + 1 if 0 <= end < held.span.start else held.span.start
    return pieces(text, held, begin, edits)


def _lost_of_resource(node: Node | None) -> Iterator[str]:
    if isinstance(node, Mapping):
        for entry in node.entries:
            key = entry.key.text
            if key == "namespace":
                yield "The namespace is left out: apps are kept apart by 'scopes' alone."
            elif key != "name":
                yield f"'metadata.{key}' is left out: there is nothing like it."


def _edits(component: Component, text: str, secrets: _Secrets) -> Iterator[TextEdit]:
    path, body = component.path, component.body
    assert body is not None
    keys = {"type": "componentType", **{key: key for key in _SPEC[1:]}}
    named = [(find_entry(body, key), new) for key, new in keys.items()]
    named += [(component.store_entry, "secretStoreComponent"), (component.scopes_entry, "scopes")]
    for entry, key in named:
        if entry is not None and entry.key.text != key:
            yield rename_key(path, entry, key)
    done: set[int] = set()
    for item in component.metadata:
        if id(item.item) not in done:
            done.add(id(item.item))
            yield from _source(component, text, item, secrets)
            yield from _value(path, text, item)


def _source(
    component: Component, text: str, item: MetadataEntry, secrets: _Secrets
) -> Iterator[TextEdit]:
    """A reference as Azure Container Apps takes it."""
    path, reference = component.path, item.reference
    if reference is not None:
        holder = reference.name.text
        key = reference.key.text if reference.key is not None else holder
        if secrets.are_own:
            name = quote(secrets.name(holder, key, f"it was '{key}' of the secret '{holder}'"))
        else:
            raw = reference.name.raw
            name = raw if "\n" not in raw else quote(holder)
            if key != holder:
                secrets.notes.append(
                    f"'{item.name_text}' took '{key}' of the secret '{holder}': here a store is "
                    f"asked for '{holder}' alone, and has to hold the value under this name."
                )
        yield rename_key(path, reference.entry, "secretRef")
        yield _replaced(path, text, item.item, reference.entry, name)
    elif item.env_ref is not None and item.value is None:
        entry = find_entry(item.item, "envRef")
        variable = item.env_ref.text
        words = f"it was the environment variable '{variable}' of the sidecar, which nobody can set"
        name = secrets.name(variable, variable, words)
        assert entry is not None
        yield rename_key(path, entry, "secretRef")
        yield set_value(path, text, item.item, entry, quote(name))


def _value(path: str, text: str, item: MetadataEntry) -> Iterator[TextEdit]:
    """A value as the text that the component gets of it."""
    entry, value = find_entry(item.item, "value"), item.value
    if entry is None or not isinstance(value, Scalar | Mapping | Sequence):
        return
    if isinstance(value, Scalar):
        read = dapr_text(value)
        if not value.is_plain or (read == value.text and implicit_type(read) == "str"):
            return
    else:
        read = json.dumps(dapr_json(value), separators=(",", ":"), ensure_ascii=False)
    if read is not None:
        style = Style.DOUBLE if '"' not in read else Style.SINGLE
        yield _replaced(path, text, item.item, entry, quote(read, style=style))


def _replaced(path: str, text: str, item: Mapping, entry: Entry, source: str) -> TextEdit:
    """Puts a scalar in the place of a value; the lines of comments within that come behind it."""
    edit = set_value(path, text, item, entry, source)
    if item.flow or not isinstance(entry.value, Mapping | Sequence):
        return edit
    # The first line is what stands beside the key, and stays there.
    _, *below = split(edit.span.of(text)) or ("",)
    comments = [line.strip() for line in below if line.lstrip().startswith("#")]
    indent = newline(text) + indent_of(text, entry.key.span.start)
    return replace(edit, new_text=edit.new_text + "".join(indent + each for each in comments))
