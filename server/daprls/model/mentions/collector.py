"""Gathers what a reader finds in one file, so that a name that cannot be read leaves a trace."""

from __future__ import annotations

from dataclasses import dataclass, field

from daprls.model.mention import Mention, MentionKind, Names, Origin
from daprls.model.mentions.words import is_name, name_of, word_span
from daprls.syntax.tree import Missing, Node, Scalar
from daprls.text import Span


@dataclass
class Collector:
    """The names found so far in the file `path`."""

    path: str
    _found: dict[Span, Mention] = field(default_factory=dict)
    _unread: set[MentionKind] = field(default_factory=set)

    def node(
        self,
        kind: MentionKind,
        node: Node | None,
        origin: Origin,
        *,
        defines: bool = True,
        component_type: str | None = None,
        app_name: str | None = None,
        is_editable: bool = True,
    ) -> None:
        """Adds the name that a scalar holds."""
        if node is None or isinstance(node, Missing):
            return
        name = name_of(node)
        span = word_span(node) if isinstance(node, Scalar) else None
        if name is None or span is None:
            if defines:
                self.unread(kind)
            return
        self.add(
            Mention(
                kind,
                name,
                self.path,
                span,
                origin,
                defines,
                component_type,
                app_name if app_name != name else None,
                is_editable,
            )
        )

    def word(
        self, kind: MentionKind, name: str, span: Span, origin: Origin, *, defines: bool = True
    ) -> None:
        """Adds a name that stands in the text at `span`."""
        if is_name(name):
            self.add(Mention(kind, name, self.path, span, origin, defines))
        elif defines:
            self.unread(kind)

    def add(self, mention: Mention) -> None:
        """Adds a name, unless another reader has found it at its place."""
        self._found.setdefault(mention.span, mention)

    def unread(self, kind: MentionKind) -> None:
        """Something of this kind is defined, and its name cannot be read."""
        self._unread.add(kind)

    @property
    def names(self) -> Names:
        """All that was found."""
        mentions = sorted(self._found.values(), key=lambda mention: mention.span)
        return Names(tuple(mentions), frozenset(self._unread))
