"""Work in another thread: shown only when it takes long, and ended when it is taken back."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

import pytest

from daprls.lsp import progress
from daprls.lsp.client import Client
from daprls.lsp.progress import Steps, TakenBackError, in_thread, shown_progress

pytestmark = pytest.mark.asyncio


@dataclass
class Shown:
    """What stands for the progress of a server."""

    tokens: dict[Any, Future[Any]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    async def create_async(self, token: Any) -> None:
        self.tokens[token] = Future()
        self.told.append("create")

    def begin(self, _token: Any, value: Any) -> None:
        self.told.append(value.title)

    def report(self, token: Any, value: Any) -> None:
        self.told.append(value.message)
        if value.message == "2 files":
            self.tokens[token].cancel()

    def end(self, _token: Any, _value: Any) -> None:
        self.told.append("end")


@dataclass
class Server:
    """What stands for a server."""

    client: Client = field(default_factory=lambda: Client(progress=True))
    work_done_progress: Shown = field(default_factory=Shown)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.05)
    monkeypatch.setattr(progress, "_BEAT", 0.01)


async def run(server: Server, steps: Steps, function: Any) -> Any:
    work = in_thread(function)
    return await shown_progress(server, "Reading", steps, work)  # type: ignore[arg-type]


async def test_quick_work_is_not_shown() -> None:
    server = Server()
    assert await run(server, Steps(), lambda: 3) == 3
    assert server.work_done_progress.told == []


async def test_long_work_is_shown_from_its_beginning_to_its_end() -> None:
    server = Server()
    gate = threading.Event()
    asyncio.get_running_loop().call_later(0.15, gate.set)
    assert await run(server, Steps(), gate.wait) is True
    told = server.work_done_progress.told
    assert told[:2] == ["create", "Reading"]
    assert told[-1] == "end"
    assert server.work_done_progress.tokens == {}


async def test_work_that_is_taken_back_ends_at_its_next_step() -> None:
    server, steps = Server(), Steps()

    def forever() -> None:
        for _ in range(2):
            steps()
        while True:
            time.sleep(0.001)
            if server.work_done_progress.told[-1:] == ["2 files"]:
                time.sleep(0.05)
                steps()

    with pytest.raises(TakenBackError):
        await run(server, steps, forever)


async def test_what_goes_wrong_in_a_thread_is_raised_where_it_is_waited_for() -> None:
    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        await run(Server(), Steps(), fail)
