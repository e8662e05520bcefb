"""What would change in a file, as a unified diff that holds no secret's value.

The lines that differ are found in the texts as they are and shown masked. So a changed secret shows
as a change, and a diff of lines that hold none can be applied.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator

import click

from daprls.model.secrecy import masked, secret_texts
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_MANY_LINES = 2000
_COLOURS = {"-": "red", "+": "green", "@": "cyan"}


def secrets_of(snapshot: Snapshot, paths: Collection[str]) -> frozenset[str]:
    """What is secret in these files."""
    files = [snapshot.files[path] for path in paths if path in snapshot.files]
    return frozenset(text for file in files for text in secret_texts(file, snapshot.type))


def diff(
    old: SourceFile | None, new: SourceFile, after: Snapshot, name: str, secrets: Collection[str]
) -> Iterator[str]:
    """The lines of a diff, coloured (`click.echo` strips that); `old` is `None` for a new file.

    `secrets` are texts that are masked wherever they stand, also where no component holds them.
    """
    before, shown_before = _lines(old, after, secrets)
    behind, shown_behind = _lines(new, after, secrets)
    yield click.style(f"--- {name if old is not None else '/dev/null'}", bold=True)
    yield click.style(f"+++ {name}", bold=True)
    # Lines that come again and again make the exact search slow, and only long files have many.
    many = len(before) > _MANY_LINES
    matcher = difflib.SequenceMatcher(None, before, behind, autojunk=many)
    for group in matcher.get_grouped_opcodes(3):
        first, last = group[0], group[-1]
        spans = f"-{_span(first[1], last[2])} +{_span(first[3], last[4])}"
        yield click.style(f"@@ {spans} @@", fg=_COLOURS["@"])
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                yield from _marked(" ", shown_before[start:end])
                continue
            yield from _marked("-", shown_before[start:end])
            yield from _marked("+", shown_behind[new_start:new_end])


def _lines(
    file: SourceFile | None, snapshot: Snapshot, secrets: Collection[str]
) -> tuple[list[str], list[str]]:
    """The lines of the file, and the same lines masked."""
    if file is None:
        return [], []
    shown = masked(file, snapshot.type)
    for secret in sorted(secrets, key=len, reverse=True):
        shown = shown.replace(secret, "*" * len(secret))
    return _LINE.findall(file.text), _LINE.findall(shown)


def _marked(mark: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield click.style(mark + _harmless(line.rstrip("\n")), fg=_COLOURS.get(mark))
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _harmless(line: str) -> str:
    """The line without what moves a terminal's cursor or hides text, but as it is otherwise."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if unicodedata.category(sign)[0] == "C" and sign not in "\t\r\ufeff"
        else sign
        for sign in line
    )


def _span(start: int, end: int) -> str:
    """A range of lines as diffs write it: from 1, with its length unless that is 1."""
    length = end - start
    first = start + 1 if length else start
    return str(first) if length == 1 else f"{first},{length}"
