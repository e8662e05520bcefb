"""Writes the extension's README as it is packed, with its pictures in it.

VS Code shows a README without knowing where it lay, so a picture beside it is not found, and one on
the web would have it ask the network. Wherever the project is published, the README in `client/`
shows the pictures where they are.
"""

from __future__ import annotations

import base64
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "client" / "README.md"
PACKED = ROOT / "client" / "dist" / "README.md"

PICTURE = re.compile(r"(?<=\]\()[^():]+\.png(?=\))")


def packed(readme: Path) -> str:
    """The text of `readme` with the pictures that it names, relative to itself, in it."""
    return PICTURE.sub(
        lambda match: embedded(readme.parent / match[0]), readme.read_text(encoding="utf-8")
    )


def embedded(picture: Path) -> str:
    """The address that is the picture itself."""
    return "data:image/png;base64," + base64.b64encode(picture.read_bytes()).decode("ascii")


def main() -> int:
    """Write the README that `package.json` has packed."""
    PACKED.parent.mkdir(parents=True, exist_ok=True)
    PACKED.write_text(packed(README), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
