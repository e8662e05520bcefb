"""Which errors a copied text holds, and what it says of where they come from.

Nothing here looks at files; that is the business of `daprls.features.error_text`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from daprls.catalog import Catalog, ErrorKind, KnownError, Teller
from daprls.text import Span

_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_ESCAPED_BREAK = re.compile(r"\\+[rnt](?!\w)")
_ESCAPED_QUOTE = re.compile(r"\\+([\"'])")
_CURLY = str.maketrans("‘’“”", "''\"\"")
_CODE = re.compile(r"\[[A-Z_]+\]", re.IGNORECASE)
_LINE = re.compile(r"\bline (\d{1,6})\b")
_SHORTEST = 20
"""How long a component's words must be to tell something where no type is named."""
_MOST_SAYINGS = 3
_NAMES = {
    Teller.AZ: "`az`",
    Teller.SERVICE: "Azure Container Apps",
    Teller.SIDECAR: "the Dapr sidecar",
    Teller.COMPONENT: "the component",
    Teller.KUBERNETES: "Kubernetes",
    Teller.IDENTITY: "Azure's endpoint for managed identities",
}


@dataclass(frozen=True, slots=True)
class Recognized:
    """One error that a text holds."""

    title: str
    """Words that are known to belong to it; empty where a component says what nobody has seen."""
    teller: Teller
    cause: str
    """What is likely wrong."""
    rules: tuple[str, ...]
    """The codes of the rules that find the mistake, the likeliest first."""
    types: tuple[str, ...] = ()
    """The component types that say so; empty where it is no component that says it."""

    @property
    def teller_name(self) -> str:
        """Who says it, to stand within a sentence."""
        return _NAMES[self.teller]


@dataclass(frozen=True)
class ErrorWords:
    """A text as it was copied, read with what is known of error texts."""

    catalog: Catalog
    copied: str

    @cached_property
    def text(self) -> str:
        """The text without colours, escapes and line breaks."""
        text = _COLOUR.sub("", self.copied).translate(_CURLY)
        text = _ESCAPED_QUOTE.sub(r"\1", _ESCAPED_BREAK.sub(" ", text))
        return " ".join(text.split())

    @cached_property
    def known(self) -> tuple[tuple[KnownError, Span], ...]:
        """The known errors in the text, each at its first place, those that say most first."""
        found = []
        for error in self.catalog.errors.errors:
            spans = [Span(*m.span()) for p in error.patterns for m in p.finditer(self.text)]
            if spans:
                found.append((error, min(spans)))
        return tuple(found)

    def told(self, *groups: str) -> tuple[str, ...]:
        """What the text names as one of the groups (see `errors.schema.json`), each name once."""
        found = (m[group] for m in self._matches for group in groups if group in m.re.groupindex)
        return tuple(dict.fromkeys(name.strip(".") for name in found if name))

    @property
    def lines(self) -> frozenset[int]:
        """The numbers of lines that the text speaks of, from 0."""
        return frozenset(int(number) - 1 for number in _LINE.findall(self.text))

    @cached_property
    def _mentions(self) -> tuple[re.Match[str], ...]:
        return tuple(m for each in self.catalog.errors.mentions for m in each.finditer(self.text))

    @cached_property
    def _matches(self) -> tuple[re.Match[str], ...]:
        errors = self.catalog.errors.errors
        patterns = (pattern for error in errors for pattern in error.patterns)
        return (*self._mentions, *(m for each in patterns for m in each.finditer(self.text)))

    def recognized(self, types: Collection[str]) -> tuple[Recognized, ...]:
        """The errors that say most, and what a component of one of the `types` adds to them.

        `types` are the main names of the types that the text is about, as far as is known.
        """
        specific = [(error, span) for error, span in self.known if not error.general]
        sayings: Iterable[Recognized] = ()
        if types or not specific:
            sayings = tuple(self._sayings(types, [span for _, span in specific]))
        if not specific and not sayings and types:
            sayings = tuple(self._unheard(types))
        chosen = specific if specific or sayings else self.known[:1]
        errors = (Recognized(e.title, e.teller, e.cause, e.rules) for e, _ in chosen)
        return (*errors, *sayings)

    def _sayings(self, types: Collection[str], taken: Sequence[Span]) -> Iterator[Recognized]:
        """What components are known to say; of what says more and less the former."""
        folded = self.text.lower()
        found: list[tuple[Span, str]] = []
        for fragment, sayers in self.catalog.refusals.items():
            at = folded.find(fragment.lower())
            if at < 0 or (len(fragment) < _SHORTEST if not types else not sayers & set(types)):
                continue
            span = Span(at, at + len(fragment))
            if not any(span.overlaps(other) for other in taken):
                found.append((span, fragment))
        longest = [
            (span, fragment)
            for span, fragment in found
            if not any(other != span and other.contains(span) for other, _ in found)
        ]
        for span, fragment in sorted(longest)[-_MOST_SAYINGS:]:
            sayers = self.catalog.refusals[fragment]
            kind = self._kind(fragment) or self._kind(self.text[span.start :])
            yield _saying(fragment, kind, sayers & set(types) if types else sayers)

    def _unheard(self, types: Collection[str]) -> Iterator[Recognized]:
        """What a component says in words that are not known."""
        end = max((match.end() for match in self._mentions), default=0)
        kind = self._kind(_CODE.sub("", self.text[end:]))
        if kind is not None:
            yield _saying("", kind, types)

    def _kind(self, text: str) -> ErrorKind | None:
        return next((each for each in self.catalog.errors.kinds if each.pattern.search(text)), None)


def _saying(fragment: str, kind: ErrorKind | None, types: Iterable[str]) -> Recognized:
    cause = kind.cause if kind is not None else "The component could not start."
    types = tuple(sorted(types))
    rules = kind.rules_for(types) if kind is not None else ()
    return Recognized(fragment, Teller.COMPONENT, cause, rules, types)
