"""A person types every example letter by letter and is offered, in time, what the file then says.

Each letter goes to the real server as an editor sends it. At every key, and at every value that
can be known, the right item must be among the first three as soon as the word's last part has
begun, and accepting it must give what stands in the file.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from editor import Editor, abilities, editing
from test_diagnostics import lint, plainly

from daprls.syntax.parser import parse
from daprls.syntax.tree import Entry, Mapping, Node, Scalar, Sequence

pytestmark = pytest.mark.asyncio

EXAMPLES = Path(__file__).parents[2] / "examples" / "bookshop"
NAMES = sorted(
    path.relative_to(EXAMPLES).as_posix()
    for path in EXAMPLES.glob("*/*.yaml")
    if path.name != "dapr.yaml"
)
FIRST = 3
"""Among how many items the right one must be."""

FREE = frozenset(
    {
        "value",  # of most metadata: an address, a name of one's own
        "key",  # of a secret in a store
        "metadata/name",  # of the component, in its manifest
    }
)
"""Keys whose values are nobody's to know."""

NOT_OFFERED = {
    "components/carts.yaml": {"COSMOS-MASTER-KEY"},
    "components/invoices.yaml": {"containerNam", "scope", "scope/-"},
    "components/legacy-vault.yaml": {"metadata/-/secretRef:"},
    "components/orders.yaml": {
        "pubsub.azure.servicebus.queue",
        "bookshop-valt",
        "metadata/-/name:",  # of a type that does not exist
        "orders-client-secret",
    },
    "components/shipping.yaml": {"bindings.azure.servicebusqueues"},  # its other name is offered
    "local/carts.yaml": {"redis-password", "spec/scopes", "Local-Secrets"},
    "local/orders.yaml": {"consumerId"},
    "local/reminders.yaml": {'value:"@every 24h"'},
}
"""Words, or keys that lead to them: the examples' mistakes, and names that stand nowhere else."""

MARKS = frozenset({"componentType", "apiVersion", "apiVersion:", "kind", "kind:"})
"""What makes a file a component: without it nothing can be known of the file's other lines."""


@dataclass(frozen=True)
class Word:
    """A key or a value that could be completed."""

    start: int
    text: str
    what: str
    """The keys that lead to it, for messages."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def enough(self) -> int:
        """How many letters may be needed: two of the word's last part."""
        parts = [match.start() for match in re.finditer(r"(?<=\.)\w|(?<=[a-z])[A-Z]", self.text)]
        return (parts[-1] if parts else 0) + 2


def words(name: str, text: str) -> list[Word]:
    """All words of a file that someone who types it could be offered, in order."""
    found: list[Word] = []
    for document in parse(text).documents:
        found.extend(_words(document.root, ()))
    exempt = NOT_OFFERED.get(name, set())
    knowable = (word for word in found if not exempt & {word.text, word.what})
    return sorted(knowable, key=lambda word: word.start)


def _words(node: Node, path: tuple[str, ...]) -> Iterator[Word]:
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield Word(entry.key.span.start, entry.key.raw, "/".join((*path, entry.key.text)))
            yield from _value(entry, path)
    elif isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Scalar):
                yield Word(item.span.start, item.raw, "/".join((*path, "-")))
            yield from _words(item, (*path, "-"))


def _value(entry: Entry, path: tuple[str, ...]) -> Iterator[Word]:
    here = (*path, entry.key.text)
    value = entry.value
    if isinstance(value, Scalar):
        free = entry.key.text in FREE or "/".join(here) in FREE
        if not free or re.fullmatch(r'"?(true|false)"?', value.raw):
            yield Word(value.span.start, value.raw, "/".join(here) + ":")
    elif not (isinstance(value, Sequence) and value.flow):
        yield from _words(value, here)


@asynccontextmanager
async def bookshop(name: str, folder: Path) -> AsyncIterator[tuple[Editor, str]]:
    """An editor that shows the examples, and the text of the one called `name`."""
    shutil.copytree(EXAMPLES, folder / "bookshop")
    async with editing(folder / "bookshop", capabilities=abilities()) as it:
        text = (it.folder / name).read_bytes().decode("utf-8")
        it.open(name, "")
        yield it, text


@pytest.mark.parametrize("name", NAMES)
async def test_typing_an_example_is_helped_at_every_word(name: str, tmp_path: Path) -> None:
    async with bookshop(name, tmp_path) as (it, text):
        missed = [problem async for problem in type_out(it, name, text)]
        assert plainly(await it.shown(name)) == lint(it.folder / name, it.folder)
        assert missed == []


async def type_out(it: Editor, name: str, text: str) -> AsyncIterator[str]:
    """Types `text` and tells of each word that was not offered in time."""
    waiting = words(name, text)
    assert waiting
    word: Word | None = None
    for end in range(len(text) + 1):
        it.change(name, text[:end])
        if waiting and waiting[0].start == end:
            word = waiting.pop(0)
        if word is None:
            continue
        best = await offered(it, name, end, text[word.start : end])
        if any(gives(each, text, word) for each in best):
            word = None
        elif end - word.start == min(word.enough, len(word.text)):
            yield f"{word.what} '{word.text}'"
            word = None


@pytest.mark.parametrize("name", NAMES)
async def test_typing_a_word_of_an_example_anew_is_helped(name: str, tmp_path: Path) -> None:
    async with bookshop(name, tmp_path) as (it, text):
        for word in words(name, text):
            if word.what not in MARKS:
                assert await is_helped(it, name, text, word), f"{word.what} '{word.text}'"
        it.change(name, text)
        assert plainly(await it.shown(name)) == lint(it.folder / name, it.folder)


async def is_helped(it: Editor, name: str, text: str, word: Word) -> bool:
    """Whether a word that is typed anew in its file is offered in time."""
    for count in range(min(word.enough, len(word.text) - 1) + 1):
        end = word.start + count
        it.change(name, text[:end] + text[word.end :])
        if text in await offered(it, name, end, word.text[:count]):
            return True
    return False


async def offered(it: Editor, name: str, end: int, typed: str) -> list[str]:
    """What the text would be after accepting each of the first items that are shown."""
    document = it.documents[name]
    items = [
        item
        for item in await it.complete(name, end)
        if (item.filter_text or item.label).lower().startswith(typed.lower())
    ]
    return [document.after([item.text_edit]) for item in items[:FIRST]]


def gives(after: str, text: str, word: Word) -> bool:
    """Whether a text after accepting an item is how the file begins, up to the word at least."""
    accepted = after.rstrip()
    return len(accepted) >= word.end and text.startswith(accepted)
