"""The rule `keyvault-vault-name`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.authentication import given
from daprls.model.component import Component, ordinary_text
from daprls.refactor.metadata import add_entries
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.tree import Scalar
from daprls.text import Edit

_NAME = re.compile(r"(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]")
_CLOUDS: Mapping[str, str] = {
    "vault.azure.net": "AzurePublicCloud",
    "vault.azure.cn": "AzureChinaCloud",
    "vault.usgovcloudapi.net": "AzureUSGovernmentCloud",
}
"""The suffixes of vaults' hosts, and where they are."""
_SUFFIXES = "|".join(map(re.escape, _CLOUDS))
_ADDRESS = re.compile(
    rf"\s*(?:[a-z]+:/*)?(?P<name>[a-z0-9-]+)\.(?P<suffix>{_SUFFIXES})(?:[:/?#].*)?\s*",
    re.IGNORECASE,
)
_REPAIRED = re.compile(rf"(?:https://)?[A-Za-z0-9-]+\.(?:{_SUFFIXES})")
"""What the secret store makes a name of; no sign more."""


@component_rule("keyvault-vault-name", Severity.WARNING, layer=Layer.VALUE)
def keyvault_vault_name(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A key vault is not given by its name alone."""
    known = snapshot.type(component)
    if known is None or known.type.partition(".")[2] != "azure.keyvault":
        return
    entry = given(component, ["vaultName"])
    text = ordinary_text(entry.literal) if entry is not None and not entry.is_blank else None
    if entry is None or entry.literal is None or text is None or _NAME.fullmatch(text):
        return
    address = _ADDRESS.fullmatch(text)
    severity = Severity.WARNING
    if address is None:
        problem = (
            "holds no name that a key vault can have: 3 to 24 letters, digits and single hyphens, "
            "a letter first and no hyphen last."
        )
    elif component.is_secret_store and _REPAIRED.fullmatch(text):
        severity = Severity.INFO
        problem = (
            "holds the host of the vault, a form that Dapr still takes and calls deprecated; its "
            "name alone belongs here."
        )
    else:
        problem = (
            "holds an address, and the name alone belongs here: Dapr makes the host of the vault "
            "from it, and finds none by this one."
        )
    # The value is not repeated: a URL may hold a password.
    yield Finding(
        entry.literal.span,
        f"'{entry.name_text}' {problem}",
        severity=severity,
        fixes=_fixes(component, snapshot, entry.literal, text),
    )


def _fixes(component: Component, snapshot: Snapshot, literal: Scalar, text: str) -> tuple[Fix, ...]:
    """The name of the vault, and its cloud where the host alone has told it."""
    address = _ADDRESS.fullmatch(text)
    name = address["name"] if address is not None else text.strip()
    if not _NAME.fullmatch(name):
        return ()
    cloud = _CLOUDS[address["suffix"].lower()] if address is not None else None
    edits: list[Edit] = [replace_scalar(component.path, literal, name)]
    also = ""
    if cloud is not None:
        placed = _place(component, snapshot, cloud)
        if placed is None:
            return ()
        edits += placed
        also = f" and set 'azureEnvironment' to '{cloud}'" if placed else ""
    return (Fix(f"Change to '{name}'{also}", tuple(edits), safe=True),)


def _place(component: Component, snapshot: Snapshot, cloud: str) -> tuple[Edit, ...] | None:
    """Edits that make the component look for the vault in this cloud; `None` where it is hidden
    which one it would look in.
    """
    azure = snapshot.catalog.azure
    setting = given(component, azure.environment_fields)
    if setting is None or setting.is_blank:
        if cloud == _CLOUDS["vault.azure.net"]:
            return ()
        return add_entries(snapshot, component, [(azure.environment_fields[0], cloud)]) or None
    stated = ordinary_text(setting.literal)
    if stated is None or setting.literal is None:
        return None
    if stated.lower() in azure.clouds.get(cloud, ()):
        return ()
    return (replace_scalar(component.path, setting.literal, cloud),)
