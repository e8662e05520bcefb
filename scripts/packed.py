"""Which parts of others the extension carries: read off what was built, never off a list.

What esbuild took from `node_modules` stands in its source map, and what pip put into `bundled/libs`
in the metadata there. Hashes are those of the files that both came in, as they are pinned.
"""

from __future__ import annotations

import base64
import email.parser
import json
import re
import sys
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MAP = ROOT / "client" / "dist" / "extension.js.map"
LIBRARIES = ROOT / "bundled" / "libs"
_LICENCE = re.compile(r"^(licen[cs]e|copying|notice|thirdpartynotices)", re.IGNORECASE)
_CLASSIFIED = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""What older metadata say instead of the name that SPDX has for a licence."""
_SPDX = re.compile(r"[A-Za-z0-9.-]+")


@dataclass(frozen=True)
class Part:
    """A package of somebody else."""

    kind: str
    """The kind of its registry, as package URLs name it: "npm" or "pypi"."""
    name: str
    version: str
    licence: str
    """Its name in SPDX's list."""
    texts: tuple[str, ...]
    """What its licence and its notices say."""
    algorithm: str
    digest: str
    """The hash, in hexadecimal digits, of the file that it was published as."""
    needs: frozenset[str]
    """Names of packages of the same kind that it may need."""


def parts() -> list[Part]:
    """All of them, by kind and name.

    Raises:
        SystemExit: something is not there yet, or says not under which licence it is.

    """
    for made in (MAP, LIBRARIES):
        if not made.exists():
            sys.exit(f"{made.relative_to(ROOT)} is not there; 'npm run package' makes it.")
    return sorted([*_node_parts(), *_python_parts()], key=lambda part: (part.kind, part.name))


def canonical(name: str) -> str:
    """The name of a Python package as package URLs spell it."""
    return name.lower().replace("_", "-")


def required(requirement: str) -> str:
    """The name of the package that a line of requirements asks for."""
    found = re.match(r"[\w.-]+", requirement)
    assert found is not None, requirement
    return canonical(found[0])


def _node_parts() -> list[Part]:
    sources = json.loads(MAP.read_text(encoding="utf-8"))["sources"]
    folders = {folder for source in sources for folder in _package_folders(source)}
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return [_node_part(folder, locked[folder]) for folder in sorted(folders)]


def _package_folders(source: str) -> list[str]:
    found = re.search(r"node_modules/(?:.*/node_modules/)?(?:@[^/]+/)?[^/]+", source)
    return [found[0]] if found is not None else []


def _node_part(folder: str, locked: dict[str, Any]) -> Part:
    told = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))
    if told["version"] != locked["version"]:
        sys.exit(f"{folder} is not what package-lock.json pins; 'npm ci' puts it in place.")
    algorithm, _, digest = locked["integrity"].partition("-")
    return Part(
        "npm",
        told["name"],
        told["version"],
        _known_licence(told["name"], told.get("license")),
        _texts(told["name"], [ROOT / folder]),
        algorithm,
        base64.b64decode(digest).hex(),
        frozenset(told.get("dependencies", {})),
    )


def _python_parts() -> list[Part]:
    pinned = (ROOT / "requirements-bundle.txt").read_text(encoding="utf-8")
    hashes = {
        (canonical(name), version): digest
        for name, version, digest in re.findall(
            r"^([\w.-]+)==(\S+) --hash=sha256:([0-9a-f]{64})$", pinned, re.MULTILINE
        )
    }
    found = [_python_part(folder, hashes) for folder in sorted(LIBRARIES.glob("*.dist-info"))]
    if len(found) != len(hashes):
        sys.exit("bundled/libs is not what requirements-bundle.txt pins; 'npm run libs' makes it.")
    return found


def _python_part(folder: Path, hashes: dict[tuple[str, str], str]) -> Part:
    told = email.parser.Parser().parsestr((folder / "METADATA").read_text(encoding="utf-8"))
    name, version = canonical(told["Name"]), told["Version"]
    return Part(
        "pypi",
        name,
        version,
        _known_licence(name, _python_licence(told)),
        _texts(name, [folder, folder / "licenses"]),
        "sha256",
        hashes[name, version],
        frozenset(required(each) for each in told.get_all("Requires-Dist", [])),
    )


def _python_licence(told: Message) -> str | None:
    classified = (_CLASSIFIED.get(each) for each in told.get_all("Classifier", []))
    said = (told["License-Expression"], told["License"], *classified)
    return next((each for each in said if each and _SPDX.fullmatch(each)), None)


def _known_licence(name: str, licence: str | None) -> str:
    if not licence:
        sys.exit(f"{name} says not under which licence it is.")
    return licence


def _texts(name: str, folders: list[Path]) -> tuple[str, ...]:
    """The licence, and notices of what the package itself has from others."""
    files = [
        path
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.is_file() and _LICENCE.match(path.name)
    ]
    if not files:
        sys.exit(f"{name} comes without the text of its licence.")
    return tuple(path.read_text(encoding="utf-8-sig").strip() for path in files)
