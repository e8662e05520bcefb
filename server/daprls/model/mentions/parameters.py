"""Joins templates that give names to one another: what a module is called with is what it defines.

Files are read one by one; this is the one place where what several say is put together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from daprls.model.mention import Call, Given, Hole, Mention, MentionKind, Parameter, Template, Word
from daprls.text import Location


def joined(templates: Iterable[Template]) -> tuple[tuple[Mention, ...], frozenset[MentionKind]]:
    """The names that templates get from one another, and of what they define more, unread."""
    return _Templates(tuple(templates)).join()


@dataclass(frozen=True, slots=True)
class _Question:
    """What a parameter of a unit is set to, and what is known so far of whom it is for."""

    unit: str
    parameter: str
    type_parameter: str | None
    component_type: str | None = None
    is_shared: bool = False


class _Templates:
    def __init__(self, templates: tuple[Template, ...]) -> None:
        self.templates = templates
        self.defaults: dict[str, dict[str, Given]] = defaultdict(dict)
        self.shared: dict[str, set[str]] = defaultdict(set)
        self.calls: dict[str, list[tuple[str, Call]]] = defaultdict(list)
        for template in templates:
            self.defaults[template.unit].update(template.defaults)
            self.shared[template.unit].update(template.shared)
            for call in template.calls:
                self.calls[call.target].append((template.unit, call))

    def join(self) -> tuple[tuple[Mention, ...], frozenset[MentionKind]]:
        found: dict[tuple[Location, MentionKind], Mention] = {}
        unread: set[MentionKind] = set()
        for template in self.templates:
            for hole in template.holes:
                for mention in self._fill(template.unit, hole):
                    if mention is None:
                        unread.add(hole.mention.kind)
                        continue
                    key = mention.location, mention.kind
                    if key not in found or mention.defines:
                        found[key] = mention
        return tuple(found.values()), frozenset(unread)

    def _fill(self, unit: str, hole: Hole) -> Iterator[Mention | None]:
        """What a hole may be filled with; `None` for what cannot be read."""
        for given, type_ in self._values(unit, hole.parameter, hole.type_parameter):
            if not isinstance(given, Word):
                if hole.mention.defines:
                    yield None
                continue
            yield replace(
                hole.mention,
                name=given.name,
                path=given.path,
                span=given.span,
                component_type=hole.mention.component_type or type_,
                is_editable=hole.mention.is_editable and not given.is_shared,
            )

    def _values(
        self, unit: str, parameter: str, type_parameter: str | None
    ) -> Iterator[tuple[Given, str | None]]:
        """All that a parameter of a unit is set to, each with what the type's is set to there.

        Where nobody in the workspace sets it, its default counts: whoever deploys the outermost
        template may say otherwise, and seldom does. What only goes round in circles is never set.
        """
        first = _Question(unit, parameter, type_parameter)
        pending, asked, is_set = [first], {first}, False
        while pending:
            question = pending.pop()
            shared = question.is_shared or question.parameter in self.shared[question.unit]
            for caller, arguments in self._uses(question.unit, question.parameter):
                given = arguments.get(question.parameter)
                type_ = arguments.get(question.type_parameter or "")
                known = type_.name if isinstance(type_, Word) else question.component_type
                if not isinstance(given, Parameter):
                    is_set = True
                    yield _mark(given, shared), known
                    continue
                further = type_.name if isinstance(type_, Parameter) else None
                following = _Question(caller, given.name, further, known, shared)
                if following not in asked:
                    asked.add(following)
                    pending.append(following)
        if not is_set:
            yield None, None

    def _uses(self, unit: str, parameter: str) -> Iterator[tuple[str, Mapping[str, Given]]]:
        """What a unit is given each time, and by whom; where it is not, by itself."""
        defaults = self.defaults[unit]
        calls = self.calls.get(unit, ())
        for caller, call in calls:
            if parameter in call.arguments:
                yield caller, call.arguments
        if not calls or any(parameter not in call.arguments for _, call in calls):
            yield unit, defaults


def _mark(given: Given, shared: bool) -> Given:
    return replace(given, is_shared=given.is_shared or shared) if isinstance(given, Word) else given
