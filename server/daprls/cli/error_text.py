"""`daprls explain --error`: from an error to the rule, and to the place that it comes from.

Of the error itself nothing is printed but names of components and words that are known to be its
own: it may hold a password.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from daprls.cli import text
from daprls.cli.exit_code import ExitCode
from daprls.cli.notices import note, opened, watching_rules
from daprls.cli.workspace import Workspace, readable, shown
from daprls.features.error_text import ErrorExplanation, Place, explain_error
from daprls.features.error_words import Recognized
from daprls.rules import ALL_RULES

_WIDTH = 100
_MOST_TYPES = 3


def run(copied: str, paths: Sequence[Path]) -> ExitCode:
    """Explains an error and prints; `copied` is its text, or `-` for one on stdin."""
    if copied == "-":
        copied = sys.stdin.buffer.read().decode("utf-8", errors="replace")
    space = opened(paths)
    if space is None:
        return ExitCode.UNUSABLE
    with watching_rules() as failures:
        found = explain_error(space.snapshot, copied, ALL_RULES)
    if found is None:
        note("Nothing in this text is known. It may have nothing to do with component files.")
        return ExitCode.UNUSABLE
    for line in _report(found, space):
        click.echo(line)
    if space.problems:
        return ExitCode.UNUSABLE
    return ExitCode.BUG if failures else ExitCode.CLEAN


def _report(found: ErrorExplanation, space: Workspace) -> Iterator[str]:
    for each in found.recognized:
        yield click.style(_headline(each), bold=True)
        yield _wrapped(each.cause)
        yield ""
    places = [each for each in found.places if each.location.path in space.asked] or found.places
    for place in places:
        yield _place(place, space)
        yield ""
    for name in found.absent:
        yield f"No file here defines a component called '{name}'."
    if not places and not found.absent:
        yield "No file here shows such a mistake."
    if found.rules:
        yield _wrapped(f"Rules about it: {', '.join(found.rules)}.", "")
        yield "'daprls explain RULE' says more about what a rule finds."


def _headline(found: Recognized) -> str:
    teller = found.teller_name
    if found.types:
        more = ", …" if len(found.types) > _MOST_TYPES else ""
        teller = f"{', '.join(found.types[:_MOST_TYPES])}{more}"
    elif teller[0].islower():
        teller = teller[0].upper() + teller[1:]
    if not found.title:
        return f"{teller} says something that only it knows."
    return f"{teller} says: {found.title}"


def _place(place: Place, space: Workspace) -> str:
    if place.finding is not None:
        return text.render(place.finding, space.snapshot, shown)
    lines = space.snapshot.files[place.location.path].lines
    line = lines.line_at(place.location.span.start)
    column = place.location.span.start - lines.starts[line]
    where = click.style(f"{readable(place.location.path)}:{line + 1}:{column + 1}", bold=True)
    return f"{where}: '{place.component}' stands here, and no rule finds a mistake in it."


def _wrapped(sentence: str, indent: str = "  ") -> str:
    width = min(_WIDTH, shutil.get_terminal_size((_WIDTH, 24)).columns)
    return textwrap.fill(
        sentence,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
