"""One rule a module, and nothing else in this folder. Rules are found by looking, not listed."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from daprls.lint.rule import Rule


def _rules() -> Iterator[Rule]:
    for module in pkgutil.iter_modules(__path__):
        name = module.name
        rule = getattr(importlib.import_module(f"{__name__}.{name}"), name)
        if not isinstance(rule, Rule) or rule.code.replace("-", "_") != name:
            raise TypeError(f"rules/{name}.py must define the rule '{name.replace('_', '-')}'")
        yield rule


ALL_RULES: tuple[Rule, ...] = tuple(_rules())
"""Every rule, ordered by code."""
