"""One YAML document a file, from a file that holds several.

Every document moves as it is written, with its comments; what parts documents goes. The first one
with content stays where it is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from daprls.index import NameSource
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import find
from daprls.model.source_file import Manifest, SourceFile
from daprls.snapshot import Snapshot
from daprls.syntax.stretches import newline
from daprls.syntax.tree import Missing
from daprls.text import CreateFile, Edit, Span, TextEdit

_MARKER = re.compile(r"(?:(?<=[\r\n])|\A)(?:---|\.\.\.)(?=[ \t\r\n]|\Z)")
_PARTING_LINE = re.compile(r"(?:---|\.\.\.)?[ \t]*(#[^\r\n]*)?(?:\r\n|\r|\n|\Z)")
_FILE_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
_WORDS = {
    "state": "statestore",
    "secretstores": "secretstore",
    "bindings": "binding",
}
"""What a component of a category is commonly called, where that is not the category's name."""


@dataclass(frozen=True, slots=True)
class Part:
    """A document and what stands between it and the one before."""

    manifest: Manifest
    head: Span
    """From the end of the document before: `...`, directives, comments, `---`."""

    @property
    def has_content(self) -> bool:
        """Whether the document holds anything but comments."""
        return not isinstance(self.manifest.document.root, Missing)


def parts(file: SourceFile) -> tuple[Part, ...]:
    """The documents of a file, in order."""
    found: list[Part] = []
    end = 0
    for manifest in file.manifests:
        span = manifest.document.span
        found.append(Part(manifest, Span(end, span.start)))
        end = span.end
    return tuple(found)


def marker(file: SourceFile, part: Part) -> Span:
    """The `---` (or `...`) that parts a document from the one before."""
    match = _MARKER.search(file.text, part.head.start, part.head.end)
    return Span(*match.span()) if match is not None else part.head


def without_empty(file: SourceFile) -> tuple[TextEdit, ...]:
    """Makes one document of a file of which only one document has content; empty if unsafe."""
    heads = [part.head for part in parts(file)[1:]]
    comments = [comments_between(file.text, head) for head in heads]
    edits = (
        TextEdit(file.path, head, comment)
        for head, comment in zip(heads, comments, strict=True)
        if comment is not None
    )
    return tuple(edits) if None not in comments else ()


def one_file_each(snapshot: Snapshot, file: SourceFile) -> tuple[Edit, ...]:
    """Moves every document with content but the first to a file of its own; empty if unsafe.

    A document without content, which may hold comments, goes with the next one that has some.
    """
    every = parts(file)
    first = next((index for index, part in enumerate(every) if part.has_content), None)
    if first is None or file.path.startswith("untitled:"):
        return ()
    texts: list[str] = []
    movers: list[Part] = []
    pending = ""
    for part in every[first + 1 :]:
        comments = comments_between(file.text, part.head)
        if comments is None:
            return ()
        pending += comments + _content(file.text, part.manifest.document.span)
        if part.has_content:
            movers.append(part)
            texts.append(pending)
            pending = ""
    if not movers:
        return ()
    texts[-1] += pending
    paths = _paths(snapshot, file, movers)
    start = every[first].manifest.document.span.end
    kept = [comments_between(file.text, part.head) for part in every[1 : first + 1]]
    if None in kept:
        return ()
    return (
        *(
            TextEdit(file.path, part.head, comment or "")
            for part, comment in zip(every[1 : first + 1], kept, strict=True)
        ),
        TextEdit(file.path, Span(start, len(file.text)), ""),
        *(CreateFile(path, _ended(file, text)) for path, text in zip(paths, texts, strict=True)),
    )


def _content(text: str, span: Span) -> str:
    """A document's text, without the blanks between its `---` and what follows on that line."""
    begins_a_line = span.start == 0 or text[span.start - 1] in "\r\n"
    return span.of(text) if begins_a_line else span.of(text).lstrip(" \t")


def comments_between(text: str, head: Span) -> str | None:
    """What is left of a head without markers; `None` where it holds a directive."""
    kept = ""
    at = head.start
    while at < head.end:
        line = _PARTING_LINE.match(text, at, head.end)
        if line is None or line.end() == at:
            return None
        if line[1] is not None:
            kept += text[line.start(1) : line.end()]
        at = line.end()
    return kept


def _ended(file: SourceFile, text: str) -> str:
    return text if text.endswith(("\n", "\r")) else text + newline(file.text)


def _paths(snapshot: Snapshot, file: SourceFile, movers: Collection[Part]) -> list[str]:
    """A path for each document, beside the file, that no file has."""
    taken = {path.lower() for path in snapshot.files}
    extension = "." + file.path.rpartition(".")[2]
    found: list[str] = []
    components: dict[int, Component] = {}
    for each in file.components:
        components.setdefault(id(each.document), each)
    numbers: dict[str, int] = {}
    for part in movers:
        component = components.get(id(part.manifest.document))
        for name in _names(snapshot, file, part.manifest, component, numbers):
            path = f"{file.folder}/{name}{extension}"
            if path.lower() not in taken:
                taken.add(path.lower())
                found.append(path)
                break
    return found


def _names(
    snapshot: Snapshot,
    file: SourceFile,
    manifest: Manifest,
    component: Component | None,
    numbers: dict[str, int],
) -> Iterator[str]:
    """What the file of a document may be called, the best first.

    `numbers` tells which number comes next behind a name, and is told of those given.
    """
    if component is not None:
        names = _names_of_component(snapshot, component)
    else:
        own = ordinary_text(find(find(manifest.document.root, "metadata"), "name"))
        names = [own] if own else []
    usable = [name for name in names if _FILE_NAME.fullmatch(name)]
    yield from usable
    last = usable[-1] if usable else file.stem
    for number in itertools.count(numbers.get(last, 2)):
        numbers[last] = number + 1
        yield f"{last}-{number}"


def _names_of_component(snapshot: Snapshot, component: Component) -> list[str]:
    """The name that a document gives its component, or else what one would call it."""
    name = snapshot.name(component)
    if name.source in (NameSource.MANIFEST, NameSource.COMMENT):
        return [name.text]
    ignored = ordinary_text(find(component.root, "name"))
    if ignored:
        return [ignored]
    family, _, product = (ordinary_text(component.type) or "").partition(".")
    word = _WORDS.get(family, family)
    return [word, f"{word}-{product.rpartition('.')[2]}"] if product else []
