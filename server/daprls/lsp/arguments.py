"""The one argument of a command: an object, or nothing. What it cannot mean is refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from daprls.lsp.contained import contained
from daprls.lsp.uris import key_of

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer


_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a command is told. Every question about it may raise `JsonRpcInvalidParams`."""

    told: Mapping[str, Any]

    @classmethod
    def of(cls, arguments: tuple[Any, ...]) -> Arguments:
        """The arguments that came with a request."""
        told = arguments[0] if arguments else None
        if told is not None and not isinstance(told, Mapping):
            raise JsonRpcInvalidParams("A command takes an object.")
        return cls(told or {})

    def text(self, name: str) -> str | None:
        """A text; `None` where none is told."""
        value = self.told.get(name)
        if value is not None and not isinstance(value, str):
            raise JsonRpcInvalidParams(f"'{name}' is no text.")
        return value

    def flag(self, name: str) -> bool:
        """Whether something is wanted; by default it is not."""
        value = self.told.get(name, False)
        if not isinstance(value, bool):
            raise JsonRpcInvalidParams(f"'{name}' is neither true nor false.")
        return value

    def key(self, name: str) -> str | None:
        """The key of the file or folder whose address is told."""
        uri = self.text(name)
        if uri is None:
            return None
        key = key_of(uri)
        if key is None:
            raise JsonRpcInvalidParams(f"'{name}' is no address of a file.")
        return key

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty where none is told."""
        value = self.told.get(name) or ()
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            raise JsonRpcInvalidParams(f"'{name}' is no list of texts.")
        return tuple(value)

    def number(self, name: str) -> int | None:
        """A whole number from 1; `None` where none is told."""
        value = self.told.get(name)
        if value is not None and (not _is_whole(value) or value < 1):
            raise JsonRpcInvalidParams(f"'{name}' is no whole number from 1.")
        return value

    def position(self, name: str) -> types.Position:
        """A place in a document; by default its start."""
        value = self.told.get(name)
        if value is None:
            return types.Position(0, 0)
        line = value.get("line") if isinstance(value, Mapping) else None
        character = value.get("character") if isinstance(value, Mapping) else None
        if not _is_whole(line) or not _is_whole(character) or line < 0 or character < 0:
            raise JsonRpcInvalidParams(f"'{name}' is no position.")
        return types.Position(line, character)

    def one_of(self, name: str, kind: Callable[[str], _T]) -> _T | None:
        """What `kind`, as an enumeration does, makes of a word; `None` where none is told."""
        word = self.text(name)
        if not word:
            return None
        try:
            return kind(word)
        except (KeyError, ValueError):
            raise JsonRpcInvalidParams(f"'{name}' cannot be '{word}'.") from None


def _is_whole(value: Any) -> TypeGuard[int]:
    # Python takes true and false for numbers.
    return isinstance(value, int) and not isinstance(value, bool)


Handler = Callable[["DaprLanguageServer", Arguments], Awaitable[Any]]


def add_command(server: DaprLanguageServer, name: str, handler: Handler) -> None:
    """Lets the editor have `handler` carried out as the command `name`."""
    answer = contained(name, handler)

    async def on_command(ls: Any, *arguments: Any) -> Any:
        return await answer(ls, Arguments.of(arguments))

    server.command(name)(on_command)
