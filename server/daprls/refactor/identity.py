"""Switches a component to managed identity: keys and orphaned secrets out, required fields in.

The switch is offered only where the component would work afterwards, given the right role; where it
is not, the reason is a sentence. No text of it ever holds a value of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from daprls.catalog import Assignment, AzureAuthentication, ComponentType, IdentityPath
from daprls.model import connection_string
from daprls.model.authentication import (
    given,
    is_azure_host,
    is_emulator,
    is_truthy,
    keys,
    methods_of,
    readable,
    service_principal,
    spellings,
)
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.roles import needed_roles, phrase, resource_name
from daprls.refactor.identity_plan import CLIENT_ID_PLACEHOLDER, Identity, Plan, cloud_of, plan
from daprls.refactor.metadata import add_entries, replace_entries, set_entry, with_selection
from daprls.refactor.orphans import remove_orphans
from daprls.snapshot import Snapshot
from daprls.syntax.tree import Alias, Missing, Scalar, Sequence, resolve, walk
from daprls.text import TextEdit

__all__ = ["CLIENT_ID_PLACEHOLDER", "Identity", "Refusal", "Switch", "in_order", "switch"]

_IOT_HUB = re.compile(
    r"(?:\A|://|=)\s*(?:ihsu|iothub-ns-)[\w-]*\.|SharedAccessKeyName\s*=\s*iothubowner",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Switch:
    """The edits that switch one component, and what to know about them."""

    title: str
    """For instance `Switch to managed identity (system-assigned)`."""
    edits: tuple[TextEdit, ...]
    placeholders: tuple[str, ...] = ()
    """Metadata names whose value a person must fill in."""
    notes: tuple[str, ...] = ()
    """Sentences: what stops working, which role is needed."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a component cannot be switched, as a sentence."""

    reason: str
    is_done: bool = False
    """Whether that is because it uses this very identity already."""


def in_order(component: Component, snapshot: Snapshot) -> tuple[Identity, ...]:
    """The identities, the one first that by the settings applications use."""
    if snapshot.config(component.path).identity == "user":
        return (Identity.USER, Identity.SYSTEM)
    return (Identity.SYSTEM, Identity.USER)


def switch(
    component: Component,
    snapshot: Snapshot,
    identity: Identity,
    client_id: str | None = None,
) -> Switch | Refusal:
    """The switch of a component, one atomic set of edits; a `Refusal` where it cannot be offered.

    A component that already uses this very identity is refused too. Without a `client_id` the
    user-assigned identity keeps the one that the component names, if it is a managed identity's;
    else that of the settings is written, or the only one that other components use.
    """
    known = snapshot.type(component)
    if known is None:
        return Refusal("The component's type is not known.")
    path = known.identity
    if path is None:
        reason = snapshot.catalog.without_identity(known.type)
        return Refusal(reason or f"'{known.type}' cannot use managed identity.")
    obstacle = next(_obstacles(component, snapshot, known, path), None)
    if obstacle is not None:
        return Refusal(obstacle)
    config = snapshot.config(component.path)
    client = config.client_id
    if client is None and client_id is None and identity is Identity.USER:
        client = snapshot.shared_client_id(component.path)
    planned = plan(
        component,
        known,
        path,
        snapshot.catalog.azure,
        identity,
        client_id or None,
        default_client=client,
        cloud=config.azure_cloud,
    )
    edits = _edits(component, snapshot, planned)
    if edits is None or not _keeps_anchors(component, edits):
        return Refusal("An anchor that is needed elsewhere in the file would be lost.")
    if not edits:
        reason = f"The component already uses a {identity.value} managed identity."
        return Refusal(reason, is_done=True)
    return Switch(
        f"Switch to managed identity ({identity.value})",
        edits,
        planned.placeholders,
        (
            *planned.notes,
            *path.notes,
            *_cautions(component, known, path),
            *_roles(component, known),
        ),
    )


def _obstacles(
    component: Component, snapshot: Snapshot, known: ComponentType, path: IdentityPath
) -> Iterator[str]:
    if component.document.problems:
        yield "The document has syntax errors, which have to be corrected first."
    if not _has_list(component):
        yield "The component's 'metadata' is not a list."
    if is_emulator(component, snapshot.catalog.azure):
        yield "The component talks to an emulator or to this machine, which take no identity."
    if any(_IOT_HUB.search(text) for text in _texts(component)):
        yield "The endpoint of an IoT Hub takes a shared access key only."
    if is_azure_host(component, known) is False:
        yield f"'{known.type}' takes an identity only where its host is one of Azure's."
    azure, settings = snapshot.catalog.azure, snapshot.config(component.path)
    cloud = cloud_of(component, azure, settings.azure_cloud)
    if path.public_cloud_only and cloud not in (None, connection_string.PUBLIC_CLOUD):
        yield (
            f"'{known.type}' asks for its token in Azure's public cloud only, and this resource is "
            f"in '{cloud}'."
        )
    method = _secretless_method(component, known, azure)
    if method is not None:
        yield f"The component asks for '{method}', which takes no secret either."
    rival = _rival(component, known, path)
    if rival is not None:
        yield f"The component authenticates by '{rival}', which cannot stand beside Entra ID."


def _has_list(component: Component) -> bool:
    entry = component.metadata_entry
    if entry is None:
        return component.body is not None
    value = resolve(entry.value)
    if isinstance(value, Scalar):
        return value.is_plain and value.text in ("", "~", "null", "Null", "NULL")
    return isinstance(value, Sequence | Missing)


def _texts(component: Component) -> Iterator[str]:
    for entry in component.metadata:
        scalar = readable(component, entry)
        if scalar is not None:
            yield scalar.text


def _secretless_method(
    component: Component, known: ComponentType, azure: AzureAuthentication
) -> str | None:
    """The federated identity that the component asks for, and that its cluster may well have.

    Azure Container Apps has none.
    """
    entry = given(component, azure.method_fields)
    if component.dialect is Dialect.ACA or entry is None or entry.is_blank:
        return None
    first, *others = methods_of(component, entry, azure) or ("",)
    is_federated = first in ("workloadidentity", "spiffeworkloadidentity")
    if not is_federated or "managedidentity" in others or keys(component, known):
        return None
    return None if service_principal(component, azure) else first


def _rival(component: Component, known: ComponentType, path: IdentityPath) -> str | None:
    """Another way to authenticate that is switched on, and that start-up refuses beside this."""
    flags = {name for name, _ in path.set}
    rivals = {name for group in known.exclusive if flags & {*group} for name in group}
    for name in sorted(rivals - flags - {*path.remove}):
        entry = given(component, spellings(known, name))
        scalar = readable(component, entry) if entry is not None else None
        if scalar is not None and is_truthy(scalar, known.decoder):
            return name
    return None


def _edits(component: Component, snapshot: Snapshot, planned: Plan) -> tuple[TextEdit, ...] | None:
    """The edits in the order of the file; `None` where something that has to go cannot."""
    edits: list[TextEdit] = []
    # Before what is added: in the last item, a value that is missing begins where an item ends.
    for entry, value in planned.values:
        changed = set_entry(snapshot, component, entry, value)
        if changed is None:
            return None
        edits.extend(changed)
    if planned.remove:
        replaced = replace_entries(snapshot, component, planned.remove, planned.add)
        if replaced is None:
            return None
        edits.extend(replaced)
    else:
        added = add_entries(snapshot, component, planned.add)
        edits.extend(edit for edit in added if isinstance(edit, TextEdit))
    orphaned = remove_orphans(snapshot, component, planned.gone)
    if orphaned is None:
        return None
    edits.extend(orphaned)
    edits.sort(key=lambda edit: edit.span)
    return tuple(with_selection(edits))


def _keeps_anchors(component: Component, edits: tuple[TextEdit, ...]) -> bool:
    """Whether nothing changes that an alias outside the changes stands for."""
    spans = [edit.span for edit in edits]
    for node in walk(component.document.root):
        if not isinstance(node, Alias) or any(span.contains(node.span) for span in spans):
            continue
        target = resolve(node)
        if target is not None and any(
            target.span.overlaps(span) or target.span.contains(span) for span in spans
        ):
            return False
    return True


def _cautions(component: Component, known: ComponentType, path: IdentityPath) -> Iterator[str]:
    for name, sentence in path.cautions:
        entry = given(component, spellings(known, name))
        scalar = readable(component, entry) if entry is not None else None
        if scalar is not None and is_truthy(scalar, known.decoder):
            yield sentence


def _roles(component: Component, known: ComponentType) -> Iterator[str]:
    for role in needed_roles(component, known):
        if role.on.assignment is not Assignment.DATABASE:
            resource = resource_name(component, known, role)
            yield f"The identity needs {phrase(role, resource)}."
