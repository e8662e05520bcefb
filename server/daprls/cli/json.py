"""Diagnostics as programs read them: the contract of `daprls lint --format json` (docs/cli.md).

Positions count from 0, characters in UTF-16 units, as in the Language Server Protocol. An edit that
would carry a secret's value is left out, and with it all others of its fix.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from daprls.files import Problem
from daprls.lint.finding import Diagnostic, Fix
from daprls.model.component import Component
from daprls.model.secrecy import secret_texts
from daprls.positions import Encoding, range_of
from daprls.snapshot import Snapshot
from daprls.text import CreateFile, Edit, Location, Span

VERSION = 1
"""Grows only when what is there already changes its meaning."""

Json = dict[str, Any]
Show = Callable[[str], str]


def report(
    snapshot: Snapshot,
    asked: Sequence[str],
    diagnostics: Iterable[Diagnostic],
    problems: Iterable[Problem],
    show: Show,
) -> str:
    """The whole report as JSON in ASCII, which every terminal and pipe can carry."""
    content = {
        "version": VERSION,
        "files": len(asked),
        "errors": [
            {"file": show(problem.path), "message": problem.message} for problem in problems
        ],
        "components": [
            _component(component, snapshot, show)
            for path in asked
            for component in snapshot.files[path].components
        ],
        "diagnostics": [_diagnostic(diagnostic, snapshot, show) for diagnostic in diagnostics],
    }
    return json.dumps(content, indent=2)


def _component(component: Component, snapshot: Snapshot, show: Show) -> Json:
    name = snapshot.name(component)
    return {
        "file": show(component.path),
        "range": _range(Location(component.path, component.root.span), snapshot),
        "name": name.text,
        "nameSource": name.source.value,
        "dialect": component.dialect.value,
        "type": component.type_text,
    }


def _diagnostic(diagnostic: Diagnostic, snapshot: Snapshot, show: Show) -> Json:
    url = snapshot.config(diagnostic.path).rule_page(diagnostic.rule)
    return {
        "file": show(diagnostic.path),
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.word,
        "message": diagnostic.message,
        "range": _range(Location(diagnostic.path, diagnostic.span), snapshot),
        **({"url": url} if url is not None else {}),
        "tags": [tag.value for tag in diagnostic.tags],
        "fixes": [_fix(fix, snapshot, show) for fix in diagnostic.fixes],
        "related": [
            {
                "file": show(related.location.path),
                "range": _range(related.location, snapshot),
                "message": related.message,
            }
            for related in diagnostic.related
        ],
    }


def _fix(fix: Fix, snapshot: Snapshot, show: Show) -> Json:
    edits = [] if _carries_secret(fix, snapshot) else [_edit(e, snapshot, show) for e in fix.edits]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}


def _edit(edit: Edit, snapshot: Snapshot, show: Show) -> Json:
    if isinstance(edit, CreateFile):
        kind, place, text = "create", Location(edit.path, Span(0, 0)), edit.text
    else:
        kind, place, text = "text", Location(edit.path, edit.span), edit.new_text
    return {
        "kind": kind,
        "file": show(edit.path),
        "range": _range(place, snapshot),
        "newText": text,
    }


def _carries_secret(fix: Fix, snapshot: Snapshot) -> bool:
    """Whether an edit writes what is secret in the files that the fix touches."""
    if fix.carries_secret:
        return True
    written = [edit.text if isinstance(edit, CreateFile) else edit.new_text for edit in fix.edits]
    files = {edit.path: snapshot.files.get(edit.path) for edit in fix.edits}
    return any(
        secret in text
        for file in files.values()
        if file is not None
        for secret in secret_texts(file, snapshot.type)
        for text in written
    )


def _range(location: Location, snapshot: Snapshot) -> Json:
    file = snapshot.files.get(location.path)
    start, end = (0, 0), (0, 0)
    if file is not None:
        start, end = range_of(file.lines, location.span, Encoding.UTF_16)
    return {
        "start": {"line": start[0], "character": start[1]},
        "end": {"line": end[0], "character": end[1]},
    }
