"""Commands that look at all files, or correct them.

`daprls.lint` waits until everything was looked at, so that the editor has all findings, also those
in files that are not open, and sums up. The answer is an object: `files` and `components` (how many
were looked at), `error`, `warning`, `info` and `hint` (how many findings there are of each) and
`fixable` (how many of them `daprls.fixAll` corrects).

`daprls.fixAll` makes all safe fixes. The object that it takes may name one file by its address
`uri`, or a `folder`; else everything is corrected. With `preview`, nothing is changed. The answer
is an object: `title`, `fixes` (of each fix its `uri`, `rule` and `title`), `changes` (of each file
that changes its `uri`, its `newText`, and the `version` of the document that it was made of, `null`
where none is open) and `applied`.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

from daprls.features.code_actions import FIX_ALL_TITLE
from daprls.features.fix_all import fix_all
from daprls.lint.finding import Severity
from daprls.lint.repair import safe_fix
from daprls.lsp.arguments import Arguments, add_command
from daprls.lsp.edits import ActionConverter
from daprls.lsp.progress import Steps, in_thread
from daprls.lsp.proposals import apply, proposals, versions_now
from daprls.rules import ALL_RULES

if TYPE_CHECKING:
    from daprls.lsp.server import DaprLanguageServer

LINT = "daprls.lint"
FIX_ALL = "daprls.fixAll"


def register(server: DaprLanguageServer) -> None:
    """Lets the editor know of the commands."""
    add_command(server, LINT, _on_lint)
    add_command(server, FIX_ALL, _on_fix_all)


async def _on_lint(ls: DaprLanguageServer, _arguments: Arguments) -> dict[str, Any]:
    await ls.publisher.settle()
    counts: Counter[Severity] = Counter()
    files = components = fixable = 0
    for key in paths(ls):
        file = ls.snapshot.files[key]
        if file.is_ours:
            files += 1
            components += len(file.components)
        for each in ls.publisher.result(key).diagnostics:
            counts[each.severity] += 1
            fixable += safe_fix(each) is not None
        await asyncio.sleep(0)
    found = {severity.word: counts[severity] for severity in Severity}
    return {"files": files, "components": components, **found, "fixable": fixable}


async def _on_fix_all(ls: DaprLanguageServer, arguments: Arguments) -> dict[str, Any]:
    file, folder = arguments.key("uri"), arguments.key("folder")
    only_preview = arguments.flag("preview")
    await ls.folders.ready.wait()
    steps = Steps()
    converter, snapshot, versions = ls.converter, ls.snapshot, versions_now(ls)
    try:
        fixed = await in_thread(fix_all, snapshot, paths(ls, file, folder), ALL_RULES, steps)
    finally:
        steps.stop()
    edit = ActionConverter(converter, versions).workspace_edit(fixed.edits)
    applied = False
    if edit is not None and fixed.edits and not only_preview:
        applied = await apply(ls, edit, FIX_ALL_TITLE)
    return {
        "title": FIX_ALL_TITLE,
        "fixes": [
            {"uri": ls.uri_of(each.path), "rule": each.rule, "title": each.fix.title}
            for each in fixed.applied
        ],
        "changes": proposals(ls, fixed.changed, versions),
        "applied": applied,
    }


def paths(ls: DaprLanguageServer, file: str | None = None, folder: str | None = None) -> list[str]:
    """The YAML files that are meant, but for those that nobody is to look at."""
    below = f"{folder.rstrip('/')}/" if folder is not None else ""
    snapshot = ls.snapshot
    return sorted(
        key
        for key in {*ls.folders.shown, *ls.buffers}
        if key.startswith(below)
        and file in (None, key)
        and key in snapshot.files
        and snapshot.files[key].is_yaml
        and not snapshot.config(key).excludes(key)
    )
