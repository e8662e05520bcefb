"""The secrets that files hold for the open-source sidecar: their names and keys, never a value.

Three kinds of file are read: manifests of Kubernetes' own `Secret`, the JSON of
`secretstores.local.file`, and `.env` files, whose variables `secretstores.local.env` finds once
somebody has loaded them. `without_values` makes a text safe to keep: it stays as wide as it was, so
that every place in it is true.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import find
from daprls.remote import leads_away
from daprls.syntax.json_tree import values_in
from daprls.syntax.parser import parse
from daprls.syntax.tree import Document, Node, Scalar, Sequence, Style, Tree, resolve, walk
from daprls.syntax.tree import Mapping as Map
from daprls.text import Location, Span, filled

_SECRET = re.compile(
    r"^[ \t\ufeff-]*[\"']?kind[\"']?[ \t]*:[ \t]*[\"']?Secret[\"']?[ \t]*(?:#|$)", re.MULTILINE
)
_VARIABLE = re.compile(
    r"^[ \t\ufeff]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*"
    r"(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\r\n]*)",
    re.MULTILINE | re.DOTALL,
)
_ENVIRONMENT = re.compile(r"(?:^|/)(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env)$")
_BLOCK_HEADER = re.compile(r"[|>][^\r\n]*")
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[^\r\n]*", re.MULTILINE)
_KEY = re.compile(r"[\w.-]+", re.ASCII)
"""What Kubernetes takes for a key."""
_KEPT = frozenset({"apiVersion", "kind", "type", "immutable"})
_KEPT_OF_META = frozenset({"name", "namespace"})
_FILLERS = ((0x80, "x"), (0x800, "\u00d7"), (0x10000, "\u203b"), (0x110000, "\U0001f512"))
"""What stands for a character, by the code point below which it takes as many bytes."""

LOCAL_FILE = "secretstores.local.file"
LOCAL_ENVIRONMENT = "secretstores.local.env"

Keys = Mapping[str, Location]
"""The keys of one secret and where each stands."""


@dataclass(frozen=True, slots=True)
class HeldSecret:
    """One secret that a file holds."""

    name: str
    place: Location
    keys: Keys
    """Empty where the secret is one value, which stands under its name, and where nobody knows."""
    namespace: str | None = None


def places_of_secrets(store: Component) -> Iterator[str]:
    """The keys of the files that may hold the secrets of a local store, the nearest first.

    A relative path begins where the sidecar is started, which no file tells: the store's folder is
    taken, and all that are above it. Variables are looked for where `.env` files usually stand.
    """
    path = ""
    if store.type_text == LOCAL_ENVIRONMENT:
        path = ".env"
    elif store.type_text == LOCAL_FILE:
        entry = next(iter(store.entries("secretsFile")), None)
        path = (ordinary_text(entry.literal) or "") if entry is not None else ""
    path = path.strip().replace("\\", "/")
    folder = posixpath.dirname(store.path)
    if leads_away(path, folder):
        return
    if posixpath.isabs(path) or path[1:2] == ":":
        yield posixpath.normpath(path)
        return
    while path and folder:
        yield posixpath.normpath(posixpath.join(folder, path))
        if folder == posixpath.dirname(folder):
            return
        folder = posixpath.dirname(folder)


def is_environment(path: str) -> bool:
    """Whether a file sets variables of the environment, by its name."""
    return _ENVIRONMENT.search(path) is not None


def may_hold_secrets(text: str) -> bool:
    """Whether a YAML text may hold a `Secret` of Kubernetes."""
    return "Secret" in text and _SECRET.search(text) is not None


def kubernetes_secrets(path: str, tree: Tree) -> Iterator[HeldSecret]:
    """The secrets that a YAML file gives to Kubernetes; none of a document that YAML refuses."""
    for document in tree.documents:
        if document.problems:
            continue
        for node in walk(document.root):
            if isinstance(node, Map) and _is_secret(node) and (held := _held(path, node)):
                yield held


def _held(path: str, secret: Map) -> HeldSecret | None:
    meta = find(secret, "metadata")
    name, namespace = find(meta, "name"), find(meta, "namespace")
    if not isinstance(name, Scalar) or not name.text:
        return None
    keys: dict[str, Location] = {}
    for part in ("data", "stringData"):
        held = find(secret, part)
        for entry in held.entries if isinstance(held, Map) else ():
            keys[entry.key.text] = Location(path, _inner(entry.key))
    if not all(_KEY.fullmatch(key) for key in keys):
        keys = {}  # Which keys there will be is filled in later.
    return HeldSecret(
        name.text,
        Location(path, _inner(name)),
        keys,
        namespace.text if isinstance(namespace, Scalar) else None,
    )


def file_secrets(
    path: str, root: Node, separator: str, *, has_keys: bool
) -> Mapping[str, HeldSecret] | None:
    """The secrets of the JSON of `secretstores.local.file`, by name; `None` where it is none.

    Names of nested values are joined by `separator`. With `has_keys` (`multiValued`) a value at the
    top that is an object is one secret with keys.
    """
    if not isinstance(root, Map):
        return None
    found: dict[str, HeldSecret] = {}
    for entry in root.entries:
        name, value = entry.key.text, entry.value
        place = Location(path, _inner(entry.key))
        if not has_keys:
            for flat, each in _flat(path, (name,), place, value, separator):
                found[flat] = HeldSecret(flat, each, {})
        elif isinstance(value, Map):
            keys = {
                flat: each
                for inner in value.entries
                for flat, each in _flat(
                    path,
                    (inner.key.text,),
                    Location(path, _inner(inner.key)),
                    inner.value,
                    separator,
                )
            }
            found[name] = HeldSecret(name, place, keys)
        elif isinstance(value, Scalar) and value.style is Style.DOUBLE:
            found[name] = HeldSecret(name, place, {})
    return found


def _flat(
    path: str, names: tuple[str, ...], place: Location, value: Node, separator: str
) -> Iterator[tuple[str, Location]]:
    if isinstance(value, Map):
        for entry in value.entries:
            inner = Location(path, _inner(entry.key))
            yield from _flat(path, (*names, entry.key.text), inner, entry.value, separator)
    elif isinstance(value, Sequence):
        for index, item in enumerate(value.items):
            where = Location(path, item.span)
            yield from _flat(path, (*names, str(index)), where, item, separator)
    else:
        yield separator.join(names), place


def variables(path: str, text: str) -> Mapping[str, Location]:
    """The variables that an environment file sets."""
    return {match[1]: Location(path, Span(*match.span(1))) for match in _VARIABLE.finditer(text)}


def without_values(path: str, text: str) -> str:
    """The text without any value that may be secret, each character's place as it was.

    For JSON whose values are secrets, environment files, and YAML with a `Secret` of Kubernetes,
    whose other documents stay as they are.
    """
    if path.lower().endswith(".json"):
        return filled(text, values_in(text), _filler)
    if is_environment(path):
        names = [Span(match.start(), match.start(2)) for match in _VARIABLE.finditer(text)]
        return filled(text, _between(names, len(text)), _filler)
    if not may_hold_secrets(text):
        return text
    spans: list[Span] = []
    for document in parse(text).documents:
        if may_hold_secrets(document.span.of(text)):
            spans += _values(text, document)
    return filled(text, spans, _filler)


def _is_secret(node: Node) -> bool:
    kind = find(node, "kind")
    return isinstance(kind, Scalar) and kind.text == "Secret"


def _values(text: str, document: Document) -> Iterator[Span]:
    """What may be secret in a document with a `Secret`: where YAML refuses anything, all of it."""
    if document.problems:
        yield document.span
        return
    for node in walk(document.root):
        if isinstance(node, Map) and _is_secret(node):
            yield from _values_of(node)
    for match in _COMMENT.finditer(text, document.span.start, document.span.end):
        yield Span(match.start() + 1, match.end())


def _values_of(secret: Map) -> Iterator[Span]:
    for entry in secret.entries:
        kept = _KEPT_OF_META if entry.key.text == "metadata" else _KEPT
        inner = resolve(entry.value) if entry.key.text == "metadata" else None
        for each in inner.entries if isinstance(inner, Map) else (entry,):
            if each.key.text not in kept:
                yield from (_bare(value) for value in _scalars(each.value))


def _scalars(node: Node) -> Iterator[Scalar]:
    """The values in a node, keys left out."""
    pending: list[Node] = [node]
    while pending:
        each = resolve(pending.pop())
        if isinstance(each, Scalar):
            yield each
        elif isinstance(each, Map):
            pending += (entry.value for entry in each.entries)
        elif isinstance(each, Sequence):
            pending += each.items


def _bare(scalar: Scalar) -> Span:
    """A scalar without its quotes, or without the header of its block."""
    if scalar.style in (Style.SINGLE, Style.DOUBLE):
        return _inner(scalar)
    header = _BLOCK_HEADER.match(scalar.raw) if not scalar.is_plain else None
    return Span(scalar.span.start + (header.end() if header else 0), scalar.span.end)


def _inner(scalar: Scalar) -> Span:
    if scalar.raw[:1] in ("'", '"') and len(scalar.raw) > 1:
        return Span(scalar.span.start + 1, scalar.span.end - 1)
    return scalar.span


def _between(kept: list[Span], end: int) -> Iterator[Span]:
    at = 0
    for span in kept:
        yield Span(at, span.start)
        at = span.end
    yield Span(at, end)


def _filler(part: str) -> str:
    """What takes the place of a stretch, each character as wide as before in every encoding."""
    return "".join(map(_as_wide, part))


def _as_wide(sign: str) -> str:
    if sign.isspace():
        return sign
    return next(filler for below, filler in _FILLERS if ord(sign) < below)
