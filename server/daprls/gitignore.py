"""Which paths git ignores, by the patterns of nested `.gitignore` files.

Reading those files and finding a repository is the work of `daprls.discovery`. The patterns a user
keeps for all repositories are left out, so that everyone who has the same files sees the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


@dataclass(frozen=True)
class IgnoreRules:
    """The patterns that hold in a folder, the nearest first."""

    levels: tuple[tuple[str, GitIgnoreSpec], ...] = ()
    """Pairs of a folder (ending in `/`) and the patterns written for it."""

    def below(self, folder: str, text: str) -> IgnoreRules:
        """These rules and those that `text`, a `.gitignore` of `folder`, adds to them."""
        if not text.strip():
            return self
        return IgnoreRules(((folder.rstrip("/") + "/", _spec(text.split("\n"))), *self.levels))

    def ignores(self, path: str, *, folder: bool) -> bool:
        """Whether git ignores `path`, given that it does not ignore the folders above it."""
        for base, spec in self.levels:
            if path.startswith(base):
                relative = path[len(base) :] + ("/" if folder else "")
                verdict = spec.check_file(relative).include
                if verdict is not None:
                    return verdict
        return False


def _spec(lines: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(_valid(lines))


def _valid(lines: Iterable[str]) -> Iterator[str]:
    """The lines that are patterns; git passes over the others in silence."""
    from pathspec import GitIgnoreSpec

    for line in lines:
        pattern = line.removesuffix("\r")
        try:
            GitIgnoreSpec.from_lines((pattern,))
        except ValueError:
            continue
        yield pattern
