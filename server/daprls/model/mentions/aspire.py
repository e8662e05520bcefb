"""App IDs and components from the manifest that an Aspire host publishes."""

from __future__ import annotations

import re

from daprls.model.mention import MentionKind, Origin
from daprls.model.mentions.collector import Collector
from daprls.syntax.tree import Mapping, Node, Scalar

PROBE = re.compile(r"\"dapr\.(?:component\.)?v\d")

_SIDECAR = re.compile(r"dapr\.v\d+")
_COMPONENT = re.compile(r"dapr\.component\.v\d+")


def read(root: Node, found: Collector) -> None:
    """Adds the names of all sidecars and components of a manifest, which no hand writes."""
    resources = root.get("resources") if isinstance(root, Mapping) else None
    for entry in resources.entries if isinstance(resources, Mapping) else ():
        resource = entry.value
        type_ = resource.get("type") if isinstance(resource, Mapping) else None
        if not isinstance(resource, Mapping) or not isinstance(type_, Scalar):
            continue
        if _SIDECAR.fullmatch(type_.text):
            sidecar = resource.get("dapr")
            if isinstance(sidecar, Mapping):
                application = sidecar.get("application")
                # Without an ID of its own the sidecar takes the name of what it stands beside.
                app_id = sidecar.get("appId")
                found.node(
                    MentionKind.APP,
                    app_id if app_id is not None else application,
                    Origin.ASPIRE,
                    app_name=application,
                    is_editable=False,
                )
        elif _COMPONENT.fullmatch(type_.text):
            component = resource.get("daprComponent")
            found.node(
                MentionKind.COMPONENT,
                entry.key,
                Origin.ASPIRE,
                component_type=component.get("type") if isinstance(component, Mapping) else None,
                is_editable=False,
            )
