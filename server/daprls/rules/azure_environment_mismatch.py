"""The rule `azure-environment-mismatch`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.catalog import AzureAuthentication, ComponentType
from daprls.lint.finding import Finding, Fix, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model import connection_string
from daprls.model.authentication import given, reaches_entra, readable
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.refactor.metadata import add_entries, set_entry
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.text import Edit, Location

_PUBLIC = connection_string.PUBLIC_CLOUD
_DECIDED_OTHERWISE = frozenset({"redis", "signalr"})
"""They ask for tokens in the public cloud whatever stands there."""
_MAKES_ITS_HOST = frozenset({"keyvault", "keyvault-crypto"})


@component_rule("azure-environment-mismatch", Severity.WARNING, layer=Layer.VALUE)
def azure_environment_mismatch(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """An endpoint lies in another Azure cloud than the one that Entra ID is asked in."""
    known = snapshot.type(component)
    if known is None or known.identity is None or known.identity.id in _DECIDED_OTHERWISE:
        return
    if not reaches_entra(component, known):
        return
    azure = snapshot.catalog.azure
    setting = given(component, azure.environment_fields)
    asked = _asked(setting, azure)
    makes_host = known.identity.id in _MAKES_ITS_HOST
    places = () if makes_host else tuple(_places(component, known, azure))
    if not places and (setting is None or setting.is_blank):
        yield from _left_to_settings(component, snapshot, setting)
    clouds = {cloud for cloud, _ in places}
    if asked is None or len(clouds) != 1 or asked in clouds:
        return
    cloud, entry = places[0]
    if setting is not None and setting.literal is not None and not setting.is_blank:
        span = setting.literal.span
        message = (
            f"'{setting.name_text}' makes Dapr sign in to {asked}, but '{entry.name_text}' names a "
            f"host in {cloud}, which does not take that cloud's tokens."
        )
        edits: tuple[Edit, ...] = (replace_scalar(component.path, setting.literal, cloud),)
        title = f"Change to '{cloud}'"
    else:
        name = azure.environment_fields[0]
        span = entry.literal.span if entry.literal is not None else entry.anchor.span
        message = (
            f"'{entry.name_text}' names a host in {cloud}; without '{name}' Dapr signs in to "
            "Azure's public cloud, whose tokens are not taken there."
        )
        if setting is None:
            edits = add_entries(snapshot, component, [(name, cloud)])
        else:
            edits = set_entry(snapshot, component, setting, cloud) or ()
        title = f"Set '{name}' to '{cloud}'"
    yield Finding(
        span,
        message,
        fixes=(Fix(title, edits),) if edits else (),
        related=tuple(
            Related(Location(component.path, each.anchor.span), f"'{each.name_text}' is there, too")
            for _, each in places[1:]
        ),
    )


def _left_to_settings(
    component: Component, snapshot: Snapshot, setting: MetadataEntry | None
) -> Iterator[Finding]:
    """What is wrong where only the settings tell of another cloud than the public one."""
    cloud = snapshot.config(component.path).azure_cloud
    if cloud in (None, _PUBLIC):
        return
    name = snapshot.catalog.azure.environment_fields[0]
    entry = component.metadata_entry
    if setting is None:
        span = entry.key.span if entry is not None else component.anchor
        edits = add_entries(snapshot, component, [(name, cloud)])
    else:
        span, edits = setting.anchor.span, set_entry(snapshot, component, setting, cloud) or ()
    yield Finding(
        span,
        f"By the settings the Azure resources are in {cloud}; without '{name}' Dapr signs in to "
        "Azure's public cloud, whose tokens are not taken there.",
        fixes=(Fix(f"Set '{name}' to '{cloud}'", edits),) if edits else (),
    )


def _asked(setting: MetadataEntry | None, azure: AzureAuthentication) -> str | None:
    """The cloud that the component signs in to; `None` where the file does not show it."""
    if setting is None or setting.is_blank:
        return _PUBLIC
    text = ordinary_text(setting.literal)
    if text is None:
        return None
    return next((name for name, forms in azure.clouds.items() if text.lower() in forms), None)


def _places(
    component: Component, known: ComponentType, azure: AzureAuthentication
) -> Iterator[tuple[str, MetadataEntry]]:
    """The items whose value names a host of Azure's, with the cloud that it lies in."""
    for entry in component.metadata:
        field = known.field(entry.name_text)
        if field is None or field.runtime or entry.name_text in azure.environment_fields:
            continue
        text = ordinary_text(readable(component, entry))
        if text is None:
            continue
        cloud = connection_string.stated_cloud(text)
        if cloud is not None and cloud in azure.clouds:
            yield cloud, entry
