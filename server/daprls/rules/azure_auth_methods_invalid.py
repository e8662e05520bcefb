"""The rule `azure-auth-methods-invalid`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from daprls.catalog import AzureAuthentication, ComponentType
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.authentication import given, reaches_entra
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.refactor.metadata import remove_entries
from daprls.snapshot import Snapshot
from daprls.spelling import closest
from daprls.syntax.rewrite import replace_scalar

_NONE = "none"
_WORD = re.compile(r"[A-Za-z][A-Za-z _-]{0,39}")
_NAMES_ELSEWHERE: Mapping[str, str] = {
    "azurecli": "cli",
    "az": "cli",
    "certificate": "cert",
    "clientsecret": "creds",
    "federated": "wi",
    "msi": "mi",
    "oidc": "wi",
    "secret": "creds",
    "serviceprincipal": "creds",
    "sp": "creds",
    "systemassigned": "mi",
    "systemassignedidentity": "mi",
    "systemassignedmanagedidentity": "mi",
    "userassigned": "mi",
    "userassignedidentity": "mi",
    "userassignedmanagedidentity": "mi",
}
"""What the Azure CLI, the SDKs and a comment in Dapr's own code call a way that Dapr reads by
another word; signs and case do not count."""


@component_rule("azure-auth-methods-invalid", Severity.ERROR, layer=Layer.VALUE)
def azure_auth_methods_invalid(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A way to authenticate with Azure is none that Dapr knows, or all are disabled."""
    known = snapshot.type(component)
    azure = snapshot.catalog.azure
    entry = given(component, azure.method_fields)
    if known is None or entry is None or entry.literal is None or entry.is_blank:
        return
    text = ordinary_text(entry.literal)
    reads = _reads_it(component, known)
    if text is None or reads is None:
        return
    # Dapr goes through the list from the left and stops at the first word that it refuses.
    wrong = next((word for word in _words(text) if not _is_usable(word, azure)), None)
    if wrong is None:
        return
    if wrong.lower() == _NONE:
        problem = f"'{wrong}' disables every way to authenticate"
        error = "all Azure auth methods have been disabled with auth method 'None'"
    elif not wrong:
        problem = f"'{entry.name_text}' lists a way without a name, between two commas or at an end"
        error = "invalid Azure auth method: "
    elif not _WORD.fullmatch(wrong):
        # What does not look like a word may be a secret that slipped into the wrong item.
        problem = f"'{entry.name_text}' holds no way to authenticate that Dapr knows"
        error = "invalid Azure auth method: …"
    else:
        problem = f"'{wrong}' is no way to authenticate that Dapr knows"
        error = f"invalid Azure auth method: {wrong.lower()}"
    result = (
        f"'{known.type}' fails with \"{error}\""
        if reads
        else "nothing fails as long as it is not read"
    )
    yield Finding(
        entry.literal.span,
        f"{problem}; {result}.{_advice(wrong, azure)}",
        severity=Severity.ERROR if reads else Severity.INFO,
        fixes=tuple(_fixes(component, snapshot, entry, text)),
    )


def _reads_it(component: Component, known: ComponentType) -> bool | None:
    """Whether the component takes the way of Entra ID; `None` where it has no such way."""
    if known.identity is None:
        uses = any(profile.builtin == "azuread" for profile in known.profiles)
        return False if uses else None
    return reaches_entra(component, known) is True


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",")]


def _is_usable(word: str, azure: AzureAuthentication) -> bool:
    forms = {form for each in azure.methods.values() for form in each}
    return word.lower() in forms and word.lower() != _NONE


def _meant(word: str, azure: AzureAuthentication) -> str | None:
    """The word that was probably meant, where one is."""
    folded = "".join(sign for sign in word.lower() if sign.isalnum())
    forms = [form for each in azure.methods.values() for form in each if form != _NONE]
    if folded in _NAMES_ELSEWHERE or folded in forms:
        return _NAMES_ELSEWHERE.get(folded, folded)
    near = closest(folded, [form for form in forms if len(form) > len("spiffe")])
    return near[0] if len(near) == 1 else None


def _corrected(part: str, azure: AzureAuthentication) -> str | None:
    """A part of the list, blanks included, with the word that was meant."""
    word = part.strip()
    if _is_usable(word, azure):
        return part
    meant = _meant(word, azure)
    return part.replace(word, meant) if meant is not None else None


def _advice(wrong: str, azure: AzureAuthentication) -> str:
    if not wrong:
        return ""
    meant = _meant(wrong, azure)
    if wrong.lower() != _NONE and meant is not None:
        return f" Did you mean '{meant}'?"
    words = ", ".join(f"'{forms[-1]}'" for name, forms in azure.methods.items() if name != _NONE)
    return f" It takes {words}, parted by commas."


def _fixes(
    component: Component, snapshot: Snapshot, entry: MetadataEntry, text: str
) -> Iterator[Fix]:
    """The list with the words that were meant, where all are known; else no list."""
    azure = snapshot.catalog.azure
    kept = [part for part in text.split(",") if part.strip() and part.strip().lower() != _NONE]
    right = [_corrected(part, azure) for part in kept]
    if right and None not in right and entry.literal is not None:
        value = ",".join(part for part in right if part is not None).strip()
        yield Fix(f"Change to '{value}'", (replace_scalar(component.path, entry.literal, value),))
        return
    edits = remove_entries(snapshot, component, [entry])
    if edits:
        yield Fix(f"Remove '{entry.name_text}'", edits)
