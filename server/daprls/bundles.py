"""Reads the component metadata that settings and command lines name, and lays it over the catalog.

Each folder that has settings may have a catalog of its own. Where something named cannot be used,
it is told and the rest counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from daprls.catalog import Bundle, BundleError, Catalog, parse_bundle
from daprls.config import Config
from daprls.disk import MAX_BYTES, UnreadableFileError, decode, read, reason
from daprls.files import Problem, file_key
from daprls.remote import leads_away

_MOST_FILES = 200
_MOST_BYTES = 4 * MAX_BYTES
"""What the files of one folder may have together."""


@dataclass(frozen=True, slots=True)
class Catalogs:
    """The catalogs of folders that do not take the built-in one as it is."""

    by_root: Mapping[str, Catalog] = field(default_factory=lambda: MappingProxyType({}))
    """By the root of the settings that say so."""
    problems: tuple[Problem, ...] = ()
    """Settings that name what cannot be used."""


def catalogs(
    base: Catalog, configs: Iterable[Config], known: Mapping[str, Catalog] = MappingProxyType({})
) -> Catalogs:
    """The catalogs that settings ask for, over `base`.

    One of `known` stays itself where nothing has changed, with all that it has loaded.
    """
    found: dict[str, Catalog] = {}
    problems: list[Problem] = []
    made = {catalog.bundle: catalog for catalog in known.values() if catalog.read is base.read}
    for config in configs:
        place = bundle_place(config)
        if place is None:
            continue
        bundles, wrong = _bundles_at(place, config.root)
        problems += [
            Problem(config.source or place, f"Setting 'catalog.bundle': {each}") for each in wrong
        ]
        if bundles:
            own = () if base.bundle is None else (base.bundle,)
            bundle = Bundle.of((*bundles, *own))
            found[config.root] = made.setdefault(bundle, base.with_bundle(bundle))
    return Catalogs(MappingProxyType(found), tuple(problems))


def _bundles_at(place: str, root: str) -> tuple[tuple[Bundle, ...], tuple[str, ...]]:
    """What settings of the folder `root` name; they must not make anybody ask another computer."""
    if leads_away(place, root):
        return (), (f"'{place}' is on another computer and is not looked for.",)
    return read_bundles(place)


def bundle_place(config: Config) -> str | None:
    """The key of the file or folder that settings name; `None` where that is none to be found."""
    path = config.catalog_bundle
    if path is None:
        return None
    try:
        place = Path(path).expanduser()
    except RuntimeError:
        return None
    # Settings that belong to no folder say of no folder what lies in it.
    return file_key(place) if place.is_absolute() else None


def read_bundles(place: str) -> tuple[tuple[Bundle, ...], tuple[str, ...]]:
    """The bundles of a file, or of all `*.json` of a folder, and sentences about what is wrong."""
    try:
        paths = _files(Path(place))
    except (OSError, UnreadableFileError) as error:
        return (), (f"'{place}' cannot be used. {reason(error)}",)
    bundles: list[Bundle] = []
    wrong: list[str] = []
    size = 0
    for path in paths:
        read_one = _read(path)
        if isinstance(read_one, str):
            wrong.append(f"'{path}' cannot be used. {read_one}")
            continue
        bundle, length = read_one
        size += length
        if size > _MOST_BYTES:
            limit = f"{_MOST_BYTES // 1024**2} MB"
            wrong.append(f"'{place}' cannot be used as a whole. Its files are larger than {limit}.")
            break
        bundles.append(bundle)
    return tuple(bundles), tuple(wrong)


def _read(path: str) -> tuple[Bundle, int] | str:
    """The bundle of a file and the file's size, or why it cannot be used."""
    try:
        data = read(path)
        return parse_bundle(decode(data), path.rpartition("/")[2]), len(data)
    except (UnreadableFileError, BundleError) as error:
        return str(error)


def _files(place: Path) -> list[str]:
    if not place.is_dir():
        return [place.as_posix()]
    found = sorted(_listed(place))
    if not found:
        raise UnreadableFileError("The folder has no '*.json'.")
    if len(found) > _MOST_FILES:
        raise UnreadableFileError(f"The folder has more than {_MOST_FILES} '*.json'.")
    return found


def _listed(folder: Path) -> Iterator[str]:
    for path in folder.iterdir():
        if path.suffix == ".json" and not path.name.startswith("."):
            yield path.as_posix()
