"""Gathers what a reader finds in one file, so that a name that cannot be read leaves a trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from daprls.model.mention import (
    Given,
    Hole,
    Mention,
    MentionKind,
    Names,
    Origin,
    Parameter,
    Template,
    Word,
)
from daprls.model.mentions.words import is_name, name_of, word_span
from daprls.syntax.tree import Missing, Node, Scalar
from daprls.text import Span


@dataclass
class Collector:
    """The names found so far in the file `path`."""

    path: str
    lookup: Callable[[Scalar], Given] = lambda _scalar: None
    """What a scalar stands for that is no literal."""
    text: str = ""
    """The file's text, for what is no scalar until a template tool has read it."""
    holes: list[Hole] = field(default_factory=list)
    _found: dict[tuple[Span, MentionKind], Mention] = field(default_factory=dict)
    _unread: set[MentionKind] = field(default_factory=set)

    def given(self, node: Node | None) -> Given:
        """What a node says: a literal name, a parameter, or nothing that can be told."""
        if not isinstance(node, Scalar):
            return None
        name, span = name_of(node), word_span(node)
        if name is not None and span is not None:
            return Word(name, self.path, span)
        return self.lookup(node)

    def node(
        self,
        kind: MentionKind,
        node: Node | None,
        origin: Origin,
        *,
        defines: bool = True,
        component_type: Node | None = None,
        app_name: Node | None = None,
        is_editable: bool = True,
    ) -> None:
        """Adds the name that a node holds, or the hole that it is."""
        if node is None or isinstance(node, Missing):
            return
        named, type_, given = self.given(app_name), self.given(component_type), self.given(node)
        mention = Mention(
            kind,
            given.name if isinstance(given, Word) else "",
            self.path,
            given.span if isinstance(given, Word) else node.span,
            origin,
            defines,
            type_.name if isinstance(type_, Word) else None,
            named.name if isinstance(named, Word) and named != given else None,
            is_editable and not (isinstance(given, Word) and given.is_shared),
        )
        if isinstance(given, Word):
            self.add(mention)
        elif isinstance(given, Parameter):
            type_parameter = type_.name if isinstance(type_, Parameter) else None
            self.holes.append(Hole(given.name, mention, type_parameter))
        elif defines:
            self.unread(kind)

    def word(
        self,
        kind: MentionKind,
        name: str,
        span: Span,
        origin: Origin,
        *,
        defines: bool = True,
        app_name: str | None = None,
        is_editable: bool = True,
    ) -> None:
        """Adds a name that stands in the text at `span`."""
        if is_name(name):
            other = app_name if app_name != name and is_name(app_name or "") else None
            self.add(
                Mention(kind, name, self.path, span, origin, defines, None, other, is_editable)
            )
        elif defines:
            self.unread(kind)

    def add(self, mention: Mention) -> None:
        """Adds a name, unless it was found at its place before; who defines it comes first."""
        key = mention.span, mention.kind
        before = self._found.get(key)
        if before is None or (mention.defines and not before.defines):
            self._found[key] = mention

    def unread(self, kind: MentionKind) -> None:
        """Something of this kind is defined, and its name cannot be read."""
        self._unread.add(kind)

    def names(self, template: Template | None = None) -> Names:
        """All that was found."""
        mentions = sorted(self._found.values(), key=lambda mention: mention.span)
        return Names(tuple(mentions), frozenset(self._unread), template)
