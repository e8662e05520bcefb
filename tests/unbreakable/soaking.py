"""Somebody who edits a folder of files without a pause, and looks now and then whether all is well.

Each step is one thing that people and their tools do, drawn at random. At a checkpoint the editor
must show of every file what the command line finds in the same files, and nothing may wait for an
answer.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import subprocess
import sys
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from soaked_workspace import HIDDEN, SoakedWorkspace
from soaking_editor import PATIENCE, SoakingEditor

_SEVERITIES = ("error", "warning", "info", "hint")
_CREATED, _CHANGED, _DELETED = 1, 2, 3
_MOST_OPEN = 12
_LONGEST = 5000
_QUIET = 0.008
"""Seconds that a person pauses at times; the server then looks at what was typed."""
_PAUSES = 0.2
"""How often that is, of all steps; else what was typed is often typed over unseen, as in life."""
_WORDS = (
    *(
        "  - name: redisHost\n",
        "    value: a\n",
        "secretRef: b\n",
        "scopes:\n  - cart\n",
        "\n",
        "  ",
    ),
    *("secretStoreComponent: vault\n", "componentType: state.redis\n", "---\n", "# x\n", "type: "),
    *(
        "version: v1\n",
        "\N{GRINNING FACE}",
        "'",
        '"',
        "{",
        "[",
        "- ",
        ": ",
        "*a",
        "&a ",
        "${x}",
        "\t",
    ),
    *(
        "# daprls: ignore[missing-scopes]\n",
        "# daprls: name=vault\n",
        "metadata:\n",
        "vault",
        "cart",
    ),
)
_STEPS = {
    "type": 55,
    "delete": 12,
    "paste": 6,
    "undo": 12,
    "open": 6,
    "close": 4,
    "save": 3,
    "unsaved": 1,
    "glance": 1,
    "change_on_disk": 3,
    "create": 0.6,
    "remove": 0.5,
    "rename": 0.5,
    "remove_folder": 0.05,
    "switch_branch": 0.15,
    "change_file_settings": 0.15,
    "change_editor_settings": 0.15,
    "change_ignored": 0.08,
}
"""How often each is done, in relation to the others."""
_AT = (
    *("completion", "hover", "definition", "declaration", "references", "documentHighlight"),
    *("prepareRename", "codeAction", "inlayHint", "documentSymbol", "codeLens", "documentLink"),
)


@dataclass
class _Document:
    """An open document, and what it was before."""

    name: str
    uri: str
    text: str
    version: int = 1
    before: deque[str] = field(default_factory=lambda: deque(maxlen=40))


class Soak:
    """One server, and what is done to it."""

    def __init__(self, folder: Path, *, pulls: bool, files: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self.workspace = SoakedWorkspace(folder / "soaked" / "shop", files, self.chance)
        self.elsewhere = folder / "fresh"
        self.editor = SoakingEditor(self.workspace.folder, pulls)
        self.documents: dict[str, _Document] = {}
        self.edits = 0
        self.steps: Counter[str] = Counter()
        self.checked = 0
        """How many diagnostics were compared so far."""
        self.memory: list[tuple[int, int]] = []
        """The server's memory in kilobytes after so many edits."""
        self._untitled = 0

    async def run(self, edits: int) -> None:
        """Goes on until so many edits were made."""
        names, weights = list(_STEPS), list(_STEPS.values())
        mark = self.edits
        while self.edits < edits:
            (step,) = self.chance.choices(names, weights)
            self.steps[step] += 1
            await getattr(self, f"_{step}")()
            self._ask_something()
            await self._breathe()
            if self.edits - mark >= 100:
                mark = self.edits
                self.memory.append((self.edits, self.editor.memory()))

    async def _breathe(self) -> None:
        await self.editor.drain()
        if self.editor.pulls and self.documents:
            self.editor.ask_for(self.chance.choice(list(self.documents.values())).uri)
        uri = self.editor.uri(self.workspace.name())
        place = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
        await self.editor.answered("textDocument/hover", place)
        if self.chance.random() < _PAUSES:
            await asyncio.sleep(_QUIET)

    def _ask_something(self) -> None:
        if not self.documents or self.chance.random() < 0.4:
            return
        document = self.chance.choice(list(self.documents.values()))
        line = self.chance.randrange(document.text.count("\n") + 2)
        at = {"line": line, "character": self.chance.randrange(30)}
        params: dict[str, Any] = {
            "textDocument": {"uri": document.uri},
            "position": at,
            "range": {"start": {"line": 0, "character": 0}, "end": at},
            "context": {"includeDeclaration": True, "diagnostics": [], "triggerKind": 1},
        }
        number = self.editor.ask(f"textDocument/{self.chance.choice(_AT)}", params)
        if self.chance.random() < 0.2:
            self.editor.take_back(number)
        if self.chance.random() < 0.1:
            self.editor.take_back(number - self.chance.randrange(100))
        if self.chance.random() < 0.02:
            self.editor.ask("workspace/symbol", {"query": self.chance.choice(("", "va", "x"))})

    async def _any_document(self) -> _Document:
        if len(self.documents) < 3:
            await self._open()
        return self.chance.choice(list(self.documents.values()))

    def _put(self, document: _Document, text: str, *, undo: bool = False) -> None:
        if not undo:
            document.before.append(document.text)
        document.text = text
        document.version += 1
        self.edits += 1
        self.editor.open[document.uri] = document.version
        self.editor.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": document.uri, "version": document.version},
                "contentChanges": [{"text": text}],
            },
        )

    def _has_typed(self, document: _Document) -> None:
        if self.editor.pulls:
            self.editor.ask_for(document.uri)

    def _place(self, text: str) -> int:
        at = self.chance.randrange(len(text) + 1)
        return text.find("\n", at) if self.chance.random() < 0.5 and "\n" in text[at:] else at

    async def _type(self) -> None:
        document = await self._any_document()
        at = self._place(document.text)
        for sign in self.chance.choice(_WORDS):
            self._put(document, document.text[:at] + sign + document.text[at:])
            at += 1
            if self.chance.random() < 0.1:
                await asyncio.sleep(0.002)
        self._has_typed(document)
        if len(document.text) > _LONGEST:
            self._put(document, self.workspace.new_text(document.name))

    async def _delete(self) -> None:
        document = await self._any_document()
        at = self._place(document.text)
        for _ in range(self.chance.choice((1, 3, 8))):
            length = self.chance.choice((1, 1, 1, 10))
            self._put(document, document.text[: max(0, at - length)] + document.text[at:])
            at = max(0, at - length)
        self._has_typed(document)

    async def _paste(self) -> None:
        document = await self._any_document()
        other, at = self.workspace.new_text(), self._place(document.text)
        if self.chance.random() < 0.3:
            text = other
        else:
            start = self.chance.randrange(len(other) + 1)
            text = document.text[:at] + other[start : start + 300] + document.text[at:]
        self._put(document, text)
        self._has_typed(document)

    async def _undo(self) -> None:
        document = await self._any_document()
        for _ in range(self.chance.randrange(1, 15)):
            if document.before:
                self._put(document, document.before.pop(), undo=True)
        self._has_typed(document)

    async def _open(self) -> None:
        name = self.workspace.name()
        if name not in self.documents:
            self._show(name, self.workspace.texts[name])
        if len(self.documents) > _MOST_OPEN:
            await self._close()

    async def _unsaved(self) -> None:
        self._untitled += 1
        self._show(f"untitled:Untitled-{self._untitled}", self.workspace.new_text())

    async def _glance(self) -> None:
        """Opens what the server has hardly seen when it is closed again."""
        before = set(self.documents)
        await self.chance.choice((self._open, self._unsaved))()
        for name in self.documents.keys() - before:
            self._hide(name)

    def _show(self, name: str, text: str) -> None:
        document = _Document(name, self.editor.uri(name), text)
        self.documents[name] = document
        self.editor.open[document.uri] = 1
        self.edits += 1
        language = "yaml" if name.endswith("yaml") or name.startswith("untitled:") else "plaintext"
        item = {"uri": document.uri, "languageId": language, "version": 1, "text": text}
        self.editor.notify("textDocument/didOpen", {"textDocument": item})
        self._has_typed(document)

    async def _close(self) -> None:
        if self.documents:
            self._hide(self.chance.choice(list(self.documents)))

    def _hide(self, name: str) -> None:
        document = self.documents.pop(name)
        del self.editor.open[document.uri]
        self.edits += 1
        self.editor.notify("textDocument/didClose", {"textDocument": {"uri": document.uri}})
        if self.editor.pulls:
            self.editor.forget(document.uri)

    async def _save(self) -> None:
        document = await self._any_document()
        if not document.name.startswith("untitled:"):
            kind = _CHANGED if document.name in self.workspace.texts else _CREATED
            self.workspace.write(document.name, document.text)
            self._tell([(document.name, kind)])

    def _tell(self, events: list[tuple[str, int]]) -> None:
        self.edits += len(events)
        while events:
            share = self.chance.choice((1, 20, 500)) if len(events) > 1 else 1
            told = [{"uri": self.editor.uri(name), "type": kind} for name, kind in events[:share]]
            self.editor.notify("workspace/didChangeWatchedFiles", {"changes": told})
            events = events[share:]

    async def _change_on_disk(self) -> None:
        name = self.chance.choice(list(self.workspace.texts))
        self.workspace.write(name, self.workspace.new_text(name))
        self._tell([(name, _CHANGED)])

    async def _create(self) -> None:
        while True:
            name = self.workspace.new_name()
            if name not in self.documents:
                break
        self.workspace.write(name, self.workspace.new_text(name))
        self._tell([(name, _CREATED)])

    async def _remove(self) -> None:
        while len(self.workspace.texts) > self.workspace.size:
            name = self.chance.choice(list(self.workspace.texts))
            self.workspace.remove(name)
            self._tell([(name, _DELETED)])

    async def _rename(self) -> None:
        old, new = self.workspace.name(), self.workspace.new_name()
        typed = self.documents[old].text if old in self.documents else None
        if typed is not None:
            self._hide(old)
        if new not in self.documents:
            self.workspace.rename(old, new)
            self._tell([(old, _DELETED), (new, _CREATED)])
        if typed is not None and new not in self.documents and not new.startswith(HIDDEN):
            self._show(new, typed)

    async def _remove_folder(self) -> None:
        folder = self.workspace.name().rpartition("/")[0]
        if len(self.workspace.texts) - len(self.workspace.below(folder)) < 10:
            return
        self.workspace.remove_folder(folder)
        self._tell([(folder, _DELETED)])

    async def _switch_branch(self) -> None:
        events: dict[str, int] = {}
        for _ in range(self.chance.randrange(20, 100)):
            drawn = self.chance.random()
            if drawn < 0.6:
                name = self.chance.choice(list(self.workspace.texts))
                self.workspace.write(name, self.workspace.new_text(name))
                events.setdefault(name, _CHANGED)
            elif drawn < 0.8 and len(self.workspace.texts) > self.workspace.size * 0.8:
                name = self.chance.choice(list(self.workspace.texts))
                self.workspace.remove(name)
                events[name] = _DELETED
            else:
                name = self.workspace.new_name()
                if name not in self.documents and len(self.workspace.texts) < self.workspace.size:
                    self.workspace.write(name, self.workspace.new_text(name))
                    events[name] = _CREATED
        self._tell(list(events.items()))

    async def _change_file_settings(self) -> None:
        name = self.workspace.change_settings()
        self._tell([(name, _CHANGED if name in self.workspace.configs else _DELETED)])

    async def _change_editor_settings(self) -> None:
        self.editor.settings = self.workspace.new_settings()
        self.edits += 1
        self.editor.notify("workspace/didChangeConfiguration", {"settings": None})

    async def _change_ignored(self) -> None:
        self._tell([(self.workspace.change_ignored(), _CHANGED)])

    async def check(self) -> None:
        """Holds what the editor shows to what the command line finds; a difference is a fault."""
        for name in [each for each in self.documents if each.startswith("untitled:")]:
            self._hide(name)
        expected = await asyncio.get_running_loop().run_in_executor(None, self._fresh)
        end = asyncio.get_running_loop().time() + PATIENCE
        while asyncio.get_running_loop().time() < end:
            await self.editor.answered("workspace/executeCommand", {"command": "daprls.lint"})
            await asyncio.sleep(0.3)
            if (shown := self._shown()) == expected and not self.editor.unanswered:
                break
        else:
            self._differs(shown, expected)
            if self.editor.unanswered:
                asked = Counter(self.editor.unanswered)
                self.editor.faults.append(f"After {self.edits} edits unanswered: {asked}.")
        self.checked += sum(map(len, expected.values()))

    def _differs(self, shown: dict[str, Any], expected: dict[str, Any]) -> None:
        for name in sorted({*shown, *expected}):
            ours, theirs = shown.get(name, []), expected.get(name, [])
            missing = [each for each in theirs if each not in ours]
            stale = [each for each in ours if each not in theirs]
            if ours != theirs:
                state = "open" if name in self.documents else "closed"
                self.editor.faults.append(
                    f"After {self.edits} edits {name} ({state}) lacks {missing} and has {stale}."
                )

    def _shown(self) -> dict[str, Any]:
        start = f"{self.workspace.folder.as_uri()}/"
        return {
            uri.removeprefix(start): sorted(
                json.dumps([each["range"], each["severity"], each["code"], each["message"]])
                for each in found
            )
            for uri, found in self.editor.shown.items()
            if found
        }

    def _fresh(self) -> dict[str, Any]:
        """What the command line finds in a copy of the folder."""
        shutil.rmtree(self.elsewhere, ignore_errors=True)
        folder = self.elsewhere / self.workspace.folder.name
        typed = {name: each.text for name, each in self.documents.items()}
        self.workspace.copy_to(folder, typed, self.editor.settings)
        command = [sys.executable, "-m", "daprls", "lint", "--format", "json"]
        done = subprocess.run(
            [*command, "--fail-on", "never"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            self.editor.faults.append(f"The command line failed: {done.stderr}")
            return {}
        found: dict[str, list[str]] = {}
        for each in json.loads(done.stdout)["diagnostics"]:
            severity = _SEVERITIES.index(each["severity"]) + 1
            told = json.dumps([each["range"], severity, each["rule"], each["message"]])
            found.setdefault(each["file"], []).append(told)
        return {name: sorted(told) for name, told in found.items()}


def risen(points: list[tuple[int, int]]) -> float:
    """By how much the second number rises while the first doubles, at the end.

    It is medians that are compared, of the last tenth and of a tenth about the middle.
    """
    if not points:
        return 0.0
    end = points[-1][0]
    middle = [y for x, y in points if 0.45 * end <= x <= 0.55 * end]
    last = [y for x, y in points if x >= 0.9 * end]
    return median(last) - median(middle) if middle else 0.0


def slope(points: list[tuple[int, int]]) -> float:
    """By how much the second number grows with each of the first, by least squares."""
    if len(points) < 2:
        return 0.0
    middle = sum(x for x, _ in points) / len(points)
    height = sum(y for _, y in points) / len(points)
    spread = sum((x - middle) ** 2 for x, _ in points)
    return sum((x - middle) * (y - height) for x, y in points) / spread
