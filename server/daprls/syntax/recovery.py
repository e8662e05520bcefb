"""Understands a broken document: makes the guilty place harmless, of the same length, and reads on.

A value that YAML refuses (`@every 5m`, `*****`, `a: b`, an unclosed quote) is masked: its
punctuation gives way to private-use characters, and the builder turns them back, so the value
stays in the tree. What cannot be masked is blanked, from a single word to the whole line. Every
place made harmless is a problem; nothing that was not broken is touched.
"""

from __future__ import annotations

import re

from daprls.syntax.builder import Built, Failure, build, starred
from daprls.syntax.events import event_source
from daprls.syntax.tree import SyntaxProblem
from daprls.text import LineIndex, Span

ASTRAY = "A line that begins with '%' is a directive to YAML, and belongs above a '---'."

_WORK_LIMIT = 3_000_000
"""How many code points may be read again and again before the rest of a document is given up."""
_MOST_ROUNDS = 60

_BREAK = "\r\n"
_CONTROL_LINE = re.compile(r"[ \t]*(?:\{\{|\{%|<%)")
_TEMPLATE = re.compile(r"\{\{|\{%|<%|\$\{|#\{")
_LEAD = re.compile(r"[ \t]*(?:-[ \t]+)*")
_KEY = re.compile(
    r"""(?:"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|[^\s\-?:,\[\]{}#&*!|>'"%@`][^\r\n]*?|[-?:][^\s][^\r\n]*?)"""
    r"[ \t]*:(?=[ \t\r\n]|\Z)[ \t]*"
)
_LONE_WORD = re.compile(r"[ \t]*(?:-[ \t]+)*([^\s:#\-][^\s#]*|-[^\s#]+)[ \t]*\Z")
_MISSING_BLANK = re.compile(r"[A-Za-z][\w.-]*:\S")
_MISSING_BLANK_AFTER_DASH = re.compile(r"-[A-Za-z][\w.-]*:(?:[ \t]|\Z)")
_DASHES = re.compile(r"(?:-[ \t]+)+")
_GOES_ON = re.compile(r"(?::|:[ \t]+[|>][-+0-9]*)\Z")
_BRACKETS = {"[": "]", "{": "}"}
_FLOW_WORD = re.compile(r"[^,\[\]{}\r\n]*[^,\[\]{}\s]")
_FLOW_TOKEN = re.compile(r"""[\[\]{}]|"(?:[^"\\]|\\.)*"|'[^']*'|[ \t]#[^\r\n]*""")
_PUNCTUATION = tuple(chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum())


def recover(broken: Built, work: str, original: str, base: int, *, pure: bool) -> Built:
    """The tree of the broken chunk `work` at offset `base` of `original`, and its problems.

    `broken` is what came of the chunk as it is. Where too much is broken the tree ends at the last
    place that was understood.
    """
    patient = _Patient(work, original, base)
    rounds = max(3, min(_MOST_ROUNDS, _WORK_LIMIT // (len(work) + 1)))
    built = broken
    for _ in range(rounds):
        if built.failure is None or not patient.treat(built.failure):
            break
        source = event_source(patient.work, pure=pure)
        built = build(source, patient.work, original, base, patient.unmask)
    problems = [*patient.problems, *built.problems]
    if built.failure is not None and not patient.problems:
        problems.append(patient.problem_at(built.failure))
    problems.sort(key=lambda problem: problem.span)
    return Built(built.root, tuple(problems))


class _Patient:
    """A chunk under treatment."""

    def __init__(self, work: str, original: str, base: int) -> None:
        self.work = work
        self.base = base
        self.problems: list[SyntaxProblem] = []
        self._chunk = work
        self._lines = LineIndex(work)
        self._masked: set[int] = set()
        self._blanked: set[int] = set()
        self._untabbed: set[int] = set()
        self._templates_done = False
        block = _free_block(original[base : base + len(work)])
        self._mask: dict[int, int] = {ord(char): block + ord(char) for char in _PUNCTUATION}
        self.unmask: dict[int, int] = {place: char for char, place in self._mask.items()}

    def treat(self, failure: Failure) -> bool:
        """Makes the place of `failure` harmless; `False` where nothing is left to try."""
        before = self.work
        line = self._guilty_line(failure)
        if line is None:
            return False
        self._treat_line(line, failure)
        if self.work == before:
            self._blank_line(line, None)
        return self.work != before

    def problem_at(self, failure: Failure) -> SyntaxProblem:
        """The problem of a failure that could not be treated."""
        line = self._lines.line_at(failure.at)
        return self._problem(self._content(line), "YAML cannot be read here.", "other")

    def _treat_line(self, line: int, failure: Failure) -> None:
        span = self._lines.span(line)
        source = span.of(self._chunk)
        if self._blank_templates(line):
            return
        if source.startswith("%"):
            self._blank_line(line, ASTRAY, "other")
            return
        if self._untab(line):
            return
        at = failure.at
        if self.work.startswith("\t", at) and span.start <= at:
            # YAML takes a tab for a blank behind a ':' or '-'; the pure parser does not.
            self._replace(at, " ")
            return
        if line in self._masked:
            self._blank_line(line, None)
            return
        context, problem = failure.context, failure.problem
        start = failure.context_at if failure.context_at is not None else at
        value = self._value(line)
        if _TEMPLATE.search(source) and value is not None:
            message = "Template text breaks the YAML here; what it renders to is not looked at."
            self._mask_value(line, value, message, "template-value")
        elif "tag handle" in problem:
            end = next((n for n in range(at, span.end) if self.work[n].isspace()), span.end)
            message = "No '%TAG' line declares the handle of this tag."
            self._blank(Span(at, end), message, "other")
        elif "mapping values" in problem:
            self._treat_colon(line, at, value)
        elif "alias" in context or "anchor" in context or "scanning a tag" in context:
            self._mask_reserved(line, start, self._flow_word(start, value) or value)
        elif "start any token" in problem or "block scalar" in context:
            start = start if "block" in context else at
            self._mask_reserved(line, start, self._flow_word(start, value) or value)
        elif self._unclosed_quote(failure, line, value):
            return
        elif failure.flows or "flow" in context:
            self._treat_flow(line, failure)
        elif "simple key" in context:
            self._treat_word(line, start)
        elif value is not None and value.start == at:
            self._mask_reserved(line, at, value)
        elif value is not None and value.start < at <= value.end:
            message = "Text follows the end of this value; quote the whole value."
            self._mask_value(line, value, message, "other")
        else:
            self._treat_indentation(line)

    def _guilty_line(self, failure: Failure) -> int | None:
        at = failure.at
        quoted = failure.scalar
        if quoted is not None and self._spans_lines(quoted) and self._same_line(quoted[1], at):
            # A quote left open ends at the next quote, lines below, and the error comes after it.
            at = quoted[0]
        elif failure.context_at is not None and (
            "quoted scalar" in failure.context or "simple key" in failure.context
        ):
            at = failure.context_at
        elif failure.flows or "flow" in failure.context:
            at = self._guilty_flow(failure)
        elif "mapping values" in failure.problem:
            return self._guilty_colon(at)
        line = self._lines.line_at(at)
        while line > 0 and not self._line(line).strip():
            line -= 1
        return line if self._line(line).strip() else None

    def _guilty_flow(self, failure: Failure) -> int:
        """Where the blame lies for an error in flow style: at the innermost bracket left open."""
        for start in reversed(failure.flows):
            if not self._closes(start):
                return start
        return min(failure.at, len(self.work))

    def _closes(self, start: int) -> bool:
        """Whether the bracket at `start` has its counterpart, quotes and comments left aside.

        Brackets within that are left open do not count.
        """
        stack: list[str] = []
        for match in _FLOW_TOKEN.finditer(self.work, start):
            token = match[0]
            if token in _BRACKETS:
                stack.append(_BRACKETS[token])
            elif token in _BRACKETS.values():
                if token not in stack:
                    return False
                while stack.pop() != token:
                    pass
                if not stack:
                    return True
        return False

    def _guilty_colon(self, at: int) -> int | None:
        """The line to blame for a `:` that may not stand at `at`."""
        line = self._lines.line_at(at)
        value = self._value(line)
        if value is not None and value.start <= at:
            return line
        above = line - 1
        while above >= 0 and not self._content(above):
            above -= 1
        if above >= 0 and _LONE_WORD.match(self._line(above)):
            return above
        return line

    def _treat_colon(self, line: int, at: int, value: Span | None) -> None:
        if self._lines.line_at(at) != line:
            word = _LONE_WORD.match(self._line(line))
            start = self._lines.span(line).start
            if word is not None:
                self._treat_word(line, start + word.start(1))
            return
        if value is not None and value.start <= at:
            message = "A plain value cannot hold ': '; quote it."
            is_flow = self.work[value.start] in _BRACKETS
            self._mask_value(line, value, message, "other" if is_flow else "unquoted")
            return
        message = "This line is indented deeper than its neighbours."
        self._blank_line(line, message, "indentation")

    def _treat_word(self, line: int, start: int) -> None:
        """Drops what should have been a key; a dash before it stays."""
        end = self._content(line).end
        if self._line(line)[: start - self._lines.span(line).start].strip(" \t-"):
            start = self._content(line).start
        if _MISSING_BLANK.match(self.work, start, end):
            self._blank(Span(start, end), "A blank is missing after the ':'.", "missing-blank")
        else:
            self._blank(Span(start, end), "A ':' is missing after this key.", "missing-colon")

    def _treat_indentation(self, line: int) -> None:
        """Drops a line that no collection takes, an item of a list with all that is in it."""
        content = self._content(line)
        if _MISSING_BLANK_AFTER_DASH.match(self.work, content.start, content.end):
            self._blank_line(line, "A blank is missing after the '-'.", "missing-blank")
            return
        item = _DASHES.match(self.work, content.start, content.end)
        if item is None:
            message = "This line is indented like none of those before it."
            self._blank_line(line, message, "indentation")
            return
        message = "No list that this item could belong to is indented like it."
        self._blank_line(line, message, "indentation")
        self._blank_inside(line, item.end() - self._lines.span(line).start)

    def _blank_inside(self, line: int, column: int) -> None:
        """Blanks what belongs to an item that begins on `line` and whose keys stand in `column`."""
        goes_on = False
        for below in range(line + 1, len(self._lines.starts)):
            content = self._content(below)
            if not content:
                continue
            at = content.start - self._lines.span(below).start
            # The siblings of an item that was typed too far to the left may stand deeper than it.
            is_sibling = at == column and _DASHES.match(self.work, content.start) is not None
            if at < column or is_sibling or (at > column and not goes_on):
                return
            if at == column:
                goes_on = _GOES_ON.search(self.work, content.start, content.end) is not None
            self._blank_line(below, None)

    def _treat_flow(self, line: int, failure: Failure) -> None:
        content = self._content(line)
        here = [start for start in failure.flows if content.start <= start < content.end]
        start = self._guilty_flow(failure) if failure.flows else failure.at
        if start not in here:
            start = here[0] if here else failure.at
        bracket = self.work[start : start + 1]
        if start >= content.end or start < content.start or bracket not in _BRACKETS:
            message = "This line breaks the '[…]' or '{…}' that it stands in."
            self._blank_line(line, message, "other")
            return
        if self._closes(start):
            message = f"What stands between '{bracket}' and its end is not understood by YAML."
        else:
            message = f"No bracket closes this '{bracket}'."
        self._blank(Span(start, self._content(line, self._chunk).end), message, "unclosed")

    def _unclosed_quote(self, failure: Failure, line: int, value: Span | None) -> bool:
        start: int | None = None
        quoted = failure.scalar
        if quoted is not None and self._lines.line_at(quoted[0]) == line:
            start = quoted[0] if self._spans_lines(quoted) else None
        if start is None and "quoted scalar" in failure.context:
            start = failure.context_at
        if start is None:
            return False
        quote = self.work[start : start + 1]
        if "escape" in failure.problem or "hexdecimal" in failure.problem:
            message = "A backslash in double quotes begins an escape; use single quotes."
            kind = "escape"
        else:
            message = f"No {quote} closes this text on its line."
            kind = "unclosed"
        if value is not None and value.start == start:
            self._mask_value(line, value, message, kind)
        else:
            self._blank(Span(start, self._content(line).end), message, kind)
        return True

    def _mask_reserved(self, line: int, at: int, value: Span | None) -> None:
        if value is None or not value.touches(at):
            self._blank_line(line, "YAML cannot be read here.", "other")
            return
        raw = value.of(self.work)
        if raw.startswith("*"):
            problem = starred(self._moved(value), raw)
            self._mask_value(line, value, problem.message, problem.kind)
        elif at == value.start:
            message = f"A plain value cannot start with '{raw[0]}'; quote it."
            self._mask_value(line, value, message, "reserved-character")
        else:
            message = f"'{self.work[at]}' cannot stand here unquoted."
            self._mask_value(line, value, message, "other")

    def _untab(self, line: int) -> bool:
        """Makes blanks of the tabs that indent this line and those around it."""
        if not self._tabs(line):
            return False
        first = last = line
        while first > 0 and self._tabs(first - 1):
            first -= 1
        while last + 1 < len(self._lines.starts) and self._tabs(last + 1):
            last += 1
        start = self._lines.span(first).start
        message = "A tab cannot indent YAML; use blanks."
        self._report(Span(start, start + self._tabs(first)), message, "tab")
        is_lost = self._tabs(first) <= self._column_above(first)
        for number in range(first, last + 1):
            start = self._lines.span(number).start
            self._replace(start, " " * self._tabs(number))
            self._untabbed.add(number)
            if is_lost:
                # A tab is wider than a blank: the line would end what it belongs to.
                self._blank_line(number, None)
        return True

    def _column_above(self, line: int) -> int:
        """The column of the last key above the line; below 0 where there is none."""
        above = line - 1
        while above >= 0 and not self._content(above):
            above -= 1
        if above < 0:
            return -1
        lead = _LEAD.match(self._line(above))
        return lead.end() if lead is not None else 0

    def _tabs(self, line: int) -> int:
        """How wide the line's indentation is where it holds a tab, else 0."""
        text = self._line(line)
        body = text.lstrip(" \t")
        indent = text[: len(text) - len(body)]
        return len(indent) if body and "\t" in indent else 0

    def _blank_templates(self, line: int) -> bool:
        """Blanks all template control lines of the chunk if `line` is or follows one."""
        if self._templates_done:
            return False
        above = line - 1
        while above >= 0 and not self._line(above).strip():
            above -= 1
        if not any(
            number >= 0 and _CONTROL_LINE.match(self._line(number)) for number in (line, above)
        ):
            return False
        self._templates_done = True
        first: Span | None = None
        for number in range(len(self._lines.starts)):
            if _CONTROL_LINE.match(self._line(number)):
                content = self._content(number)
                first = first or content
                self._replace(content.start, " " * len(content))
                self._blanked.add(number)
        if first is not None:
            message = "Template control lines make this text no YAML until it is rendered."
            self._report(first, message, "template")
        return True

    def _blank_line(self, line: int, message: str | None, kind: str = "other") -> None:
        """Blanks a line; without a message, or as a child of a blanked line, it is no problem."""
        content = self._content(line)
        if not content:
            return
        if message is not None and not self._is_consequence(line):
            self._report(content, message, kind)
        self._blanked.add(line)
        self._replace(content.start, " " * len(content))

    def _is_consequence(self, line: int) -> bool:
        """Whether the line stands right below one that was blanked: one mistake, one problem."""
        above = line - 1
        while above >= 0 and not self._content(above):
            if above in self._blanked:
                return True
            above -= 1
        return line in self._untabbed

    def _blank(self, span: Span, message: str, kind: str) -> None:
        if span.start >= span.end:
            return
        self._report(span, message, kind)
        self._blanked.add(self._lines.line_at(span.start))
        self._replace(span.start, " " * len(span))

    def _mask_value(self, line: int, value: Span, message: str, kind: str) -> None:
        self._report(value, message, kind)
        self._masked.add(line)
        self._replace(value.start, value.of(self.work).translate(self._mask))

    def _replace(self, start: int, new: str) -> None:
        self.work = self.work[:start] + new + self.work[start + len(new) :]

    def _flow_word(self, at: int, value: Span | None) -> Span | None:
        """The plain text at `at`, up to the next `,` or bracket, where a flow value holds it."""
        if value is None or at <= value.start or self.work[value.start] not in _BRACKETS:
            return None
        match = _FLOW_WORD.match(self.work, at, value.end)
        return Span(*match.span()) if match is not None else None

    def _value(self, line: int) -> Span | None:
        """What stands after `key:` or the last dash of the line, without a comment; else `None`."""
        span = self._lines.span(line)
        lead = _LEAD.match(self.work, span.start, span.end)
        assert lead is not None
        key = _KEY.match(self.work, lead.end(), span.end)
        start = key.end() if key is not None else lead.end()
        if key is None and "-" not in lead[0]:
            return None
        end = self._content(line).end
        return Span(start, end) if start < end else None

    def _content(self, line: int, source: str | None = None) -> Span:
        """The line without indentation, trailing blanks and trailing comment.

        `source` is the text as it was before the treatment, or the text as it is now.
        """
        span = self._lines.span(line)
        text = span.of(self.work if source is None else source)
        start = span.start + len(text) - len(text.lstrip())
        if text.lstrip().startswith("#"):
            return Span(start, start)
        comment = re.search(r"[ \t]#", text)
        if comment is not None:
            text = text[: comment.start()]
        return Span(start, max(start, span.start + len(text.rstrip())))

    def _line(self, line: int) -> str:
        return self._lines.span(line).of(self.work)

    def _same_line(self, one: int, other: int) -> bool:
        return self._lines.line_at(one) == self._lines.line_at(other)

    def _spans_lines(self, quoted: tuple[int, int]) -> bool:
        return not self._same_line(*quoted)

    def _report(self, span: Span, message: str, kind: str) -> None:
        if "template" in kind and any(problem.kind == kind for problem in self.problems):
            # Text that a template tool reads first is one fact, however often it shows.
            return
        moved = self._moved(span)
        # Of several attempts on one place the last and widest tells what was wrong with it.
        self.problems = [one for one in self.problems if not moved.contains(one.span)]
        self.problems.append(self._problem(span, message, kind))

    def _problem(self, span: Span, message: str, kind: str) -> SyntaxProblem:
        return SyntaxProblem(self._moved(span), message, kind)

    def _moved(self, span: Span) -> Span:
        return Span(span.start + self.base, span.end + self.base)


def _free_block(text: str) -> int:
    """Where 128 private-use characters begin that `text` does not hold."""
    for start in range(0xF0000, 0xFFF00, 0x80):
        if not re.search(f"[{chr(start)}-{chr(start + 0x7F)}]", text):
            return start
    return 0x10FF00
