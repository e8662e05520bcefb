"""The rule `secret-keyvault-reference`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from daprls.catalog import SecretStoreFacts
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import ACA, component_rule
from daprls.model.component import Component, Secret, ordinary_text
from daprls.model.dialect import find_entry
from daprls.model.secrecy import may_be_quoted
from daprls.snapshot import Snapshot
from daprls.spelling import closest
from daprls.syntax.rewrite import insert_entry, remove_entries, replace_scalar
from daprls.syntax.tree import Scalar

_ADDRESS = re.compile(
    r"(?P<scheme>\w+)://(?P<host>[\w-]+(?:\.[\w-]+)+)(?::443)?/(?P<kind>\w+)/(?P<name>[^/?#]+)"
    r"(?:/\w*)?/?",
)
_IDENTITY = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.ManagedIdentity"
    r"/userAssignedIdentities/[^/]+/?",
    re.IGNORECASE,
)
_SYSTEM = ("system", "systemassigned", "system-assigned", "systemassignedidentity")
_KINDS = {"keys": "a key", "certificates": "a certificate"}
_FORM = "https://<vault>.vault.azure.net/secrets/<name>"


@component_rule("secret-keyvault-reference", Severity.WARNING, layer=Layer.VALUE, dialects=ACA)
def secret_keyvault_reference(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """The reference of a secret to Key Vault is not one that can be followed."""
    facts = snapshot.catalog.secret_store("secretstores.azure.keyvault")
    for secret in component.secrets:
        url = secret.key_vault_url
        if url is None or not url.text.strip():
            continue
        both = isinstance(secret.value, Scalar) and ordinary_text(secret.value)
        if both and may_be_quoted(secret.name_text):
            yield _both(component, snapshot, secret)
        if ordinary_text(url) and may_be_quoted(url.text):
            yield from _address(component, url, facts)
        yield from _identity(component, snapshot, secret)


def _both(component: Component, snapshot: Snapshot, secret: Secret) -> Finding:
    entry = find_entry(secret.item, "value")
    return Finding(
        secret.item.span if entry is None else entry.key.span,
        f"Secret '{secret.name_text}' has a value and leads to Key Vault as well; only one of them "
        "can count. Remove the other.",
        fixes=(
            *_without(component, snapshot, secret, ("value",)),
            *_without(component, snapshot, secret, ("keyVaultUrl", "identity")),
        ),
    )


def _without(
    component: Component, snapshot: Snapshot, secret: Secret, keys: Iterable[str]
) -> Iterator[Fix]:
    found = [each for key in keys if (each := find_entry(secret.item, key)) is not None]
    text, root = snapshot.files[component.path].text, component.document.root
    edits = remove_entries(component.path, text, root, secret.item, found)
    if edits:
        names = " and ".join(f"`{entry.key.text}`" for entry in found)
        yield Fix(f"Remove {names}", edits)


def _address(
    component: Component, url: Scalar, facts: SecretStoreFacts | None
) -> Iterator[Finding]:
    match = _ADDRESS.fullmatch(url.text.strip())
    wrong = f"`keyVaultUrl` must be the address of a secret, {_FORM}"
    if match is None:
        yield Finding(url.span, f"{wrong}.")
        return
    kind, name = match["kind"].lower(), match["name"]
    if kind != "secrets" or match["scheme"].lower() != "https":
        what = "is not `https`" if kind == "secrets" else f"leads to {_KINDS.get(kind, 'none')}"
        right = f"https://{match['host']}/secrets/{url.text.strip()[match.start('name') :]}"
        fixes: tuple[Fix, ...] = ()
        if kind == "secrets" or kind in _KINDS:
            fixes = (Fix(f"Change to '{right}'", (replace_scalar(component.path, url, right),)),)
        yield Finding(url.span, f"{wrong}; this one {what}.", fixes=fixes)
    elif facts is not None and facts.names is not None and not facts.names.fullmatch(name):
        yield Finding(
            url.span,
            f"A Key Vault holds no secret called '{name}': names consist of {facts.form}.",
        )


def _identity(component: Component, snapshot: Snapshot, secret: Secret) -> Iterator[Finding]:
    identity, entry = secret.identity, find_entry(secret.item, "keyVaultUrl")
    if identity is None or not identity.text.strip():
        if entry is None or find_entry(secret.item, "identity") is not None:
            return
        text = snapshot.files[component.path].text
        edit = insert_entry(component.path, text, secret.item, "identity", "system", after=entry)
        yield Finding(
            entry.key.span,
            "`keyVaultUrl` needs an `identity` beside it that may read the vault: 'system', or the "
            "resource ID of a user-assigned identity.",
            fixes=(Fix("Add `identity: system`", (edit,)),),
        )
        return
    text_ = ordinary_text(identity)
    if not text_ or text_.lower() == "system" or _IDENTITY.fullmatch(text_.strip()):
        return
    fixes: tuple[Fix, ...] = ()
    if closest(text_, _SYSTEM):
        fixes = (Fix("Change to 'system'", (replace_scalar(component.path, identity, "system"),)),)
    yield Finding(
        identity.span,
        "`identity` must be 'system' or the resource ID of a user-assigned identity "
        "(/subscriptions/…/userAssignedIdentities/<name>).",
        fixes=fixes,
    )
