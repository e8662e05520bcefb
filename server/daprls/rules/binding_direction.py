"""The rule `binding-direction`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.catalog import ComponentType, Need
from daprls.lint.finding import Finding, Fix, Layer, Related, Severity, Tag
from daprls.lint.rule import component_rule
from daprls.model.component import Component, MetadataEntry
from daprls.model.metadata_value import value_text
from daprls.snapshot import Snapshot
from daprls.spelling import closest
from daprls.syntax.rewrite import replace_scalar
from daprls.syntax.tree import Scalar
from daprls.text import Location

_WORDS = ("input", "output")
_SHORT = {"in": "input", "out": "output", "both": "input, output"}
_WORD = re.compile(r"[^,\s](?:[^,]*[^,\s])?")


@component_rule("binding-direction", Severity.WARNING, layer=Layer.VALUE)
def binding_direction(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """The direction of a binding is none, or not one that it has."""
    known = snapshot.certain_type(component)
    if known is None or known.category != "bindings":
        return
    stated = next(reversed(component.entries("direction")), None)
    if stated is None or stated.literal is None:
        return
    text = value_text(component, stated)
    if text is None:
        if not stated.literal.is_plain and stated.is_blank:
            yield Finding(
                stated.literal.span,
                "'direction' is empty: the binding is started in neither direction, and nothing "
                "says so.",
            )
        return
    words = [word.lower() for word in _WORD.findall(text)]
    unknown = [word for word in words if word not in _WORDS]
    if unknown:
        yield _unknown(component.path, stated.literal, words, unknown)
        return
    if known.directions and not set(words).intersection(known.directions):
        side = known.directions[0]
        edit = replace_scalar(component.path, stated.literal, side)
        yield Finding(
            stated.literal.span,
            f"'{known.type}' has no {words[0]} side, so nothing is started; it is an {side} "
            "binding alone.",
            fixes=(Fix(f"Change to '{side}'", (edit,)),),
        )
        return
    yield from _idle(component, known, stated, words)


def _unknown(path: str, scalar: Scalar, words: list[str], unknown: list[str]) -> Finding:
    lost = len(unknown) == len(words)
    result = "the binding is started in neither direction" if lost else "it is ignored"
    right = _WORD.sub(lambda word: _meant(word[0]) or word[0], scalar.text)
    fixes: tuple[Fix, ...] = ()
    if all(map(_meant, unknown)):
        fixes = (Fix(f"Change to '{right}'", (replace_scalar(path, scalar, right),)),)
    return Finding(
        scalar.span,
        f"'{unknown[0]}' is neither 'input' nor 'output': {result}, and nothing says so.",
        fixes=fixes,
    )


def _meant(word: str) -> str | None:
    """The direction that a word stands for."""
    folded = word.lower()
    if folded in _WORDS:
        return folded
    found = (_SHORT[folded],) if folded in _SHORT else closest(folded, _WORDS)
    return found[0] if len(found) == 1 else None


def _idle(
    component: Component, known: ComponentType, stated: MetadataEntry, words: list[str]
) -> Iterator[Finding]:
    """What counts for the side alone that is not started."""
    for entry in component.metadata:
        field = known.field(entry.name_text)
        if field is None or not (field.need is Need.ROLE or field.runtime):
            continue  # Of the other fields it is only documented which side reads them.
        if not field.direction or set(field.direction).intersection(words):
            continue
        yield Finding(
            entry.anchor.span,
            f"'{entry.name_text}' counts for an {field.direction[0]} binding alone, and this one "
            f"is an {words[0]} binding.",
            severity=Severity.HINT,
            tags=(Tag.UNNECESSARY,),
            related=(
                Related(Location(component.path, stated.anchor.span), "'direction' is stated here"),
            ),
        )
