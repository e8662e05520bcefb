"""The rule `oss-env-ref-blocked`."""

from __future__ import annotations

from collections.abc import Iterator

from daprls.lint.finding import Finding, Layer, Severity
from daprls.lint.rule import OSS, component_rule
from daprls.model.component import Component, MetadataEntry, ordinary_text
from daprls.model.secrecy import may_be_quoted
from daprls.snapshot import Snapshot
from daprls.syntax.scalars import plain_value
from daprls.syntax.tree import Missing, Scalar


@component_rule("oss-env-ref-blocked", Severity.ERROR, layer=Layer.VALUE, dialects=OSS)
def oss_env_ref_blocked(component: Component, _snapshot: Snapshot) -> Iterator[Finding]:
    """An `envRef` names a variable that the sidecar gives to no component."""
    for entry in component.metadata:
        name = ordinary_text(entry.env_ref)
        if entry.env_ref is None or not name or not _is_blocked(name) or _has_value(entry):
            continue
        variable = f"variable '{name}'" if may_be_quoted(name) else "variable of this name"
        item = f"'{entry.name_text}'" if entry.name_text else "the item"
        yield Finding(
            entry.env_ref.span,
            f'The sidecar gives no component the {variable} ("references an env variable that '
            f"isn't allowed\"), and {item} is left without a value. Names that begin with 'DAPR_', "
            "names with a blank, and 'APP_API_TOKEN' are barred.",
        )


def _is_blocked(name: str) -> bool:
    upper = name.upper()
    return upper.startswith("DAPR_") or upper == "APP_API_TOKEN" or " " in upper


def _has_value(entry: MetadataEntry) -> bool:
    """Whether the item has a value, so that no variable is read: an empty text is one."""
    if isinstance(entry.value, Scalar):
        return plain_value(entry.value) is not None
    return entry.value is not None and not isinstance(entry.value, Missing)
