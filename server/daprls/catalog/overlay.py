"""How a bundle of upstream's metadata is laid over our facts.

Ours are read in code and stay in charge: a field that they know, or know to be read by nobody,
stays as it is. What they do not know at all is added: types, versions, ways to authenticate,
fields, and values of fields that take others too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from daprls.catalog.bundle import Bundle, BundledComponent
from daprls.catalog.decoding import names
from daprls.catalog.registry import Registry

Json = Mapping[str, Any]

_HTTP = "middleware.http."


@dataclass(frozen=True, eq=False)
class Overlay:
    """A bundle over the index of our own types."""

    own: Json = field(repr=False)
    """The content of `schemas/types.json`."""
    bundle: Bundle

    @cached_property
    def index(self) -> Json:
        """The index with the types and versions that the bundle adds."""
        types = {name: dict(entry) for name, entry in self.own["types"].items()}
        for name, versions in self._components.items():
            first = next(iter(versions.values()))
            entry = types.setdefault(
                name, {**first.summary, "versions": [], "default": first.version}
            )
            entry["versions"] = list(dict.fromkeys((*entry["versions"], *versions)))
        provided = {name.lower() for name in self._components}
        retired = {
            name: became for name, became in self.own["retired"].items() if name not in provided
        }
        return {**self.own, "types": types, "retired": retired}

    def adds(self, type_name: str) -> bool:
        """Whether the type is the bundle's alone."""
        return type_name in self._components and type_name not in self.own["types"]

    def versions(self, type_name: str, own: Json, runtime: Callable[[], list[Json]]) -> Json:
        """The versions of a type with what the bundle knows of them.

        `own` are those of our facts, and `runtime` gives the fields that daprd itself reads in
        such a component.
        """
        merged = dict(own)
        for version, component in self._components.get(type_name, {}).items():
            content = self._with_builtins(component.content)
            if version in merged:
                merged[version] = _over(merged[version], content)
            else:
                merged[version] = _completed(content, runtime())
        return merged

    @property
    def components(self) -> Mapping[tuple[str, str], Json]:
        """What the bundle says of each type, by the registered main name and the version."""
        return {
            (name, version): component.content
            for name, versions in self._components.items()
            for version, component in versions.items()
        }

    def description(self, type_name: str) -> str | None:
        """What the bundle says that a type is for."""
        texts = (each.description for each in self._components.get(type_name, {}).values())
        return next((text for text in texts if text), None)

    def descriptions(self, type_name: str) -> Mapping[str, str]:
        """What the bundle says that the fields of a type are for, by their names."""
        found: dict[str, str] = {}
        for component in self._components.get(type_name, {}).values():
            found |= {name: text for name, text in component.described.items() if text}
        return found

    @cached_property
    def _components(self) -> Mapping[str, Mapping[str, BundledComponent]]:
        """What is taken over, by the registered main name and the version."""
        registry = Registry(self.own)
        found: dict[str, dict[str, BundledComponent]] = {}
        for component in self.bundle.components:
            name = self._registered(component.type, registry)
            if name is not None:
                found.setdefault(name, {})[component.version] = component
        return found

    def _registered(self, type_name: str, registry: Registry) -> str | None:
        """The name under which daprd has a type; `None` for what is no component."""
        type_name = self.own["upstream"].get(type_name, type_name)
        category, _, rest = type_name.partition(".")
        if category == "middleware" and not type_name.startswith(_HTTP):
            # daprd has middleware for HTTP alone; upstream's folders leave that out.
            type_name = _HTTP + rest
        if category not in registry.families or type_name in self.own["notRegistered"]:
            return None
        known = registry.name(type_name)
        return known.summary.type if known is not None else type_name

    def _with_builtins(self, content: Json) -> Json:
        """The content with the ways to authenticate told that many types share."""
        shared: Json = self.own["profiles"]
        profiles = [
            {**each, "builtin": shared[each["title"]]} if each["title"] in shared else each
            for each in content["profiles"]
        ]
        return {**content, "profiles": profiles}


def _completed(content: Json, runtime: list[Json]) -> Json:
    """What a bundle alone says of a type, with what daprd itself reads."""
    named = {name.lower() for each in content["fields"] for name in names(each)}
    own = {each["name"].lower(): each for each in runtime}
    # daprd's own fields are known better here, wherever the bundle repeats them.
    fields = [own.pop(each["name"].lower(), each) for each in content["fields"]]
    rest = [each for name, each in own.items() if name not in named]
    return {**content, "fields": [*fields, *rest]}


def _over(own: Json, added: Json) -> Json:
    """Our facts about a version with what a bundle knows beyond them."""
    fields: list[Json] = list(own.get("fields", ()))
    places = {name.lower(): at for at, each in enumerate(fields) for name in names(each)}
    silent = {
        name.lower() for key in ("ignored", "requestLevel", "renamed") for name in own.get(key, {})
    }
    new = []
    forms = [re.compile(each["match"]) for each in own.get("patterns", ())]
    for each in added["fields"]:
        name = each["name"].lower()
        if any(form.fullmatch(each["name"]) for form in forms):
            continue
        if name in places:
            fields[places[name]] = _with_values(fields[places[name]], each["values"])
        elif name not in silent:
            new.append(each)
    titles = {each["title"] for each in own.get("profiles", ())}
    news = {each["name"] for each in new}
    profiles = [
        each
        for each in added["profiles"]
        # A way that brings no field of its own is one that is known, or known not to work.
        if each["title"] not in titles and not news.isdisjoint(each["fields"])
    ]
    return {
        **own,
        "fields": [*fields, *new],
        "profiles": [*own.get("profiles", ()), *profiles],
    }


def _with_values(own: Json, values: list[str]) -> Json:
    """A field of ours with values that it may take too.

    Where start-up refuses all but some, others are not proposed: documentation may be wrong. They
    are taken all the same, for a newer release may know them.
    """
    keys = ("values", "alsoAccepted", "refuted")
    known = {value.lower() for key in keys for value in own.get(key, ())}
    new = [value for value in values if value.lower() not in known]
    if not new or not own.get("values") or own["type"] == "bool":
        return own
    key = "alsoAccepted" if own.get("enforced") else "values"
    return {**own, key: [*own.get(key, ()), *new]}
