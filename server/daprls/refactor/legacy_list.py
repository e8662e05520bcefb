"""Files of the present shape from the list of components that `az` took until 2022.

The first component stays in the file, the others get a file of their own beside it. Every line
moves as it is written, comments included; the name, for which the present shape has no key, becomes
a comment.
"""

from __future__ import annotations

import re

from daprls.model.source_file import SourceFile
from daprls.syntax.parser import parse
from daprls.syntax.stretches import line_end, line_start, newline
from daprls.syntax.tree import Mapping, Scalar, Sequence
from daprls.text import CreateFile, Edit, Span, TextEdit

_FILE_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_INDENT = re.compile(r"[ ]*")


def one_file_each(
    file: SourceFile, components: Sequence, taken: frozenset[str]
) -> tuple[Edit, ...]:
    """Makes a file of each item; empty where that is not safe.

    `taken` holds the paths of files that exist.
    """
    if components.flow or not components.dashes:
        return ()
    whole = file.text
    begin = line_start(whole, components.dashes[0])
    bounds = [begin, *(_above(whole, dash) for dash in components.dashes[1:])]
    bounds.append(_after(whole, components))
    texts: list[str] = []
    names: list[str] = []
    for number, (item, dash) in enumerate(zip(components.items, components.dashes, strict=True)):
        text = _component(whole, item, dash, Span(bounds[number], bounds[number + 1]))
        name = item.get("name") if isinstance(item, Mapping) else None
        if text is None or not isinstance(name, Scalar) or not _FILE_NAME.fullmatch(name.text):
            return ()
        texts.append(text)
        names.append(name.text)
    if any(parse(text).problems for text in texts):
        # An alias needs an anchor that now stands in another file.
        return ()
    extension = "." + file.path.rpartition(".")[2] if file.is_yaml else ".yaml"
    paths = [f"{file.folder}/{name}{extension}" for name in names[1:]]
    if len({*paths, file.path}) <= len(paths) or taken & set(paths):
        return ()
    first = TextEdit(file.path, Span(begin, _after(whole, components)), texts[0])
    return (first, *(CreateFile(*pair) for pair in zip(paths, texts[1:], strict=True)))


def _after(text: str, components: Sequence) -> int:
    """Behind the line on which the list ends."""
    end = line_end(text, components.span.end)
    return end + (2 if text.startswith("\r\n", end) else 1 if end < len(text) else 0)


def _above(text: str, dash: int) -> int:
    """Where the comments begin that stand right above an item, or its own line."""
    start = line_start(text, dash)
    while start > 0:
        above = line_start(text, start - (2 if text.endswith("\r\n", 0, start) else 1))
        if not text[above:start].lstrip().startswith("#"):
            break
        start = above
    return start


def _component(text: str, item: object, dash: int, lines_of: Span) -> str | None:
    """The lines of one item as a document of its own."""
    if not isinstance(item, Mapping) or item.flow or item.anchor:
        return None
    start = item.entries[0].key.span.start
    if text[dash + 1 : start].strip(" "):
        return None
    width = start - line_start(text, dash)
    break_ = newline(text)
    name = item.entry("name")
    lines: list[str] = []
    at = lines_of.start
    while at < lines_of.end:
        stop = min(line_end(text, at), lines_of.end)
        line = text[at:stop]
        indent = _INDENT.match(line)
        assert indent is not None
        own = line[width if at <= dash < stop else min(width, indent.end()) :]
        if name is not None and at <= name.key.span.start < max(stop, at + 1):
            value = name.value
            if isinstance(value, Scalar):
                beside = text[value.span.end : stop].rstrip()
                own = f"# daprls: name={value.text}{beside}"
        else:
            own = _renamed(item, own, at, stop)
        lines.append(own if own.strip() else "")
        at = stop + (2 if text.startswith("\r\n", stop) else 1)
    while lines and not lines[-1]:
        lines.pop()
    return "".join(line + break_ for line in lines)


def _renamed(item: Mapping, line: str, start: int, end: int) -> str:
    """The line with `componentType` for `type`, where it holds that key."""
    entry = item.entry("type")
    if entry is None or not start <= entry.key.span.start < end:
        return line
    return line.replace(entry.key.raw, "componentType", 1)
