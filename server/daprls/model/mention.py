"""The names of apps and components that files say which hold no component: who is called what, and
where it says so.

How each kind of file is read is the work of `daprls.model.mentions`; what a name that nobody
defines means is a judgement, and none of theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from daprls.text import Location, Span


class MentionKind(Enum):
    """What bears the name."""

    APP = "app ID"
    COMPONENT = "component"


class Origin(Enum):
    """The kind of file or line that says a name; the value is a phrase for messages."""

    MULTI_APP_RUN = "multi-app run file"
    CONTAINER_APP = "Container App file"
    KUBERNETES = "Kubernetes annotation"
    COMPOSE = "compose file"
    BICEP = "Bicep"
    ARM = "ARM template"
    TERRAFORM = "Terraform"
    COMMAND = "command line"
    TASK = "VS Code task"
    ASPIRE = "Aspire manifest"
    DEPLOYED = "list of deployed components"

    @property
    def is_azure(self) -> bool:
        """Whether what it names lives on Azure Container Apps."""
        return self in _AZURE


_AZURE = frozenset(
    {Origin.CONTAINER_APP, Origin.BICEP, Origin.ARM, Origin.TERRAFORM, Origin.DEPLOYED}
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place that says a literal name; none that a pipeline, template or shell puts together."""

    kind: MentionKind
    name: str
    path: str
    """The file that says it."""
    span: Span
    """The bare word without quotes: who renames replaces exactly this."""
    origin: Origin
    defines: bool
    """Whether what is so called comes to be here; else it is only referred to."""
    component_type: str | None = None
    """The type of the component that is defined here, where it is literal."""
    app_name: str | None = None
    """What the platform calls the app that has this app ID, where that is another name."""
    is_editable: bool = True
    """Whether another name can be written here: not into output, a path, or a shared variable."""

    @property
    def location(self) -> Location:
        """Where it stands."""
        return Location(self.path, self.span)


@dataclass(frozen=True, slots=True)
class Word:
    """A literal name that a template hands on."""

    name: str
    path: str
    span: Span
    is_shared: bool = False
    """Whether it says more than this one name, so that it must not be changed for it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a parameter of the template is set to."""

    name: str


Given = Word | Parameter | None
"""What is handed on: a literal name, a parameter's value, or what nobody can tell."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A name that a template is given from outside."""

    parameter: str
    mention: Mention
    """What it will be once the name is known; its own name is empty, its place that of the hole."""
    type_parameter: str | None = None
    """The parameter that gives the component's type."""


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a template by another."""

    target: str
    """The unit of the template that is used (see `Template.unit`)."""
    arguments: Mapping[str, Given]
    """What it is given, by parameter."""


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """What a file adds to a template whose names come from outside."""

    unit: str
    """What is used as one: a Bicep file, or a folder of Terraform files."""
    defaults: Mapping[str, Given]
    """The parameters that are set where nobody sets them, and what to."""
    holes: tuple[Hole, ...]
    calls: tuple[Call, ...]
    shared: frozenset[str]
    """The parameters that say more than one name."""


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """The names that one file says."""

    mentions: tuple[Mention, ...] = ()
    """In the order written."""
    unread: frozenset[MentionKind] = frozenset()
    """Of what the file defines one more, whose name is not literal."""
    template: Template | None = None
    """What more it says once all files are known."""
