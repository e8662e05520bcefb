"""A long search for what makes anything fail, by command: `make fuzz MINUTES=10`.

It asks the same as `test_fuzz`, of workspaces drawn at random, and says how many it has asked and
what fell. `--guided` lets atheris draw them, which watches what code each reaches; it has to be
installed (`pip install --group fuzz`). What makes something fail is written to a folder, as the
bytes it was drawn from, and `--again FILE` asks that once more.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

_MOST_BYTES = 8192
_FIRST = 100
"""How many workspaces a guided search begins with: from nothing it would take long to find one."""
_NEWS = 60.0
"""Seconds from one line about the state of things to the next."""


class Search:
    """What was asked so far, and what came of it."""

    def __init__(self, fallen: Path) -> None:
        from garbled import garbles
        from hypothesis import HealthCheck, given, settings
        from ordeal import ordeal

        @settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(garbles())
        def ask(garble: object) -> None:
            self.asked += 1
            self.last = garble
            ordeal(garble)

        self.draw = ask.hypothesis.fuzz_one_input
        self.folder = fallen
        self.asked = 0
        self.crashes: dict[str, int] = {}
        self.slowest = 0.0
        self.last: object = None
        self.started = self.told = time.monotonic()

    def one(self, data: bytes) -> None:
        """Asks everything of the workspace that is drawn from `data`."""
        before = time.process_time()
        try:
            self.draw(data)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            self._fell(data, error)
        self.slowest = max(self.slowest, time.process_time() - before)
        if time.monotonic() - self.told > _NEWS:
            self.told = time.monotonic()
            print(self.summary, flush=True)

    def _fell(self, data: bytes, error: Exception) -> None:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"
        self.crashes[where] = self.crashes.get(where, 0) + 1
        if self.crashes[where] > 1:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        name = where.replace(" ", "-").replace(":", "-")
        (self.folder / f"{name}.bytes").write_bytes(data)
        report = "".join(traceback.format_exception(error)) + f"\n{self.last!r}\n"
        (self.folder / f"{name}.txt").write_bytes(report.encode("utf-8", "backslashreplace"))
        print(f"{where}: {self.folder / name}.txt", flush=True)

    @property
    def summary(self) -> str:
        """The figures, on one line."""
        minutes = (time.monotonic() - self.started) / 60
        fallen = ", ".join(f"{count} x {where}" for where, count in self.crashes.items()) or "none"
        return (
            f"{self.asked} workspaces in {minutes:.1f} minutes; "
            f"slowest {self.slowest:.2f} s of computing; failures: {fallen}"
        )


def main() -> int:
    """Searches until the time is over; 1 where something fell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--cases", type=int, help="end after so many workspaces")
    parser.add_argument("--seed", type=int, default=time.time_ns())
    parser.add_argument("--guided", action="store_true")
    parser.add_argument("--fallen", type=Path, default=Path("fallen"), metavar="FOLDER")
    parser.add_argument("--again", type=Path, metavar="FILE")
    wish = parser.parse_args()
    if wish.guided:
        return _guided(wish)
    search = Search(wish.fallen)
    if wish.again is not None:
        search.draw(wish.again.read_bytes())
        return 0
    print(f"Seed {wish.seed}.", flush=True)
    chance = random.Random(wish.seed)
    end = time.monotonic() + 60 * wish.minutes
    while time.monotonic() < end and (wish.cases is None or search.asked < wish.cases):
        search.one(chance.randbytes(chance.randint(256, _MOST_BYTES)))
    print(search.summary)
    return 1 if search.crashes else 0


def _guided(wish: argparse.Namespace) -> int:
    import atheris

    with atheris.instrument_imports(include=["daprls"]):
        search = Search(wish.fallen)
    corpus = wish.fallen / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    chance = random.Random(wish.seed)
    for number in range(_FIRST):
        (corpus / f"first-{number}").write_bytes(chance.randbytes(1024))
    end = f"-max_total_time={int(60 * wish.minutes)}"
    most = [f"-runs={wish.cases}"] if wish.cases is not None else []
    options = [
        sys.argv[0],
        end,
        *most,
        f"-max_len={_MOST_BYTES}",
        "-rss_limit_mb=0",
        "-len_control=0",
        str(corpus),
    ]

    def one(data: bytes) -> None:
        search.one(data)

    atheris.Setup(options, one)
    import atexit

    atexit.register(lambda: print(search.summary, flush=True))
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
