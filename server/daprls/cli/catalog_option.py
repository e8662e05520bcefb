"""The option `--catalog`, which several commands have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


def catalog_option(command: _Command) -> _Command:
    """Gives a command the option; its values come as `bundles`."""
    return click.option(
        "--catalog",
        "bundles",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Add the component metadata of this file, or of all '*.json' of a folder, to what is "
        "known. May be given several times.",
    )(command)
