"""Globs of files and folders, relative to the folder that they are written for."""

from __future__ import annotations

import re
from collections.abc import Iterable


def glob_pattern(glob: str) -> re.Pattern[str]:
    """A glob as a pattern for whole relative paths.

    `*` and `?` stay within a folder, `**/` spans any number of folders, and a glob without a
    slash matches at any depth, as in `.gitignore`.
    """
    glob = glob.rstrip("/")
    if "/" not in glob:
        glob = "**/" + glob
    parts = []
    for piece in re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]]*\])", glob.removeprefix("/")):
        if piece == "**/":
            parts.append(r"(?:[^/]+/)*")
        elif piece == "**":
            parts.append(r".*")
        elif piece == "*":
            parts.append(r"[^/]*")
        elif piece == "?":
            parts.append(r"[^/]")
        elif piece.startswith("[") and piece.endswith("]"):
            parts.append(_class(piece))
        else:
            parts.append(re.escape(piece))
    return re.compile("".join(parts))


def covered(patterns: Iterable[re.Pattern[str]], relative: str) -> bool:
    """Whether one of the patterns matches a relative path, or a folder that it stands in."""
    patterns = tuple(patterns)
    parts = relative.split("/")
    paths = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return any(pattern.fullmatch(path) for pattern in patterns for path in paths)


def _class(piece: str) -> str:
    """The pattern for `[…]` of a glob: one of these characters, or with `!` or `^` none of them."""
    inner = piece[1:-1]
    negated = inner[:1] in ("!", "^")
    escaped = re.sub(r"([\\\[\]^&~|])", r"\\\1", inner[negated:])
    pattern = f"(?!/)[{'^' if negated else ''}{escaped}]"
    try:
        re.compile(pattern)
    except re.error:
        return re.escape(piece)
    return pattern
