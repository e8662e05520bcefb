"""Components written for another reader: the files that come of it, and what is lost.

Nothing is written, and every secret that a new file has to hold is in it; whoever shows one masks
it.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from daprls.model.component import Component
from daprls.model.dialect import Dialect
from daprls.model.secrecy import discreet
from daprls.refactor.bicep import bicep
from daprls.refactor.dialect import Refusal, convert
from daprls.refactor.layout import file_stem
from daprls.snapshot import Snapshot


class Target(Enum):
    """Whom components are written for."""

    ACA = "aca"
    """Azure Container Apps, by `az containerapp env dapr-component set --yaml`."""
    OSS = "oss"
    """Open-source Dapr, by daprd or Kubernetes."""
    BICEP = "bicep"
    """Azure Container Apps, by a deployment."""

    @property
    def dialect(self) -> Dialect | None:
        """The dialect of YAML; `None` for another language."""
        return {Target.ACA: Dialect.ACA, Target.OSS: Dialect.OSS}.get(self)


@dataclass(frozen=True, slots=True)
class Made:
    """A file that comes of a conversion."""

    folder: str
    """The folder of the file that it comes of."""
    name: str
    text: str
    is_component: bool = True
    """Whether it holds a component that was there before; else it is something that one needs."""


@dataclass
class Conversions:
    """Everything that came of components."""

    files: list[Made] = field(default_factory=list)
    lost: list[tuple[Component, str]] = field(default_factory=list)
    """What is lost and what has to be done, as sentences."""
    refused: list[tuple[Component, str]] = field(default_factory=list)
    """The components that are not converted, each with the reason as a sentence."""


def conversions(
    snapshot: Snapshot,
    components: Iterable[Component],
    target: Target,
    name: str | None = None,
    *,
    together: bool = False,
) -> Conversions:
    """The files; those that are written for the target already are passed over.

    `name` is for a single component. With `together` all of Bicep is one module.
    """
    wanted = [each for each in components if each.dialect is not target.dialect]
    if target is Target.BICEP:
        groups = [wanted] if together else [[each] for each in wanted]
        found = _modules(snapshot, groups, name)
    else:
        found = _manifests(snapshot, wanted, target, name)
    for said in (found.lost, found.refused):
        said[:] = [(component, discreet(sentence)) for component, sentence in said]
    return found


def _manifests(
    snapshot: Snapshot, components: Iterable[Component], target: Target, name: str | None
) -> Conversions:
    found = Conversions()
    assert target.dialect is not None
    for component in components:
        made = convert(snapshot, component, target.dialect, name)
        if isinstance(made, Refusal):
            found.refused.append((component, made.reason))
            continue
        folder = component.path.rpartition("/")[0]
        found.lost += ((component, sentence) for sentence in made.notes)
        found.files.append(Made(folder, f"{file_stem(made.name)}.yaml", made.text))
        found.files += (Made(folder, *extra, is_component=False) for extra in made.extras)
    return found


def _modules(
    snapshot: Snapshot, groups: Iterable[Sequence[Component]], name: str | None
) -> Conversions:
    found = Conversions()
    for group in groups:
        module = bicep(snapshot, group, name)
        found.lost += module.notes
        found.refused += module.refused
        if module.text:
            called = module.names[0] if len(module.names) == 1 else "dapr-components"
            folder = group[0].path.rpartition("/")[0]
            found.files.append(Made(folder, f"{file_stem(called)}.bicep", module.text))
    return found


def beside(files: Iterable[Made], target: Target, paths: Collection[str]) -> list[tuple[str, str]]:
    """Where the files go in the folders of those that they come of, each with its text.

    No file of `paths` is overwritten. One that a component needs and that is there stays as it is.
    """
    taken = {path.lower() for path in paths}
    found: list[tuple[str, str]] = []
    for made in files:
        path = f"{made.folder}/{made.name}"
        if made.is_component:
            stem, _, extension = path.rpartition(".")
            own = stem if target is Target.BICEP else f"{stem}.{target.value}"
            numbered = (f"{own}-{number}.{extension}" for number in itertools.count(2))
            names = itertools.chain((f"{own}.{extension}",), numbered)
            path = next(each for each in names if each.lower() not in taken)
        elif path.lower() in taken:
            continue
        taken.add(path.lower())
        found.append((path, made.text))
    return found
