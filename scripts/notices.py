"""Writes `bundled/THIRD-PARTY-NOTICES.txt`: whose parts the extension carries, and their licences.

The client is one minified file, which has lost the notices of the packages in it; most licences ask
for them to be kept.
"""

from __future__ import annotations

from packed import ROOT, Part, parts

NOTICES = ROOT / "bundled" / "THIRD-PARTY-NOTICES.txt"
_OPENING = """\
daprls carries the packages that are listed here, each under the licence that follows its name.
daprls itself is under the licence in the file LICENSE.
"""
_HOMES = {"npm": "npm package", "pypi": "Python package"}


def notices(packed: list[Part]) -> str:
    """The file's text."""
    listed = [f"  {part.name} {part.version} ({part.licence})" for part in packed]
    chapters = [_chapter(part) for part in packed]
    return "\n".join([_OPENING, *listed, "", *chapters])


def _chapter(part: Part) -> str:
    line = "=" * 78
    head = f"{part.name} {part.version}, {_HOMES[part.kind]}, {part.licence}"
    text = f"\n\n{'-' * 78}\n\n".join(part.texts).replace("\r\n", "\n")
    return f"{line}\n{head}\n{line}\n\n{text}\n\n"


def main() -> None:
    """Write it."""
    NOTICES.write_text(notices(parts()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
