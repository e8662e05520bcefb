"""One thing that could be typed, whatever it is. Which there are is told by the modules beside."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class CandidateKind(Enum):
    """What is offered, so that an editor can choose an icon."""

    KEY = "key"
    TYPE = "component type"
    NAME = "metadata name"
    VALUE = "value"
    SECRET = "secret"
    STORE = "secret store"
    COMPONENT = "component"
    APP = "app ID"
    BODY = "snippet"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that could be typed."""

    text: str
    kind: CandidateKind
    rank: int = 50
    """Candidates of a smaller rank stand above; equal ones are sorted by their text."""
    detail: str | None = None
    documentation: str | None = None
    deprecated: bool = False
    opens: str | None = None
    """For a key: the JSON type of its value."""
