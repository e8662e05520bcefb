"""Switches a component to managed identity: keys and orphaned secrets out, required fields in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from daprls.model.component import Component
from daprls.snapshot import Snapshot
from daprls.text import TextEdit

CLIENT_ID_PLACEHOLDER = "<managed-identity-client-id>"


class Identity(Enum):
    """Which identity of the app is used."""

    SYSTEM = "system-assigned"
    USER = "user-assigned"


@dataclass(frozen=True, slots=True)
class Switch:
    """The edits that switch one component, and what to know about them."""

    title: str
    """For instance `Switch to managed identity (system-assigned)`."""
    edits: tuple[TextEdit, ...]
    placeholders: tuple[str, ...] = ()
    """Metadata names whose value a person must fill in."""
    notes: tuple[str, ...] = ()
    """Sentences: what stops working, which role is needed."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a component cannot be switched, as a sentence."""

    reason: str


def switch(
    component: Component,
    snapshot: Snapshot,
    identity: Identity,
    client_id: str | None = None,
) -> Switch | Refusal:
    """The switch of a component, one atomic set of edits; a `Refusal` where it cannot be offered.

    A component that already uses this very identity is refused too.
    """
    raise NotImplementedError
