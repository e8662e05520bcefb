"""Keeps a failure inside the handler that it happened in."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from pygls.exceptions import JsonRpcException, JsonRpcInternalError

from daprls.lsp.log import LOG, failure


def contained(method: str, handler: Callable[..., Any]) -> Callable[..., Any]:
    """`handler`, whose failures are logged and answered without the exception's words.

    These may quote a file.
    """
    if inspect.iscoroutinefunction(handler):

        @functools.wraps(handler)
        async def waiting(ls: Any, params: Any) -> Any:
            try:
                return await handler(ls, params)
            except Exception as error:  # noqa: BLE001 - whatever it is, the server goes on
                raise _told(method, error) from None

        return waiting

    @functools.wraps(handler)
    def direct(ls: Any, params: Any) -> Any:
        try:
            return handler(ls, params)
        except Exception as error:  # noqa: BLE001 - whatever it is, the server goes on
            raise _told(method, error) from None

    return direct


def _told(method: str, error: Exception) -> JsonRpcException:
    if isinstance(error, JsonRpcException):
        return error
    LOG.error("%s", failure(f"'{method}'", error))
    return JsonRpcInternalError(f"'{method}' failed with {type(error).__name__}.")
