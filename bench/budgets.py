"""What speed is promised, as ratios of two servers that were measured in the same rounds.

Each budget names a measure, the server that it is compared with, and the largest ratio that holds.
A measure is `conversation/size/number/statistic`; see `bench.report` for the statistics.
"""

from __future__ import annotations

from dataclasses import dataclass

YAML = "yaml-language-server"
WORK = "without delay"
"""The same server without its fixed wait: what its work costs."""
FLOOR = "nothing"


@dataclass(frozen=True)
class Budget:
    """One promise."""

    title: str
    measure: str
    against: str
    most: float
    other: str | None = None
    """The measure of the other one, where it is not the same."""


BUDGETS = (
    Budget("start → initialize", "start/60/start → initialize/p50", YAML, 0.15),
    Budget("start → first finding", "start/60/start → first finding/p50", YAML, 0.70),
    Budget("start → first finding", "start/60/start → first finding/p50", FLOOR, 1.15),
    Budget("keystroke, 60 lines, p50", "typing/60/keystroke → diagnostics/p50", YAML, 0.04),
    Budget("keystroke, 60 lines, p95", "typing/60/keystroke → diagnostics/p95", YAML, 0.06),
    Budget("keystroke, 60 lines, p50", "typing/60/keystroke → diagnostics/p50", FLOOR, 12),
    Budget("keystroke, 60 lines, CPU", "typing/60/keystroke, CPU/p50", WORK, 0.4),
    Budget("keystroke, 500 lines, p95", "typing/500/keystroke → diagnostics/p95", YAML, 0.08),
    Budget("keystroke, 500 lines, CPU", "typing/500/keystroke, CPU/p50", WORK, 0.4),
    Budget("completion after an edit, p95", "typing/60/completion after an edit/p95", YAML, 0.35),
    Budget("completion after an edit, p95", "typing/60/completion after an edit/p95", FLOOR, 3),
    Budget("burst → completion, 60 lines", "typing/60/burst → completion/p50", YAML, 1.2),
    Budget("burst → completion, 60 lines", "typing/60/burst → completion/p50", FLOOR, 1.2),
    Budget("burst → completion, 500 lines", "typing/500/burst → completion/p50", YAML, 1.5),
    Budget("burst → diagnostics, 60 lines", "typing/60/burst → diagnostics/p50", YAML, 0.2),
    Budget("memory at rest", "memory/1000/memory at rest/p50", YAML, 0.65),
    Budget("memory at rest", "memory/1000/memory at rest/p50", FLOOR, 1.4),
    Budget("memory, all open", "memory/1000/memory with many open/p50", YAML, 0.5),
    Budget("memory, all open", "memory/1000/memory with many open/p50", FLOOR, 2.2),
    Budget("many opened → all diagnosed", "memory/1000/many opened → all diagnosed/p50", YAML, 0.7),
    Budget("many opened → all diagnosed", "memory/1000/many opened → all diagnosed/p50", FLOOR, 3),
    Budget(
        "keystroke with many open, as with one",
        "memory/1000/keystroke with many open/p50",
        "daprls",
        1.2,
        "typing/60/keystroke → diagnostics/p50",
    ),
    Budget("lint, CPU", "lint/{files}/CPU seconds/p50", "check-jsonschema", 0.15),
    Budget("lint, CPU", "lint/{files}/CPU seconds/p50", "yamllint", 0.25),
    Budget("lint, CPU", "lint/{files}/CPU seconds/p50", "libyaml", 2),
)
