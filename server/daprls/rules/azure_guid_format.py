"""The rule `azure-guid-format`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from daprls.catalog import AzureAuthentication, ComponentType
from daprls.lint.finding import Finding, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.snapshot import Snapshot

_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
_TENANT_WORDS = ("common", "organizations", "consumers", "adfs")
_SUBSCRIPTION_FIELDS = ("subscriptionID", "azureSubscriptionID")


@component_rule("azure-guid-format", Severity.WARNING, layer=Layer.VALUE)
def azure_guid_format(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A client, tenant or subscription ID of Azure does not have the form of one."""
    known = snapshot.type(component)
    if known is None or not _uses_entra(known):
        return
    problems = _problems(snapshot.catalog.azure)
    for entry in component.metadata:
        problem = problems.get(entry.name_text.lower())
        text = ordinary_text(entry.literal)
        if problem is None or entry.literal is None or not text or len(text.split()) != 1:
            continue
        form, consequence = problem
        if not form.fullmatch(text):
            # The value is not repeated: it may be a secret that slipped into the wrong item.
            yield Finding(entry.literal.span, f"'{entry.name_text}' {consequence}")


def _uses_entra(known: ComponentType) -> bool:
    return known.identity is not None or any(
        profile.builtin == "azuread" for profile in known.profiles
    )


def _problems(azure: AzureAuthentication) -> Mapping[str, tuple[re.Pattern[str], str]]:
    """For every spelling of a field, the form that its value has, and what to say without it."""
    tenant = re.compile("|".join((_GUID.pattern, _DOMAIN.pattern, *_TENANT_WORDS)))
    client_problem = (
        "must be a client ID, which is a GUID; Entra ID finds no identity by its name or its "
        "resource ID."
    )
    tenant_problem = "must be a GUID or the domain name of a tenant; Entra ID finds no other."
    subscription_problem = (
        "must be a subscription ID, which is a GUID; Azure finds no subscription by its name."
    )
    kinds = (
        (azure.client_id_fields, _GUID, client_problem),
        (azure.tenant_fields, tenant, tenant_problem),
        (_SUBSCRIPTION_FIELDS, _GUID, subscription_problem),
    )
    return {name.lower(): (form, text) for names, form, text in kinds for name in names}
