"""What an editor has open. The text itself stands in the snapshot."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Buffer:
    """An open document."""

    uri: str
    """The address as the editor writes it."""
    version: int


def declares_yaml(language: str) -> bool:
    """Whether an editor's language is YAML or a kind of it, as in `yaml.docker-compose`."""
    return "yaml" in language.lower().split(".")
