"""The rule `metadata-value-type`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model import go_text
from daprls.model.component import Component
from daprls.model.metadata_value import Flaw, Kind, consequence, flaws
from daprls.snapshot import Snapshot
from daprls.spelling import closest
from daprls.syntax.rewrite import replace_scalar

_YES = frozenset({"y", "yes", "on", "enable", "enabled"})
_NO = frozenset({"n", "no", "off", "disable", "disabled"})
_AMOUNT = re.compile(
    r"(?P<number>\d{1,18}) *(?:(?P<days>d|days?)|(?P<hours>h|hrs?|hours?)"
    r"|(?P<minutes>m|mins?|minutes?)|(?P<seconds>s|secs?|seconds?))",
    re.IGNORECASE,
)
_UNITS = (("days", 24, "h"), ("hours", 1, "h"), ("minutes", 1, "m"), ("seconds", 1, "s"))


@component_rule("metadata-value-type", Severity.WARNING, layer=Layer.VALUE)
def metadata_value_type(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """A metadata value cannot be read as what its field holds."""
    known = snapshot.certain_type(component)
    if known is None:
        return
    for flaw in flaws(component, known):
        if flaw.kind is not Kind.TYPE or flaw.field.otherwise is not None:
            continue
        silent = "" if flaw.refused else " without a word"
        right = _meant(flaw)
        fixes: tuple[Fix, ...] = ()
        if right is not None:
            edit = replace_scalar(component.path, flaw.scalar, right)
            fixes = (Fix(f"Change to '{right}'", (edit,)),)
        yield Finding(
            flaw.scalar.span,
            f"'{flaw.entry.name_text}' must {flaw.must}; {consequence(flaw, known)}{silent}.",
            severity=Severity.ERROR if flaw.refused else Severity.WARNING,
            fixes=fixes,
        )


def _meant(flaw: Flaw) -> str | None:
    """The right value, where it can be told."""
    text = flaw.text.strip()
    if flaw.field.type == "bool":
        if text.lower() in _YES | _NO:
            return "true" if text.lower() in _YES else "false"
        meant = closest(text, ("true", "false"))
        return meant[0] if len(meant) == 1 else None
    if flaw.field.type == "number":
        return text if text != flaw.text and go_text.decimal(text) is not None else None
    if flaw.field.type != "duration":
        return None
    amount = _AMOUNT.fullmatch(text)
    for name, factor, unit in _UNITS:
        if amount is not None and amount[name]:
            return f"{int(amount['number']) * factor}{unit}"
    return None
