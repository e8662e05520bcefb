"""Joins templates that give names to one another: what a module is called with is what it defines.

Files are read one by one; this is the one place where what several say is put together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from daprls.model.mention import Call, Given, Hole, Mention, MentionKind, Parameter, Template, Word
from daprls.text import Location

_LONGEST_CHAIN = 10


def joined(templates: Iterable[Template]) -> tuple[tuple[Mention, ...], frozenset[MentionKind]]:
    """The names that templates get from one another, and of what they define more, unread."""
    return _Templates(tuple(templates)).join()


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
        for given, type_ in self._values(unit, hole.parameter, hole.type_parameter, 0):
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
        self, unit: str, parameter: str, type_parameter: str | None, steps: int
    ) -> Iterator[tuple[Given, str | None]]:
        """All that a parameter of a unit is set to, each with what the type's is set to there.

        Where nobody in the workspace sets it, its default counts: whoever deploys the outermost
        template may say otherwise, and seldom does.
        """
        if steps > _LONGEST_CHAIN:
            yield None, None
            return
        shared = parameter in self.shared[unit]
        for caller, arguments in self._uses(unit, parameter):
            given = arguments.get(parameter)
            type_ = arguments.get(type_parameter or "")
            name = type_.name if isinstance(type_, Word) else None
            if isinstance(given, Parameter):
                further = type_.name if isinstance(type_, Parameter) else None
                for each, found in self._values(caller, given.name, further, steps + 1):
                    yield _mark(each, shared), found or name
            else:
                yield _mark(given, shared), name

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
