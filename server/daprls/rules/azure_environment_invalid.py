"""The rule `azure-environment-invalid`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from daprls.catalog import AzureAuthentication, ComponentType
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.authentication import given, reaches_entra
from daprls.model.component import Component, ordinary_text
from daprls.snapshot import Snapshot
from daprls.spelling import closest
from daprls.syntax.rewrite import replace_scalar

_VAULT_HOST = re.compile(r"\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)\Z")
_NAMES_ELSEWHERE: Mapping[str, str] = {
    "azurecloud": "AzurePublicCloud",
    "azuregovernment": "AzureUSGovernmentCloud",
    "azureusgov": "AzureUSGovernmentCloud",
    "public": "AzurePublicCloud",
    "china": "AzureChinaCloud",
    "usgovernment": "AzureUSGovernmentCloud",
}
"""What the Azure CLI, the SDKs and Terraform call a cloud that Dapr knows by another name."""


@component_rule("azure-environment-invalid", Severity.ERROR, layer=Layer.VALUE)
def azure_environment_invalid(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """The name of an Azure cloud is none that Dapr knows."""
    known = snapshot.type(component)
    azure = snapshot.catalog.azure
    entry = given(component, azure.environment_fields)
    if known is None or entry is None or entry.literal is None or entry.is_blank:
        return
    reads = _reads_it(component, known)
    text = ordinary_text(entry.literal)
    if reads is None or text is None or _is_known(text, azure):
        return
    meant = _meant(text, azure)
    clouds = ", ".join(f"'{name}'" for name in azure.clouds)
    end = f"Did you mean '{meant[0]}'?" if len(meant) == 1 else f"It knows {clouds}."
    if reads:
        problem = f"'{text}' is no cloud that Dapr knows; '{known.type}' refuses to start."
    else:
        problem = f"'{text}' is no cloud that Dapr knows; nothing fails as long as it is not read."
    yield Finding(
        entry.literal.span,
        f"{problem} {end}",
        severity=Severity.ERROR if reads else Severity.INFO,
        fixes=tuple(
            Fix(
                f"Change to '{name}'",
                (replace_scalar(component.path, entry.literal, name),),
                safe=len(meant) == 1,
            )
            for name in meant or azure.clouds
        ),
    )


def _reads_it(component: Component, known: ComponentType) -> bool | None:
    """Whether start-up reads the name; `None` for a component that has no use for it."""
    path = known.identity
    if path is None:
        uses = any(profile.builtin == "azuread" for profile in known.profiles)
        return False if uses else None
    # A vault given by its host takes the cloud from there, whatever stands beside it.
    vaults = component.entries("vaultName") if path.id == "keyvault" else ()
    if any(_VAULT_HOST.search(each.literal.text) for each in vaults if each.literal is not None):
        return False
    return path.reads_cloud_with_key or reaches_entra(component, known) is True


def _is_known(text: str, azure: AzureAuthentication) -> bool:
    return any(text.lower() in spellings for spellings in azure.clouds.values())


def _meant(text: str, azure: AzureAuthentication) -> tuple[str, ...]:
    """The clouds that the name was probably meant for, under the names to write."""
    folded = text.strip().replace(" ", "").lower()
    if folded in _NAMES_ELSEWHERE:
        return (_NAMES_ELSEWHERE[folded],)
    names = {form: name for name, forms in azure.clouds.items() for form in forms if form}
    if folded in names:
        return (names[folded],)
    return tuple(dict.fromkeys(names[form] for form in closest(folded, names)))
