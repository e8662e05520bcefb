"""Names from the resources of Azure Container Apps, however a template writes them down."""

from __future__ import annotations

import re

from daprls.model.dialect import find
from daprls.model.mention import MentionKind, Origin
from daprls.model.mentions.collector import Collector
from daprls.model.mentions.kubernetes import APP_ID
from daprls.model.mentions.words import is_name
from daprls.syntax.scalars import plain_value
from daprls.syntax.tree import Mapping, Missing, Node, Scalar, Sequence, Style, resolve, walk
from daprls.text import Span

_APPS = "microsoft.app/containerapps"
_COMPONENTS = "daprcomponents"
_LAST_PART = re.compile(r"(?<=/)\w(?:[\w.-]*\w)?(?=['\"]?\Z)")


def read_resource(
    kind: str, name: Node | None, body: Node, origin: Origin, found: Collector, *, exists: bool
) -> None:
    """Adds the names that a resource says.

    `kind` is its type, with or without a version; `exists`: it is only referred to.
    """
    family = kind.partition("@")[0].lower()
    properties = find(body, "properties")
    if family == _APPS:
        read_app(find(properties, "configuration"), name, origin, found)
    elif family.rpartition("/")[2] == _COMPONENTS:
        found.node(
            MentionKind.COMPONENT,
            _own_part(name),
            origin,
            defines=not exists,
            component_type=find(properties, "componentType"),
        )
        read_references(properties, origin, found)


def read_app(
    configuration: Node | None, name: Node | None, origin: Origin, found: Collector
) -> None:
    """Adds the app ID that the configuration of a container app gives it."""
    dapr = find(configuration, "dapr")
    if isinstance(dapr, Scalar) and dapr.text not in ("null", "~", ""):
        found.unread(MentionKind.APP)
    if not isinstance(dapr, Mapping) or is_off(find(dapr, "enabled")):
        return
    app_id = find(dapr, "appId")
    if app_id is None or isinstance(app_id, Missing):
        if dapr.entries:
            found.unread(MentionKind.APP)
        return
    found.node(MentionKind.APP, app_id, origin, app_name=name)


def read_references(properties: Node | None, origin: Origin, found: Collector) -> None:
    """Adds the names that a component refers to."""
    scopes = find(properties, "scopes")
    for item in scopes.items if isinstance(scopes, Sequence) else ():
        found.node(MentionKind.APP, resolve(item), origin, defines=False)
    store = find(properties, "secretStoreComponent")
    found.node(MentionKind.COMPONENT, store, origin, defines=False)


def read_arguments(arguments: Node, origin: Origin, found: Collector) -> None:
    """Adds the app IDs that a template is given, whatever it does, under the usual names."""
    for node in walk(arguments):
        if not isinstance(node, Mapping):
            continue
        for key in ("daprAppId", "dapr_app_id"):
            found.node(MentionKind.APP, find(node, key), origin)
        dapr = find(node, "dapr")
        if isinstance(dapr, Mapping) and not is_off(find(dapr, "enabled")):
            found.node(MentionKind.APP, find(dapr, "appId"), origin, app_name=find(node, "name"))


def read_annotations(node: Node, origin: Origin, found: Collector) -> None:
    """Adds the app IDs of pods that a template describes for Kubernetes."""
    for each in walk(node):
        entry = each.entry(APP_ID) if isinstance(each, Mapping) else None
        if entry is not None:
            found.node(MentionKind.APP, entry.value, origin)


def is_off(node: Node | None) -> bool:
    """Whether a switch surely stands on off."""
    return isinstance(node, Scalar) and (plain_value(node) is False or node.text.lower() == "false")


def _own_part(name: Node | None) -> Node | None:
    """The last part of a name that begins with the name of what the resource belongs to."""
    if not isinstance(name, Scalar) or is_name(name.text):
        return name
    last = _LAST_PART.search(name.raw)
    if last is None or name.raw[0] not in "'\"":
        return name
    start = name.span.start
    return Scalar(Span(start + last.start(), start + last.end()), last[0], last[0], Style.PLAIN)
