"""The command line as tests run it: in their process, and as a real one where that matters."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from inspect import signature
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from daprls.cli.main import app


def daprls(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    """The outcome of a command line, run in this process."""
    result = daprls_failing(*arguments, stdin=stdin)
    assert result.exit_code != 70, result.stderr
    return result


def daprls_failing(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    """The outcome of a command line, run in this process, that may find a bug of its own."""
    return runner().invoke(app, [str(each) for each in arguments], input=stdin)


def runner() -> CliRunner:
    """What runs a command in this process, its stdout and stderr apart."""
    apart = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
    return CliRunner(**apart)  # type: ignore[arg-type]


def everything(result: Result) -> str:
    """All that a command has printed."""
    return result.stdout + result.stderr


def daprls_json(*arguments: str | Path, stdin: str | bytes | None = None) -> Any:
    """What `daprls lint --format json` prints."""
    return json.loads(daprls("lint", "--format", "json", *arguments, stdin=stdin).stdout)


def command() -> list[str]:
    """The installed command."""
    found = shutil.which("daprls", path=str(Path(sys.executable).parent))
    assert found is not None, "daprls is not installed beside this Python"
    return [found]


def process(
    arguments: Sequence[str | Path],
    folder: Path,
    *,
    stdin: bytes = b"",
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """The outcome of a command line, run as a user runs it."""
    return subprocess.run(
        [*command(), *map(str, arguments)],
        cwd=folder,
        input=stdin,
        capture_output=True,
        env=dict(environment) if environment is not None else None,
        check=False,
        timeout=60,
    )


def written(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes the files below `root`, their bytes as they are."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return root


def texts(root: Path) -> dict[str, str]:
    """The texts of all files below `root`, by their relative paths."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes().decode("utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
