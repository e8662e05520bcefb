"""Puts the codes of all rules into `schemas/config.schema.json`, so that editors complete them.

All else in it is kept by hand.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from daprls.lint.rule import Rule
from daprls.rules import ALL_RULES

SCHEMA = Path(__file__).resolve().parent.parent / "schemas" / "config.schema.json"


def schema(text: str, rules: Iterable[Rule]) -> str:
    """The schema's text with the codes of `rules`."""
    content = json.loads(text)
    content["$defs"]["rule"]["enum"] = sorted(rule.code for rule in rules)
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the schema if it changed."""
    old = SCHEMA.read_text(encoding="utf-8")
    new = schema(old, ALL_RULES)
    if new != old:
        SCHEMA.write_text(new, encoding="utf-8", newline="\n")
    sys.stdout.write(f"settings' schema {'unchanged' if new == old else 'changed'}\n")


if __name__ == "__main__":
    main()
