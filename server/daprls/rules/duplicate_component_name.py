"""The rule `duplicate-component-name`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from daprls.lint.finding import Finding, Layer, Related, Severity
from daprls.lint.rule import component_rule
from daprls.model.component import Component, ordinary_text
from daprls.model.dialect import FAMILIES, Dialect
from daprls.model.load_set import World, may_meet
from daprls.model.scopes import share_an_app
from daprls.model.secrecy import may_be_quoted
from daprls.snapshot import Snapshot
from daprls.syntax.scalars import TextClass, classify
from daprls.text import Location

_WORDS = re.compile(r"[-_. ]+")
_MOST = 50
"""How many components of one name in one folder are told apart: each is held against all."""


@component_rule("duplicate-component-name", Severity.ERROR, layer=Layer.VALUE)
def duplicate_component_name(component: Component, snapshot: Snapshot) -> Iterator[Finding]:
    """Two components of one folder have the same name."""
    name = snapshot.name(component).text
    if classify(name) is not TextClass.ORDINARY or not name.strip() or not may_be_quoted(name):
        return
    bearers = snapshot.index.by_place.get((snapshot.files[component.path].folder, name), ())
    rivals = {
        other: severity
        for other in bearers[:_MOST]
        if other is not component
        and other.dialect is component.dialect
        and not _are_one_file_of_aca(component, other)
        and _place(other) < _place(component)
        and _may_collide(component, other, snapshot)
        and (severity := _severity(component, other, snapshot)) is not None
    }
    if not rivals:
        return
    worst = max(rivals.values())
    other = next(each for each, severity in rivals.items() if severity is worst)
    yield Finding(
        _place(component).span,
        _message(component, other, snapshot, alternatives=worst is Severity.INFO),
        severity=worst,
        related=tuple(
            Related(_place(each), f"'{each.type_text}' is called '{name}' here") for each in rivals
        ),
    )


def _are_one_file_of_aca(component: Component, other: Component) -> bool:
    """Whether `az` never sees both, since it takes one document of a file."""
    return component.dialect is Dialect.ACA and other.path == component.path


def _may_collide(component: Component, other: Component, snapshot: Snapshot) -> bool:
    """Whether one app would load both under one name."""
    if any(snapshot.name(each).source.is_inferred for each in (component, other)):
        return False
    spaces = component.namespace, other.namespace
    if all(spaces) and len({each.text for each in spaces if each is not None}) > 1:
        return False  # One that a pipeline fills in may be another.
    return may_meet(component, other) and share_an_app(component, other)


def _severity(component: Component, other: Component, snapshot: Snapshot) -> Severity | None:
    """By what the two are; `None` where that is filled in later or not known.

    On Azure Container Apps two files of one folder may well go to two environments.
    """
    first, second = ordinary_text(component.type), ordinary_text(other.type)
    if not first or not second:
        return None
    category, other_category = first.partition(".")[0], second.partition(".")[0]
    if category not in FAMILIES or other_category not in FAMILIES:
        return None
    is_aca = component.dialect is Dialect.ACA
    if category != other_category:
        return Severity.WARNING if is_aca else Severity.ERROR
    catalog = snapshot.catalog_for(component.path)
    same = (catalog.canonical(first) or first) == (catalog.canonical(second) or second)
    if same and not is_aca and not _are_variants(component, other, snapshot):
        return Severity.WARNING
    return Severity.INFO


def _are_variants(component: Component, other: Component, snapshot: Snapshot) -> bool:
    """Whether the name of one file only adds words to the other's, as `state-docker.yaml` does."""
    words, others = (
        set(_WORDS.split(snapshot.files[each.path].stem.lower())) for each in (component, other)
    )
    return words < others or others < words


def _message(
    component: Component, other: Component, snapshot: Snapshot, *, alternatives: bool
) -> str:
    name = snapshot.name(component).text
    where = f"in '{other.path.rpartition('/')[2]}'" if other.path != component.path else "above"
    if component.dialect is Dialect.ACA:
        result = "in one environment the one deployed last replaces the other"
    elif snapshot.world(component.path) is World.KUBERNETES:
        result = "the one applied last replaces the other"
    else:
        text = f"duplicate definition of Component name {name}"
        result = f'the sidecar does not start with both ("{text}")'
    advice = " Of alternatives keep each in a folder of its own." if alternatives else ""
    return f"The component {where} is called '{name}' too; {result}.{advice}"


def _place(component: Component) -> Location:
    """Where the file says the name, else where findings about the name are put."""
    if component.declared_name is not None:
        return Location(component.path, component.declared_name.span)
    if component.name_comment_span is not None:
        return Location(component.path, component.name_comment_span)
    return Location(component.path, component.heading)
