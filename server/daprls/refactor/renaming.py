"""What a renaming changes and what a new name may be, whatever it is that is renamed.

What bears the old name is found by `component_renaming` here, and by features for all else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from daprls.model.mention import Mention, Origin
from daprls.model.mentions.words import word_span
from daprls.model.secrecy import discreet, may_be_quoted
from daprls.snapshot import Snapshot
from daprls.syntax.cursor import locate
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.scalars import TextClass, classify
from daprls.syntax.tree import Alias, Scalar, resolve, walk
from daprls.text import Location, TextEdit

_WORD = re.compile(r"[\w.-]+")


class RenameError(ValueError):
    """A name that stays as it is; the message tells an author why."""

    def __init__(self, message: str) -> None:
        super().__init__(discreet(message))


@dataclass(frozen=True)
class Renaming:
    """All places that say one name."""

    scalars: tuple[tuple[str, Scalar], ...]
    """Those in YAML, each with its file, once for each time that it is said."""
    objection: Callable[[str], str | None]
    """Why a new name cannot be, as a sentence."""
    texts: tuple[Location, ...] = ()
    """Those that are no whole scalar: in comments, command lines, templates."""

    def edits(self, new: str) -> tuple[TextEdit, ...]:
        """The changes, ordered by file and place.

        Raises:
            RenameError: `new` cannot stand everywhere without quotes.

        """
        if self.texts and not _WORD.fullmatch(new):
            raise RenameError(
                f"'{new}' needs quotes, which cannot be put into "
                f"'{self.texts[0].path.rpartition('/')[2]}'."
            )
        found = {
            (path, scalar.span): replace_scalar(path, scalar, new) for path, scalar in self.scalars
        }
        for place in self.texts:
            found[place.path, place.span] = TextEdit(place.path, place.span, new)
        return tuple(found[place] for place in sorted(found))


def mentioned(
    snapshot: Snapshot, mentions: Iterable[Mention]
) -> tuple[tuple[tuple[str, Scalar], ...], tuple[Location, ...]]:
    """The places of `mentions`: scalars of YAML that say the name alone, and all others.

    Raises:
        RenameError: one of them is where no other name can be written.

    """
    scalars: list[tuple[str, Scalar]] = []
    texts: list[Location] = []
    for mention in mentions:
        if mention.origin is Origin.DEPLOYED:
            raise RenameError(
                f"'{mention.name}' is deployed already, as '{file_name(mention.path)}' lists; what "
                "is deployed keeps its name."
            )
        if not mention.is_editable:
            raise RenameError(f"'{file_name(mention.path)}' {_why_it_stays(mention)}.")
        scalar = _scalar_at(snapshot, mention)
        if scalar is not None:
            scalars.append((mention.path, scalar))
        else:
            texts.append(mention.location)
    return tuple(scalars), tuple(texts)


def _why_it_stays(mention: Mention) -> str:
    """What ties a name down that a file says, behind the file's name."""
    match mention.origin:
        case Origin.MULTI_APP_RUN:
            return f"calls the app '{mention.name}' like its folder; give it an `appID` first"
        case Origin.ASPIRE:
            return f"is written by an Aspire host, whose code calls it '{mention.name}'"
    return (
        f"takes '{mention.name}' from a variable or parameter that says more than this; "
        "let the name have one of its own first"
    )


def _scalar_at(snapshot: Snapshot, mention: Mention) -> Scalar | None:
    """The scalar that is the name and nothing else, so that it gets quotes where it needs them."""
    file = snapshot.files.get(mention.path)
    if file is None or not file.is_yaml:
        return None
    node = locate(file.tree, mention.span.start).node
    is_alone = isinstance(node, Scalar) and word_span(node) == mention.span
    return node if isinstance(node, Scalar) and is_alone else None


def file_name(path: str) -> str:
    """What a file is called in a message."""
    return path.rpartition("/")[2]


def checked_name(new: str) -> str:
    """`new` without blanks around it, if it is a name at all.

    Raises:
        RenameError: it is empty, spans lines, is filled in later or looks like a credential.

    """
    new = new.strip()
    if not new:
        raise RenameError("A name cannot be empty.")
    if not may_be_quoted(new) or not new.isprintable():
        raise RenameError("This is no name.")
    if classify(new) is not TextClass.ORDINARY:
        raise RenameError(
            f"'{new}' is filled in later; what it will be called then cannot be followed."
        )
    return new


def refuse_shared(snapshot: Snapshot, scalars: Iterable[tuple[str, Scalar]]) -> None:
    """Raises an error where an anchored name is also used for something else.

    Raises:
        RenameError: an alias stands for one of `scalars` without being among them.

    """
    said = Counter((path, scalar.span) for path, scalar in scalars)
    anchors = {(path, scalar.span): scalar for path, scalar in scalars if scalar.anchor is not None}
    for (path, span), scalar in anchors.items():
        aliases = sum(
            isinstance(node, Alias) and resolve(node) is scalar
            for document in snapshot.files[path].tree.documents
            for node in walk(document.root)
        )
        if aliases + 1 != said[path, span]:
            raise RenameError(
                f"The anchor '&{scalar.anchor}' hands this name on to other places of the file, "
                "which would change with it."
            )
