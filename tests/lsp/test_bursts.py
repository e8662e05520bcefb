"""However much happens at once in the folders, it is looked at once, and nobody who types waits."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from talk import CHANGED, CREATED, DELETED, PUSHED, Talk, component, talking

from daprls.lsp import looking, progress, workspace
from daprls.lsp.progress import Steps

FILES = 30
SHOWS = {**PUSHED, "window": {"workDoneProgress": True}}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path.resolve() / "shop"
    (folder / ".git").mkdir(parents=True)
    for number in range(FILES):
        (folder / f"{number}.yaml").write_text(component(f"store-{number}"), "utf-8")
    return folder


def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often everything is read, and how often single files are."""
    found: Counter[str] = Counter()

    def count(name: str, read: Callable[..., Any]) -> None:
        def reading(*arguments: Any) -> Any:
            found[name] += 1
            return read(*arguments)

        monkeypatch.setattr(workspace, name, reading)

    count("look", workspace.look)
    count("load_again", workspace.load_again)
    return found


@pytest.mark.parametrize("share", [1, 50, 5000], ids=lambda share: f"{share} at a time")
def test_a_change_of_branches_is_looked_at_once(
    share: int, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        async with talking(shop, PUSHED) as it:
            monkeypatch.setattr(workspace, "_QUIET", 1.0)
            found = counted(monkeypatch)
            age = it.server.publisher._age
            events = []
            for number in range(5000):
                name, kind = f"{number}.yaml", CHANGED if number < FILES else CREATED
                if number % 10 == 9:
                    kind = DELETED
                    (shop / name).unlink(missing_ok=True)
                elif number < 2 * FILES:
                    (shop / name).write_text(component("vault"), "utf-8")
                events.append({"uri": it.uri(name), "type": kind})
            for start in range(0, len(events), share):
                it.tell("workspace/didChangeWatchedFiles", changes=events[start : start + share])
                if share == 50:
                    await asyncio.sleep(0)  # They come in one after the other.
            await it.settle()
            assert found == {"look": 1}
            assert it.server.publisher._age == age + 1
            there = {path.rpartition("/")[2] for path in it.server.snapshot.files}
            assert there == {f"{n}.yaml" for n in range(2 * FILES) if n % 10 != 9}

    asyncio.run(asyncio.wait_for(run(), 60))


def test_a_burst_of_changes_to_known_files_reads_them_once_and_no_others(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        async with talking(shop, PUSHED) as it:
            found = counted(monkeypatch)
            names = [f"{number}.yaml" for number in range(FILES)]
            for name in names:
                (shop / name).write_text(component("vault"), "utf-8")
            for _ in range(100):
                it.changed(names, CHANGED)
            await it.settle()
            assert found == {"load_again": 1}

    asyncio.run(asyncio.wait_for(run(), 60))


class _Reading:
    """Reading that goes on for as long as a test wants it to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[str] = []
        """The names of the files that were read."""
        self.is_slow = True
        monkeypatch.setattr(looking, "load", self._counting(looking.load))
        monkeypatch.setattr(progress, "_PATIENCE", 0.02)
        monkeypatch.setattr(progress, "_BEAT", 0.01)

    def _counting(self, load: Callable[..., Any]) -> Callable[..., Any]:
        def loading(*arguments: Any, progress: Steps, **more: Any) -> Any:
            def step() -> None:
                progress()
                self.read.append("one")
                while self.is_slow and len(self.read) == 5:
                    progress()  # Raises once the work is taken back.

            return load(*arguments, progress=step, **more)

        return loading


def test_typing_is_answered_while_the_folder_is_read(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = _Reading(monkeypatch)

    async def run() -> None:
        it = Talk(shop)
        await it.begin(SHOWS)
        await _until(lambda: len(reading.read) == 5)
        it.edit("0.yaml", (component("vault", f"# {'x' * n}\n") for n in range(20)))
        place = {"textDocument": {"uri": it.uri("0.yaml")}, "position": {"line": 5, "character": 9}}
        assert "secretstores.local.file" in str(await it.answer("textDocument/hover", **place))
        place["position"] = {"line": 8, "character": 14}
        assert (await it.answer("textDocument/completion", **place))["items"]
        assert not it.server.folders.ready.is_set()
        reading.is_slow = False
        await it.settle()
        assert len(it.server.snapshot.files) == FILES
        assert it.server.snapshot.files[(shop / "0.yaml").as_posix()].text.endswith("x" * 19 + "\n")
        assert it.shown[it.uri("0.yaml")]

    asyncio.run(asyncio.wait_for(run(), 60))


def test_reading_that_is_taken_back_ends_and_typing_goes_on(
    shop: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    reading = _Reading(monkeypatch)

    async def run() -> None:
        it = Talk(shop)
        await it.begin(SHOWS)
        await _until(lambda: any(each["method"] == "$/progress" for each in it.told))
        (begin,) = [
            each["params"]
            for each in it.told
            if each["method"] == "$/progress" and each["params"]["value"]["kind"] == "begin"
        ]
        assert begin["value"]["cancellable"] is True
        it.tell("window/workDoneProgress/cancel", token=begin["token"])
        await it.settle()
        assert len(reading.read) == 5, "no file is read once it is taken back"
        assert "Not all files were read" in caplog.text
        last = [each["params"]["value"] for each in it.told if each["method"] == "$/progress"][-1]
        assert last["kind"] == "end"
        it.edit("0.yaml", iter([component("vault")]))
        await it.settle()
        assert it.shown[it.uri("0.yaml")]

    asyncio.run(asyncio.wait_for(run(), 60))


async def _until(is_so: Callable[[], bool]) -> None:
    for _ in range(4000):
        if is_so():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came to that")
