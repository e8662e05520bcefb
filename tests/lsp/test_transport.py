"""Bytes become messages, and messages that newer ones make needless are not handled."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from daprls.lsp.frames import BrokenFramingError, Frames
from daprls.lsp.transport import Inbox


def framed(*bodies: bytes) -> bytes:
    return b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies)


def test_messages_come_out_however_the_bytes_are_cut() -> None:
    bodies = [b"{}", "\u00e9".encode(), b"", b"x" * 1000]
    data = framed(*bodies)
    for size in (1, 2, 7, 100, len(data)):
        frames = Frames()
        found = [
            each for at in range(0, len(data), size) for each in frames.feed(data[at : at + size])
        ]
        assert found == bodies


@pytest.mark.parametrize("header", [b"Content-Length: x", b"Length: 3", b"", b"Content-Length: -1"])
def test_a_header_that_tells_no_length_is_no_header(header: bytes) -> None:
    with pytest.raises(BrokenFramingError):
        Frames().feed(header + b"\r\n\r\n")


def handled(*messages: dict[str, Any]) -> list[tuple[Any, bool]]:
    """What is handled of messages that come in at once: what names each, and if taken back."""
    found: list[tuple[Any, bool]] = []

    async def run() -> None:
        inbox = Inbox(
            lambda message, taken_back: found.append((message["name"], taken_back)),
            lambda: found.append(("unreadable", False)),
        )
        inbox.put([json.dumps(message).encode() for message in messages])
        await asyncio.sleep(0)
        assert inbox.is_empty

    asyncio.run(run())
    return found


def change(name: str, uri: str, **more: Any) -> dict[str, Any]:
    params = {"textDocument": {"uri": uri}, "contentChanges": [{"text": "", **more}]}
    return {"name": name, "method": "textDocument/didChange", "params": params}


def test_of_texts_that_follow_each_other_the_newest_is_handled() -> None:
    other = {"name": "hover", "id": 1, "method": "textDocument/hover"}
    messages = [change("1", "a"), change("2", "a"), change("3", "b"), change("4", "b"), other]
    messages += [change("5", "b")]
    assert [name for name, _ in handled(*messages)] == ["2", "4", "hover", "5"]


def test_a_text_before_a_change_of_a_part_is_handled() -> None:
    part = change("2", "a", range={})
    assert [name for name, _ in handled(change("1", "a"), part)] == ["1", "2"]


def test_a_request_knows_that_it_was_taken_back() -> None:
    cancel = {"name": "cancel", "method": "$/cancelRequest", "params": {"id": 1}}
    messages = [{"name": str(number), "id": number, "method": "m"} for number in (1, 2)]
    assert handled(*messages, cancel) == [("1", True), ("2", False), ("cancel", False)]
