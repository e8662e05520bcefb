"""The names of apps and components that files say which hold no component: who is called what, and
where it says so.

How each kind of file is read is the work of `daprls.model.mentions`; what a name that nobody
defines means is a judgement, and none of theirs.
"""

from __future__ import annotations

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
class Names:
    """The names that one file says."""

    mentions: tuple[Mention, ...] = ()
    """In the order written."""
    unread: frozenset[MentionKind] = frozenset()
    """Of what the file defines one more, whose name is not literal."""
