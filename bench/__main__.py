"""Measures everything: `python -m bench`, or `--quick` for a look at whether it still runs.

The servers take turns within each round, so that what disturbs the machine disturbs all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import commands, conversations, material, report, servers

RESULT = servers.CACHE / "result.json"
PAGE = servers.REPOSITORY / "docs" / "performance.md"


def main() -> int:
    """Runs the rounds, keeps their numbers, tells which budgets hold, and writes the page."""
    wished = _arguments()
    servers.CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="daprls-bench-") as folder:
        rounds = [
            _round(Path(folder), wished, f"{number + 1}/{wished.rounds}")
            for number in range(wished.rounds)
        ]
    result = {"versions": list(servers.versions()), "rounds": rounds}
    wished.out.write_text(json.dumps(result), encoding="utf-8")
    print(report.budgets_table(rounds))
    print(f"All numbers are in {wished.out}.")
    if wished.page:
        report.write(PAGE, result)
        print(f"{PAGE} tells of this run.")
    return 0 if all(holds for _, _, holds in report.judged(rounds)) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one round of little; proves nothing")
    parser.add_argument("--only", default="start,typing,memory,index,lint", help="conversations")
    parser.add_argument("--out", type=Path, default=RESULT, help="where the numbers go, as JSON")
    parser.add_argument("--page", action="store_true", help="write docs/performance.md as well")
    wished = parser.parse_args()
    wished.only = wished.only.split(",")
    if wished.quick:
        wished.rounds = 1
    return wished


def _round(folder: Path, wished: argparse.Namespace, name: str) -> dict[str, Any]:
    quick: bool = wished.quick
    everyone = [
        servers.daprls(),
        servers.nothing(),
        servers.yaml_language_server(),
        servers.without_delay(),
    ]
    if quick:
        everyone.pop()
    tiny = material.workspace(folder / "tiny", 10)
    found: dict[str, Any] = {}

    def measure(conversation: str, size: int, who: servers.Server, run: Callable[[], Any]) -> None:
        begin = time.monotonic()
        try:
            numbers = run()
        except Exception as error:  # noqa: BLE001 - one that fails must not lose the others
            print(f"{conversation} {size} {who.name}: {error!r}", file=sys.stderr)
            return
        found.setdefault(conversation, {}).setdefault(str(size), {})[who.name] = numbers
        spent = time.monotonic() - begin
        print(f"{name} {conversation} {size} {who.name}: {spent:.0f} s", file=sys.stderr)

    def document(place: Path, lines: int) -> Path:
        path = place / f"statestore-{lines}.yaml"
        path.write_text(material.Author(7).document(lines), encoding="utf-8")
        return path

    if "start" in wished.only:
        path = document(tiny, 60)
        for who in everyone:
            measure("start", 60, who, lambda who=who: _starts(who, tiny, path, 1 if quick else 5))
    if "typing" in wished.only:
        for lines in (60,) if quick else material.SIZES:
            path = document(tiny, lines)
            for who in everyone:
                measure(
                    "typing",
                    lines,
                    who,
                    lambda who=who, path=path: asyncio.run(
                        conversations.typing(who, tiny, path, 20 if quick else 100)
                    ),
                )
    if "memory" in wished.only:
        many = material.workspace(folder / "many", 100 if quick else 1000, share=1, seed=11)
        path = document(many, 60)
        for who in everyone[:3]:
            measure(
                "memory",
                1000,
                who,
                lambda who=who: asyncio.run(conversations.memory(who, tiny, path, many)),
            )
    if "index" in wished.only:
        for files in (100,) if quick else (10, 1000, 10000):
            place = material.workspace(folder / f"workspace-{files}", files)
            path = document(place, 60)
            for who in everyone[:3]:
                measure(
                    "index",
                    files,
                    who,
                    lambda who=who, place=place, path=path: asyncio.run(
                        conversations.index(who, place, path)
                    ),
                )
    if "lint" in wished.only:
        count = 300 if quick else 10_000
        place = material.workspace(folder / f"lint-{count}", count, share=1, seed=13)
        for tool, command in commands.linters(place).items():
            who = servers.Server(tool, tuple(command))
            measure("lint", count, who, lambda command=command: commands.run(command))
    return found


def _starts(who: servers.Server, folder: Path, path: Path, times: int) -> conversations.Numbers:
    found: conversations.Numbers = {}
    for _ in range(times):
        for name, numbers in asyncio.run(conversations.start(who, folder, path)).items():
            found.setdefault(name, []).extend(numbers)
    return found


if __name__ == "__main__":
    sys.exit(main())
