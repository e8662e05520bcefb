"""Diagnostics as a test report: a file is a test case, and fails with what is at or above
`--fail-on`; what is milder is told in its output.

The elements are those that Jenkins, GitLab and Azure Pipelines agree on. Readers show one failure a
test case, so all findings of a file stand in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from daprls.cli.report import Report, Show
from daprls.cli.text import headline
from daprls.lint.finding import Diagnostic
from daprls.wording import counted

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, escaped or not."""


def document(report: Report, show: Show) -> str:
    """The whole report as XML."""
    found = {
        path: list(group) for path, group in groupby(report.diagnostics, key=lambda each: each.path)
    }
    suite = Element("testsuite", name="daprls")
    for path in report.asked:
        if path in found or report.snapshot.files[path].is_read:
            _file(_case(suite, show(path)), found.get(path, []), report, show)
    for problem in report.problems:
        case = _case(suite, show(problem.path))
        SubElement(case, "error", message=_clean(problem.message), type="unreadable")
    for failure in report.failures:
        case = _case(suite, "rules")
        SubElement(case, "error", message=_clean(failure), type="bug")
    totals = {
        "tests": len(suite),
        "failures": len(suite.findall("testcase/failure")),
        "errors": len(suite.findall("testcase/error")),
    }
    root = Element("testsuites", name="daprls")
    root.append(suite)
    for element in (root, suite):
        for name, total in totals.items():
            element.set(name, str(total))
    suite.set("skipped", "0")
    suite.set("time", "0")
    indent(root)
    # In ASCII every character stays whole, whatever the terminal or pipe can carry.
    written: bytes = tostring(root, encoding="us-ascii", xml_declaration=True)
    return written.decode("ascii")


def _case(suite: Element, name: str) -> Element:
    return SubElement(suite, "testcase", classname="daprls", name=_clean(name), time="0")


def _file(case: Element, diagnostics: list[Diagnostic], report: Report, show: Show) -> None:
    failing = [each for each in diagnostics if report.fails(each)]
    if failing:
        failure = SubElement(case, "failure", type=max(failing, key=_severity).severity.word)
        first = failing[0].message
        failure.set("message", _clean(first) if len(failing) == 1 else _summary(failing))
        failure.text = _lines(failing, report, show)
    milder = [each for each in diagnostics if not report.fails(each)]
    if milder:
        SubElement(case, "system-out").text = _lines(milder, report, show)


def _severity(diagnostic: Diagnostic) -> int:
    return diagnostic.severity


def _summary(diagnostics: list[Diagnostic]) -> str:
    return counted(len(diagnostics), "finding")


def _lines(diagnostics: Iterable[Diagnostic], report: Report, show: Show) -> str:
    return _clean("\n".join(headline(each, report.snapshot, show) for each in diagnostics))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
