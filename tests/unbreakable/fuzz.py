"""A long search for what makes anything fail, by command: `make fuzz MINUTES=10`.

There are two. The first asks the same as `test_fuzz`, of workspaces drawn at random. With
`--guided` atheris changes texts and watches what code each reaches, to go on with those that reach
more; of most it asks only what is quick. Both say how many they have asked and what fell. What
makes something fail is written to a folder, and `--again FILE` asks that once more.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import traceback
import zlib
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

_MOST_BYTES = 8192
"""Of what a workspace is drawn from."""
_LONGEST = 3000
"""Bytes of a text in a guided search: the longer, the fewer are asked in the same time."""
_SEEDS = 300
"""How many texts a guided search begins with."""
_WHOLE = 16
"""Of so many texts one undergoes everything, the others what is quick."""
_NEWS = 60.0
"""Seconds from one line about the state of things to the next."""
_HANGS = 1800
"""Seconds after which atheris takes a text for one that hangs; what is slow falls by itself."""
_GUIDED = ".guided"
_DRAWN = ".drawn"

Ask = Callable[[bytes], object]
"""Asks everything of what is made from bytes, and gives that back."""


def of_drawn() -> Ask:
    """Of the workspace that hypothesis draws from the bytes."""
    from garbled import garbles
    from hypothesis import HealthCheck, given, settings
    from ordeal import ordeal

    asked: list[object] = []

    @settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(garbles())
    def each(garble: object) -> None:
        asked[:] = [garble]
        ordeal(garble)

    def ask(data: bytes) -> object:
        asked.clear()
        each.hypothesis.fuzz_one_input(data)
        return asked[0] if asked else None

    return ask


def of_text() -> Ask:
    """Of a file: the first byte says of which kind, the others are its text."""
    from garbled import Garble
    from ordeal import glance, ordeal

    names = kinds()

    def ask(data: bytes) -> object:
        name = names[data[0] % len(names)] if data else ""
        text = data[1:].decode("utf-8", "surrogateescape")
        chance = zlib.crc32(data)
        places = tuple(sorted({chance % (len(text) + 1), chance // 7 % (len(text) + 1)}))
        change = (chance % 9, chance % 31, chance % 11, chance % 37, text[:5])
        if name == "":
            garble = Garble(text, {}, places, ((chance % 40, 3),), (change,), "cart")
        else:
            garble = Garble("", {name: text}, (0,), ((0, 0),), (), "cart")
        (ordeal if chance % _WHOLE == 0 else glance)(garble)
        return garble

    return ask


def kinds() -> list[str]:
    """The names of the files that a guided search writes; the empty one means the YAML file."""
    from garbled import other_seeds

    # Most files are YAML, and most bytes of the first place say so.
    return [*[""] * 24, *sorted(other_seeds())]


class Search:
    """What was asked so far, and what came of it."""

    def __init__(self, ask: Ask, suffix: str, fallen: Path) -> None:
        self.ask = ask
        self.suffix = suffix
        self.folder = fallen
        self.asked = 0
        self.crashes: dict[str, int] = {}
        self.slowest = 0.0
        self.started = self.told = time.monotonic()

    def one(self, data: bytes) -> None:
        """Asks everything of what is made from `data`."""
        before = time.process_time()
        try:
            if self.ask(data) is not None:
                self.asked += 1
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            self.asked += 1
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
        (self.folder / f"{name}{self.suffix}").write_bytes(data)
        report = "".join(traceback.TracebackException.from_exception(error).format())
        (self.folder / f"{name}.txt").write_bytes(report.encode("utf-8", "backslashreplace"))
        print(f"{where}: {self.folder / name}.txt", flush=True)

    @property
    def summary(self) -> str:
        """The figures, on one line."""
        minutes = (time.monotonic() - self.started) / 60
        fallen = ", ".join(f"{count} x {where}" for where, count in self.crashes.items()) or "none"
        return (
            f"{self.asked} cases in {minutes:.1f} minutes and {time.process_time() / 60:.1f} "
            f"of computing; the slowest took {self.slowest:.2f} s; failures: {fallen}"
        )


def main() -> int:
    """Searches until the time is over; 1 where something fell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--cases", type=int, help="end after so many")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 2**32)
    parser.add_argument("--guided", action="store_true", help="let atheris find the way")
    parser.add_argument("--fallen", type=Path, default=Path("build/fuzz"), metavar="FOLDER")
    parser.add_argument("--again", type=Path, metavar="FILE")
    wish = parser.parse_args()
    if wish.again is not None:
        (of_text() if wish.again.suffix == _GUIDED else of_drawn())(wish.again.read_bytes())
        return 0
    print(f"Seed {wish.seed}.", flush=True)
    return _guided(wish) if wish.guided else _at_random(wish)


def _at_random(wish: argparse.Namespace) -> int:
    search = Search(of_drawn(), _DRAWN, wish.fallen)
    chance = random.Random(wish.seed)
    end = time.monotonic() + 60 * wish.minutes
    while time.monotonic() < end and (wish.cases is None or search.asked < wish.cases):
        search.one(chance.randbytes(chance.randint(256, _MOST_BYTES)))
    print(search.summary)
    return 1 if search.crashes else 0


def _guided(wish: argparse.Namespace) -> int:
    try:
        import atheris
    except ImportError:
        sys.exit("A guided search needs atheris (pip install --group fuzz), on Linux.")
    # Nothing but the project's own code is watched: of all that it calls, nothing is looked for.
    with atheris.instrument_imports(include=["daprls"]):
        ask = of_text()
    # All rules and features are loaded, hence watched, and their time is none of the first text's.
    ask(b"\0componentType: state.redis\nversion: v1\n")
    search = Search(ask, _GUIDED, wish.fallen)
    end = time.monotonic() + 60 * wish.minutes

    def one(data: bytes) -> None:
        search.one(data)
        if time.monotonic() > end or (wish.cases is not None and search.asked >= wish.cases):
            print(search.summary, flush=True)
            # Atheris would take an exception for a failure, and never comes back by itself.
            os._exit(1 if search.crashes else 0)

    # What reached more is kept in the first folder, and a search after this one begins with it.
    found = wish.fallen / "found"
    found.mkdir(parents=True, exist_ok=True)
    options = [
        sys.argv[0],
        f"-seed={wish.seed}",
        f"-max_len={_LONGEST}",
        f"-dict={_dictionary(wish.fallen)}",
        f"-artifact_prefix={wish.fallen}/",
        "-rss_limit_mb=0",
        f"-timeout={_HANGS}",
        "-len_control=0",
        str(found),
        str(_seeds(wish.fallen, random.Random(wish.seed))),
    ]
    atheris.Setup(options, one)
    atheris.Fuzz()
    return 1 if search.crashes else 0


def _seeds(folder: Path, chance: random.Random) -> Path:
    """A folder with texts of all kinds to begin with."""
    from garbled import other_seeds, yaml_seeds

    texts = [each for each in yaml_seeds() if len(each) < _LONGEST]
    chosen = [b"\0" + text.encode() for text in chance.sample(texts, min(_SEEDS, len(texts)))]
    names = kinds()
    chosen += [bytes([names.index(name)]) + text.encode() for name, text in other_seeds().items()]
    seeds = folder / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    for number, each in enumerate(chosen):
        (seeds / f"{number:03}").write_bytes(each)
    return seeds


def _dictionary(folder: Path) -> Path:
    """A file with what is put into texts as a whole."""
    from garbled import SIGNS

    path = folder / "signs.dict"
    path.parent.mkdir(parents=True, exist_ok=True)
    words = (sign.encode("utf-8", "surrogatepass")[:60] for sign in SIGNS)
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in words)
    path.write_text("".join(f'"{word}"\n' for word in escaped))
    return path


if __name__ == "__main__":
    sys.exit(main())
