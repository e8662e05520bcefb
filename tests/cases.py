"""Markdown cases: any number of files, the diagnostics they get, the file after the first fix.

A heading opens a case. Its fenced blocks are

    ```yaml title=state.yaml     a file of the case (without a title: component.yaml)
    ```text output               the expected diagnostics, as `daprls lint` prints them
    ```yaml fixed                the titled or first file after the first finding's first fix
    ```toml title=daprls.toml    the configuration

A case with a file and without an output block expects silence. Blocks of other kinds are prose.
`UPDATE_GOLDEN=1` rewrites output and fixed blocks in place; read the difference before keeping it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = "/case"
_FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL
)
_HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
_ESCAPES = {"{{TAB}}": "\t", "{{CR}}": "\r", "{{BOM}}": "\ufeff", "{{NBSP}}": "\u00a0"}


@dataclass
class Block:
    """A fenced block and where its body stands in the Markdown text."""

    info: str
    body: str
    start: int
    end: int

    @property
    def words(self) -> list[str]:
        return self.info.split()

    def option(self, name: str) -> str | None:
        for word in self.words:
            if word.startswith(name + "="):
                return word.partition("=")[2]
        return None


@dataclass
class Case:
    """One named case of a Markdown file."""

    page: Path
    title: str
    files: dict[str, str] = field(default_factory=dict)
    output: Block | None = None
    fixed: Block | None = None
    end: int = 0

    @property
    def id(self) -> str:
        return f"{self.page.stem}: {self.title}"

    @property
    def expected(self) -> str:
        return self.output.body.rstrip("\n") if self.output else ""

    @property
    def paths(self) -> dict[str, str]:
        """The texts of the files by their keys."""
        return {f"{ROOT}/{title}": text for title, text in self.files.items()}


def unescape(text: str) -> str:
    """The text of a file, with the characters that Markdown cannot show."""
    for name, sign in _ESCAPES.items():
        text = text.replace(name, sign)
    return text


def escape(text: str) -> str:
    """The text as Markdown shows it; a tab is fine as it is."""
    for name, sign in _ESCAPES.items():
        if sign != "\t":
            text = text.replace(sign, name)
    return text


def read_cases(page: Path) -> list[Case]:
    """All cases of a Markdown file, in order."""
    text = page.read_text(encoding="utf-8")
    blocks = [
        Block(match["info"].strip(), match["body"], match.start("body"), match.end("body"))
        for match in _FENCE.finditer(text)
    ]
    inside = [(match.start(), match.end()) for match in _FENCE.finditer(text)]
    headings = [
        match
        for match in _HEADING.finditer(text)
        if not any(start <= match.start() < end for start, end in inside)
    ]
    cases = []
    for number, heading in enumerate(headings):
        end = headings[number + 1].start() if number + 1 < len(headings) else len(text)
        case = Case(page, heading[1])
        for block in blocks:
            if heading.end() <= block.start < end:
                _add(case, block)
        if case.files:
            cases.append(case)
    return cases


def _add(case: Case, block: Block) -> None:
    words = block.words
    if not words:
        return
    if words[0] == "text" and "output" in words[1:]:
        case.output = block
    elif "fixed" in words[1:]:
        case.fixed = block
    elif words[0] == "yaml" or (block.option("title") is not None):
        case.files[block.option("title") or "component.yaml"] = unescape(block.body)
    case.end = max(case.end, block.end)


def updating() -> bool:
    """Whether goldens are to be rewritten."""
    return os.environ.get("UPDATE_GOLDEN") == "1"


def rewrite(page: Path, produce: Callable[[Case], tuple[str, str | None]]) -> None:
    """Rewrites the output and fixed blocks of every case by what `produce` returns for it."""
    text = page.read_text(encoding="utf-8")
    changes: list[tuple[int, int, str]] = []
    for case in read_cases(page):
        output, fixed = produce(case)
        if case.output is not None:
            changes.append((case.output.start, case.output.end, output + "\n" if output else ""))
        elif output:
            fence_end = text.index("\n", case.end) if "\n" in text[case.end :] else len(text)
            changes.append((fence_end, fence_end, f"\n\n```text output\n{output}\n```"))
        if case.fixed is not None and fixed is not None:
            changes.append((case.fixed.start, case.fixed.end, escape(fixed)))
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    page.write_text(text, encoding="utf-8")


def pages(*folders: Path) -> Sequence[Path]:
    """The Markdown files of the folders, by name."""
    return sorted(page for folder in folders for page in folder.glob("*.md"))
