"""The rule `azure-redis-without-tls`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from daprls.catalog import ComponentType
from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model.authentication import given, is_switched_on, spellings
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.entra_flag import Setting, lacking
from daprls.refactor.flags import put_on
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.tree import Scalar
from daprls.text import Edit

_HOST = re.compile(r"(?P<host>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?::(?P<port>\d+))?")
_PLAIN_PORT = "6379"
"""The port without TLS, and the one that Dapr takes where none is given."""
_TLS_PORTS: Mapping[str, str] = {
    "redis.cache.windows.net": "6380",
    "redis.azure.net": "10000",
    "redisenterprise.cache.azure.net": "10000",
}
"""The ports on which Azure's caches speak TLS, by the suffix of their hosts."""


@component_rule("azure-redis-without-tls", Severity.INFO, layer=Layer.VALUE)
def azure_redis_without_tls(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A cache of Azure's is reached without TLS, or on the port that has none."""
    known = snapshot.type(component)
    if known is None:
        return
    entry = given(component, spellings(known, "redisHost"))
    text = ordinary_text(entry.literal) if entry is not None else None
    address = _HOST.fullmatch(text.strip()) if text is not None else None
    if entry is None or entry.literal is None or address is None:
        return
    right = _tls_port(address["host"], known)
    off = [setting for setting in lacking(component, known) if setting.name == "enableTLS"]
    shown = _is_shown(component, known, "enableTLS") and _is_shown(component, known, "redisPort")
    if right is None or not shown:
        return
    other = given(component, spellings(known, "redisPort"))
    port = address["port"] or (ordinary_text(other.literal) if other is not None else None)
    wrong = (port or _PLAIN_PORT) == _PLAIN_PORT
    if off and is_switched_on(component, known) is False:
        message = (
            f"'{entry.name_text}' names a cache of Azure's, which by default takes connections "
            "with TLS only; 'enableTLS' is not on."
        )
    elif wrong and not off:
        why = "" if port is not None else ", which Dapr takes where none is given,"
        message = (
            f"'enableTLS' is on, but port {_PLAIN_PORT}{why} has no TLS on a cache of Azure's; "
            f"port {right} has."
        )
    else:
        return
    fix = _fix(component, snapshot, entry.literal, off, (address, other, right) if wrong else None)
    yield Finding(entry.literal.span, message, fixes=(fix,) if fix is not None else ())


def _tls_port(host: str, known: ComponentType) -> str | None:
    """The port for TLS, where the component knows the host for one of Azure's caches."""
    suffixes = known.identity.hosts if known.identity is not None else ()
    return next(
        (_TLS_PORTS.get(suffix) for suffix in suffixes if host.lower().endswith(f".{suffix}")), None
    )


def _is_shown(component: Component, known: ComponentType, name: str) -> bool:
    """Whether the file shows what a field holds, or that nothing does."""
    entry = given(component, spellings(known, name))
    return entry is None or entry.is_blank or ordinary_text(entry.literal) is not None


def _fix(
    component: Component,
    snapshot: Snapshot,
    host: Scalar,
    off: list[Setting],
    ports: tuple[re.Match[str], MetadataEntry | None, str] | None,
) -> Fix | None:
    put = put_on(snapshot, component, off)
    if put is None:
        return None
    edits: list[Edit] = [*put]
    titles = [f"set '{setting.name}' to 'true'" for setting in off]
    if ports is not None:
        address, other, right = ports
        if address["port"] is None and other is not None and other.literal is not None:
            edits.append(replace_scalar(component.path, other.literal, right))
        else:
            edits.append(replace_scalar(component.path, host, f"{address['host']}:{right}"))
        titles.append(f"take port {right}")
    title = " and ".join(titles)
    return Fix(title[0].upper() + title[1:], tuple(edits))
