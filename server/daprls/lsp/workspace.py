"""The files on disk below the editor's folders, and what of the world around them matters.

Reading is done beside the conversation and in one place, so that what comes later is never
overwritten by what was read before. The text of an open document always wins over the disk's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from lsprotocol import types

from daprls.bundles import Catalogs, bundle_place, catalogs
from daprls.config import CONFIG_FILE, Config
from daprls.discovery import is_below
from daprls.files import PROJECT_FILE, Problem, is_script_name, is_yaml_name, load_again
from daprls.lsp.log import LOG, failure
from daprls.lsp.looking import Found, look, matters, may_say_names
from daprls.lsp.progress import Steps, TakenBackError, in_thread, shown_progress
from daprls.lsp.settings import combined
from daprls.lsp.uris import key_of
from daprls.lsp.watching import watch
from daprls.model.source_file import SourceFile
from daprls.snapshot import Snapshot
from daprls.wording import printable

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer

_QUIET = 0.1
"""Seconds to wait after a change on disk: a file that is saved is often removed and made anew."""
_SKIPPED = frozenset({"node_modules", ".git", ".venv", ".terraform"})
"""Folders whose files never matter, and come by the thousand."""
_SETTINGS = frozenset({CONFIG_FILE, PROJECT_FILE, ".gitignore"})

WATCHED = (
    "**/*.{yaml,yml}",
    "**/*.{sh,bash,zsh,ps1,cmd,bat,azcli}",
    "**/{Makefile,makefile,GNUmakefile,Dockerfile}",
    "**/*.{bicep,bicepparam,tf,json,dockerfile,env}",
    f"**/{{{','.join(sorted(_SETTINGS))}}}",
)
"""Globs of the files whose changes on disk matter."""


class Folders:
    """Keeps the snapshot's files and the settings of files true to the disk."""

    def __init__(self, server: DaprLanguageServer) -> None:
        self._server = server
        self.roots: dict[str, str] = {}
        """The keys of the editor's folders, each with its address as the editor writes it."""
        self.shown: frozenset[str] = frozenset()
        """The files below them; findings in these are shown even while they are closed."""
        self.configs: tuple[Config, ...] = ()
        """The settings that files hold."""
        self.complaints: tuple[str, ...] = ()
        """Sentences about files of settings that cannot be used."""
        self.settled = asyncio.Event()
        """Set once the editor's settings are known, or known not to come."""
        self.ready = asyncio.Event()
        """Set while everything is known that findings rest on."""
        self._bundles: frozenset[str] = frozenset()
        """The files and folders of component metadata that settings name."""
        self._told: frozenset[Problem] = frozenset()
        """Files that cannot be read, as the log has them."""
        self._everything = False
        self._stale: set[str] = set()
        self._new: set[str] = set()
        """Files that have come to be and seldom matter."""
        self._is_looking = False
        """Whether everything is being read."""
        self._work: asyncio.Task[None] | None = None
        self._steps: Steps | None = None

    def change_roots(
        self,
        added: Iterable[types.WorkspaceFolder],
        removed: Iterable[types.WorkspaceFolder],
    ) -> None:
        """The editor shows other folders; they are looked at when asked for."""
        for folder in removed:
            self.roots.pop(key_of(folder.uri) or "", None)
        for folder in added:
            if (key := key_of(folder.uri)) is not None:
                self.roots[key] = folder.uri

    def look_again(self, keys: Iterable[str] | None = None) -> None:
        """Reads the files `keys` again, or everything."""
        if keys is None:
            self._everything = True
        self._stale.update(keys or ())
        if self._work is None or self._work.done():
            self._work = asyncio.get_running_loop().create_task(self._catch_up())

    def stop(self) -> None:
        """Ends the reading, whose result nobody waits for any more."""
        if self._steps is not None:
            self._steps.stop()

    def holds(self, key: str) -> bool:
        """Whether a file lies below one of the editor's folders."""
        return any(is_below(key, root) for root in self.roots)

    def opened(self, key: str) -> None:
        """A document was opened; findings in one from elsewhere rest on what lies around it."""
        if not key.startswith("untitled:") and not self.holds(key):
            self.ready.clear()
            self.look_again()

    def closed(self, key: str) -> None:
        """A document was closed; from now on the disk has it."""
        if not key.startswith("untitled:"):
            # Reading that goes on may have taken what was typed for what the disk has.
            self._everything |= key not in self.shown
            self.look_again((key,))

    def changed(self, events: Iterable[types.FileEvent]) -> None:
        """Files have changed on disk."""
        known = self._server.snapshot.files
        folders: frozenset[str] | None = None
        for event in events:
            key = key_of(event.uri)
            if key is None:
                continue
            name = key.rpartition("/")[2]
            if name in _SETTINGS or self._is_bundle(key):
                self.look_again()
            elif event.type == types.FileChangeType.Deleted:
                # Of a change of branches come thousands, most of them of files that never counted.
                folders = _folders(known) if folders is None else folders
                if key in known:
                    self.look_again((key,))
                elif key in folders:
                    self.look_again(path for path in known if is_below(path, key))
                elif self._is_looking and not _SKIPPED.intersection(key.split("/")):
                    # What is being read may hold the file, or files of the folder.
                    self.look_again()
            elif key in known:
                if key not in self._server.buffers:
                    self.look_again((key,))
            elif is_yaml_name(name) or is_script_name(name):
                # Whether a new file is ignored is known only to who comes from above, and what is
                # being read may hold it as it was.
                self._everything = True
                self.look_again((key,))
            elif may_say_names(name) and not _SKIPPED.intersection(key.split("/")):
                self._new.add(key)
                self.look_again(())

    async def agrees(self, keys: Iterable[str]) -> bool:
        """Whether closed files are still as they were read; what has changed is read again.

        No editor tells of changes around its folders, and some tell of none.
        """
        closed = frozenset(keys) - self._server.buffers.keys()
        if not closed or not self._replace(closed, await in_thread(load_again, closed)):
            return True
        self._server.publisher.refresh()
        return False

    async def _catch_up(self) -> None:
        while self._everything or self._stale or self._new:
            if self.ready.is_set():
                await asyncio.sleep(_QUIET)
            await self._look_at_new()
            everything, stale, changed = self._everything, frozenset(self._stale), False
            self._everything = False
            self._stale.clear()
            try:
                self._is_looking = everything
                if everything:
                    found = await self._look(stale)
                    await self.settled.wait()
                    changed = await self._take(found, *await self._catalogs(found.configs))
                elif stale:
                    changed = self._replace(stale, await in_thread(load_again, stale))
            except TakenBackError:
                await self.settled.wait()
                LOG.warning("Not all files were read; names defined in the others are unknown.")
            except Exception as error:  # noqa: BLE001 - what cannot be read must not end the server
                LOG.error("%s", failure("Reading the folders", error))
            finally:
                self._is_looking = False
            if self._everything and not self.ready.is_set():
                continue
            if changed or not self.ready.is_set():
                self.ready.set()
                self._server.publisher.refresh()

    async def _look(self, stale: frozenset[str]) -> Found:
        server = self._server
        known = {key: file for key, file in server.snapshot.files.items() if key not in stale}
        outside = [
            key for key in server.buffers if not key.startswith("untitled:") and not self.holds(key)
        ]
        self._steps = steps = Steps()
        roots = tuple(sorted(self.roots))
        work = in_thread(look, roots, outside, known, steps)
        return await shown_progress(server, "Reading Dapr components", steps, work)

    async def _look_at_new(self) -> None:
        """Looks at everything again if one of the new files matters."""
        new, self._new = frozenset(self._new), set()
        if not new:
            return
        stores = self._server.snapshot.index.secret_stores
        if self._everything or await in_thread(matters, new, stores):
            self._everything = True
            self._stale |= new

    def _is_bundle(self, key: str) -> bool:
        return key in self._bundles or key.rpartition("/")[0] in self._bundles

    async def _catalogs(self, of_files: Iterable[Config]) -> tuple[tuple[Config, ...], Catalogs]:
        """The settings that count, and the catalogs that they ask for."""
        server = self._server
        configs = combined(of_files, server.settings.configs)
        places = frozenset(filter(None, map(bundle_place, configs)))
        if places != self._bundles:
            watch(server, self._bundles, places)
            self._bundles = places
        before = server.snapshot
        if not places:
            return configs, Catalogs()
        return configs, await in_thread(catalogs, before.catalog, configs, before.catalogs)

    async def _take(self, found: Found, configs: tuple[Config, ...], known: Catalogs) -> bool:
        """Makes what was found the truth, save what an editor has in its hands.

        The result is whether anything is different.
        """
        server = self._server
        before = server.snapshot, self.shown
        self.configs = found.configs
        complaints = [each for each in found.problems if each.concerns_settings]
        self.complaints = tuple(
            printable(
                f"{problem.path}{f':{problem.line}' if problem.line else ''}: {problem.message}"
            )
            for problem in (*complaints, *known.problems)
        )
        problems = [problem for problem in found.problems if not problem.concerns_settings]
        for problem in problems:
            if problem not in self._told:
                LOG.warning("%s: %s", problem.path, problem.message)
        self._told = frozenset(problems)
        if not found.complete:
            LOG.warning("There are too many files; names defined in the others are unknown.")
        bare = Snapshot(server.snapshot.catalog, configs=configs, catalogs=known.by_root)
        read = await in_thread(_gathered, bare, found.files)
        # From here on nothing is waited for: what is typed must not be lost.
        self.shown = frozenset(read.files.keys() & found.shown)
        server.snapshot = read.with_files(server.snapshot.files[key] for key in server.buffers)
        server.complain()
        return (
            before[1] != self.shown
            or before[0].configs != server.snapshot.configs
            or before[0].catalogs != server.snapshot.catalogs
            or before[0].files != server.snapshot.files
        )

    def _replace(self, stale: frozenset[str], files: Mapping[str, SourceFile]) -> bool:
        """Makes what was read the truth; the result is whether anything is different."""
        server = self._server
        before = server.snapshot
        closed = stale - server.buffers.keys()
        gone = {key for key in closed if key not in files and key in before.files}
        if gone:
            server.snapshot = server.snapshot.without_files(gone)
            self.shown -= gone
        changed = [
            files[key]
            for key in sorted(closed & files.keys())
            if key not in before.files or before.files[key].text != files[key].text
        ]
        if changed:
            server.snapshot = server.snapshot.with_files(changed)
        return server.snapshot is not before


def _folders(paths: Iterable[str]) -> frozenset[str]:
    """The folders above these paths."""
    found: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return frozenset(found)


def _gathered(bare: Snapshot, files: Mapping[str, SourceFile]) -> Snapshot:
    """A snapshot with the files that its settings do not exclude, and what they say together."""
    kept = (file for key, file in files.items() if not bare.config(key).excludes(key))
    snapshot = bare.with_files(kept)
    snapshot.gather()
    return snapshot
