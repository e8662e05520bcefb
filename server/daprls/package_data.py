"""Where the package's own data lies. Reading it is the business of those who know its form."""

from __future__ import annotations

from pathlib import Path


def data_folder(name: str) -> Path:
    """The folder `name` (`schemas`, `docs/rules`) of the package's own data.

    An installed package holds it; in a checkout and in an editor's extension it lies at the top,
    beside `server/`.
    """
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else package.parent.parent / name
