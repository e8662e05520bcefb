"""Builds all that a release consists of into `dist/`, of one commit the same bytes every time.

The wheel, the source distribution, the extension, a bill of materials for each that is installed,
and the SHA-256 of them all. With `--check` it builds twice, far apart, and compares. Nothing is
published here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
SUMS = "SHA256SUMS"


def run(*words: str | Path, folder: Path = ROOT, epoch: str) -> None:
    """Run a command, with the time that every file is to have.

    Raises:
        subprocess.CalledProcessError: it failed; it has said why.

    """
    # The archive's times are local ones.
    environment = {**os.environ, "SOURCE_DATE_EPOCH": epoch, "TZ": "UTC"}
    subprocess.run(list(map(str, words)), cwd=folder, env=environment, check=True)


def time_of_commit() -> str:
    """When the commit was made, in seconds, unless the environment says otherwise."""
    said = os.environ.get("SOURCE_DATE_EPOCH")
    if said:
        return said
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def build(target: Path) -> None:
    """Build everything into the folder `target`, which is made anew."""
    epoch = time_of_commit()
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    # What builds is installed already, from hashes; pip is to fetch nothing else.
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", target, ROOT, epoch=epoch)
    (wheel,) = target.glob("*.whl")
    name = "-".join(wheel.name.split("-")[:2])
    run("npm", "run", "--silent", "package", "--", "--out", target / f"{name}.vsix", epoch=epoch)
    shutil.copy(ROOT / "bundled" / "sbom.cdx.json", target / "daprls-vsix.cdx.json")
    bill = target / "daprls-wheel.cdx.json"
    run(sys.executable, "scripts/sbom.py", "--wheel", wheel, "--output", bill, epoch=epoch)
    lines = [f"{digest(path)}  {path.name}\n" for path in sorted(target.iterdir())]
    (target / SUMS).write_text("".join(lines), newline="\n")


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def differences() -> list[str]:
    """What comes out otherwise when it is built once more: the lines of both lists of sums."""
    first = set((DIST / SUMS).read_text().splitlines())
    # Whatever is kept from one build for the next one is made anew.
    shutil.rmtree(ROOT / "bundled", ignore_errors=True)
    shutil.rmtree(ROOT / "client" / "dist", ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "dist")
        second = set((Path(folder) / "dist" / SUMS).read_text().splitlines())
    return sorted(first ^ second)


def versions() -> set[str]:
    """The versions that the project says it has: that of the wheel and that of the extension."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'^version = "(.+)"$', project, re.MULTILINE)
    assert found is not None
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    return {found[1], manifest["version"]}


def main() -> int:
    """Build; 1 where a second build comes out otherwise, or the tag is not that of the version."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="build twice and compare")
    parser.add_argument("--tag", help="fail unless this is the tag of the version that is built")
    wish = parser.parse_args()
    if wish.tag is not None and {wish.tag} != {f"v{version}" for version in versions()}:
        print(f"The tag is '{wish.tag}', the version {versions()}.", file=sys.stderr)
        return 1
    build(DIST)
    different = differences() if wish.check else []
    for line in different:
        print(f"Built twice, and different: {line}", file=sys.stderr)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
