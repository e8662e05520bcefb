"""The parts of a component on their way into another dialect, and the text that they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from daprls.model.component import Component
from daprls.model.dialect import fold
from daprls.model.keys import Reading, odd_keys, place_of
from daprls.model.names import NameForm
from daprls.model.secrecy import may_be_quoted
from daprls.syntax.pieces import Piece, indented, split, tail
from daprls.syntax.scalars import TextClass, classify
from daprls.syntax.stretches import newline
from daprls.syntax.tree import Entry
from daprls.syntax.writing import Draft, block_lines

_NAME_COMMENT = re.compile(r"[ \t]*#[ \t]*daprls:[ \t]*name[ \t]*=")
_NO_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a component cannot be converted, as a sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of the new file, with the comments above them."""

    key: str
    lead: tuple[str, ...]
    lines: tuple[str, ...]

    def at(self, width: int) -> Iterator[str]:
        """All its lines, this far from the margin."""
        yield from indented((*self.lead, *self.lines), width)


@dataclass(frozen=True, slots=True)
class Laid:
    """A component as it is to be written."""

    name: str
    lines: tuple[str, ...]
    """Everything but what stands above and below a component in its file."""
    comments: tuple[str, ...] = ()
    """What stands above the first key."""
    name_comment: bool = False
    notes: tuple[str, ...] = ()
    extras: tuple[tuple[str, str], ...] = ()
    head: str = ""
    """What stands above the document, with a marker at its end where it has one."""


def file_stem(name: str) -> str:
    """A file's name for a component, without an extension."""
    stem = _NO_FILE_NAME.sub("-", name).strip("-.") if may_be_quoted(name) else ""
    return stem or "component"


def legal_name(name: str, form: NameForm) -> str | None:
    """The name, or what is nearest to it in a form; one that a pipeline replaces stays."""
    fits = form.fits(name) or classify(name) is not TextClass.ORDINARY
    return name if fits else form.nearest(name)


def without_name(lead: Iterable[str]) -> tuple[str, ...]:
    """Comments without the one that names the component."""
    return tuple(line for line in lead if not _NAME_COMMENT.match(line))


def block(piece: Piece, lead: Iterable[str], key: str) -> Block:
    """What a piece becomes, with more comments above its own."""
    return Block(key, (*lead, *without_name(piece.lead)), piece.lines)


def left_out(component: Component, entry: Entry, known: Iterable[str]) -> str:
    """What is said of an entry that is not taken over; the keys `known` are those that are."""
    key = entry.key.text
    if fold(key) in map(fold, known):
        return f"'{key}' is written twice; only the one that counts is taken over."
    odd = next((each for each in odd_keys(component) if each.entry is entry), None)
    if odd is not None and odd.reading is Reading.MISPLACED and odd.level is not None:
        place = place_of(odd.level, component.dialect).partition(",")[0]
        return f"'{key}' is left out: nobody reads it here, it belongs {place}."
    if odd is not None and odd.meant:
        return f"'{key}' is left out: nobody reads it. It may be meant for '{odd.meant[0]}'."
    return f"'{key}' is left out: there is nothing like it."


def written(key: str, draft: Draft, lead: Iterable[str] = ()) -> Block:
    """A part that the old file does not have."""
    return Block(key, tuple(lead), tuple(block_lines({key: draft})))


def text_of(old: str, component: Component, laid: Laid) -> str:
    """The new file, with the line breaks of the old one."""
    head = without_name(split(laid.head))
    named = (f"# daprls: name={laid.name}",) if laid.name_comment else ()
    below = without_name(tail(old, component.document, component.root))
    lines = [*head, *named, *laid.comments, *laid.lines, *below]
    break_ = newline(old)
    mark = "\ufeff" if old.startswith("\ufeff") else ""
    end = break_ if not old or old.endswith(("\n", "\r")) or "\n" not in old else ""
    return mark + break_.join(lines) + end
