"""An hour of editing without a pause, by command: `make soak EDITS=1000000`.

Two servers in turn, one of an editor that is sent diagnostics and one of an editor that asks for
them. It says how much memory grows with the edits, and fails where an editor in the end showed
anything but what the command line finds, was not answered, or read of a failure.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

from soaking import Soak, risen, slope

_MOST_RISE = 5 * 1024
"""Kilobytes that memory may rise while the edits double.

What is known of component types is loaded when they are met, caches fill, memory falls to pieces:
all that follows the logarithm of the edits, with about 2 MB a doubling. What grows with each edit
rises ever more. Two edits of three are typed over before they are looked at; a kilobyte for each of
the others makes 8 MB of a run of 50,000 edits.
"""
_WARM = 0.5
"""The share of a run after which the slope is measured."""
_ENOUGH = 50_000
"""Edits below which the rise means nothing."""


async def soak(folder: Path, wish: argparse.Namespace, *, pulls: bool) -> bool:
    """Soaks one server; whether nothing went wrong."""
    it = Soak(folder, pulls=pulls, files=wish.files, seed=wish.seed)
    begin = time.monotonic()
    checkpoints = 0
    await it.editor.start()
    try:
        while it.edits < wish.edits and time.monotonic() - begin < 60 * wish.minutes:
            await it.run(min(wish.edits, it.edits + wish.every))
            await it.check()
            checkpoints += 1
            print(_state(it, begin, checkpoints, pulls), flush=True)
            if it.editor.faults:
                break
        await it.editor.end()
    finally:
        it.editor.kill()
    for fault in it.editor.faults:
        print(fault, flush=True)
    warm = [each for each in it.memory if each[0] > it.edits * _WARM]
    growth = 1000 * slope(warm)
    print(f"Steps: {dict(it.steps)}; editor: {dict(it.editor.counts)}")
    rise = risen(it.memory)
    print(
        f"Memory grows by {growth:.2f} KB in 1,000 edits; "
        f"over the second half of them it rose by {rise / 1024:.1f} MB.",
        flush=True,
    )
    return not it.editor.faults and (it.edits < _ENOUGH or rise <= _MOST_RISE)


def _state(it: Soak, begin: float, checkpoints: int, pulls: bool) -> str:
    minutes = (time.monotonic() - begin) / 60
    way = "asked for" if pulls else "sent"
    growth = 1000 * slope([each for each in it.memory if each[0] > it.edits * _WARM])
    return (
        f"{way}: {it.edits} edits in {minutes:.1f} minutes, {checkpoints} checkpoints, "
        f"{it.checked} diagnostics compared, {it.editor.memory() / 1024:.1f} MB, "
        f"{growth:+.2f} KB in 1,000 edits, {len(it.editor.faults)} faults"
    )


def main() -> int:
    """Soaks both kinds; 1 where something went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=500_000, help="of each of the two servers")
    parser.add_argument("--minutes", type=float, default=60.0, help="for each of the two servers")
    parser.add_argument("--every", type=int, default=20_000, help="edits between two checkpoints")
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 2**32)
    parser.add_argument("--way", choices=("sent", "asked", "both"), default="both")
    wish = parser.parse_args()
    print(f"Seed {wish.seed}.", flush=True)
    ways = {"sent": (False,), "asked": (True,), "both": (False, True)}[wish.way]
    is_well = True
    for pulls in ways:
        with tempfile.TemporaryDirectory() as folder:
            is_well &= asyncio.run(soak(Path(folder).resolve(), wish, pulls=pulls))
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
