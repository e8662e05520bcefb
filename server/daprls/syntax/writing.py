"""Text that YAML reads back as it was meant: quoted scalars, and small values in either style.

What is written here is read the same by PyYAML, by Go's YAML and by YAML 1.2, so anything that one
of them takes for a number, a bool or null is quoted. Where it goes is the business of
`daprls.syntax.rewrite`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from collections.abc import Sequence as Row

from daprls.syntax.scalars import implicit_type
from daprls.syntax.tree import Scalar, Style

Draft = str | Table[str, "Draft"] | Row["Draft"]
"""A value to be written. A string is YAML source for a scalar: `quote` makes it from a text."""

_UNPRINTABLE = re.compile("[\0-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_BREAKS = re.compile("[\u2028\u2029]")
_NUMBER = re.compile(
    r"[-+]?(?:0[oxb][0-9a-fA-F_]+|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?"
)
_FLOW_CHARS = re.compile(r"[,\[\]{}]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def quote(
    text: str, like: Scalar | None = None, style: Style | None = None, *, flow: bool = True
) -> str:
    """YAML source of one line that is read back as the string `text`.

    The style is that of `like`, or `style`; without one, or where that style cannot hold the text,
    it is plain if possible. `flow` says whether the source may come to stand between brackets.
    """
    if like is not None:
        style = like.style
    if style is Style.DOUBLE:
        return _double(text)
    if style is Style.SINGLE and not _must_escape(text):
        return _single(text)
    if is_plain(text, flow=flow):
        return text
    if _must_escape(text) or not ('"' in text or "\\" in text):
        return _double(text)
    return _single(text)


def is_plain(text: str, *, flow: bool = True) -> bool:
    """Whether `text` without quotes is read as the string it is."""
    if not text or text != text.strip() or _must_escape(text):
        return False
    if implicit_type(text) != "str" or _NUMBER.fullmatch(text) or text in ("y", "Y", "n", "N"):
        return False
    if text[0] in "-?:":
        if len(text) == 1 or text[1] in " \t" or text.startswith("---"):
            return False
    elif text[0] in ",[]{}#&*!|>'\"%@`" or text.startswith("..."):
        return False
    if ": " in text or " #" in text or text.endswith(":") or "\t" in text:
        return False
    return not flow or not _needs_flow_quotes(text)


def block_lines(draft: Draft) -> list[str]:
    """The lines of a value in block style, without indentation and breaks.

    A string is one line; collections without content are `{}` and `[]`.
    """
    if isinstance(draft, str):
        return [draft]
    if not draft:
        return ["{}" if isinstance(draft, Table) else "[]"]
    lines: list[str] = []
    if isinstance(draft, Table):
        for key, value in draft.items():
            inner = block_lines(value)
            if isinstance(value, str) or not value:
                lines.append(f"{quote(key)}: {inner[0]}".rstrip())
            else:
                lines.append(f"{quote(key)}:")
                lines.extend("  " + line for line in inner)
        return lines
    for item in draft:
        first, *rest = block_lines(item)
        lines.append(f"- {first}".rstrip())
        lines.extend("  " + line for line in rest)
    return lines


def flow_text(draft: Draft, *, json: bool = False) -> str:
    """A value on one line, as it may stand between brackets; with `json` all text is quoted."""
    if isinstance(draft, str):
        if draft[:1] in ("'", '"', "[", "{", "*", "&", "!"):
            return draft
        quoted = json and implicit_type(draft) == "str"
        return _double(draft) if quoted or _needs_flow_quotes(draft) else draft
    if isinstance(draft, Table):
        style = Style.DOUBLE if json else None
        pairs = (
            f"{quote(key, style=style)}: {flow_text(value, json=json)}".rstrip()
            for key, value in draft.items()
        )
        return "{" + ", ".join(pairs) + "}"
    return "[" + ", ".join(flow_text(item, json=json) for item in draft) + "]"


def _needs_flow_quotes(source: str) -> bool:
    return _FLOW_CHARS.search(source) is not None or source.startswith(("?", ":"))


def _must_escape(text: str) -> bool:
    return _UNPRINTABLE.search(text) is not None or _BREAKS.search(text) is not None


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _double(text: str) -> str:
    return '"' + "".join(_escaped(char) for char in text) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if not _must_escape(char):
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
