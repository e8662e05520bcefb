"""What is known about the thing under the caret, as Markdown. No value of a secret is ever told."""

from __future__ import annotations

from dataclasses import dataclass, replace

from daprls.features.field_text import field_markdown
from daprls.features.name_text import SOURCES, name_markdown
from daprls.features.named import name_span, named_at
from daprls.features.slot import ValueSlot, component_at, level_of, value_slot
from daprls.features.type_text import identity_example, type_markdown
from daprls.model.component import Component
from daprls.model.dialect import Dialect, fold
from daprls.model.roles import needed_roles
from daprls.model.secrecy import discreet
from daprls.model.source_file import SourceFile
from daprls.schema import Level, envelope
from daprls.snapshot import Snapshot
from daprls.syntax.cursor import Cursor, Place, locate
from daprls.syntax.tree import Scalar
from daprls.text import Span


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown about the text at `span`."""

    span: Span
    markdown: str


def hover(snapshot: Snapshot, file: SourceFile, offset: int) -> Hover | None:
    """What is known about the key, type, name or reference at `offset`."""
    found = _in_a_component(snapshot, file, offset) if file.is_ours else None
    found = found or _name(snapshot, file, offset)
    if found is None:
        return None
    return replace(found, markdown=discreet(found.markdown, file.text))


def _name(snapshot: Snapshot, file: SourceFile, offset: int) -> Hover | None:
    """What a name leads to, in whichever kind of file it stands."""
    named = named_at(snapshot, file, offset)
    span = name_span(snapshot, file, offset) if named is not None else None
    if named is None or span is None:
        return None
    text = name_markdown(snapshot, named)
    return Hover(span, text) if text else None


def _in_a_component(snapshot: Snapshot, file: SourceFile, offset: int) -> Hover | None:
    cursor = locate(file.tree, offset)
    component = component_at(file, cursor.document)
    node = cursor.node
    if component is None or not isinstance(node, Scalar):
        return None
    if cursor.place is Place.KEY:
        text = _key(component, cursor, node.text)
    else:
        slot = value_slot(component.shape, cursor.path_keys)
        text = _value(snapshot, component, slot, node) if slot is not None else None
    return Hover(node.span, text) if text else None


def _key(component: Component, cursor: Cursor, text: str) -> str | None:
    level = level_of(component.shape, cursor.parent_keys)
    if level is None:
        return None
    known = envelope(component.dialect).keys(level)
    key = next((each for each in known.values() if fold(each.name) == fold(text)), None)
    if key is None:
        return None
    required = " · required" if key.required else ""
    return f"**{key.name}** · `{key.type}`{required}\n\n{key.description}"


def _value(snapshot: Snapshot, component: Component, slot: ValueSlot, node: Scalar) -> str | None:
    match slot.level, slot.key:
        case (_, "componenttype") | (Level.SPEC, "type") | (Level.FLAT, "type"):
            return _type(snapshot, component)
        case (Level.METADATA_ITEM, "name" | "value"):
            return _field(snapshot, component, slot.index)
        case (_, "secretstorecomponent") | (Level.AUTH, "secretstore"):
            return _store(snapshot, component, node.text)
        case (Level.METADATA_ITEM, "secretref") | (Level.SECRET_KEY_REF, "name"):
            return _secret(component, node.text)
        case _:
            return None


def _type(snapshot: Snapshot, component: Component) -> str | None:
    known = snapshot.type(component)
    name = snapshot.name(component)
    called = f"Component `{name.text}`, named by {SOURCES[name.source]}."
    if known is None:
        return called
    catalog = snapshot.catalog_for(component.path)
    text = type_markdown(catalog, known, needed_roles(component, known))
    aca = component.dialect is Dialect.ACA
    example = identity_example(catalog, known) if aca else None
    return "\n\n".join(part for part in (text, example, called) if part)


def _field(snapshot: Snapshot, component: Component, index: int | None) -> str | None:
    known = snapshot.type(component)
    entry = next((each for each in component.metadata if each.index == index), None)
    if known is None or entry is None:
        return None
    field = known.field(entry.name_text)
    catalog = snapshot.catalog_for(component.path)
    return field_markdown(catalog, field, known) if field is not None else None


def _store(snapshot: Snapshot, component: Component, name: str) -> str:
    stores = snapshot.index.stores_named(name, component.dialect)
    deployed = snapshot.config(component.path).deployed_types.get(name)
    if not stores and deployed is not None:
        other = "" if deployed.startswith("secretstores.") else ", which is no secret store"
        return f"Component `{name}` · `{deployed}`{other}. By the settings it is deployed already."
    if not stores:
        return f"Secret store `{name}`: no file of the workspace defines it."
    lines = [
        f"- `{store.type_text}` in `{store.path.rpartition('/')[2]}`, named by "
        f"{SOURCES[snapshot.name(store).source]}"
        for store in stores
    ]
    return f"Secret store `{name}`\n\n" + "\n".join(lines)


def _secret(component: Component, name: str) -> str:
    if component.store is not None:
        return f"Secret `{name}` of the store `{component.store.text}`."
    if component.dialect is Dialect.OSS:
        return f"Secret `{name}` of the default store: Kubernetes' own, and none when self-hosted."
    if any(secret.name_text == name for secret in component.secrets):
        return f"Secret `{name}` of this file."
    return f"Secret `{name}`: `secrets` of this file does not define it."
