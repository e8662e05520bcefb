"""What a rule yields, and what the engine makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from daprls.text import Edit, Location, Span


class Severity(IntEnum):
    """How bad it is; a greater value is worse. The word is a promise."""

    HINT = 1
    """Advice that an editor shows faintly."""
    INFO = 2
    """Advice."""
    WARNING = 3
    """Ignored, very likely wrong, or insecure."""
    ERROR = 4
    """`az`, the service or the sidecar refuses it, or the item is surely lost."""

    @property
    def word(self) -> str:
        """The lower-case name that outputs and settings use."""
        return self.name.lower()


class Layer(IntEnum):
    """How deep a rule looks. Of several findings about one node the lowest layer's is kept."""

    SYNTAX = 1
    SHAPE = 2
    PLACEHOLDER = 3
    TYPE = 4
    VALUE = 5


class Tag(Enum):
    """How an editor may render a finding."""

    UNNECESSARY = "unnecessary"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that removes the finding.

    `safe` fixes may be applied unasked (fix-all); the others are suggestions. A fix leaves files
    that parse and that its rule no longer reports.
    """

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False
    needs_input: bool = False
    """Whether the result holds placeholders that a person must fill in."""
    carries_secret: bool = False
    """Whether an edit moves a secret's value, which outputs then must not show."""
    notes: tuple[str, ...] = ()
    """Sentences about what it brings with it."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains the finding."""

    location: Location
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found at `span`.

    Without a `severity` of its own it has the rule's.
    """

    span: Span
    message: str
    severity: Severity | None = None
    fixes: tuple[Fix, ...] = ()
    tags: tuple[Tag, ...] = ()
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding signed by the engine: in which file, by which rule, how severe."""

    path: str
    rule: str
    severity: Severity
    message: str
    span: Span
    fixes: tuple[Fix, ...] = ()
    tags: tuple[Tag, ...] = ()
    related: tuple[Related, ...] = ()
