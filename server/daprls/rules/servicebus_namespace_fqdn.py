"""The rule `servicebus-namespace-fqdn`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.catalog import IdentityField
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.authentication import given, readable, spellings
from daprls.model.component import Component, ordinary_text
from daprls.model.connection_string import endpoint_host, placed
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar

_ADDRESS = re.compile(
    r"\s*(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?(?P<user>[^@/\s]*@)?"
    r"(?P<host>[^:/?#\s;,]*)(?::(?P<port>\d*))?(?P<rest>.*)",
    re.DOTALL,
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]")
_SERVICE_BUS = re.compile(r"[A-Za-z0-9-]+\.servicebus(?:\.[A-Za-z0-9-]+)+")
_OWN_SCHEMES = ("sb", "https", "http")


@component_rule("servicebus-namespace-fqdn", Severity.ERROR, layer=Layer.VALUE)
def servicebus_namespace_fqdn(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A namespace of Service Bus or Event Hubs is not given by its host name alone."""
    known = snapshot.type(component)
    if known is None or known.identity is None:
        return
    for field in known.identity.require:
        if field.format not in ("fqdn", "fqdnOrName"):
            continue
        entry = given(component, spellings(known, field.name))
        text = ordinary_text(entry.literal) if entry is not None and not entry.is_blank else None
        if entry is None or entry.literal is None or text is None:
            continue
        found = _problem(text, field, _suffix(component, snapshot, field))
        if found is None:
            continue
        severity, problem, right = found
        fixes: tuple[Fix, ...] = ()
        if right is not None:
            edit = replace_scalar(component.path, entry.literal, right)
            # A connection string holds more than the name that would be left of it.
            fixes = (Fix(f"Change to '{right}'", (edit,), safe="=" not in text),)
        # The value is not repeated: a URL may hold a password.
        message = f"'{entry.name_text}' {problem}"
        yield Finding(entry.literal.span, message, severity=severity, fixes=fixes)


def _suffix(component: Component, snapshot: Snapshot, field: IdentityField) -> str:
    """What the host names of all namespaces in the component's cloud end in, with its dot.

    The component says which it is, else the settings do.
    """
    azure = snapshot.catalog.azure
    public = field.placeholder[field.placeholder.index(".") :]
    entry = given(component, azure.environment_fields)
    if entry is None or entry.is_blank:
        return placed(public, snapshot.config(component.path).azure_cloud)
    word = (ordinary_text(readable(component, entry)) or "").lower()
    return placed(
        public, next((name for name, forms in azure.clouds.items() if word in forms), None)
    )


def _problem(
    text: str, field: IdentityField, suffix: str
) -> tuple[Severity, str, str | None] | None:
    """How bad it is, what is wrong, and the right value where it can be told."""
    example = f"as in '<namespace>{suffix}'"
    if re.search(r"(?:^|;)\s*Endpoint\s*=", text, re.IGNORECASE):
        problem = f"holds a connection string where the namespace's host name belongs, {example}."
        return Severity.ERROR, problem, endpoint_host(text)
    address = _ADDRESS.fullmatch(text)
    if address is None or not address["host"]:
        return None
    host = address["host"]
    completed = field.format == "fqdnOrName"
    if host == text:
        if "." in host:
            return None
        if host.lower() == "localhost":
            return Severity.ERROR, _other_broker(example), None
        right = host + suffix if _NAME.fullmatch(host) else None
        if not completed:
            problem = f"must be a full host name, {example}; every connection to a short one fails."
            return Severity.ERROR, problem, right
        if field.placeholder.endswith(suffix):
            return None
        problem = (
            "must be a full host name outside of the public cloud: Dapr completes a short one "
            "with '.servicebus.windows.net' everywhere."
        )
        return Severity.WARNING, problem, right
    if completed and text == f"{host}:5671":
        return None
    foreign = (address["scheme"] or "https").lower() not in _OWN_SCHEMES or "." not in host
    if not _SERVICE_BUS.fullmatch(host) and (foreign or address["user"]):
        return Severity.ERROR, _other_broker(example), None
    problem = "must be a host name without scheme, port or path; every connection fails with them."
    return Severity.ERROR, problem, host


def _other_broker(example: str) -> str:
    return (
        "holds the address of another broker, perhaps left by copy and paste; the host name of a "
        f"namespace belongs here, {example}."
    )
