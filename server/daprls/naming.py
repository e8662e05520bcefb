"""How components are called, and what says so: files, comments, settings, commands, stems."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from daprls.config import Config
from daprls.model.component import Component
from daprls.model.naming_command import NamingCommand
from daprls.tables import Tables
from daprls.text import Location

_NO_SETTINGS = Config()
_LEADING_DOTS = re.compile(r"^(?:\.{0,2}/)+|^\$\w+/")


class NameSource(Enum):
    """What says how a component is called."""

    MANIFEST = "manifest"
    COMMENT = "comment"
    CONFIG = "config"
    COMMAND = "command"
    STEM = "stem"

    @property
    def is_inferred(self) -> bool:
        """Whether the name is a guess: findings that rest on it must be gentle."""
        return self is NameSource.STEM


@dataclass(frozen=True, slots=True)
class ComponentName:
    """A component's name, what says so, and where."""

    text: str
    source: NameSource
    location: Location


@dataclass(frozen=True, eq=False)
class Naming:
    """What names components in one snapshot.

    It knows the snapshot's parts and not the snapshot, so that whatever holds it keeps no snapshot
    alive.
    """

    configs: tuple[Config, ...]
    tables: Tables

    def config(self, path: str) -> Config:
        """The settings for the file `path`: those of the nearest folder above it."""
        covering = [config for config in self.configs if config.covers(path)]
        return max(covering, key=lambda config: len(config.root), default=_NO_SETTINGS)

    @cached_property
    def _commands(self) -> Mapping[str, tuple[NamingCommand, ...]]:
        """The deploy commands of all scripts, by the last part of the YAML file's path."""
        return self.tables.table(
            "commands",
            lambda file: ((each.yaml.rsplit("/", 1)[-1], each) for each in file.naming_commands),
        )

    def commands(self, path: str) -> tuple[NamingCommand, ...]:
        """The commands that deploy the file `path`; none where they give it different names.

        The working directory of a command is unknown, so its path is compared from the end.
        """
        matching = tuple(
            command
            for command in self._commands.get(path.rsplit("/", 1)[-1], ())
            if path.endswith("/" + _LEADING_DOTS.sub("", command.yaml))
        )
        return matching if len({command.name for command in matching}) == 1 else ()

    def name(self, component: Component) -> ComponentName:
        """The name of a component, and what says so.

        An ACA file does not carry it: a comment, the configuration, a deploy command and at last
        the file's stem are asked, in this order.
        """
        declared = component.declared_name
        if declared is not None and declared.text:
            place = Location(component.path, declared.span)
            return ComponentName(declared.text, NameSource.MANIFEST, place)
        if component.name_comment is not None and component.name_comment_span is not None:
            place = Location(component.path, component.name_comment_span)
            return ComponentName(component.name_comment, NameSource.COMMENT, place)
        start = Location(component.path, component.anchor)
        configured = self.config(component.path).component_name(component.path)
        if configured is not None:
            return ComponentName(configured, NameSource.CONFIG, start)
        commands = self.commands(component.path)
        if commands:
            command = commands[0]
            place = Location(command.path, command.name_span)
            return ComponentName(command.name, NameSource.COMMAND, place)
        stem = component.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        return ComponentName(stem, NameSource.STEM, start)
