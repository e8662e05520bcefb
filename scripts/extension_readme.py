"""Writes the extension's README as it is packed: with its pictures by their addresses on the web.

VS Code and the Marketplace show pictures from https addresses only, neither files beside the README
nor data in it. So the pictures are taken from the repository that `package.json` names; while it
names none, they are left out, for a broken picture is worse than none.
"""

from __future__ import annotations

import json
import posixpath
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = "client/README.md"
PACKED = ROOT / "client" / "dist" / "README.md"

PICTURE = re.compile(r"^!\[(?P<words>[^\]]*)\]\((?P<path>[^():]+\.png)\)\n\n?", re.MULTILINE)
SENTENCE_BEFORE = re.compile(r"^[^\n]+:\n\n(?=!\[)", re.MULTILINE)
"""What leads up to a picture and would lead nowhere without it."""


def packed(text: str, repository: str | None) -> str:
    """The README `text` as it is packed, with pictures of the `repository` at that address."""
    if repository is None:
        return PICTURE.sub("", SENTENCE_BEFORE.sub("", text))
    base = repository.removesuffix("/").removesuffix(".git") + "/raw/HEAD/"

    def on_the_web(match: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(README), match["path"]))
        return match[0].replace(match["path"], base + path)

    return PICTURE.sub(on_the_web, text)


def main() -> int:
    """Write the README that `package.json` has packed."""
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    text = (ROOT / README).read_text(encoding="utf-8")
    PACKED.parent.mkdir(parents=True, exist_ok=True)
    repository = manifest.get("repository", {}).get("url")
    PACKED.write_text(packed(text, repository), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
