"""What is measured of a server while an editor speaks to it. Every function is one conversation.

The results are lists of numbers by what they measure; one conversation takes part in one round.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bench.editor import PATIENCE, Document, Editor, now
from bench.servers import Server

Numbers = dict[str, list[float]]

KEYSTROKES = 60
REQUESTS = 30
BURST = 50
BURSTS = 3
_VALUE = r"^\s+value: [\w\"][\w:.\-]*()"
"""Behind the first letters of a value."""
_TYPED = ("\n    ", *"- name: redisUsername", "\n      ", *'value: "abc def"')


def _editor(server: Server, folder: Path) -> Editor:
    return Editor(server.command, folder, server.settings, server.environment)


def _misspelt(news: Any) -> bool:
    return bool(news.diagnostics)


async def start(server: Server, folder: Path, path: Path) -> Numbers:
    """From the start of the process to its first answer, and to the first finding shown."""
    text = path.read_text(encoding="utf-8")
    async with _editor(server, folder) as it:
        found = it.expect(path.as_uri(), _misspelt)
        hello = await it.begin()
        it.open(path.as_uri(), text)
        news = await asyncio.wait_for(found, PATIENCE)
        cpu = it.cpu()
    return {
        "start → initialize": [hello],
        "start → first finding": [news.moment - it.started],
        "start → first finding, CPU": [cpu],
    }


async def typing(server: Server, folder: Path, path: Path, keystrokes: int = KEYSTROKES) -> Numbers:
    """Keystrokes and the diagnostics that follow each, then what else is asked of the document."""
    text = path.read_text(encoding="utf-8")
    async with _editor(server, folder) as it:
        await it.begin()
        document = await _opened(it, path, text)
        line, column = document.place(_VALUE)
        result = {
            **await _keystrokes(document, _letters(line, column, keystrokes), "keystroke"),
            **await _keystrokes(document, _item(document, keystrokes), "typing"),
        }
        await it.quiet()
        result |= await _requests(document, (line, column))
        result |= await _bursts(document, (line, column))
    return result


async def _opened(it: Editor, path: Path, text: str) -> Document:
    found = it.expect(path.as_uri(), _misspelt)
    it.open(path.as_uri(), text)
    await asyncio.wait_for(found, PATIENCE)
    await it.quiet()
    return Document(it, path.as_uri(), text)


Keystroke = tuple[int, int, int, str]


def _letters(line: int, column: int, count: int) -> Iterator[Keystroke]:
    """Letters that are put into a value and taken out again."""
    half = count // 2
    for number in range(half):
        yield line, column + number, column + number, "a"
    for number in reversed(range(half)):
        yield line, column + number, column + number + 1, ""


def _item(document: Document, count: int) -> Iterator[Keystroke]:
    """An item that is typed behind the first one: most of the time the document is half-typed."""
    line, _ = document.place(r"^\s+value: ()")
    column = len(document.text.split("\n")[line])
    for number in range(count):
        typed = _TYPED[number % len(_TYPED)]
        yield line, column, column, typed
        if typed.startswith("\n"):
            line, column = line + 1, len(typed) - 1
        else:
            column += 1


async def _keystrokes(document: Document, keys: Iterable[Keystroke], name: str) -> Numbers:
    it, before = document.editor, document.text
    times: list[float] = []
    used = it.cpu()
    for line, start, end, new in keys:
        seen = document.looked_at()
        begin = now()
        document.replace(line, start, end, new)
        times.append((await asyncio.wait_for(seen, PATIENCE)).moment - begin)
    spent = (it.cpu() - used) / max(1, len(times))
    if document.text != before:
        seen = document.looked_at()
        await _whole(document, before)
        await asyncio.wait_for(seen, PATIENCE)
    return {f"{name} → diagnostics": times, f"{name}, CPU": [spent]}


async def _whole(document: Document, text: str) -> None:
    document.text = text
    document.version += 1
    document.editor.notify(
        "textDocument/didChange",
        {
            "textDocument": {"uri": document.uri, "version": document.version},
            "contentChanges": [{"text": text}],
        },
    )


async def _requests(document: Document, value: tuple[int, int]) -> Numbers:
    it, uri = document.editor, {"uri": document.uri}
    line, column = value
    name = document.place(r"^\s+- name: ()\w", 1)
    at = {"line": name[0], "character": name[1]}
    place = {"textDocument": uri, "position": at}
    asked = {**place, "context": {"triggerKind": 1}}
    completion, after_edit, hover, actions = [], [], [], []
    for number in range(REQUESTS):
        completion.append((await it.timed("textDocument/completion", asked))[0])
        end = column + number % 2
        document.replace(line, column, end, "" if number % 2 else "b")
        after_edit.append((await it.timed("textDocument/completion", asked))[0])
    await it.quiet()
    shown = it.published[document.uri].diagnostics[:1]
    context = {"textDocument": uri, "range": shown[0]["range"], "context": {"diagnostics": shown}}
    for _ in range(REQUESTS):
        hover.append((await it.timed("textDocument/hover", place))[0])
        actions.append((await it.timed("textDocument/codeAction", context))[0])
    return {
        "completion": completion,
        "completion after an edit": after_edit,
        "hover": hover,
        "code action": actions,
    }


async def _bursts(document: Document, value: tuple[int, int]) -> Numbers:
    """Many keystrokes without a pause, then a completion."""
    it = document.editor
    line, column = value
    name = document.place(r"^\s+- name: ()\w", 1)
    at = {"line": name[0], "character": name[1]}
    asked = {"textDocument": {"uri": document.uri}, "position": at, "context": {"triggerKind": 1}}
    answered, shown, spent = [], [], []
    for _ in range(BURSTS):
        used, begin = it.cpu(), now()
        for number in range(BURST):
            document.replace(line, column + number, column + number, "x")
        moment, _answer = await asyncio.wait_for(
            it.request("textDocument/completion", asked), PATIENCE
        )
        answered.append(moment - begin)
        await it.quiet()
        # Not every server tells the version; what came last was of the last one.
        shown.append(it.published[document.uri].moment - begin)
        spent.append(it.cpu() - used)
        document.replace(line, column, column + BURST, "")
        await it.quiet()
    return {"burst → completion": answered, "burst → diagnostics": shown, "burst, CPU": spent}


async def memory(server: Server, folder: Path, path: Path, many: Path) -> Numbers:
    """The memory at rest, and with a tenth and all of many documents open; how long these take."""
    result: Numbers = {}
    async with _editor(server, folder) as it:
        await it.begin()
        await it.quiet()
        result["memory at rest"] = [it.memory()["now"]]
    documents = sorted(many.rglob("component-*.yaml"))
    tenth = len(documents) // 10
    async with _editor(server, many) as it:
        await it.begin()
        document = await _opened(it, path, path.read_text(encoding="utf-8"))
        await _open_all(it, documents[:tenth])
        await it.quiet()
        result["memory with a tenth open"] = [it.memory()["now"]]
        begin, used = now(), it.cpu()
        last = await _open_all(it, documents[tenth:])
        result["many opened → all diagnosed"] = [last - begin]
        await it.quiet()
        result["many opened, CPU"] = [it.cpu() - used]
        result["memory with many open"] = [it.memory()["now"]]
        result["memory at its highest"] = [it.memory()["highest"]]
        line, column = document.place(_VALUE)
        keys = await _keystrokes(document, _letters(line, column, 30), "keystroke")
        result["keystroke with many open"] = keys["keystroke → diagnostics"]
    return result


async def _open_all(it: Editor, documents: list[Path]) -> float:
    """Opens all; the result is the moment when the last was diagnosed."""
    waiting = [it.expect(each.as_uri()) for each in documents]
    for each in documents:
        it.open(each.as_uri(), each.read_text(encoding="utf-8"))
        await it.drain()
    news = await asyncio.wait_for(asyncio.gather(*waiting), PATIENCE * 5)
    return max(each.moment for each in news)


async def index(server: Server, folder: Path, path: Path) -> Numbers:
    """A workspace: when it is read, what is typed meanwhile, and what a keystroke costs in it."""
    text = path.read_text(encoding="utf-8")
    uri = path.as_uri()
    async with _editor(server, folder) as it:
        found = it.expect(uri, _misspelt)
        await it.begin()
        it.open(uri, text)
        document = Document(it, uri, text)
        line, column = document.place(_VALUE)
        meanwhile = await _meanwhile(document, found, (line, column))
        news = await asyncio.wait_for(found, PATIENCE)
        await it.quiet()
        cold, spent = news.moment - it.started, it.cpu()
        result: Numbers = {"workspace read": [cold], "workspace read, CPU": [spent]}
        if meanwhile:
            result["hover while it is read"] = meanwhile
        result["memory"] = [it.memory()["now"]]
        result |= await _keystrokes(document, _letters(line, column, 40), "keystroke")
        await it.quiet()
        if server.name == "daprls":
            result |= await _again(it, folder, uri)
    return result


async def _meanwhile(
    document: Document, found: asyncio.Future[Any], value: tuple[int, int]
) -> list[float]:
    """How long keystrokes with a question behind them take until the first findings are shown."""
    it, times = document.editor, []
    line, column = value
    asked = {"textDocument": {"uri": document.uri}, "position": {"line": line, "character": 12}}
    number = 0
    while not found.done():
        document.replace(line, column, column + number % 2, "" if number % 2 else "b")
        number += 1
        with contextlib.suppress(RuntimeError):
            times.append((await it.timed("textDocument/hover", asked))[0])
        await asyncio.sleep(0.02)
    if number % 2:
        document.replace(line, column, column + 1, "")
    # The first waits for the process to start.
    return times[1:]


async def _again(it: Editor, folder: Path, uri: str) -> Numbers:
    """The workspace is read again, as when its settings were changed."""
    settings = folder / "daprls.toml"
    used = it.cpu()
    changed = it.expect(uri)
    begin = now()
    settings.write_text('[severity]\nunknown-metadata-name = "info"\n', encoding="utf-8")
    event = {"changes": [{"uri": settings.as_uri(), "type": 1}]}
    try:
        it.notify("workspace/didChangeWatchedFiles", event)
        news = await asyncio.wait_for(changed, PATIENCE)
    finally:
        settings.unlink()
    await it.quiet()
    return {"workspace read again": [news.moment - begin], "again, CPU": [it.cpu() - used]}
