"""What a command looks at: the files it was asked about, and what around them matters to them.

A file's findings rest on others: the stores it names, the scripts that deploy it, the settings
above it. They are the same whether it is asked about alone, with its folder, or in an editor.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from daprls.bundles import catalogs, read_bundles
from daprls.catalog import Bundle, Catalog
from daprls.cli.exit_code import UnusableError
from daprls.discovery import is_below
from daprls.files import Loaded, Problem, file_key, load, repository_root
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.wording import printable

_SURROUNDINGS = 5000
"""How many files and folders are looked at beyond those asked about."""


@dataclass(frozen=True)
class Workspace:
    """The state of the disk that a command works on."""

    snapshot: Snapshot
    asked: tuple[str, ...]
    """The keys of the YAML files asked about, ordered as they are shown."""
    problems: tuple[Problem, ...]
    """Files asked about that cannot be read, and settings that cannot be used."""
    cut_short: str | None = None
    """The folder that holds more than is looked at around the files asked about."""

    @property
    def settings_are_broken(self) -> bool:
        """Whether settings cannot be used, without which findings may be wrong."""
        return any(problem.concerns_settings for problem in self.problems)


def shown(key: str) -> str:
    """A file's path as outputs give it: relative to the working directory, with `/`."""
    try:
        return os.path.relpath(key).replace(os.sep, "/")
    except ValueError:
        # On Windows there is no way from one drive to another.
        return key


def readable(key: str) -> str:
    """A file's path as people read it: nothing in it breaks a line or steers a terminal."""
    return printable(shown(key))


def shown_from_repository(key: str) -> str:
    """A file's path relative to the repository of the working directory, with `/`.

    Where there is no repository, relative to the working directory.
    """
    here = Path(file_key(Path()))
    try:
        return Path(os.path.relpath(key, repository_root(here) or here)).as_posix()
    except ValueError:
        return key


def leads_out(key: str, paths: Sequence[Path]) -> bool:
    """Whether a file that nobody named is a link to one outside of all that was asked about.

    Folders and files stand for their repositories; where there is none, a file for its folder.
    """
    if key in map(file_key, paths):
        return False
    real = Path(os.path.realpath(key)).as_posix()
    for path in paths or (Path(),):
        folder = path if path.is_dir() else path.parent
        root = Path(os.path.realpath(repository_root(folder) or folder)).as_posix()
        if is_below(real, root):
            return False
    return True


def workspace(
    paths: Sequence[Path],
    step: Callable[[], None],
    *,
    text: SourceFile | None = None,
    bundles: Sequence[Path] = (),
) -> Workspace:
    """The files at `paths` and below, and those around them.

    `text` is a file whose text was given otherwise; it is looked at instead of the disk's, and is
    among the files asked about. `bundles` are laid over the catalog, and over what settings say.

    Raises:
        UnusableError: one of `bundles` cannot be used.

    """
    base = catalog_with(bundles)
    given = {text.path: text} if text is not None else {}
    asked = load([*paths, *map(Path, given)], known=given, progress=step)
    files = {file.path: file for file in asked.files}
    around = _surroundings(paths, asked, files, step)
    configs = {config.root: config for config in (*around.configs, *asked.configs)}
    problems = dict.fromkeys(asked.problems)
    problems.update(dict.fromkeys(each for each in around.problems if each.concerns_settings))
    known = catalogs(base, configs.values())
    problems.update(dict.fromkeys(known.problems))
    snapshot = Snapshot(base).with_files((*around.files, *asked.files))
    snapshot = snapshot.with_configs(configs.values(), known.by_root)
    return Workspace(
        snapshot,
        tuple(sorted((file.path for file in asked.files if file.is_yaml), key=shown)),
        tuple(sorted(problems, key=lambda problem: (shown(problem.path), problem.line or 0))),
        None if around.complete else readable(_root_of(next(iter(files)))),
    )


def catalog_with(bundles: Sequence[Path]) -> Catalog:
    """The built-in catalog with the bundles of a command line laid over it.

    Raises:
        UnusableError: one of them cannot be used.

    """
    found: list[Bundle] = []
    for path in bundles:
        read, wrong = read_bundles(file_key(path.expanduser()))
        for message in wrong:
            raise UnusableError(message)
        found += read
    catalog = Catalog.bundled()
    return catalog.with_bundle(Bundle.of(found)) if found else catalog


def _surroundings(
    paths: Sequence[Path],
    asked: Loaded,
    files: dict[str, SourceFile],
    step: Callable[[], None],
) -> Loaded:
    """The files of the workspace that the files asked about stand in."""
    if not any(file.may_concern_dapr for file in asked.files):
        return Loaded((), (), ())
    searched = {file_key(path) for path in paths if path.is_dir()}
    roots = {_root_of(key) for key in files if files[key].is_yaml} - searched
    outermost = [root for root in roots if not any(is_below(root, other) for other in roots)]
    if not outermost:
        return Loaded((), (), ())
    folders = [Path(root) for root in sorted(outermost)]
    return load(folders, known=files, limit=_SURROUNDINGS, progress=step)


def _root_of(key: str) -> str:
    """The folder whose files matter to the file `key`.

    Its repository, else the working directory, else its own folder.
    """
    folder = Path(key).parent
    repository = repository_root(folder)
    if repository is not None:
        return repository.as_posix()
    here = file_key(Path())
    return here if is_below(key, here) else folder.as_posix()
