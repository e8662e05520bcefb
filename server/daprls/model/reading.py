"""What becomes of a scalar on its way to the component: `az` reads YAML with PyYAML, daprd and
kubectl with a reader of Go's, and each sends on the text of the value that it took it for.
"""

from __future__ import annotations

import datetime
import re

from daprls.model.dialect import Dialect
from daprls.syntax.goyaml import dapr_text
from daprls.syntax.scalars import az_text, plain_value
from daprls.syntax.tree import Scalar

_BASES = re.compile(
    r"[-+]?(?:(?P<hexadecimal>0[xX])|(?P<binary>0[bB])|(?P<octal>0[oO]?[0-7_]+\Z)|(?P<clock>.*:))"
)
_BEGINNINGS = ("", *"~nNyYtTfFoO-+.0123456789")
"""How all begins that is no text to a reader of YAML."""
_SPELT_BASE = re.compile(r"[-+]?0[xXbBoO]")


def sent_text(scalar: Scalar, dialect: Dialect) -> str | None:
    """The text that is sent for a scalar; `None` for null, and where the reader fails."""
    return az_text(scalar) if dialect is Dialect.ACA else dapr_text(scalar)


def may_change(scalar: Scalar) -> bool:
    """Whether another text may be sent than is written: a glance that never says no wrongly."""
    if scalar.tag is not None:
        return True
    return scalar.is_plain and scalar.text[:1] in _BEGINNINGS


def is_changed(scalar: Scalar, dialect: Dialect) -> bool:
    """Whether another text is sent than is written; null and what a reader fails on are none."""
    sent = sent_text(scalar, dialect)
    return sent is not None and sent != scalar.text


def is_same_number(scalar: Scalar, sent: str) -> bool:
    """Whether both texts are one number to somebody who writes decimals, as `1.50` and `1.5`."""
    if _SPELT_BASE.match(scalar.text):
        # Nobody writes these but as what they are read for.
        return True
    try:
        return float(scalar.text.replace("_", "")) == float(sent)
    except ValueError:
        return False


def is_truth_value(sent: str) -> bool:
    """Whether a text that is sent for another is that of a truth value."""
    return sent in ("True", "False", "true", "false")


def taken_for(scalar: Scalar, sent: str) -> str:
    """What YAML takes a scalar for whose text changes, as the end of a sentence."""
    if is_truth_value(sent):
        return "a truth value"
    if isinstance(plain_value(scalar), datetime.datetime):
        return "a date with a time"
    base = _BASES.match(scalar.text)
    if base is None or base.lastgroup is None:
        return "a number"
    if base.lastgroup == "clock":
        return "a number to the base 60"
    article = "an" if base.lastgroup == "octal" else "a"
    return f"{article} {base.lastgroup} number"
