"""The rule `init-timeout-invalid`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.lint.finding import Finding, Fix, Layer, Severity
from daprls.lint.rule import component_rule
from daprls.model import go_text
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import find
from daprls.model.reading import sent_text
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.tree import Scalar

_LONGEST_QUOTED = 16
"""Characters: what is longer was not meant for a duration, and may be anything."""
_BARE = re.compile(r"\d+")
_WORDED = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z]+)\.?")
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")
_ISO = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", re.IGNORECASE)
_UNITS = {
    "ms": ("ms", "msec", "msecs", "millis", "millisecond", "milliseconds"),
    "s": ("s", "sec", "secs", "second", "seconds"),
    "m": ("m", "min", "mins", "minute", "minutes"),
    "h": ("h", "hr", "hrs", "hour", "hours"),
}


@component_rule("init-timeout-invalid", Severity.WARNING, layer=Layer.SHAPE)
def init_timeout_invalid(component: Component, _snapshot: Snapshot) -> Iterator[Finding]:
    """A time to start is no duration, so that the sidecar takes its default."""
    value = find(component.body, "initTimeout")
    if not isinstance(value, Scalar) or not ordinary_text(value):
        return
    given = sent_text(value, component.dialect)
    if not given:
        return
    length = go_text.duration(given)
    if length is not None and length > 0:
        return
    meant = _meant(value.text) if length is None else None
    quoted = f"'{value.text}'" if len(value.text) <= _LONGEST_QUOTED else "This"
    wrong = (
        f"{quoted} is no duration as Dapr writes them ('30s', '1m30s')"
        if length is None
        else f"'initTimeout' must be greater than zero, and this is '{value.text}'"
    )
    question = f" Did you mean '{meant}'?" if meant is not None else ""
    edit = replace_scalar(component.path, value, meant) if meant is not None else None
    yield Finding(
        value.span,
        f"{wrong}; the sidecar takes 5 seconds instead, without a word.{question}",
        fixes=(Fix(f"Change to '{meant}'", (edit,)),) if edit is not None else (),
    )


def _meant(text: str) -> str | None:
    """The duration that other ways to write one stand for."""
    text = text.strip()
    meant: str | None = None
    if _BARE.fullmatch(text):
        meant = f"{text}s"
    elif (worded := _WORDED.fullmatch(text)) is not None:
        unit = next((unit for unit, words in _UNITS.items() if worded[2].lower() in words), None)
        meant = f"{worded[1]}{unit}" if unit is not None else None
    elif (clock := _CLOCK.fullmatch(text)) is not None:
        first, second, third = clock.groups()
        meant = f"{first}m{second}s" if third is None else f"{first}h{second}m{third}s"
    elif (iso := _ISO.fullmatch(text)) is not None:
        meant = "".join(f"{n}{unit}" for n, unit in zip(iso.groups(), "hms", strict=True) if n)
    length = go_text.duration(meant) if meant is not None else None
    return meant if length is not None and length > 0 else None
