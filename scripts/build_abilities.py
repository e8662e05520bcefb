"""Builds `server/daprls/lsp/abilities.py`: what the protocol's library says of what is registered.

Editors are told it before that library is loaded. With an editor's abilities vary the three parts
that are told apart here, and the encoding of positions; a test holds that nothing else does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from daprls.lsp.server import DaprLanguageServer

MODULE = Path(__file__).resolve().parent.parent / "server" / "daprls" / "lsp" / "abilities.py"

PREPARES = {"textDocument": {"rename": {"prepareSupport": True}}}
PULLS = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}

HEADER = '''\
"""What the server can do, in the protocol's words. Made by `make abilities`; not edited."""

from __future__ import annotations

from typing import Any
'''


def told(capabilities: Mapping[str, Any]) -> dict[str, Any]:
    """What the library answers to an editor with these abilities."""
    server = DaprLanguageServer()
    answers: list[Any] = []

    def keep(_number: Any, result: Any = None, _error: Any = None) -> None:
        answers.append(result)

    server.protocol._send_response = keep  # type: ignore[method-assign] # noqa: SLF001
    params = {"processId": None, "rootUri": None, "capabilities": capabilities}
    server.protocol.receive(
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}, False
    )
    written = json.dumps(answers[0], default=server.protocol._serialize_message)  # noqa: SLF001
    result: dict[str, Any] = json.loads(written)["capabilities"]
    return result


def render() -> str:
    """The module's text, save for its layout."""
    always = told({})
    del always["positionEncoding"]
    parts = {
        "ALWAYS": always,
        "TO_WHO_PREPARES_RENAMING": _more(always, told(PREPARES)),
        "TO_WHO_PULLS": _more(always, told(PULLS)),
    }
    return HEADER + "".join(
        f"\n{name}: dict[str, Any] = {value!r}\n" for name, value in parts.items()
    )


def _more(always: Mapping[str, Any], there: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value
        for key, value in there.items()
        if key != "positionEncoding" and always.get(key) != value
    }


def main() -> None:
    """Writes the module as the formatter has it."""
    MODULE.write_text(render(), encoding="utf-8", newline="\n")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", MODULE], check=True)


if __name__ == "__main__":
    main()
