"""Loads the protocol's types such that each is finished when it is first used.

For every one of its more than five hundred classes the library has attrs write and compile methods
as soon as it is imported. That takes longer than all else of a start, and a conversation uses one
class of ten. attrs can finish a class that exists already, so here it does so later. While the
library is loaded, and no longer, three public names of attrs lead here; whatever is asked of attrs
in another way than the library does now is left to attrs.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import attrs

_TYPES = "lsprotocol.types"

_define, _has, _resolve_types = attrs.define, attrs.has, attrs.resolve_types
_waiting: set[type] = set()
"""The classes that nobody has used yet."""
_finishing = threading.RLock()


def load_types() -> None:
    """Loads the protocol's types; where that has happened already, they stay as they are."""
    if _TYPES in sys.modules:
        return
    with _put_off():
        import lsprotocol.converters

        # The first converter resolves what types say of types that are defined further down.
        lsprotocol.converters.get_converter()


@contextmanager
def _put_off() -> Iterator[None]:
    """Has classes wait that are defined meanwhile."""
    attrs.define = _define_later
    attrs.has, attrs.resolve_types = _is_or_will_be, _resolve_later  # type: ignore[assignment]
    try:
        yield
    finally:
        attrs.define, attrs.has, attrs.resolve_types = _define, _has, _resolve_types


def _define_later(maybe_cls: type | None = None, **options: Any) -> Any:
    if maybe_cls is None or options or not _can_wait(maybe_cls):
        return _define(maybe_cls, **options)
    _waiting.add(maybe_cls)
    maybe_cls.__attrs_attrs__ = _FIELDS  # type: ignore[attr-defined]
    maybe_cls.__init__ = _initialize  # type: ignore[misc]
    return maybe_cls


def _can_wait(cls: type) -> bool:
    return cls.__module__ == _TYPES and "__init__" not in vars(cls)


def _is_or_will_be(cls: type) -> bool:
    return (isinstance(cls, type) and cls in _waiting) or _has(cls)


def _resolve_later(cls: type, *names: Any, **options: Any) -> type:
    return cls if cls in _waiting else _resolve_types(cls, *names, **options)


class _Fields:
    """Stands in a class for its fields until it is finished."""

    def __get__(self, _instance: object, owner: type) -> Any:
        _finish(owner)
        return owner.__attrs_attrs__  # type: ignore[attr-defined]


_FIELDS = _Fields()


def _initialize(self: Any, *args: Any, **options: Any) -> None:
    _finish(type(self))
    self.__init__(*args, **options)


def _finish(owner: type) -> None:
    """Makes a class, and those that it is made of, what attrs would have made of it at once."""
    with _finishing:
        for cls in reversed(owner.__mro__):
            if cls not in _waiting:
                continue
            # With slots there would be another class, and what is known of this one would be wrong.
            _define(cls, slots=False, init=True)
            names: Mapping[str, Any] = sys.modules[_TYPES].ALL_TYPES_MAP
            _resolve_types(cls, dict(names), {})
            _waiting.discard(cls)
