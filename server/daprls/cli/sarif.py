"""Diagnostics as SARIF 2.1.0, for code scanning and whatever else reads it.

Lines and columns count from 1, columns in UTF-16 units. Paths are relative to the repository, or to
the working directory where there is none. SARIF can change files but not make them, and must not
hold a secret: fixes that would are left out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import quote

from daprls import __version__
from daprls.cli.fingerprint import VERSION, fingerprints
from daprls.cli.pages import about, body, opening, plain
from daprls.cli.report import Report, Show
from daprls.files import Problem
from daprls.lint.finding import Diagnostic, Fix, Severity
from daprls.lint.rule import Rule
from daprls.positions import Encoding, range_of
from daprls.rules import ALL_RULES
from daprls.snapshot import Snapshot
from daprls.text import Edit, Location, TextEdit

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_ROOT = "%SRCROOT%"
_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
    Severity.HINT: "note",
}
_GITHUB_WORDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "recommendation",
    Severity.HINT: "recommendation",
}
"""What GitHub calls the levels in a rule's `problem.severity`."""

Json = dict[str, Any]


def log(report: Report, show: Show) -> str:
    """The whole report as JSON in ASCII; `show` gives paths from the repository."""
    codes = sorted({diagnostic.rule for diagnostic in report.diagnostics})
    index = {code: number for number, code in enumerate(codes)}
    run = {
        "tool": {
            "driver": {
                "name": "daprls",
                "fullName": "daprls, the linter for Dapr component files",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(code, report) for code in codes],
            }
        },
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "originalUriBaseIds": {
            _ROOT: {
                "description": {
                    "text": "The repository, or the working directory where there is none."
                }
            }
        },
        "invocations": [_invocation(report, show)],
        "results": [
            {"ruleIndex": index[diagnostic.rule]}
            | _result(diagnostic, f"{fingerprint}:{before + 1}", report, show)
            for diagnostic, fingerprint, before in fingerprints(report.snapshot, report.diagnostics)
        ],
        "properties": {
            "files": len(report.asked),
            **({"baseline": asdict(report.baseline)} if report.baseline is not None else {}),
        },
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: str, report: Report) -> Json:
    """The descriptor of a rule that found something; links lead where its first finding's do."""
    first = next(each for each in report.diagnostics if each.rule == code)
    config = report.snapshot.config(first.path)
    rule = next((each for each in ALL_RULES if each.code == code), None)
    if rule is None:
        return {"id": code}
    url = config.rule_page(code)
    return {
        "id": code,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": plain(opening(rule))},
        "help": {
            "text": about(code),
            "markdown": body(rule, config.rule_page),
        },
        **({"helpUri": url} if url is not None else {}),
        "defaultConfiguration": {
            "enabled": rule.on_by_default,
            "level": _LEVELS[rule.severity],
        },
        "properties": _rule_properties(rule),
    }


def _rule_properties(rule: Rule) -> Json:
    return {
        "severity": rule.severity.word,
        "problem.severity": _GITHUB_WORDS[rule.severity],
        "tags": ["dapr", *sorted(dialect.value for dialect in rule.dialects)],
    }


def _invocation(report: Report, show: Show) -> Json:
    settings = [problem for problem in report.problems if problem.concerns_settings]
    unread = [problem for problem in report.problems if not problem.concerns_settings]
    failures = [
        {"level": "error", "message": {"text": f"{failure}; this is a bug, please report it"}}
        for failure in report.failures
    ]
    return {
        "executionSuccessful": not report.problems and not report.failures,
        "exitCode": int(report.exit_code),
        "toolConfigurationNotifications": [_notification(each, show) for each in settings],
        "toolExecutionNotifications": [*(_notification(each, show) for each in unread), *failures],
    }


def _notification(problem: Problem, show: Show) -> Json:
    place: Json = {"artifactLocation": _artifact(problem.path, show)}
    if problem.line is not None:
        place["region"] = {"startLine": problem.line}
    return {
        "level": "error",
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": place}],
    }


def _result(diagnostic: Diagnostic, fingerprint: str, report: Report, show: Show) -> Json:
    snapshot = report.snapshot
    place = Location(diagnostic.path, diagnostic.span)
    related = [
        {
            "id": number,
            "physicalLocation": _physical(each.location, snapshot, show),
            "message": {"text": each.message},
        }
        for number, each in enumerate(diagnostic.related)
    ]
    fixes = [_fix(fix, snapshot, show) for fix in diagnostic.fixes if _fits(fix, report)]
    return {
        "ruleId": diagnostic.rule,
        "level": _LEVELS[diagnostic.severity],
        # Braces stay single: readers replace `{0}` only where a message has arguments.
        "message": {"text": diagnostic.message},
        "locations": [{"physicalLocation": _physical(place, snapshot, show)}],
        **({"relatedLocations": related} if related else {}),
        **({"fixes": fixes} if fixes else {}),
        "partialFingerprints": {VERSION: fingerprint},
        "properties": {
            "severity": diagnostic.severity.word,
            "tags": [tag.value for tag in diagnostic.tags],
        },
    }


def _fits(fix: Fix, report: Report) -> bool:
    """Whether SARIF can and may hold the fix."""
    files = report.snapshot.files
    edits = all(isinstance(edit, TextEdit) and edit.path in files for edit in fix.edits)
    return bool(fix.edits) and edits and not report.carries_secret(fix)


def _fix(fix: Fix, snapshot: Snapshot, show: Show) -> Json:
    paths = dict.fromkeys(edit.path for edit in fix.edits)
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path, show),
                "replacements": list(_replacements(path, fix.edits, snapshot)),
            }
            for path in paths
        ],
        "properties": {"safe": fix.safe},
    }


def _replacements(path: str, edits: Iterable[Edit], snapshot: Snapshot) -> Iterable[Json]:
    for edit in edits:
        if isinstance(edit, TextEdit) and edit.path == path:
            yield {
                "deletedRegion": _region(Location(path, edit.span), snapshot),
                "insertedContent": {"text": edit.new_text},
            }


def _physical(location: Location, snapshot: Snapshot, show: Show) -> Json:
    artifact = {"artifactLocation": _artifact(location.path, show)}
    if location.path not in snapshot.files:
        return artifact
    return {**artifact, "region": _region(location, snapshot)}


def _region(location: Location, snapshot: Snapshot) -> Json:
    lines = snapshot.files[location.path].lines
    start, end = range_of(lines, location.span, Encoding.UTF_16)
    return {
        "startLine": start[0] + 1,
        "startColumn": start[1] + 1,
        "endLine": end[0] + 1,
        "endColumn": end[1] + 1,
    }


def _artifact(path: str, show: Show) -> Json:
    relative = show(path)
    if relative.startswith("../") or Path(relative).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(os.fsencode(relative)), "uriBaseId": _ROOT}
