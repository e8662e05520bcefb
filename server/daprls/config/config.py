"""The settings for the files below a folder, and what they say of each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath, PureWindowsPath

from daprls.config.globs import covered, glob_pattern

CONFIG_FILE = "daprls.toml"
"""The name of the file that configures a folder and everything below it."""

DIALECTS = ("aca", "oss")
"""The dialects as settings name them: Azure Container Apps, and Dapr's own."""
IDENTITIES = ("system", "user")
"""The managed identities that applications may use."""
CLOUDS = {
    "public": "AzurePublicCloud",
    "china": "AzureChinaCloud",
    "usgovernment": "AzureUSGovernmentCloud",
}
"""Azure's clouds as settings name them, and as components do."""
PLATFORMS = ("kubernetes", "self-hosted")
"""Where the open-source sidecar may run."""
LEVELS = ("error", "warning", "info", "hint")
"""The severities, the worst first."""
CATEGORIES = (
    "bindings",
    "configuration",
    "conversation",
    "crypto",
    "lock",
    "middleware",
    "pubsub",
    "secretstores",
    "state",
)
"""What a component type begins with."""
PLUGGABLE = ("bindings", "pubsub", "secretstores", "state")
"""The categories that a process beside the sidecar can provide, under any name."""
HINTS = {"names": True, "stores": True, "defaults": False}
"""The kinds of hints that editors show within lines, and whether they do so unasked."""
SWITCH = ("on", "off")

Pairs = tuple[tuple[str, str], ...]
_Patterns = tuple[re.Pattern[str], ...]
_Pair = tuple[re.Pattern[str], str]

_YAML = (".yaml", ".yml")


@dataclass(frozen=True)
class Override:
    """Settings of rules for some files only."""

    files: tuple[str, ...] = ()
    """Globs of the files, and of folders with all that is in them."""
    select: tuple[str, ...] = ()
    """Rules that run as well."""
    ignore: tuple[str, ...] = ()
    """Rules that do not run."""
    severity: Pairs = ()
    """Pairs of a rule and its level, one of `LEVELS`."""

    @cached_property
    def patterns(self) -> _Patterns:
        """The globs as patterns."""
        return tuple(map(glob_pattern, self.files))


@dataclass(frozen=True)
class RuleChoice:
    """Which rules run on one file, and how bad their findings are."""

    on: frozenset[str]
    """Rules that run because they are named."""
    off: frozenset[str]
    """Rules that do not run because they are named."""
    only: bool
    """Whether no other runs than those that are named."""
    severity: Mapping[str, str]
    """The level, one of `LEVELS`, of all that a rule finds."""

    def runs(self, code: str, *, by_default: bool) -> bool:
        """Whether the rule runs."""
        return code in self.on or (by_default and not self.only and code not in self.off)


@dataclass(frozen=True)
class Config:
    """The settings for the files below `root`."""

    root: str = ""
    """The folder that globs refer to, with forward slashes; empty: any."""
    select: tuple[str, ...] = ()
    """The rules to run; empty: those that are on by default."""
    ignore: tuple[str, ...] = ()
    """Rules that are never run."""
    severity: Pairs = ()
    """Pairs of a rule and the level, one of `LEVELS`, of all that it finds."""
    overrides: tuple[Override, ...] = ()
    """What holds for some files only; the later ones win."""
    include: tuple[str, ...] = ()
    """Globs of the YAML files and folders that alone are looked at; empty: all."""
    exclude: tuple[str, ...] = ()
    """Globs of files and folders that are not looked at."""
    components: Pairs = ()
    """Pairs of a glob and the name of the component in the file that it matches."""
    dialects: Pairs = ()
    """Pairs of a glob and the dialect, one of `DIALECTS`, that the files it matches must have."""
    deployed: Pairs = ()
    """Pairs of the name and the type of components that exist without any file that shows them."""
    pluggable: tuple[str, ...] = ()
    """Component types that pluggable components provide."""
    app_ids: tuple[str, ...] = ()
    """The Dapr app IDs of the applications; empty: not known."""
    identity: str | None = None
    """The managed identity that applications use, one of `IDENTITIES`; `None`: not said."""
    client_id: str | None = None
    """The client ID of the user-assigned identity that applications use."""
    cloud: str | None = None
    """Where the Azure resources are, one of `CLOUDS`; `None`: not said."""
    platform: str | None = None
    """Where the open-source sidecar runs, one of `PLATFORMS`; `None`: as the files show."""
    dapr_version: str | None = None
    """The version of Dapr that runs the components, as in `1.14`; `None`: a recent one."""
    catalog_bundle: str | None = None
    """The file, or the folder of files, of component metadata that is laid over the catalog.

    It is below the root unless it is absolute or begins with `~`.
    """
    hints: Pairs = ()
    """Pairs of a kind of hint, one of `HINTS`, and whether it is shown, one of `SWITCH`."""
    rule_pages: str | None = None
    """Where the rule pages are published, ending in `/`; `None`: nowhere yet."""
    source: str | None = field(default=None, compare=False)
    """The file it was read from, for messages."""

    def with_absolute_paths(self) -> Config:
        """These settings with each path told from the root, so that it holds elsewhere too."""
        path = self.catalog_bundle
        if not self.root or path is None or path.startswith("~") or _is_absolute(path):
            return self
        return replace(self, catalog_bundle=f"{self.root.rstrip('/')}/{path}")

    def is_before(self, version: str) -> bool:
        """Whether the Dapr that runs the components is older than `version`, as in `1.14`."""
        if self.dapr_version is None:
            return False
        ours, other = (tuple(map(int, each.split("."))) for each in (self.dapr_version, version))
        return ours[: len(other)] < other

    def shows_hint(self, kind: str) -> bool:
        """Whether hints of a kind, one of `HINTS`, are shown within lines."""
        said = dict(self.hints).get(kind)
        return HINTS[kind] if said is None else said == "on"

    def component_name(self, path: str) -> str | None:
        """The configured name of the component in the file `path`."""
        return _first(self._names, self.relative(path))

    def dialect(self, path: str) -> str | None:
        """The dialect, one of `DIALECTS`, that the file `path` must have; `None`: any."""
        return _first(self._dialects, self.relative(path))

    def excludes(self, path: str) -> bool:
        """Whether the file or folder `path`, or a folder it stands in, is not to be looked at.

        What is to be included alone is asked of YAML files only: a folder may hold one, and a
        script tells names of components wherever it stands.
        """
        relative = self.relative(path)
        if covered(self._excluded, relative):
            return True
        is_yaml = relative.lower().endswith(_YAML)
        return bool(self.include) and is_yaml and not covered(self._included, relative)

    def rules(self, path: str) -> RuleChoice:
        """Which rules run on the file `path`: `ignore` wins over `select`, and overrides over both.

        In an override both only change what was said before it.
        """
        on, off = set(self.select) - set(self.ignore), set(self.ignore)
        severity = dict(self.severity)
        relative = self.relative(path)
        for override in self.overrides:
            if covered(override.patterns, relative):
                off = (off - {*override.select}) | {*override.ignore}
                on = (on | {*override.select}) - {*override.ignore}
                severity.update(override.severity)
        return RuleChoice(frozenset(on), frozenset(off), bool(self.select), severity)

    @property
    def azure_cloud(self) -> str | None:
        """Where the Azure resources are, as components name it."""
        return CLOUDS[self.cloud] if self.cloud is not None else None

    @cached_property
    def deployed_types(self) -> Mapping[str, str]:
        """The types of components that exist without a file, by their names."""
        return dict(self.deployed)

    def provides(self, component_type: str) -> bool:
        """Whether a pluggable component provides the type; as for Dapr, case does not count."""
        return component_type.lower() in {each.lower() for each in self.pluggable}

    def relative(self, path: str) -> str:
        """`path` below the root; unchanged where it lies elsewhere."""
        prefix = self.root.rstrip("/") + "/"
        return path[len(prefix) :] if self.root and path.startswith(prefix) else path

    def rule_page(self, code: str) -> str | None:
        """Where the page about the rule `code` is published, if anywhere."""
        return self.rule_pages + code if self.rule_pages is not None else None

    def covers(self, path: str) -> bool:
        """Whether the settings are meant for the file `path`."""
        return not self.root or path.startswith(self.root.rstrip("/") + "/")

    @cached_property
    def _names(self) -> tuple[_Pair, ...]:
        return tuple((glob_pattern(glob), name) for glob, name in self.components)

    @cached_property
    def _dialects(self) -> tuple[_Pair, ...]:
        return tuple((glob_pattern(glob), dialect) for glob, dialect in self.dialects)

    @cached_property
    def _excluded(self) -> _Patterns:
        return tuple(map(glob_pattern, self.exclude))

    @cached_property
    def _included(self) -> _Patterns:
        return tuple(map(glob_pattern, self.include))


def _is_absolute(path: str) -> bool:
    return PurePosixPath(path).is_absolute() or PureWindowsPath(path).is_absolute()


def _first(pairs: tuple[_Pair, ...], relative: str) -> str | None:
    """What the first glob says that matches a path below the root."""
    return next((text for pattern, text in pairs if pattern.fullmatch(relative)), None)
