"""The protocol as pygls has it, without its own copy of documents and with errors that quote
nothing.

pygls answers a failure with the exception's words and logs whole messages. Here a failure is
answered with what failed, and told to the log in the words of `daprls.lsp.log`.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcParseError,
    JsonRpcRequestCancelled,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

from daprls.lsp import greeting
from daprls.lsp.client import with_what_is_read
from daprls.lsp.log import LOG, failure
from daprls.lsp.transport import Message

_DOCUMENTS = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
)
_MOST_ASKED = 1000
"""How many questions may wait for an editor that does not answer."""


class Protocol(LanguageServerProtocol):
    """One conversation with one editor."""

    def __init__(self, server: Any, converter: Any) -> None:
        super().__init__(server, converter)
        self.finished = asyncio.Event()
        """Set when the conversation is over."""
        self.greeted: int | str | None = None
        """The number of an `initialize` that was answered before it came here."""
        self.hello: Any = None
        """What the editor has said of itself, as it came."""
        self._asked: dict[int | str, None] = {}
        """The numbers of the questions that the editor has not answered yet, oldest first."""

    @property
    def exit_code(self) -> int:
        """0 if the editor has said goodbye before it left, else 1."""
        return 0 if self._shutdown else 1

    def _register_builtin_features(self) -> None:
        super()._register_builtin_features()  # type: ignore[no-untyped-call]
        for method in _DOCUMENTS:
            del self.fm.builtin_features[method]

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *_args: object) -> None:  # type: ignore[override]
        """Takes back whatever is still being done."""
        for running in tuple(self._request_futures.values()):
            running.cancel()
        self._shutdown = True

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_args: object) -> None:  # type: ignore[override]
        """Ends the conversation."""
        self.finished.set()

    def receive(self, message: Message, taken_back: bool) -> None:
        """Handles one message; nothing that it holds ends the server."""
        method, number = message.get("method"), message.get("id")
        method = method if isinstance(method, str) else None
        try:
            if message.get("jsonrpc") != self.VERSION or (method is None and "method" in message):
                raise JsonRpcInvalidRequest("The message is not of JSON-RPC 2.0.")
            if method == types.INITIALIZE and self.greeted is not None:
                taken_back = False
            if method is not None and (refusal := self._refusal(method, taken_back)):
                raise refusal
            if method == types.INITIALIZE:
                self.hello = message.get("params")
            with suppress(InvalidStateError):  # An answer that nobody waits for any more.
                self.handle_message(self._structured(message))
        except Exception as error:  # noqa: BLE001 - a message must not end the server
            waits = number if "method" in message else None
            self._answer_failure(method or "answer", waits, error)

    def _refusal(self, method: str, taken_back: bool) -> JsonRpcException | None:
        """Why a message is not handled."""
        if taken_back:
            return JsonRpcRequestCancelled("The request was taken back.")
        if method == types.EXIT:
            return None
        if self._shutdown:
            return JsonRpcInvalidRequest("The server is shutting down.")
        if (method == types.INITIALIZE) == hasattr(self, "server_capabilities"):
            if method == types.INITIALIZE:
                return JsonRpcInvalidRequest("The server is initialized already.")
            return JsonRpcServerNotInitialized("The server is not initialized yet.")
        return None

    def _structured(self, message: Message) -> Any:
        if message.get("method") != types.INITIALIZE:
            return self.structure_message(message)
        message = with_what_is_read(message)
        try:
            return self.structure_message(message)
        except JsonRpcException:
            return self.structure_message(self._without_unknown_capabilities(message))

    def _without_unknown_capabilities(self, message: Message) -> Message:
        """`initialize` without the abilities that hold words of a newer protocol.

        An editor that knows more than the library must not be turned away for it.
        """
        known: dict[str, Any] = {}
        params = message.get("params")
        told = params.get("capabilities") if isinstance(params, dict) else None
        for section, abilities in (told or {}).items():
            if isinstance(abilities, dict):
                known[section] = {
                    name: ability
                    for name, ability in abilities.items()
                    if self._is_understood(section, name, ability)
                }
        return {**message, "params": {**(params or {}), "capabilities": known}}

    def _is_understood(self, section: str, name: str, ability: Any) -> bool:
        try:
            self._converter.structure({section: {name: ability}}, types.ClientCapabilities)
        except Exception:  # noqa: BLE001 - whatever the converter dislikes is left out
            LOG.info("The ability '%s.%s' is not understood.", section, name)
            return False
        return True

    def _answer_failure(self, what: str, number: Any, error: Exception) -> None:
        """Tells the editor, if it waits for an answer, and the log, if it is our mistake."""
        if not isinstance(error, JsonRpcException):
            LOG.error("%s", failure(f"'{what}'", error))
            error = JsonRpcInternalError(f"'{what}' failed with {type(error).__name__}.")
        elif isinstance(error, JsonRpcInvalidParams | JsonRpcInternalError):
            LOG.warning("The editor's '%s' is not understood.", what)
            error = JsonRpcInvalidParams(f"The parameters of '{what}' are not understood.")
        if number is not None:
            self._send_response(number, error=error.to_response_error())

    def _execute_handler(
        self,
        msg_id: int | str,
        handler: Any,
        callback: Callable[[Future[Any]], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Has a message handled, and keeps nothing of it once that is done.

        pygls itself forgets requests alone: not notifications, nor commands with their answers.
        """
        super()._execute_handler(msg_id, handler, callback, args, kwargs)
        running = self._request_futures.get(msg_id)

        def forget(_: Future[Any]) -> None:
            if self._request_futures.get(msg_id) is running:
                del self._request_futures[msg_id]

        if running is not None:
            running.add_done_callback(forget)

    def send_request(
        self,
        method: str,
        params: Any | None = None,
        callback: Callable[[Any], None] | None = None,
        msg_id: int | str | None = None,
    ) -> Future[Any]:
        """Asks the editor.

        A question is forgotten when nobody waits for its answer any more, and when too many newer
        ones have had no answer either.
        """
        number = msg_id if msg_id is not None else str(uuid.uuid4())
        future = super().send_request(method, params, callback, number)
        self._asked[number] = None
        future.add_done_callback(lambda _: self._forget(number))
        if len(self._asked) > _MOST_ASKED:
            self._forget(next(iter(self._asked)))
        return future

    def _forget(self, number: int | str) -> None:
        self._asked.pop(number, None)
        self._request_futures.pop(number, None)
        self._result_types.pop(number, None)

    def _send_response(
        self, msg_id: Any, result: Any | None = None, error: Any | None = None
    ) -> None:
        """Answers a request; what an editor is told at its start is said in `daprls.lsp.greeting`.

        An `initialize` that was answered already is not answered again.
        """
        if self.greeted is not None and msg_id == self.greeted:
            self._result_types.pop(msg_id, None)
            self.greeted = None
        elif isinstance(result, types.InitializeResult):
            self._result_types.pop(msg_id, None)
            told = greeting.welcome(self.hello)
            self._send_data({"jsonrpc": self.VERSION, "id": msg_id, "result": told})
        else:
            super()._send_response(msg_id, result, error)

    def unreadable(self) -> None:
        """Answers a message that is no JSON object."""
        error = {"code": JsonRpcParseError.CODE, "message": "The message is no JSON object."}
        self._send_data({"jsonrpc": self.VERSION, "id": None, "error": error})
