"""Where the facts were read, so that anybody can read them there again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A repository at one commit."""

    repository: str
    """The address of the repository at GitHub."""
    commit: str
    date: str
    """The day of the commit, as `2026-08-21`."""

    @property
    def name(self) -> str:
        """The repository and the commit, in short: `components-contrib@c23900d2`."""
        return f"{self.repository.rpartition('/')[2]}@{self.commit[:8]}"

    def link(self, path: str) -> str:
        """The address of a file or folder of the repository at that commit."""
        return f"{self.repository}/tree/{self.commit}/{path}"


def sources(content: Mapping[str, Mapping[str, str]]) -> Mapping[str, Source]:
    """The sources of `sources.json` by what is read there: `components`, `runtime`."""
    return {name: Source(**each) for name, each in content.items() if name != "$schema"}
