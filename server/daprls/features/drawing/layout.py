"""Where the boxes and lines of a drawing stand: columns from left to right, few lines crossing.

What a graph of ours needs of Sugiyama's method and no more: the columns are given, so only the
order within each and the heights have to be found. An edge that passes a column gets a place of its
own there, so that it crosses no box. The same graph always gives the same drawing.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

_SWEEPS = 12
_GAP = 14.0
_PASSING = 10.0
"""The height of the place of an edge that passes."""


@dataclass(frozen=True, slots=True)
class Box:
    """A node to be placed."""

    id: str
    column: int
    height: float
    group: str = ""
    """Boxes of one group stay together in their column."""


@dataclass(frozen=True, slots=True)
class Line:
    """An edge to be routed; `number` tells it from others of the same ends."""

    source: str
    target: str
    number: int


@dataclass(frozen=True, slots=True)
class Placed:
    """The middle of each box, and the heights at which lines pass the columns between."""

    middles: Mapping[str, float]
    """By the ID of the box, from the top of the drawing."""
    passes: Mapping[Line, Sequence[tuple[int, float]]]
    """Pairs of a column and a height, from left to right."""
    height: float


def place(boxes: Sequence[Box], lines: Sequence[Line], heading: float) -> Placed:
    """Finds the places; `heading` is the room above the first box of a group with a name."""
    columns, links, chains = _with_passes(boxes, lines)
    order = _ordered(columns, links)
    found = _heights(order, links, heading)
    top = min((found[each.id] - each.height / 2 for column in order for each in column), default=0)
    top -= heading if any(each.group for column in order for each in column) else 0
    middles = {id_: middle - top for id_, middle in found.items()}
    bottom = max(
        (middles[each.id] + each.height / 2 for column in order for each in column), default=0
    )
    passes = {
        line: [(column, middles[name]) for column, name in chain] for line, chain in chains.items()
    }
    return Placed({box.id: middles[box.id] for box in boxes}, passes, bottom)


_Links = Mapping[str, Sequence[str]]


def _with_passes(
    boxes: Sequence[Box], lines: Sequence[Line]
) -> tuple[list[list[Box]], list[tuple[str, str]], dict[Line, list[tuple[int, str]]]]:
    """The columns with the places of passing lines, links of neighbours, and each line's places."""
    columns: list[list[Box]] = [[] for _ in range(max((b.column for b in boxes), default=-1) + 1)]
    of = {box.id: box.column for box in boxes}
    for box in boxes:
        columns[box.column].append(box)
    links: list[tuple[str, str]] = []
    chains: dict[Line, list[tuple[int, str]]] = {}
    for line in lines:
        last, chain = line.source, []
        for column in range(of[line.source] + 1, of[line.target]):
            name = f"\0{column}:{line.source}:{line.target}:{line.number}"
            columns[column].append(Box(name, column, _PASSING))
            chain.append((column, name))
            links.append((last, name))
            last = name
        links.append((last, line.target))
        chains[line] = chain
    return columns, links, chains


def _ordered(columns: list[list[Box]], links: Iterable[tuple[str, str]]) -> list[list[Box]]:
    """The columns, each in the order that makes fewest lines cross of those that were tried."""
    links = list(links)
    right: dict[str, list[str]] = defaultdict(list)
    left: dict[str, list[str]] = defaultdict(list)
    for source, target in links:
        right[source].append(target)
        left[target].append(source)
    current = [_by(column, {}) for column in columns]
    best, fewest = current, _crossings(current, right)
    for sweep in range(_SWEEPS):
        numbers = range(len(columns))
        for number in numbers if sweep % 2 == 0 else reversed(numbers):
            place = {b.id: at / max(1, len(c) - 1) for c in current for at, b in enumerate(c)}
            sides = (left, right) if sweep % 4 < 2 else (right, left)
            near = sides[sweep % 2]
            wanted = {
                box.id: sum(place[each] for each in near[box.id]) / len(near[box.id])
                for box in current[number]
                if near[box.id]
            }
            current[number] = _by(current[number], wanted)
        crossings = _crossings(current, right)
        if crossings < fewest:
            best, fewest = [list(column) for column in current], crossings
    return best


def _by(column: list[Box], wanted: Mapping[str, float]) -> list[Box]:
    """A column in the order of what its boxes want, groups kept together."""
    now = {box.id: at / max(1, len(column) - 1) for at, box in enumerate(column)}
    key = {box.id: wanted.get(box.id, now[box.id]) for box in column}
    members: dict[Hashable, list[Box]] = defaultdict(list)
    for box in column:
        # What has no group, as a line that passes, goes wherever it likes.
        members[box.group or (box.id,)].append(box)
    middle = {
        group: sum(key[box.id] for box in boxes) / len(boxes) for group, boxes in members.items()
    }
    groups = sorted(members, key=lambda group: middle[group])
    return [box for group in groups for box in sorted(members[group], key=lambda b: key[b.id])]


def _crossings(columns: Sequence[Sequence[Box]], right: _Links) -> int:
    """How many pairs of lines between neighbouring columns cross."""
    count = 0
    place = {box.id: at for column in columns for at, box in enumerate(column)}
    for column in columns:
        seen: list[int] = []
        for box in column:
            ends = sorted(place[each] for each in right.get(box.id, ()))
            count += sum(len(seen) - bisect.bisect_right(seen, end) for end in ends)
            for end in ends:
                bisect.insort(seen, end)
    return count


def _heights(
    order: list[list[Box]], links: Iterable[tuple[str, str]], heading: float
) -> dict[str, float]:
    """The middles of all boxes: the tallest column stands tight, the others follow it."""
    near: dict[str, list[str]] = defaultdict(list)
    for source, target in links:
        near[source].append(target)
        near[target].append(source)
    steps = [_steps(column, heading) for column in order]
    if not order:
        return {}
    middles: dict[str, float] = {}
    for column, distances in zip(order, steps, strict=True):
        total = sum(distances)
        at = -total / 2
        for box, distance in zip(column, distances, strict=True):
            at += distance
            middles[box.id] = at
    tallest = max(range(len(order)), key=lambda number: sum(steps[number]))
    others = [*range(tallest - 1, -1, -1), *range(tallest + 1, len(order))]
    for _ in range(_SWEEPS):
        for number in others:
            wanted = [
                _mean([middles[each] for each in near[box.id]] or [middles[box.id]])
                for box in order[number]
            ]
            for box, middle in zip(order[number], _apart(wanted, steps[number]), strict=True):
                middles[box.id] = middle
    return middles


def _steps(column: Sequence[Box], heading: float) -> list[float]:
    """How far the middle of each box must be from that of the one above."""
    found: list[float] = []
    above = replace(column[0], height=0.0, group="\0") if column else None
    for box in column:
        assert above is not None
        extra = heading if box.group and box.group != above.group else 0.0
        passing = box.height == above.height == _PASSING
        found.append(above.height / 2 + box.height / 2 + (0.0 if passing else _GAP) + extra)
        above = box
    return found


def _apart(wanted: Sequence[float], steps: Sequence[float]) -> list[float]:
    """The places nearest to those wanted, by least squares, that keep order and distances."""
    offsets: list[float] = []
    total = 0.0
    for step in steps:
        total += step
        offsets.append(total)
    blocks: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        mean, size = want - offset, 1
        while blocks and blocks[-1][0] > mean:
            above, count = blocks.pop()
            mean = (above * count + mean * size) / (count + size)
            size += count
        blocks.append((mean, size))
    free = [mean for mean, size in blocks for _ in range(size)]
    return [place + offset for place, offset in zip(free, offsets, strict=True)]


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)
