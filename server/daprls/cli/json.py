"""Diagnostics as programs read them: the contract of `daprls lint --format json` (docs/cli.md).

Positions count from 0, characters in UTF-16 units, as in the Language Server Protocol. An edit that
would carry a secret's value is left out, and with it all others of its fix.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from daprls.cli.report import Report, Show, statistics
from daprls.files import Problem
from daprls.lint.finding import Diagnostic, Fix
from daprls.model.component import Component
from daprls.model.secrecy import quotable
from daprls.positions import Encoding, range_of
from daprls.snapshot import Snapshot
from daprls.text import CreateFile, Edit, Location, Span

VERSION = 1
"""Grows only when what is there already changes its meaning."""

Json = dict[str, Any]


def render(report: Report, show: Show) -> str:
    """The whole report as JSON in ASCII, which every terminal and pipe can carry."""
    snapshot = report.snapshot
    content = {
        "version": VERSION,
        "files": len(report.asked),
        "errors": [_error(problem, show) for problem in report.problems],
        "components": [
            _component(component, snapshot, show)
            for path in report.asked
            for component in snapshot.files[path].components
        ],
        "diagnostics": [_diagnostic(diagnostic, report, show) for diagnostic in report.diagnostics],
    }
    if report.baseline is not None:
        content["baseline"] = asdict(report.baseline)
    if report.with_statistics:
        content["statistics"] = [asdict(count) for count in statistics(report.diagnostics)]
    return json.dumps(content, indent=2)


def _error(problem: Problem, show: Show) -> Json:
    line = {"line": problem.line} if problem.line is not None else {}
    return {"file": show(problem.path), **line, "message": problem.message}


def _component(component: Component, snapshot: Snapshot, show: Show) -> Json:
    name = snapshot.name(component)
    return {
        "file": show(component.path),
        "range": _range(Location(component.path, component.root.span), snapshot),
        "name": quotable(name.text),
        "nameSource": name.source.value,
        "dialect": component.dialect.value,
        "type": quotable(component.type_text),
    }


def _diagnostic(diagnostic: Diagnostic, report: Report, show: Show) -> Json:
    snapshot = report.snapshot
    url = snapshot.config(diagnostic.path).rule_page(diagnostic.rule)
    return {
        "file": show(diagnostic.path),
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.word,
        "message": diagnostic.message,
        "range": _range(Location(diagnostic.path, diagnostic.span), snapshot),
        **({"url": url} if url is not None else {}),
        "tags": [tag.value for tag in diagnostic.tags],
        "fixes": [_fix(fix, report, show) for fix in diagnostic.fixes],
        "related": [
            {
                "file": show(related.location.path),
                "range": _range(related.location, snapshot),
                "message": related.message,
            }
            for related in diagnostic.related
        ],
    }


def _fix(fix: Fix, report: Report, show: Show) -> Json:
    edits = [] if report.carries_secret(fix) else fix.edits
    return {
        "title": fix.title,
        "safe": fix.safe,
        "edits": [_edit(edit, report.snapshot, show) for edit in edits],
    }


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


def _range(location: Location, snapshot: Snapshot) -> Json:
    file = snapshot.files.get(location.path)
    start, end = (0, 0), (0, 0)
    if file is not None:
        start, end = range_of(file.lines, location.span, Encoding.UTF_16)
    return {
        "start": {"line": start[0], "character": start[1]},
        "end": {"line": end[0], "character": end[1]},
    }
