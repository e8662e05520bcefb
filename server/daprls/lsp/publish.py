"""Brings diagnostics to the editor: those of the newest text, computed once, sent or asked for.

An edited file is looked at as soon as the editor pauses. Behind everything else, and one at a time,
the files near it are looked at again, and all files when what all can see of it has changed.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

from daprls.lint.finding import Diagnostic
from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.source_file import SourceFile
from daprls.model.uses import BUILT_IN_STORE
from daprls.snapshot import Snapshot

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer

QUIET = 0.002
"""Seconds after a change until the file is looked at."""
OTHERS_QUIET = 0.15
"""Seconds after a change until files that are not open are looked at."""
_MOST_LEFT = 500
"""How many files are remembered that an editor shows findings in though they are gone."""
_ASKED_AGAIN = ""
"""Stands for the result of a file that is gone, once the editor was told to ask again."""

_Reports = list[
    types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport
]


@dataclass(frozen=True, slots=True)
class Result:
    """The diagnostics of one version of a file."""

    file: SourceFile | None
    age: int
    """The state of the other files that it rests on."""
    diagnostics: tuple[Diagnostic, ...]
    shown: list[types.Diagnostic]
    id: str
    """Equal only where the same is shown."""


NOTHING = Result(None, -1, (), [], "0")
"""The result of what is no component."""


class Publisher:
    """Knows what the editor shows, and what it should."""

    def __init__(self, server: DaprLanguageServer) -> None:
        self._server = server
        self._results: dict[str, Result] = {}
        self._ids = itertools.count(1)
        self._age = 0
        self._told: dict[str, tuple[int | None, str]] = {}
        """The version and the result that the editor has, by key."""
        self._doubtful: set[str] = set()
        """The files whose result rests on one near them that was edited since."""
        self._edited: dict[str, SourceFile | None] = {}
        """The files that were edited and not looked at since, as they were before."""
        self._timer: asyncio.TimerHandle | None = None
        self._round: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._asked_again = 0
        """The state of the other files for which the editor was told to ask for the rest again."""

    def result(self, key: str) -> Result:
        """What should be shown of a file."""
        server = self._server
        file = server.snapshot.files.get(key)
        if file is None or not self._is_wanted(key):
            return NOTHING
        old = self._results.get(key, NOTHING)
        if self._is_current(key, old):
            return old
        self._doubtful.discard(key)
        diagnostics = server.lint(file)
        shown = server.converter.diagnostics(file, diagnostics)
        name = old.id if shown == old.shown else str(next(self._ids))
        self._results[key] = Result(file, self._age, diagnostics, shown, name)
        return self._results[key]

    def _is_wanted(self, key: str) -> bool:
        """Whether findings in a file are shown: it is open, or in one of the editor's folders."""
        return key in self._server.buffers or key in self._server.folders.shown

    def _is_current(self, key: str, result: Result) -> bool:
        file = self._server.snapshot.files.get(key)
        return result.file is file and result.age == self._age and key not in self._doubtful

    def edited(self, key: str, before: SourceFile | None) -> None:
        """The editor has opened, changed or closed a file; `before` is what it was."""
        self._edited.setdefault(key, before)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(QUIET, self._look)

    def refresh(self) -> None:
        """Any file's findings may have changed."""
        self._age += 1
        self._start_round()

    def _start_round(self) -> None:
        if self._round is not None:
            self._round.cancel()
        self._round = asyncio.get_running_loop().create_task(self._look_around())

    def _look(self) -> None:
        """Looks at the edited files, unless more of them is just coming in."""
        if self._server.is_busy():
            self._timer = asyncio.get_running_loop().call_later(QUIET, self._look)
            return
        self._timer = None
        edited, self._edited = self._edited, {}
        now = self._server.snapshot
        if any(
            seen_by_all(now, before) != seen_by_all(now, now.files.get(key))
            for key, before in edited.items()
        ):
            self.refresh()
        elif near := {path for key in edited for path in _near(now, key)} - edited.keys():
            self._doubtful |= {path for path in near if self._is_wanted(path)}
            self._start_round()
        elif any(key in self._told and key not in now.files for key in edited):
            # Opened and closed at once, it concerns nobody; but an editor that asks may show it.
            self._start_round()
        if self._server.folders.ready.is_set():
            for key in edited:
                self._send(key)

    async def settle(self) -> None:
        """Waits until everything was looked at, and nothing new is waiting to be."""
        await self._server.folders.ready.wait()
        while True:
            if self._timer is not None:
                await asyncio.sleep(QUIET)
            elif self._round is not None and not self._round.done():
                await asyncio.wait({self._round})
            else:
                return

    async def _look_around(self) -> None:
        """Looks at all files whose result is not current, first at those that a person sees."""
        await self._server.folders.ready.wait()
        if not self._doubtful:
            await self._look_at(tuple(self._server.buffers))
        await asyncio.sleep(OTHERS_QUIET)
        await self._look_at(tuple(self._server.buffers))
        self._have_asked_again()
        shown = self._server.folders.shown
        await self._look_at(key for key in (*shown, *self._told) if key not in self._server.buffers)
        self._forget_what_is_gone()
        self._news.set()
        self._news = asyncio.Event()

    def _forget_what_is_gone(self) -> None:
        known = self._server.snapshot.files.keys()
        self._doubtful.intersection_update(known)
        for key in self._results.keys() - known:
            del self._results[key]
        gone = [key for key in self._told if key not in known and key not in self._server.buffers]
        left = [key for key in gone if self._told[key][1] != NOTHING.id]
        for key in {*gone} - {*left[-_MOST_LEFT:]}:
            del self._told[key]

    def _have_asked_again(self) -> None:
        """Has the editor ask for lenses and hints again, which rest on other files too."""
        if self._asked_again == self._age:
            return
        self._asked_again = self._age
        if self._server.client.refreshes_hints:
            self._server.workspace_inlay_hint_refresh(None)
        if self._server.client.refreshes_lenses:
            self._server.workspace_code_lens_refresh(None)

    async def _look_at(self, keys: Iterable[str]) -> None:
        outdated, pulls = False, self._server.client.pulls
        for key in dict.fromkeys(keys):
            if not self._is_current(key, self._results.get(key, NOTHING)):
                told, result = self._told.get(key), self.result(key)
                if pulls and told is not None and told[1] not in (result.id, _ASKED_AGAIN):
                    outdated = True
                    if result is NOTHING:
                        self._told[key] = (None, _ASKED_AGAIN)
                self._send(key)
                await asyncio.sleep(0)
        if outdated:
            self._server.workspace_diagnostic_refresh(None)

    def _send(self, key: str) -> None:
        """Sends what should be shown of a file, where the editor has something else."""
        if self._server.client.pulls:
            return
        result = self.result(key)
        version = self._server.version_of(key)
        told = self._told.get(key)
        ours = version is not None and result.file is not None and result.file.is_read
        shows = told is not None and told[1] != NOTHING.id
        if told == (version, result.id) or not (ours or shows or result.shown):
            return
        self._told[key] = (version, result.id)
        if result is NOTHING:
            del self._told[key]
        self._server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(self._server.uri_of(key), result.shown, version)
        )

    def report(
        self, key: str, known: str | None
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        """What an editor gets that asks for a file and has the result `known`."""
        result = self.result(key)
        self._told[key] = (self._server.version_of(key), result.id)
        if result.id == known:
            return types.RelatedUnchangedDocumentDiagnosticReport(known)
        return types.RelatedFullDocumentDiagnosticReport(result.shown, result_id=result.id)

    async def news(self, known: Mapping[str, str]) -> _Reports:
        """What has changed since the results `known`; waits until there is something."""
        while True:
            event = self._news
            if reports := self._changes(known):
                return reports
            await event.wait()

    def _changes(self, known: Mapping[str, str]) -> _Reports:
        reports: _Reports = []
        for key in dict.fromkeys((*self._results, *known, *self._told)):
            current = self._results.get(key, NOTHING)
            if current.file is not self._server.snapshot.files.get(key):
                current = self.result(key)
            if current.id != (known.get(key) or NOTHING.id) or self._is_left(key, current):
                uri, version = self._server.uri_of(key), self._server.version_of(key)
                # What has no name an editor need not name from now on; files that are gone least.
                name = current.id if current.id != NOTHING.id else None
                reports.append(
                    types.WorkspaceFullDocumentDiagnosticReport(
                        uri=uri, items=current.shown, version=version, result_id=name
                    )
                )
        return reports

    def _is_left(self, key: str, current: Result) -> bool:
        """Whether an editor shows of a document that it has closed what is no longer so.

        It then does not say any more what it has been answered about the document.
        """
        if key in self._server.buffers or key not in self._told:
            return False
        return self._told.pop(key)[1] != current.id


def _near(snapshot: Snapshot, key: str) -> Iterator[str]:
    """The files whose findings may rest on more of a file than all others' (see `seen_by_all`).

    Those in its folder, and those that take secrets from the stores in it.
    """
    file = snapshot.files.get(key)
    if file is None or not file.is_ours:
        return
    for other in snapshot.index.folders.get(file.folder, ()):
        if other.is_read:
            yield other.path
    if any(component.is_secret_store for component in file.components):
        yield from _users(snapshot, file)


def _users(snapshot: Snapshot, file: SourceFile) -> Iterator[str]:
    """The files that take secrets from the stores in a file."""
    index, uses = snapshot.index, snapshot.usage.secret_uses
    for name in {*index.store_users, *uses, BUILT_IN_STORE}:
        for dialect in Dialect:
            stores = index.store(name, dialect).stores
            if any(store.path == file.path for store in stores):
                yield from (user.path for user in index.users_of(name, dialect))
                yield from (use.holder.path for use in uses.get(name, ()))


def seen_by_all(snapshot: Snapshot, file: SourceFile | None) -> object:
    """What findings in any other file may rest on: names.

    Places are left out, so that typing a value concerns nobody but the files of `_near`.
    """
    if file is None:
        return None
    return (
        tuple((command.name, command.yaml) for command in file.naming_commands),
        tuple((each.kind, each.name, each.defines) for each in file.mentions),
        tuple((each.name, frozenset(each.keys)) for each in file.kubernetes_secrets),
        tuple((each.shape, each.kind, each.api_version) for each in file.manifests),
        tuple(each.name and each.name.text for each in file.resources),
        tuple(_component(snapshot, component) for component in file.components),
    )


def _component(snapshot: Snapshot, component: Component) -> object:
    name = snapshot.name(component)
    parts = (component.version, component.namespace, component.store)
    return (
        name.text,
        name.source,
        component.type_text,
        tuple(part.text if part is not None else None for part in parts),
        tuple(scope.app_id for scope in component.scopes),
        tuple((each.name.text, each.key and each.key.text) for _, each in component.references),
    )
