"""What a scalar says: its YAML 1.1 type, and whether it is a value at all or a slot for one.

Types follow PyYAML's `SafeLoader`, since `az` loads a file with it. Whether a value is right for
its place is the business of the rules; they ask here first whether there is a value to judge.
"""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass
from enum import Enum, auto

from daprls.remembering import remembered
from daprls.syntax.tree import Mapping, Missing, Node, Scalar, Sequence, Style

PlainValue = None | bool | int | float | datetime.date | str
"""A scalar's Python value; `datetime.date` stands for `datetime.datetime` as well."""

_TAG = "tag:yaml.org,2002:"
_BOOL = re.compile("yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF")
_NULL = re.compile("~|null|Null|NULL|")
_INT = re.compile(
    r"[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)"
    r"|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+"
)
_FLOAT = re.compile(
    r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[Tt]|[ \t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})"
    r"(?:\.([0-9]*))?(?:[ \t]*(?:Z|([-+])([0-9]{1,2})(?::([0-9]{2}))?))?"
)


class _Refused(ValueError):  # noqa: N818
    """PyYAML has a type for the scalar and fails to make a value of it."""


_LONGEST_NUMBER = 3500
"""Python writes and reads no whole number of more than 4,300 digits, and fails instead."""


def plain_value(scalar: Scalar) -> PlainValue:
    """The Python value that PyYAML's `SafeLoader` makes of a scalar.

    Where the loader raises (`2024-13-45`, a bare `=`, an unknown tag) it is the text.
    """
    try:
        return _construct(_tag_of(scalar), scalar.text)
    except _Refused:
        return scalar.text


def az_text(scalar: Scalar) -> str | None:
    """The text `az` sends for a scalar that stands where text belongs: `str()` of the value.

    `None` where it sends no text: for null, and where it fails, as it does on dates without a time.
    """
    try:
        value = _construct(_tag_of(scalar), scalar.text)
    except _Refused:
        return None
    if value is None or type(value) is datetime.date:
        return None
    return str(value)


def _tag_of(scalar: Scalar) -> str:
    """The short name of the scalar's type, or the whole of a tag that is none of YAML's own."""
    if scalar.tag is not None and scalar.tag != "!":
        return scalar.tag.removeprefix(_TAG)
    if scalar.style is not Style.PLAIN or scalar.tag is not None:
        return "str"
    return implicit_type(scalar.text)


def implicit_type(text: str) -> str:
    """The type YAML 1.1 gives to the plain scalar `text`.

    One of `bool`, `float`, `int`, `merge`, `null`, `timestamp`, `value` (a bare `=`) and `str`.
    """
    if not text or text[0] in "~nNyYtTfFoO":
        if _BOOL.fullmatch(text):
            return "bool"
        return "null" if _NULL.fullmatch(text) else "str"
    if text[0] in "-+0123456789.":
        if _FLOAT.fullmatch(text):
            return "float"
        if _INT.fullmatch(text):
            return "int"
        return "timestamp" if _DATE.fullmatch(text) or _TIMESTAMP.fullmatch(text) else "str"
    return {"<<": "merge", "=": "value"}.get(text, "str")


def _construct(tag: str, text: str) -> PlainValue:
    if len(text) > _LONGEST_NUMBER and tag in ("int", "float"):
        raise _Refused(tag)
    try:
        if tag == "str":
            return text
        if tag == "null":
            return None
        if tag == "bool":
            return {
                "yes": True,
                "true": True,
                "on": True,
                "no": False,
                "false": False,
                "off": False,
            }[text.lower()]
        if tag == "int":
            return _int(text)
        if tag == "float":
            return _float(text)
        if tag == "timestamp":
            return _timestamp(text)
    except (ValueError, KeyError, IndexError, OverflowError) as error:
        raise _Refused(tag) from error
    raise _Refused(tag)


def _int(text: str) -> int:
    digits = text.replace("_", "")
    sign = -1 if digits[0] == "-" else 1
    digits = digits[1:] if digits[0] in "+-" else digits
    if digits == "0":
        return 0
    if digits.startswith(("0b", "0x")):
        return sign * int(digits, 0)
    if digits[0] == "0":
        return sign * int(digits, 8)
    total = 0
    for part in digits.split(":"):
        total = total * 60 + int(part)
    return sign * total


def _float(text: str) -> float:
    digits = text.replace("_", "").lower()
    sign = -1.0 if digits[0] == "-" else 1.0
    digits = digits[1:] if digits[0] in "+-" else digits
    if digits in (".inf", ".nan"):
        return sign * float(digits[1:])
    total = 0.0
    base = 1
    # From the right, as PyYAML adds them up, so that the last digit is the same.
    for part in reversed(digits.split(":")):
        total += float(part) * base
        base *= 60
    return sign * total


def _timestamp(text: str) -> datetime.date:
    day = _DATE.fullmatch(text)
    if day is not None:
        return datetime.date(int(day[1]), int(day[2]), int(day[3]))
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise ValueError(text)
    zone: datetime.timezone | None = None
    if match[8]:
        offset = datetime.timedelta(hours=int(match[9]), minutes=int(match[10] or 0))
        zone = datetime.timezone(-offset if match[8] == "-" else offset)
    elif text.endswith("Z"):
        zone = datetime.timezone.utc
    year, month, dom, hour, minute, second = (int(match[group]) for group in range(1, 7))
    fraction = int((match[7] or "")[:6].ljust(6, "0"))
    return datetime.datetime(year, month, dom, hour, minute, second, fraction, zone)


class TextClass(Enum):
    """Whether a text is a value, or stands for one."""

    ORDINARY = auto()
    PIPELINE = auto()
    """A deployment tool puts the value in before anyone reads the file."""
    PLACEHOLDER = auto()
    """The author has yet to fill it in."""


_PIPELINE = re.compile(
    r"""
      \$\{\s*[A-Za-z_][^{}\r\n]*\}                     # ${X}, ${X:-default}
    | \$\(+\s*[A-Za-z_][^()\r\n]*\)                    # $(X) of Azure DevOps
    | (?:(?<![^\s=/:@<>,;"'-])|\A)\$[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![A-Za-z0-9])  # $A_B of envsubst
    | \A\$[A-Z_][A-Z0-9_]*\Z
    | \#\{\s*[A-Za-z_][^{}\r\n]*\}                     # #{X}# of Replace Tokens, #{X} of Octopus
    | \{\{(?!["'}])[^\r\n]{0,2000}?\}\}                # {{ X }} of Helm, Jinja, Go
    | \{%[^\r\n]{0,2000}?%\}
    | <%[^\r\n]{0,2000}?%>
    | \{\.[A-Za-z_][\w.]*\}                            # {.X}
    | (?<![A-Za-z0-9_])__[A-Za-z0-9](?:[\w.-]*?[A-Za-z0-9])?__(?![A-Za-z0-9_])  # __X__
    | \AENC\[AES256                                    # encrypted by sops
    """,
    re.VERBOSE,
)
_PLACEHOLDER = re.compile(
    r"""
      (?<!\?)(?<!\?P)<(?![^<>\r\n]*@[^<>\r\n\s]*\.)[A-Za-z$"'<][^<>\r\n]{0,300}?>
    | (?<![A-Za-z])(?:your|Your|YOUR)(?:[-_ ][A-Za-z<]|(?<=r)[A-Z])
    | (?<![A-Za-z])(?i:replace[-_ ]?(?:me|with|this)|change[-_ ]?(?:me|this))(?![A-Za-z])
    | (?<![A-Za-z])(?i:placeholder)(?![A-Za-z])
    | (?<![A-Za-z])(?i:insert|put|enter|add)[-_ ](?i:your|the)[-_ ]
    | (?<![A-Za-z0-9])(?:x{3,}|X{3,})(?![A-Za-z0-9]) | x{6,} | X{6,}
    | \*{3,}
    | (?<![\w-])(?:TODO|FIXME|TBD)(?![\w-])
    | (?:(?<![./])\.{3}|…)[ \t]*(?=[\r\n]|\Z)          # abc...
    | (?<=[A-Za-z0-9])\.{3}(?=[A-Za-z0-9])             # abc...xyz, the middle left out
    | (?:(?<=[-_ ])(?i:here)|(?<=[A-Za-z0-9])Here)[^A-Za-z0-9]*\Z
    | (?i:key|value|name|id|secret|password|token|string|url|uri|host|guid|account|endpoint)here\Z
    | \b0{8}-0{4}-0{4}-0{4}-0{12}\b
    """,
    re.VERBOSE,
)
_BRACES = re.compile(r"(?<![{$#\\%])\{([A-Za-z][\w .-]*)\}(?!\})")
_BRACKETS = re.compile(
    r"\A\[[A-Za-z]{2,}[\w/.-]*(?: [\w/.-]+)*\]\Z|\[[A-Za-z]{2,}(?:[-_ ][A-Za-z]{2,})+\]"
)
_PLAIN_WORDS = re.compile(r"[A-Za-z][\w/.-]*(?: [\w/.-]+)*")
_RUNTIME_TAGS = {"uuid": "uuid", "podname": "podName", "namespace": "namespace", "appid": "appID"}
"""What the sidecar replaces, by its name in lower case without signs."""
_NO_TAGS = frozenset({"clientid"})
"""What is taken for a tag and is none."""
_ADDRESS = re.compile(r"[./:=@;]")


@remembered(4096)
def classify(text: str) -> TextClass:
    """Whether `text` is an ordinary value, holds a pipeline token, or is left to fill in.

    Answers are kept, since every rule asks it of the same few texts.
    """
    if _PIPELINE.search(text):
        return TextClass.PIPELINE
    if _PLACEHOLDER.search(text) and not _is_markup(text):
        return TextClass.PLACEHOLDER
    if "{" not in text and "[" not in text:
        return TextClass.ORDINARY
    if _is_json(text):
        return TextClass.ORDINARY
    if _BRACKETS.search(text) or any(not _is_tag(name, text) for name in _BRACES.findall(text)):
        return TextClass.PLACEHOLDER
    return TextClass.ORDINARY


def is_pipeline_token(text: str) -> bool:
    """Whether `text` holds a token that a deployment tool replaces, as `${X}` or `#{X}#`."""
    return classify(text) is TextClass.PIPELINE


def is_placeholder(text: str) -> bool:
    """Whether `text` is a slot that the author has yet to fill in, as `<name>` or `YOUR_KEY`."""
    return classify(text) is TextClass.PLACEHOLDER


def classify_node(node: Node) -> TextClass:
    """The class of a node that stands where a scalar belongs.

    Unquoted, `[your_name]` is a list of one word to YAML, `{your-name}` a map and `{{ X }}` a map
    with a map for its key; they are judged as the text they look like. A real list of one word
    (`scopes: [shop]`) looks the same, so this is not asked of a node where a list belongs.
    """
    if isinstance(node, Scalar):
        return classify(node.text)
    if isinstance(node, Sequence) and node.flow and len(node.items) == 1:
        item = node.items[0]
        if isinstance(item, Scalar):
            if item.is_plain and implicit_type(item.text) == "str":
                if _PLAIN_WORDS.fullmatch(item.text):
                    return TextClass.PLACEHOLDER
                return classify(item.text)
        elif isinstance(item, Mapping | Sequence):
            return classify_node(item)
    if isinstance(node, Mapping) and node.flow and len(node.entries) == 1:
        entry = node.entries[0]
        if isinstance(entry.value, Missing) and entry.key.is_plain:
            return classify("{" + entry.key.raw + "}")
    return TextClass.ORDINARY


def is_placeholder_node(node: Node) -> bool:
    """Whether `classify_node` calls the node a placeholder."""
    return classify_node(node) is TextClass.PLACEHOLDER


@dataclass(frozen=True, slots=True)
class RuntimeTag:
    """A tag in braces that the sidecar replaces, or that its author takes for one."""

    written: str
    meant: str | None
    """The tag to write, its braces included; `None` where the sidecar has nothing like it."""

    @property
    def is_exact(self) -> bool:
        """Whether the sidecar knows it as it is written."""
        return self.written == self.meant


def runtime_tags(text: str) -> tuple[RuntimeTag, ...]:
    """The tags of a text, in order: a misspelt one is a tag too, and no slot."""
    if "{" not in text or _is_json(text):
        return ()
    found = []
    for name in _BRACES.findall(text):
        if _is_tag(name, text):
            known = _RUNTIME_TAGS.get(_folded(name))
            found.append(RuntimeTag("{" + name + "}", None if known is None else "{" + known + "}"))
    return tuple(found)


def _is_tag(name: str, text: str) -> bool:
    """Whether `{name}` is meant for the sidecar.

    Within an address `{Namespace}` is how one writes a slot.
    """
    folded = _folded(name)
    if folded not in _RUNTIME_TAGS and folded not in _NO_TAGS:
        return False
    doubtful = folded in _NO_TAGS or (name[0].isupper() and not name.isupper())
    return not doubtful or _ADDRESS.search(text) is None


def _folded(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


def _is_markup(text: str) -> bool:
    return "</" in text or "/>" in text or text.lstrip().startswith(("<?", "<!"))


def _is_json(text: str) -> bool:
    if not text.lstrip().startswith(("{", "[")):
        return False
    if '":' in text or '" :' in text:
        return True
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
