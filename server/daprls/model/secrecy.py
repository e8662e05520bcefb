"""Which stretches of a file may hold a secret, so that no output ever shows them.

Masking errs on the side of silence: a sensitive field's value is masked whatever it holds, what is
commented out as if it stood there, and a line that YAML refuses is masked behind its first colon.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Container, Iterable, Iterator

from daprls.catalog import ComponentType
from daprls.model.component import Component
from daprls.model.credentials import Exposure, embedded_exposure, may_carry_credential
from daprls.model.dialect import Dialect, fold
from daprls.model.source_file import SourceFile
from daprls.remembering import remembered
from daprls.schema import envelope
from daprls.spelling import closest
from daprls.syntax.scalars import is_placeholder
from daprls.syntax.tree import Entry, Mapping, Node, Scalar, Sequence, walk
from daprls.text import Span, filled

_CREDENTIAL = re.compile(
    r"(?:Shared)?AccessKey\s*=|AccountKey\s*=|SharedAccessSignature\s*=|\bsig=|-----BEGIN"
    r"|\b(?:password|pwd|secret|token)\s*=|://[^/\s:@]*:[^/\s@]+@|:[^\s:@]+@[a-z]{0,9}\(",
    re.IGNORECASE,
)
_SECRET_NAME = re.compile(
    r"password|passwd|secret|token|connection_?string|access_?key|account_?key|master_?key"
    r"|api_?key|private_?key|credential|certificate$|_key$",
    re.IGNORECASE,
)

_SHORTEST_KEY = 24
_RUN = re.compile(rf"[A-Za-z0-9+/]{{{_SHORTEST_KEY},}}")
_HEXADECIMAL = re.compile(r"[0-9a-f]{32,}|[0-9A-F]{32,}")
_PIECE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[+/]")
_SHORTEST_PIECES = 3
"""How long the words and numbers of a name are at least, on the average; in a key they are not."""

_REFERENCES = frozenset(
    {"secretref", "secretkeyref", "secretstore", "secretstorecomponent", "secrets"}
)
"""Keys that sound like a secret's and hold only names."""
_PLAIN_KEYS = frozenset({"name", "identity"})
"""Keys of an entry of `secrets` that hold no secret."""
_PLAIN_OF_ITEM = frozenset({"name", "secretref", "secretkeyref", "envref"})
"""Keys of an item of metadata that hold names, folded."""
_KEYS_OF_REFERENCE = frozenset({"name", "key"})
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[^\r\n]*", re.MULTILINE)
_PAIR = re.compile(r"(?<![\w-])([\w-]+)[\"']?[ \t]*[:=][ \t]*")
_VALUE_BEHIND = re.compile(r"[:=]\s|[:=]\S*$")
_APART = re.compile(r"[:=]\s")
_QUOTED = re.compile(r"(?<!\w)(['\"`])(?=\S)(.+?)\1(?!\w)", re.DOTALL)
UNTOLD = "…"
"""What is told in place of a name that is not there, or that is none."""
_BROKEN_PAIR = re.compile(r"[^:=\r\n]*[:=]")
_BROKEN_CONTROL = re.compile(
    r"%(?:YAML|TAG)\b|[ \t]*\{\{-?[ \t]*(?:if|else|end|include|range|with|define|template|block)\b"
)
_BROKEN_WORD = re.compile(r"[ \t]*(?:-[ \t]+)?([^ \t\r\n]+)")
_SHORTEST = 6


def looks_like_credential(text: str) -> bool:
    """Whether a text has the form of a connection string or key that carries a credential."""
    if len(text) >= _SHORTEST_KEY and _holds_key(text):
        return True
    return may_carry_credential(text) and (
        _CREDENTIAL.search(text) is not None or embedded_exposure(text) is not Exposure.NONE
    )


def _holds_key(text: str) -> bool:
    """Whether a text holds what a machine has drawn by lot, as services' keys are."""
    for match in _RUN.finditer(text):
        run = match.group()
        if _HEXADECIMAL.fullmatch(run):
            return True
        if run.isalpha() or run.islower() or run.isupper():
            continue
        if len(run) < _SHORTEST_PIECES * len(_PIECE.findall(run)):
            return True
    return False


@remembered(1024)
def may_be_quoted(name: str) -> bool:
    """Whether what stands where a name belongs may stand in a message: it is one, or harmless."""
    return not (
        "\n" in name
        or looks_like_credential(name)
        or _holds(name)
        or _APART.search(name) is not None
    )


def quotable(name: str) -> str:
    """A name as it may be told."""
    return name if may_be_quoted(name) else UNTOLD


def label(name: str) -> str:
    """A name as it may stand alone, where nothing would be overlooked."""
    return quotable(name) if name.strip() else UNTOLD


def discreet(sentence: str, source: str | None = None) -> str:
    """The sentence without whatever it quotes that looks like a credential.

    What somebody puts where a name belongs need not be one. With a `source`, what does not stand in
    it is an example and stays.
    """

    def shown(quoted: re.Match[str]) -> str:
        mark, text = quoted[1], quoted[2]
        is_told = not _looks_like_credential(text) and not _is_pair(text)
        if is_told or (source is not None and text not in source):
            return quoted[0]
        return f"{mark}{UNTOLD}{mark}"

    return _QUOTED.sub(shown, sentence)


def _is_pair(text: str) -> bool:
    """Whether a text is nothing but a pair that is called like a secret, as `masterKey: …`."""
    pair = _PAIR.match(text)
    return pair is not None and pair.end() < len(text) and _names_secret(pair[1], ())


_looks_like_credential = remembered(1024)(looks_like_credential)


def sounds_sensitive(name: str) -> bool:
    """Whether a metadata name of an unknown component sounds like a secret's."""
    return _SECRET_NAME.search(name) is not None


def holds_value(name: str) -> bool:
    """Whether a metadata name has a value behind it, as `masterKey: …`; it must not be quoted."""
    return _VALUE_BEHIND.search(name) is not None


def secret_spans(
    file: SourceFile, type_of: Callable[[Component], ComponentType | None]
) -> tuple[Span, ...]:
    """Every stretch of `file` that may hold a secret, in order."""
    spans = {span for component in file.components for span in _component(component, type_of)}
    if file.may_concern_dapr:
        names = _sensitive_names(file, type_of)
        read = {component.document for component in file.components}
        items = {id(entry.item) for component in file.components for entry in component.metadata}
        for document in file.tree.documents:
            spans.update(_credentials(document.root, names, items, foreign=document not in read))
            spans.update(_broken(file, (problem.span for problem in document.problems)))
        spans.update(_comments(file.text, names))
    return tuple(sorted(spans))


def secret_texts(
    file: SourceFile, type_of: Callable[[Component], ComponentType | None]
) -> frozenset[str]:
    """What stands in those stretches, line by line, without quotes.

    Left out is what a person has yet to fill in, and what is too short to be searched for.
    """
    lines = (
        line.strip().strip("\"'")
        for span in secret_spans(file, type_of)
        for line in span.of(file.text).splitlines()
    )
    return frozenset(line for line in lines if len(line) >= _SHORTEST and not is_placeholder(line))


def mask(text: str, spans: Iterable[Span]) -> str:
    """`text` with every character of `spans` but line breaks and blanks replaced by `*`.

    The length stays, so offsets into the text hold in the result.
    """
    return filled(text, spans, lambda part: re.sub(r"[^\s]", "*", part))


def masked(file: SourceFile, type_of: Callable[[Component], ComponentType | None]) -> str:
    """The file's text with everything that may be a secret masked; offsets stay the same."""
    return mask(file.text, secret_spans(file, type_of))


def _component(
    component: Component, type_of: Callable[[Component], ComponentType | None]
) -> Iterator[Span]:
    for secret in component.secrets:
        if secret.value is not None:
            yield secret.value.span
    known = type_of(component)
    for entry in component.metadata:
        if not _is_sensitive(entry.name_text, known):
            continue
        for written in entry.item.entries:
            if fold(written.key.text) not in _PLAIN_OF_ITEM:
                yield from _written(written)
            elif isinstance(written.value, Mapping):
                # Where a secret's name belongs, its value may stand beside it.
                for beside in written.value.entries:
                    if fold(beside.key.text) not in _KEYS_OF_REFERENCE:
                        yield from _written(beside)
        if entry.value is not None:
            yield entry.value.span  # what an alias stands for


def _is_sensitive(name: str, known: ComponentType | None) -> bool:
    """Whether a metadata name is a sensitive field's, or may be meant for one."""
    field = known.field(name) if known is not None else None
    if field is not None:
        return field.sensitive
    if sounds_sensitive(name) or known is None:
        return sounds_sensitive(name)
    names = {other: field.sensitive for field in known.fields for other in field.names}
    return any(names[meant] for meant in closest(name, names))


def _written(entry: Entry) -> Iterator[Span]:
    """An entry's value, and the anchor or tag before it."""
    yield Span(min(entry.key.span.end + 1, entry.value.span.start), entry.value.span.start)
    yield entry.value.span


def _sensitive_names(
    file: SourceFile, type_of: Callable[[Component], ComponentType | None]
) -> frozenset[str]:
    """The names of the sensitive fields of all types in the file, in lower case."""
    known = (type_of(component) for component in file.components)
    return frozenset().union(*(each.sensitive_names for each in known if each is not None))


def _credentials(
    root: Node, names: Container[str], items: Container[int], *, foreign: bool
) -> Iterator[Span]:
    """Scalars that look like credentials, and values that are called like one.

    `items` are the nodes of metadata that somebody has looked at; a foreign document holds none.
    """
    for node in walk(root):
        if isinstance(node, Scalar):
            if looks_like_credential(node.text) or _holds(node.text, names):
                yield node.span
        elif isinstance(node, Mapping):
            for entry in node.entries:
                if _names_secret(entry.key.text, names):
                    yield from _scalars(entry.value)
                elif fold(entry.key.text) == "secrets":
                    yield from _secrets(entry.value)
            for key in ("data", "stringData") if foreign else ():
                if (held := node.entry(key)) is not None:
                    yield from _scalars(held.value)
            if id(node) in items:
                continue
            name, value = node.entry("name"), node.entry("value")
            called = name.value.text if name is not None and isinstance(name.value, Scalar) else ""
            if value is not None and (sounds_sensitive(called) or called.lower() in names):
                yield value.value.span
        elif isinstance(node, Sequence):
            first, *rest = node.items or (None,)
            if isinstance(first, Scalar) and _names_secret(first.text, names):
                yield from (item.span for item in rest)


def _holds(text: str, names: Container[str] = ()) -> bool:
    """Whether a text holds a pair that is called like a secret, as `masterKey: …`."""
    if ":" not in text and "=" not in text:
        return False
    return any(_names_secret(pair[1], names) for pair in _PAIR.finditer(text))


def _names_secret(key: str, names: Container[str]) -> bool:
    """Whether a key sounds like a secret's, or is one of the `names`."""
    if key.lower() in names:
        return True
    folded = key.lower().replace("_", "")
    return sounds_sensitive(key) and folded not in _REFERENCES and not folded.endswith("name")


def _scalars(node: Node) -> Iterator[Span]:
    """The scalar itself, or those of a mapping's entries."""
    if isinstance(node, Scalar):
        yield node.span
    elif isinstance(node, Mapping):
        yield from (entry.value.span for entry in node.entries if isinstance(entry.value, Scalar))


def _secrets(node: Node) -> Iterator[Span]:
    """All that `secrets` hold but the names, whatever their keys."""
    for item in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(item, Mapping):
            for entry in item.entries:
                # A list of `scopes` is that of a configuration, which holds only names.
                names = entry.key.text == "scopes" and isinstance(entry.value, Sequence)
                if entry.key.text not in _PLAIN_KEYS and not names and not _is_address(entry):
                    yield from _written(entry)
        elif isinstance(item, Sequence):
            yield from (each.span for each in item.items[1:])
        elif isinstance(item, Scalar) and _PAIR.search(item.text):
            yield item.span


def _is_address(entry: Entry) -> bool:
    """Whether an entry tells where a vault keeps the secret, and nothing else."""
    told = entry.value.text if isinstance(entry.value, Scalar) else ""
    return entry.key.text == "keyVaultUrl" and "/" in told


def _comments(text: str, names: Container[str]) -> Iterator[Span]:
    for comment in _COMMENT.finditer(text):
        if looks_like_credential(comment.group()):
            yield Span(comment.start() + 1, comment.end())
            continue
        for pair in _PAIR.finditer(text, comment.start(), comment.end()):
            if pair[1] == "value" or _names_secret(pair[1], names):
                yield Span(pair.end(), comment.end())


def _broken(file: SourceFile, problems: Iterable[Span]) -> Iterator[Span]:
    for problem in problems:
        first = file.lines.line_at(problem.start)
        last = file.lines.line_at(problem.end)
        for line in range(first, last + 1):
            span = file.lines.span(line)
            yield Span(_end_of_key(file.text, span), span.end)


def _end_of_key(text: str, line: Span) -> int:
    """Where what may be shown of a line that YAML refuses ends: before its value."""
    pair = _BROKEN_PAIR.match(text, line.start, line.end)
    if pair is not None:
        return line.start if looks_like_credential(pair.group()) else pair.end()
    word = _BROKEN_WORD.match(text, line.start, line.end)
    if word is not None and any(key.startswith(fold(word[1])) for key in _every_key()):
        return word.end()
    return line.end if _BROKEN_CONTROL.match(text, line.start, line.end) else line.start


@functools.cache
def _every_key() -> frozenset[str]:
    """The keys of components, folded."""
    known = map(envelope, Dialect)
    return frozenset(
        fold(key) for each in known for level in each.levels for key in each.keys(level)
    )
