"""Another name for a component, wherever files of the workspace say it.

Applications that use the component by its name are not looked at.
"""

from __future__ import annotations

from daprls.index import NameSource
from daprls.model.component import Component, ordinary_text
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
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
