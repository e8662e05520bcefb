"""What is gathered from all files, kept up to date at the cost of the files that change.

A keystroke changes one file. What the others give to a table is taken over from the table that an
earlier snapshot has made; only what the changed file gives is gathered again. A table never changes
itself: the next one shares with it whatever is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, TypeVar

from daprls.model.source_file import SourceFile

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

_LAID_OVER = 256
"""How many keys or files a table lays over those that it shares before it makes a base of its own.

What is gone stays among them until then."""
_CHANGES = 512
"""How many changed files are worth to be told apart from all files."""


class Table(Mapping[K, tuple[V, ...]]):
    """Values by key; those of one key are ordered by the paths of the files that give them."""

    __slots__ = ("_base", "_base_keys", "_keys", "_values")

    def __init__(
        self,
        base: dict[K, dict[str, tuple[V, ...]]],
        base_keys: dict[str, tuple[K, ...]],
        values: dict[K, dict[str, tuple[V, ...]]],
        keys: dict[str, tuple[K, ...]],
    ) -> None:
        """`base` and `base_keys` are shared with other tables, `values` and `keys` laid over them.

        An empty `dict` or `tuple` stands for what is no longer there.
        """
        self._base = base
        self._base_keys = base_keys
        self._values = values
        self._keys = keys

    @classmethod
    def of(
        cls,
        files: Iterable[SourceFile],
        entries: Callable[[SourceFile], Iterable[tuple[K, V]]],
    ) -> Table[K, V]:
        """The table of all that `entries` gives of each file."""
        values: dict[K, dict[str, tuple[V, ...]]] = {}
        keys: dict[str, tuple[K, ...]] = {}
        for file in sorted(files, key=lambda file: file.path):
            given = _by_key(entries(file))
            if given:
                keys[file.path] = tuple(given)
            for key, each in given.items():
                values.setdefault(key, {})[file.path] = tuple(each)
        return cls(values, keys, {}, {})

    def changed(
        self,
        files: Mapping[str, SourceFile | None],
        entries: Callable[[SourceFile], Iterable[tuple[K, V]]],
    ) -> Table[K, V]:
        """This table after the files of these paths have become others, or are gone."""
        values, keys = self._values.copy(), self._keys.copy()
        for path, file in files.items():
            given = _by_key(entries(file)) if file is not None else {}
            before = self._keys_of(path)
            if not given and not before:
                continue
            keys[path] = tuple(given)
            for key in dict.fromkeys((*before, *given)):
                there = values.get(key)
                there = self._base.get(key, {}) if there is None else there
                values[key] = _with(there, path, tuple(given.get(key, ())))
        if max(len(values), len(keys)) <= _LAID_OVER:
            return Table(self._base, self._base_keys, values, keys)
        return Table(_merged(self._base, values), _merged(self._base_keys, keys), {}, {})

    def _keys_of(self, path: str) -> tuple[K, ...]:
        keys = self._keys.get(path)
        return self._base_keys.get(path, ()) if keys is None else keys

    def __getitem__(self, key: K) -> tuple[V, ...]:
        there = self._values.get(key)
        if there is None:
            there = self._base[key]
        if not there:
            raise KeyError(key)
        return tuple(chain.from_iterable(there.values()))

    def __iter__(self) -> Iterator[K]:
        """The keys in the order in which they first stand in the files, by path."""
        seen: set[K] = set()
        for path in sorted({**self._base_keys, **self._keys}):
            for key in self._keys_of(path):
                if key not in seen:
                    seen.add(key)
                    yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _by_key(entries: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = {}
    for key, value in entries:
        found.setdefault(key, []).append(value)
    return found


def _with(
    there: dict[str, tuple[V, ...]], path: str, values: tuple[V, ...]
) -> dict[str, tuple[V, ...]]:
    if not values:
        return {other: each for other, each in there.items() if other != path}
    changed = {**there, path: values}
    return changed if path in there else dict(sorted(changed.items()))


def _merged(base: dict[K, T], over: dict[K, T]) -> dict[K, T]:
    return {key: value for key, value in {**base, **over}.items() if value}


Earlier = Mapping[str, tuple[Any, Mapping[str, SourceFile | None]]]
"""What earlier snapshots have made, by name, each with the files that have changed since, as they
were."""


class Tables:
    """All that is gathered from the files of one snapshot."""

    def __init__(self, files: Mapping[str, SourceFile], earlier: Earlier) -> None:
        self._files = files
        self._earlier = earlier
        self._made: dict[str, Any] = {}

    def table(
        self, name: str, entries: Callable[[SourceFile], Iterable[tuple[K, V]]]
    ) -> Table[K, V]:
        """The table `name` of what `entries` gives of each file, from that file alone."""
        made: Table[K, V]
        if name in self._earlier:
            before, since = self._earlier[name]
            made = before.changed({path: self._files.get(path) for path in since}, entries)
        else:
            made = Table.of(self._files.values(), entries)
        self._made[name] = made
        return made

    def same(self, name: str, matters: Callable[[SourceFile], bool], make: Callable[[], T]) -> T:
        """What `make` makes of all files for which `matters` is true.

        It is made anew only where such a file has changed, or become one or stopped to be one.
        """
        if name in self._earlier:
            made: T
            made, since = self._earlier[name]
            changed = (each for path in since for each in (since[path], self._files.get(path)))
            if not any(each is not None and matters(each) for each in changed):
                self._made[name] = made
                return made
        self._made[name] = value = make()
        return value

    def passed_on(self, changed: Iterable[str]) -> Earlier:
        """What is known of these files to who takes others in their place at `changed`."""
        changes = {path: self._files.get(path) for path in changed}
        found: dict[str, tuple[Any, Mapping[str, SourceFile | None]]] = {}
        for name, (value, since) in self._earlier.items():
            if name not in self._made and len(since) + len(changes) <= _CHANGES:
                found[name] = value, {**changes, **since}
        if len(changes) <= _CHANGES:
            found.update((name, (value, changes)) for name, value in self._made.items())
        return found
