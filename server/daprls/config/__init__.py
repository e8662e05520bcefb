"""What users configure: values only. Finding and reading the files is the doors' work."""

from __future__ import annotations

from daprls.config.config import (
    CATEGORIES,
    CLOUDS,
    CONFIG_FILE,
    DIALECTS,
    HINTS,
    IDENTITIES,
    LEVELS,
    PLATFORMS,
    PLUGGABLE,
    SWITCH,
    Config,
    Override,
    Pairs,
    RuleChoice,
)
from daprls.config.errors import ConfigError
from daprls.config.globs import covered, glob_pattern
from daprls.config.reading import Reading, config_from, parse_config, read_config, read_data
from daprls.config.values import SETTINGS

__all__ = [
    "CATEGORIES",
    "CLOUDS",
    "CONFIG_FILE",
    "DIALECTS",
    "HINTS",
    "IDENTITIES",
    "LEVELS",
    "PLATFORMS",
    "PLUGGABLE",
    "SETTINGS",
    "SWITCH",
    "Config",
    "ConfigError",
    "Override",
    "Pairs",
    "Reading",
    "RuleChoice",
    "config_from",
    "covered",
    "glob_pattern",
    "parse_config",
    "read_config",
    "read_data",
]
