"""Values of which every file needs hundreds: the places and nodes of its tree.

To type checkers they are frozen dataclasses. While the program runs nothing guards them, since a
guarded dataclass takes several times as long to make, and making them is most of reading a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_: Any) -> Callable[[T], T]:
        """Tells type checkers something, and does nothing."""
        return lambda decorator: decorator


@dataclass_transform(frozen_default=True)
def record(*, eq: bool = True, order: bool = False) -> Callable[[type[T]], type[T]]:
    """A class decorator like `dataclass`, for values that nobody changes.

    Without `eq` each value equals itself alone.
    """
    return dataclass(slots=True, eq=eq, order=order, unsafe_hash=eq)
