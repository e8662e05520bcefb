"""Which component types Azure Container Apps supports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AcaSupport:
    """What Azure Container Apps says of component types."""

    tier1: tuple[str, ...]
    """Main names, in the order documented."""
    tier2: tuple[str, ...]
    unsupported_types: Mapping[str, str]
    """Types that it refuses or that cannot work there, each with a sentence that says why."""
    unsupported_families: Mapping[str, str]
    """Categories of which it supports nothing, likewise."""
