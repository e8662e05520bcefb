"""Builds `schemas/component.aca.schema.json` and its sibling, for editors without a server."""

from __future__ import annotations

import sys
from pathlib import Path

from daprls.catalog import Catalog
from daprls.features.component_schema import component_schema, rendered
from daprls.model.dialect import Dialect

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"


def build(catalog: Catalog) -> dict[str, str]:
    """The texts of the schemas by their names below `schemas/`."""
    return {
        f"component.{dialect.value}.schema.json": rendered(component_schema(catalog, dialect))
        for dialect in Dialect
    }


def main() -> None:
    """Write what changed."""
    changed = 0
    for name, text in build(Catalog.bundled()).items():
        path = SCHEMAS / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed += 1
    sys.stdout.write(f"schemas of component files: {changed} changed\n")


if __name__ == "__main__":
    main()
