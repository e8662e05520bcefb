"""What Go's YAML reader makes of a scalar: that of kubernetes-sigs/yaml, with which daprd and
kubectl read files.

It reads YAML 1.1 in a way of its own (`y` is true, `1:30` is text, `1e3` a number) and hands on
JSON. What PyYAML makes of the same scalar, and so `az`, is told by `daprls.syntax.scalars`.
"""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal

from daprls.syntax.tree import Mapping, Node, Scalar, Sequence, Style, resolve

_TEXT_TAGS = ("!", "tag:yaml.org,2002:str")
_TRUE = re.compile("y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON")
_FALSE = re.compile("n|N|no|No|NO|false|False|FALSE|off|Off|OFF")
_NULL = re.compile("~|null|Null|NULL|")
_NO_JSON = re.compile(r"\.(?:nan|NaN|NAN)|[-+]?\.(?:inf|Inf|INF)")
_INT = re.compile(
    r"(?P<sign>[-+]?)(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<bin>[01]+)|0[oO]?(?P<oct>[0-7]+)"
    r"|(?P<dec>0|[1-9][0-9]*))"
)
_BASES = {"hex": 16, "bin": 2, "oct": 8, "dec": 10}
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LONGEST_INT = 100
"""Digits: far more than fit into any number, and few enough to count with."""


def dapr_text(scalar: Scalar) -> str | None:
    """The text of the JSON value that a scalar becomes, as a component gets it.

    `None` for null, and where the reader fails or what it does is not known: for infinities, for
    tags other than that of text, for whole numbers that no type of Go's holds.
    """
    if scalar.style is not Style.PLAIN or scalar.tag in _TEXT_TAGS:
        return scalar.text
    text = scalar.text
    if scalar.tag is not None or _NULL.fullmatch(text) or _NO_JSON.fullmatch(text):
        return None
    if _TRUE.fullmatch(text):
        return "true"
    if _FALSE.fullmatch(text):
        return "false"
    if text[0] in "-+0123456789":
        return _number(text, text.replace("_", ""))
    if text[0] == "." and _FLOAT.fullmatch(text):
        return _float(text, text)
    return text


def dapr_json(node: Node | None) -> object:
    """The JSON value that a node becomes, in Python's terms; `None` also for what is not known."""
    node = resolve(node) if node is not None else None
    if isinstance(node, Mapping):
        return {entry.key.text: dapr_json(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return [dapr_json(item) for item in node.items]
    if not isinstance(node, Scalar):
        return None
    text = dapr_text(node)
    if text is None or node.style is not Style.PLAIN or node.tag in _TEXT_TAGS:
        return text
    if text not in ("true", "false") and node.text[:1] not in "-+.0123456789":
        return text
    try:
        value: object = json.loads(text)
    except ValueError:
        return text
    # What is beyond any number is text to Go.
    return text if isinstance(value, float) and math.isinf(value) else value


def _number(text: str, digits: str) -> str | None:
    """The number that `digits` are, `text` without its `_`, or else the text itself."""
    whole = _INT.fullmatch(digits)
    value = _whole(whole) if whole is not None else None
    if value is not None:
        return str(value)
    if _FLOAT.fullmatch(digits):
        return _float(text, digits)
    return text if whole is None else None


def _whole(number: re.Match[str]) -> int | None:
    """The whole number, where one of Go's types holds it."""
    base = number.lastgroup
    if base is None or len(number[0]) > _LONGEST_INT:
        return None
    value = int(number[base], _BASES[base])
    value = -value if number["sign"] == "-" else value
    return value if -(2**63) <= value < (2**63 if number["sign"] else 2**64) else None


def _float(text: str, digits: str) -> str:
    value = float(digits)
    if math.isinf(value):
        return text
    shortest = repr(value)
    if value and not 1e-6 <= abs(value) < 1e21:
        return re.sub(r"e-0(?=[0-9]\Z)", "e-", shortest)
    return re.sub(r"\.0*\Z", "", format(Decimal(shortest), "f"))
