"""Did you mean: which known words a misspelt one is close to."""

from __future__ import annotations

from collections.abc import Iterable


def distance(first: str, second: str, limit: int) -> int:
    """The number of insertions, deletions, replacements and swaps of neighbours between two words.

    Gives `limit + 1` as soon as it is known to exceed `limit`.
    """
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before_last: list[int] = []
    last = list(range(len(second) + 1))
    for row, sign in enumerate(first, 1):
        current = [row]
        for column, other in enumerate(second, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (sign != other))
            swapped = row > 1 and column > 1 and sign == second[column - 2] != other
            if swapped and other == first[row - 2]:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before_last, last = last, current
    return last[-1]


def closest(word: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """The candidates that `word` is probably meant for, nearest first; often none.

    Case does not count. The longer a word, the more mistakes it may hold: one in up to five
    letters, two in up to ten, three in longer ones. A word that only lacks its end (four letters
    at least) is close to the one that it begins.
    """
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
