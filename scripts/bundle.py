"""Puts the libraries that the server needs into `bundled/libs`, for the VS Code extension.

The extension is one file for every platform and Python, so only pure wheels will do, and they are
the very ones that `requirements-bundle.txt` names by hash. Nothing is done while what lies there
was made from the same list. `--lock` fetches what the list names and writes the hashes anew; it
does not choose versions.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements-bundle.txt"
LIBRARIES = ROOT / "bundled" / "libs"
STAMP = LIBRARIES.with_name("libs.sha256")

PURE = (
    "--only-binary=:all:",
    "--platform=any",
    "--implementation=py",
    "--abi=none",
    "--python-version=3.10",
)
"""What makes pip take wheels that run on every platform and Python from 3.10 on."""

COMPILED = ("*.so", "*.pyd", "*.dylib", "*.dll")


def pip(*words: str) -> None:
    """Run pip quietly with `words`.

    Raises:
        subprocess.CalledProcessError: pip failed; it has said why.

    """
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
    subprocess.run(command, check=True)


def bundle() -> None:
    """Make `bundled/libs` unless it is up to date."""
    wanted = fingerprint(REQUIREMENTS, Path(__file__))
    if STAMP.is_file() and STAMP.read_text() == wanted and LIBRARIES.is_dir():
        return
    LIBRARIES.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=LIBRARIES.parent) as folder:
        fresh = Path(folder) / "libs"
        pip("install", "--no-deps", "--require-hashes", "--no-compile", *PURE,
            "--target", str(fresh), "--requirement", str(REQUIREMENTS))  # fmt: skip
        strip(fresh)
        STAMP.unlink(missing_ok=True)
        shutil.rmtree(LIBRARIES, ignore_errors=True)
        fresh.rename(LIBRARIES)
    STAMP.write_text(wanted)


def strip(libraries: Path) -> None:
    """Take away what the server never reads; licences and the packages' versions stay.

    Raises:
        SystemExit: something compiled came along.

    """
    compiled = [path for pattern in COMPILED for path in libraries.rglob(pattern)]
    if compiled:
        sys.exit(f"{compiled[0]} is compiled; the extension must run on every platform.")
    shutil.rmtree(libraries / "bin", ignore_errors=True)
    for name in ("tests", "benchmarks", "__pycache__"):
        for folder in list(libraries.rglob(name)):
            shutil.rmtree(folder)
    for record in libraries.glob("*.dist-info/RECORD"):
        record.unlink()


def fingerprint(*files: Path) -> str:
    """A hash of the contents of `files`."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def lock() -> None:
    """Write the hash of each pinned package's pure wheel into the list."""
    lines = []
    for line in REQUIREMENTS.read_text().splitlines():
        pin = re.match(r"([\w.-]+==[\w.]+)", line)
        if pin is not None:
            lines.append(f"{pin[1]} --hash=sha256:{wheel_hash(pin[1])}")
        elif not line.lstrip().startswith("--hash"):
            lines.append(line)
    REQUIREMENTS.write_text("\n".join(lines) + "\n")


def wheel_hash(pin: str) -> str:
    """The SHA-256 of the pure wheel of the package and version `pin`."""
    with tempfile.TemporaryDirectory() as folder:
        pip("download", "--no-deps", *PURE, "--dest", folder, pin)
        (wheel,) = Path(folder).iterdir()
        return fingerprint(wheel)


def main() -> None:
    """Read the command line and do as it says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lock", action="store_true", help="write the hashes of the pinned wheels")
    if parser.parse_args().lock:
        lock()
    else:
        bundle()


if __name__ == "__main__":
    main()
