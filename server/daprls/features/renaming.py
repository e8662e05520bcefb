"""What a renaming changes and what a new name may be, whatever it is that is renamed.

What bears the old name is found by `rename` and `component_renaming`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from daprls.model.secrecy import may_be_quoted
from daprls.snapshot import Snapshot
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.scalars import TextClass, classify
from daprls.syntax.tree import Alias, Scalar, resolve, walk
from daprls.text import Location, TextEdit


class RenameError(ValueError):
    """A name that stays as it is; the message tells an author why."""


@dataclass(frozen=True)
class Renaming:
    """All places that say one name."""

    scalars: tuple[tuple[str, Scalar], ...]
    """Those in YAML, each with its file, once for each time that it is said."""
    objection: Callable[[str], str | None]
    """Why a new name cannot be, as a sentence."""
    texts: tuple[Location, ...] = ()
    """Those in comments and command lines."""

    def edits(self, new: str) -> tuple[TextEdit, ...]:
        """The changes, ordered by file and place."""
        found = {
            (path, scalar.span): replace_scalar(path, scalar, new) for path, scalar in self.scalars
        }
        for place in self.texts:
            found[place.path, place.span] = TextEdit(place.path, place.span, new)
        return tuple(found[place] for place in sorted(found))


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
