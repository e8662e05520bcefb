"""The figures of a run as tables, curves and budgets kept or not.

Rounds are kept apart: a ratio is that of two medians of one round, and what is told is the median
over the rounds with the least and the greatest of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.budgets import BUDGETS, Budget

Round = Mapping[str, Mapping[str, Mapping[str, Mapping[str, Sequence[float]]]]]
"""Numbers by conversation, size, server and what was measured."""

_STATISTICS = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
_ORDER = ("daprls", "yaml-language-server", "without delay", "nothing")
_MARKS = re.compile(r"(<!-- figures -->\n).*(<!-- end of the figures -->)", re.DOTALL)


def quantile(numbers: Sequence[float], share: float) -> float:
    """The number below which a share of all lies."""
    ordered = sorted(numbers)
    return ordered[round(share * (len(ordered) - 1))]


def value(one: Round, measure: str, server: str) -> float | None:
    """A measure of one round, given as in `bench.budgets`."""
    conversation, size, name, statistic = measure.split("/")
    numbers = one.get(conversation, {}).get(size, {}).get(server, {}).get(name)
    return quantile(numbers, _STATISTICS[statistic]) if numbers else None


def ratios(rounds: Iterable[Round], budget: Budget, files: str) -> list[float]:
    """The ratio that a budget is about, of each round that has both numbers."""
    found = []
    for one in rounds:
        ours = value(one, budget.measure.format(files=files), "daprls")
        other = (budget.other or budget.measure).format(files=files)
        theirs = value(one, other, budget.against)
        if ours is not None and theirs:
            found.append(ours / theirs)
    return found


def judged(rounds: Sequence[Round]) -> Iterator[tuple[Budget, list[float], bool]]:
    """Each budget that was measured, its ratios, and whether it holds."""
    files = next(iter(rounds[0].get("lint", {"": {}})), "")
    for budget in BUDGETS:
        if found := ratios(rounds, budget, files):
            yield budget, found, median(found) <= budget.most


def budgets_table(rounds: Sequence[Round]) -> str:
    """The budgets as a Markdown table."""
    rows = [
        [
            budget.title,
            budget.against,
            f"≤ {budget.most:g}",
            f"{median(found):.2f} ({min(found):.2f}–{max(found):.2f})",
            "holds" if holds else "**does not hold**",
        ]
        for budget, found, holds in judged(rounds)
    ]
    return _table(["", "against", "budget", "ratio (least–most)", ""], rows)


def figures(rounds: Sequence[Round]) -> str:
    """All that was measured, as Markdown tables: medians over the rounds."""
    parts = []
    for conversation, sizes in rounds[0].items():
        parts += [
            f"### {_title(conversation, size)}\n\n{_figures(rounds, conversation, size)}"
            for size in sizes
        ]
    return "\n".join(parts)


def _title(conversation: str, size: str) -> str:
    return {
        "start": f"Start, a document of {size} lines",
        "typing": f"A document of {size} lines",
        "memory": f"{int(size):,} documents",
        "index": f"A workspace of {int(size):,} files",
        "lint": f"Lint of {int(size):,} files",
    }[conversation]


def _figures(rounds: Sequence[Round], conversation: str, size: str) -> str:
    servers = rounds[0][conversation][size]
    names = [*(each for each in _ORDER if each in servers)]
    names += [each for each in servers if each not in names]
    measures = list(dict.fromkeys(name for each in servers.values() for name in each))
    rows = []
    for measure in measures:
        row = [measure]
        for server in names:
            statistics = [
                [value(one, f"{conversation}/{size}/{measure}/{each}", server) for one in rounds]
                for each in _STATISTICS
            ]
            row.append(_cell(statistics, measure, rounds[0], (conversation, size, server)))
        rows.append(row)
    return _table(["", *names], rows)


def _cell(
    statistics: list[list[float | None]], measure: str, one: Round, place: tuple[str, str, str]
) -> str:
    numbers = [[each for each in every if each is not None] for every in statistics]
    if not numbers[0]:
        return ""
    shown = [_number(median(every)) for every in numbers]
    conversation, size, server = place
    many = len(one[conversation][size].get(server, {}).get(measure, ())) > 5
    unit = " s" if "seconds" in measure else " MB" if "memory" in measure else " ms"
    return (" / ".join(shown) if many else shown[0]) + unit


def _number(number: float) -> str:
    return f"{number:.1f}" if number < 10 else f"{number:,.0f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *("--:" for _ in head[1:])], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def write(page: Path, result: Mapping[str, Any]) -> None:
    """Puts the figures of a run onto the page about them, and its curves beside it."""
    rounds = result["rounds"]
    told = [f"{name}: {what}" for name, what in result["versions"]]
    text = (
        f"Rounds: {len(rounds)}. {'. '.join(told)}.\n\n"
        "### Budgets\n\n"
        f"{budgets_table(rounds)}\n"
        "![Growth with the document and the workspace](performance/growth.svg)\n\n"
        "Where there are three numbers they are p50 / p95 / p99.\n\n"
        f"{figures(rounds)}"
    )
    before = page.read_text(encoding="utf-8")
    page.write_text(_MARKS.sub(lambda found: found[1] + text + found[2], before), encoding="utf-8")
    curves(rounds, page.parent / "performance" / "growth.svg")


def curves(rounds: Sequence[Round], path: Path) -> None:
    """How the time of a keystroke grows with the document, and its CPU with the workspace."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "daprls"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3, figsize=(12, 3.6))
    plots = (
        ("typing", "keystroke → diagnostics", "p95", "lines of the document", "keystroke p95, ms"),
        ("typing", "keystroke, CPU", "p50", "lines of the document", "CPU of a keystroke, ms"),
        ("index", "keystroke, CPU", "p50", "files of the workspace", "CPU of a keystroke, ms"),
    )
    for axis, (conversation, name, statistic, across, up) in zip(axes, plots, strict=True):
        sizes = sorted(rounds[0].get(conversation, {}), key=int)
        for server in _ORDER:
            points = []
            for size in sizes:
                found = [
                    number
                    for one in rounds
                    if (number := value(one, f"{conversation}/{size}/{name}/{statistic}", server))
                ]
                if found:
                    points.append((int(size), median(found)))
            if points:
                axis.plot(*zip(*points, strict=True), marker="o", label=server)
        axis.set(xscale="log", yscale="log", xlabel=across, ylabel=up)
        axis.grid(visible=True, alpha=0.3)
    axes[0].legend(fontsize="small")
    figure.tight_layout()
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
