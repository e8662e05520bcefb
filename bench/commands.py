"""What is measured of programs that run to their end: linters of many files."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.servers import BYTECODE, schema

FLOOR = """
import sys
from pathlib import Path
from _ruamel_yaml import CParser
from ruamel.yaml import YAML
for path in Path(sys.argv[1]).rglob("*.yaml"):
    for _ in YAML(typ="safe", pure=False).compose_all(path.read_text(encoding="utf-8")):
        pass
"""
"""Reads and parses every file with libyaml, and does no more."""


def linters(folder: Path) -> Mapping[str, Sequence[str]]:
    """The commands that look at all files of a folder."""
    tools = Path(sys.executable).parent
    files = sorted(map(str, folder.rglob("*.yaml")))
    return {
        "daprls": (str(tools / "daprls"), "lint", str(folder), "--fail-on", "never"),
        "libyaml": (sys.executable, "-c", FLOOR, str(folder)),
        "yamllint": (str(tools / "yamllint"), "-d", "relaxed", str(folder)),
        "check-jsonschema": (
            *(str(tools / "check-jsonschema"), "--schemafile", str(schema())),
            *files,
        ),
    }


def run(command: Sequence[str]) -> dict[str, list[float]]:
    """The seconds that a command took, on the clock and of CPU, and its memory in megabytes."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **BYTECODE},
        cwd="/",
    )
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return {
        "seconds": [time.perf_counter() - begin],
        "CPU seconds": [used.ru_utime + used.ru_stime],
        "memory": [used.ru_maxrss / 1024],
    }
