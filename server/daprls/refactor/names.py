"""A name for a component, or another one, wherever files of the workspace say it.

Applications that use the component by its name are not looked at.
"""

from __future__ import annotations

from daprls.index import NameSource
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import find_entry
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import insert_entry, quote, replace_scalar, set_value
from daprls.syntax.tree import Mapping, resolve
from daprls.text import TextEdit


def rename_component(snapshot: Snapshot, component: Component, new: str) -> tuple[TextEdit, ...]:
    """Renames a component where its name is said, and where others take secrets from it by name.

    Empty where its name is said in settings or nowhere, and where the new one is taken.
    """
    name = snapshot.name(component)
    bearers = snapshot.index.by_name.get(new, ())
    if any(bearer.dialect is component.dialect for bearer in bearers):
        return ()
    if name.source is NameSource.MANIFEST and component.declared_name is not None:
        own: tuple[TextEdit, ...] = (replace_scalar(component.path, component.declared_name, new),)
    elif name.source is NameSource.COMMENT:
        own = (TextEdit(component.path, name.location.span, new),)
    elif name.source is NameSource.COMMAND:
        commands = snapshot.naming_commands(component.path)
        own = tuple(TextEdit(each.path, each.name_span, new) for each in commands)
    else:
        return ()
    return own + _references(snapshot, component, name.text, new)


def give_name(snapshot: Snapshot, component: Component, name: str) -> tuple[TextEdit, ...]:
    """Gives a component of the open-source dialect the name that it lacks."""
    path, text, root = component.path, snapshot.files[component.path].text, component.root
    source = quote(name)
    entry = find_entry(root, "metadata")
    if entry is None:
        before = find_entry(root, "spec")
        return (insert_entry(path, text, root, "metadata", {"name": source}, before=before),)
    held = resolve(entry.value)
    if not isinstance(held, Mapping):
        return (set_value(path, text, root, entry, {"name": source}),)
    own = find_entry(held, "name")
    if own is not None:
        return (set_value(path, text, held, own, source),)
    first = held.entries[0] if held.entries else None
    return (insert_entry(path, text, held, "name", source, before=first),)


def _references(
    snapshot: Snapshot, component: Component, name: str, new: str
) -> tuple[TextEdit, ...]:
    """The changes to the components that take their secrets from this one and no other."""
    if not component.is_secret_store:
        return ()
    users = snapshot.index.store_users.get(name, ())
    return tuple(
        replace_scalar(user.path, user.store, new)
        for user in users
        if user.store is not None
        and ordinary_text(user.store) == name
        and snapshot.stores_of(user) == (component,)
    )
