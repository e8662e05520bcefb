"""Metadata values that a component does not take as they are written.

Only literals are looked at, as the text that the component gets of them, and never what a pipeline,
a person or the sidecar itself fills in. How bad a flaw is, is the business of the rules; each takes
its own kind, so that no value is told twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from daprls.catalog import ComponentType, MetadataField
from daprls.model import go_text
from daprls.model.component import Component, MetadataEntry, kept, ordinary_text
from daprls.model.dialect import Dialect
from daprls.model.secrecy import looks_like_credential
from daprls.model.value_form import STRICT, limit_problem, type_problem, word_problem
from daprls.syntax.goyaml import dapr_text
from daprls.syntax.scalars import az_text, runtime_tags
from daprls.syntax.tree import Scalar

_DECODERS = ("kit/metadata", STRICT)
"""The decoders that are known to refuse what does not have a field's type."""

_TYPE_WORDS = re.compile(
    r"(?:string|str|text|bool|boolean|int|integer|number|num|float|duration|seconds?|list|object)"
    r"|.*\|.*|true\s*(?:/|or)\s*false|[a-z]+(?: [a-z]+)+",
    re.IGNORECASE | re.DOTALL,
)
"""What documentation writes in a value's place."""
_LONGEST_SHOWN = 60


class Kind(Enum):
    """What of a value is not right."""

    TYPE = auto()
    """It cannot be read as the field's type."""
    WORD = auto()
    """It is none of the field's words."""
    LIMIT = auto()
    """It is beyond a bound, or has not the form."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A value that the component does not take as it is written."""

    entry: MetadataEntry
    scalar: Scalar
    text: str
    """The text that the component gets."""
    field: MetadataField
    kind: Kind
    must: str
    """What the value should be, as the end of `must …`."""
    refused: bool
    """Whether start-up fails, as far as is known."""
    refusal: str | None
    """The component's words for it, or the beginning of them."""
    otherwise: str | None
    """What is taken in its place."""

    @property
    def shown(self) -> str | None:
        """The value in quotes, where a message may show it."""
        if not _may_show(self.text, self.field):
            return None
        written = self.scalar.text
        return f"'{written}'" + (f" (sent as '{self.text}')" if written != self.text else "")


@kept
def flaws(component: Component, known: ComponentType) -> tuple[Flaw, ...]:
    """The values that the component does not take, in order; one flaw a value."""
    return tuple(_flaws(component, known))


def _flaws(component: Component, known: ComponentType) -> Iterator[Flaw]:
    for entry in component.metadata:
        field = known.field(entry.name_text)
        text = value_text(component, entry)
        if field is not None and text is not None and entry.literal is not None:
            found = _kind(text, field, known)
            if found is not None:
                kind, must = found
                yield _flaw(entry, entry.literal, text, field, kind, must, known.decoder)


def value_text(component: Component, entry: MetadataEntry) -> str | None:
    """The text that the component gets for a literal that may be judged; `None` without one."""
    if entry.literal is None or entry.reference is not None or entry.is_blank:
        return None
    if ordinary_text(entry.literal) is None or runtime_tags(entry.literal.text):
        return None
    if component.dialect is Dialect.ACA:
        return az_text(entry.literal)
    return dapr_text(entry.literal)


def consequence(flaw: Flaw, known: ComponentType) -> str:
    """What becomes of it, as the end of a sentence."""
    value = flaw.shown or "this value"
    if not flaw.refused:
        return f"{value} is taken for '{flaw.otherwise}'"
    return f"{value} makes '{known.type}' fail at start{quoted(flaw.refusal)}"


def quoted(refusal: str | None) -> str:
    """A component's own words, as the end of a sentence about its failure."""
    if refusal is None:
        return ""
    mark = '"' if "'" in refusal else "'"
    return f" with {mark}{refusal}{mark}"


def _kind(text: str, field: MetadataField, known: ComponentType) -> tuple[Kind, str] | None:
    """What is wrong with a text, and what it must be instead."""
    if field.type != "string" and _TYPE_WORDS.fullmatch(text):
        return None
    spelt_out = field.type == "bool" and field.allowed_values
    # How a field is decoded that only a bundle tells of, nobody has read.
    if known.decoder in _DECODERS and not spelt_out and field.origin is None:
        must = type_problem(text, field, known.decoder)
        if must is not None:
            return Kind.TYPE, must
    must = word_problem(text, field)
    if must is not None:
        return Kind.WORD, must
    must = limit_problem(text, field, known.decoder)
    return (Kind.LIMIT, must) if must is not None else None


def _flaw(
    entry: MetadataEntry,
    scalar: Scalar,
    text: str,
    field: MetadataField,
    kind: Kind,
    must: str,
    decoder: str,
) -> Flaw:
    otherwise, refusal = field.otherwise, field.refusal
    if kind is Kind.TYPE:
        if field.type == "bool" and (decoder != STRICT or field.runtime):
            otherwise = "false"
        refusal = _type_refusal(text, field, decoder)
    refused = otherwise is None and (kind is not Kind.WORD or field.enforced)
    return Flaw(entry, scalar, text, field, kind, must, refused, refusal, otherwise)


def _type_refusal(text: str, field: MetadataField, decoder: str) -> str | None:
    """The decoder's words, where they are sure and tell nothing that a message may not show."""
    if not _may_show(text, field) or field.type not in ("bool", "duration"):
        return None
    return f'invalid {field.type} "{text}"' if decoder == STRICT else go_text.duration_error(text)


def _may_show(text: str, field: MetadataField) -> bool:
    return not (
        field.sensitive or "\n" in text or len(text) > _LONGEST_SHOWN or looks_like_credential(text)
    )
