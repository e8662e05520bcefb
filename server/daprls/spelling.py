"""Did you mean: which known words a misspelt one is close to."""

from __future__ import annotations

import functools
from collections.abc import Iterable

_LONGEST = 100
_FEW = 300
"""The letters of a word, and the number of candidates, whose answer is remembered for long."""


def distance(first: str, second: str, limit: int) -> int:
    """The number of insertions, deletions, replacements and swaps of neighbours between two words.

    Gives `limit + 1` as soon as it is known to exceed `limit`.
    """
    beyond = limit + 1
    # One mistake brings in or takes away one letter at most.
    if abs(len(first) - len(second)) > limit or len(set(first) - set(second)) > limit:
        return beyond
    before_last: list[int] = []
    last = list(range(len(second) + 1))
    for row, sign in enumerate(first, 1):
        # So far from the diagonal that the limit is passed, nothing needs to be counted.
        start, stop = max(1, row - limit), min(len(second), row + limit)
        current = [beyond] * (len(second) + 1)
        current[start - 1] = row if start == 1 else beyond
        for column in range(start, stop + 1):
            other = second[column - 1]
            if sign == other:
                current[column] = last[column - 1]
                continue
            cost = 1 + min(last[column], current[column - 1], last[column - 1])
            if row > 1 and column > 1 and sign == second[column - 2] and other == first[row - 2]:
                cost = min(cost, before_last[column - 2] + 1)
            current[column] = cost
        if min(current[start - 1 : stop + 1]) > limit:
            return beyond
        before_last, last = last, current
    return min(last[-1], beyond)


def closest(word: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The candidates that `word` is probably meant for, nearest first; often none.

    Case does not count. The longer a word, the more mistakes it may hold: one in up to five
    letters, two in up to ten, three in longer ones. A word that only lacks its end (four letters
    at least) is close to the one that it begins.
    """
    among = tuple(candidates)
    few = len(word) <= _LONGEST and len(among) <= _FEW
    return (_kept if few else _kept_shortly)(word, among)


def _closest(word: str, candidates: tuple[str, ...]) -> tuple[str, ...]:
    folded = word.lower()
    limit = 1 if len(word) <= 5 else 2 if len(word) <= 10 else 3
    found: list[tuple[int, str]] = []
    for candidate in candidates:
        other = candidate.lower()
        far = distance(folded, other, limit)
        if far <= limit and far < max(len(folded), len(other), 2) / 2:
            found.append((far, candidate))
        elif len(folded) >= 4 and other.startswith(folded) and len(other) - len(folded) <= 6:
            found.append((limit + 1, candidate))
    if not found:
        return ()
    best = min(found)[0]
    return tuple(candidate for far, candidate in sorted(found) if far <= best)


# Several rules ask about a word, and again after every keystroke.
_kept = functools.lru_cache(maxsize=1024)(_closest)
_kept_shortly = functools.lru_cache(maxsize=32)(_closest)
