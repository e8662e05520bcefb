"""Component metadata in the form in which Dapr publishes it, read into our facts' form.

Each release of Dapr has a `component-metadata-bundle.json`, one list of all its `metadata.yaml`
files; people describe components of their own in the same form. What is taken over from it is
decided in `daprls.catalog.overlay`. Nothing of a bundle is trusted: each text is taken as a text,
and what has not the right shape is refused with the place where it stands.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Mapping[str, Any]

SCHEMA_VERSION = "v1"
"""The version of upstream's form that is understood."""

_MOST_COMPONENTS = 2000
_MOST_FIELDS = 500
_LONGEST_NAME = 200
_LONGEST_TEXT = 2000
"""Code points of a description, of which the rest is left out."""

_CATEGORY = re.compile(r"[a-z]+")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_VERSION = re.compile(r"v[0-9]{1,4}", re.IGNORECASE)
_LINE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]*")
_LINK = re.compile(r"https?://[^\s<>()\[\]\"']+")
_DOCS = "https://docs.dapr.io/reference/components-reference/"
"""Where Dapr documents all of its own components, and demands that their metadata lead to."""

_TYPES = {
    "string": "string",
    "number": "number",
    "bool": "bool",
    "duration": "duration",
    "bytesize": "bytesize",
}
_STATUS = {"stable": "stable", "beta": "beta", "alpha": "alpha", "development-only": "alpha"}


class BundleError(ValueError):
    """A text that is no bundle; the message is a sentence that quotes nothing of it but names."""


@dataclass(frozen=True, slots=True)
class BundledComponent:
    """What a bundle says of one type in one version."""

    type: str
    """As upstream's folders name it, which is not always how daprd registers it."""
    version: str
    summary: Json = field(repr=False)
    """`title`, `status` and, where they are so, `development` and `pluggable`."""
    content: Json = field(repr=False)
    """What it reads, in the form of a version in `schemas/catalog/`."""
    description: str = field(default="", repr=False)
    described: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The descriptions of its fields by their names."""


@dataclass(frozen=True)
class Bundle:
    """Component metadata that was read from one or several texts."""

    digest: str
    """Tells one bundle from another."""
    components: tuple[BundledComponent, ...] = field(default=(), compare=False, repr=False)
    """Of several for one type and version the last counts."""

    @classmethod
    def of(cls, bundles: Iterable[Bundle]) -> Bundle:
        """All `bundles` as one; the later ones count more."""
        bundles = tuple(bundles)
        digest = hashlib.sha256(" ".join(each.digest for each in bundles).encode()).hexdigest()
        found = {
            (each.type.lower(), each.version): each
            for bundle in bundles
            for each in bundle.components
        }
        return cls(digest, tuple(found.values()))


def parse_bundle(text: str, origin: str) -> Bundle:
    """The bundle in a text of JSON: a list of components as Dapr publishes it, or one component.

    `origin` is what people know the text by, such as its file's name.

    Raises:
        BundleError: it is none.

    """
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        raise BundleError("It is nested too deeply.") from None
    except ValueError as error:
        line = getattr(error, "lineno", None)
        where = f": line {line} cannot be read" if line is not None else ""
        raise BundleError(f"It is no JSON{where}.") from None
    if not isinstance(data, Mapping):
        raise BundleError("It is no component metadata: a JSON object is expected.")
    single = "components" not in data and "type" in data
    if not single and "components" not in data:
        raise BundleError("It is no component metadata: it has no list 'components'.")
    _expect_version(data, "")
    listed = [data] if single else _list(data, "components", "", _MOST_COMPONENTS)
    digest = hashlib.sha256(f"{origin}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()
    components = (
        _component(each, "" if single else f"components[{index}]", origin)
        for index, each in enumerate(listed)
    )
    return Bundle(digest, tuple(components))


def _expect_version(data: Json, place: str) -> None:
    found = data.get("schemaVersion")
    if found != SCHEMA_VERSION:
        told = f"'{found}'" if isinstance(found, str) and len(found) < 20 else "another one"
        told = "none" if found is None else told
        where = f" in '{place}'" if place else ""
        raise BundleError(f"'schemaVersion' must be '{SCHEMA_VERSION}'{where}; it is {told}.")


def _component(data: Any, place: str, origin: str) -> BundledComponent:
    data = _object(data, place)
    if "schemaVersion" in data:
        _expect_version(data, place)
    category = _matching(data, "type", place, _CATEGORY, "a category such as 'state'")
    name = _matching(data, "name", place, _NAME, "the type's name without its category")
    version = _matching(data, "version", place, _VERSION, "a version such as 'v1'").lower()
    docs = tuple(_links(data, place))
    status = _text(data, "status", place) or "stable"
    if status not in _STATUS:
        raise _wrong(place, "status", f"one of {', '.join(_STATUS)}")
    profiles, fields, described = _fields(data, place, origin)
    pluggable = not any(link.startswith(_DOCS) for link in docs)
    title = _line(data, "title", place) or name
    summary: dict[str, Any] = {"title": title, "status": _STATUS[status]}
    if pluggable:
        summary["pluggable"] = True
    if status == "development-only":
        summary["development"] = f"'{origin}' says so"
    content: dict[str, Any] = {
        "title": title,
        "status": _STATUS[status],
        "docs": docs,
        "origin": origin,
        **_binding(data, place),
        "capabilities": _lines(data, "capabilities", place),
        "decoder": "unknown",
        "complete": pluggable,
        "profiles": profiles,
        "fields": fields,
    }
    text = _markdown(_text(data, "description", place))
    return BundledComponent(f"{category}.{name}", version, summary, content, text, described)


def _fields(data: Json, place: str, origin: str) -> tuple[list[Json], list[Json], dict[str, str]]:
    """The ways to authenticate, all fields with those of each way, and what they are for."""
    fields: dict[str, dict[str, Any]] = {}
    described: dict[str, str] = {}
    profiles: list[Json] = []

    def take(item: Any, where: str, profile: str | None) -> tuple[str, bool]:
        """Adds a field; the result is its name, and whether it is required."""
        content, text = _field(item, where, origin)
        required = "need" in content
        if profile is not None:
            # What a way to authenticate requires nobody needs who takes another way.
            content.pop("need", None)
        found = fields.setdefault(content["name"].lower(), content)
        described.setdefault(found["name"], text)
        if profile is not None and (found is content or "profiles" in found):
            found.setdefault("profiles", []).append(profile)
        return found["name"], required

    for index, each in enumerate(_list(data, "metadata", place, _MOST_FIELDS)):
        take(each, f"{_at(place, 'metadata')}[{index}]", None)
    listed = _list(data, "authenticationProfiles", place, _MOST_FIELDS)
    for index, each in enumerate(listed):
        where = f"{_at(place, 'authenticationProfiles')}[{index}]"
        profile = _object(each, where)
        title = _line(profile, "title", where)
        if not title:
            raise _wrong(where, "title", "a text")
        items = _list(profile, "metadata", where, _MOST_FIELDS)
        own = [take(item, f"{where}.metadata[{at}]", title) for at, item in enumerate(items)]
        required = [name for name, is_required in own if is_required]
        profiles.append({"title": title, "fields": [name for name, _ in own], "required": required})
    if len(fields) > _MOST_FIELDS:
        raise BundleError(f"'{place or 'metadata'}' has more than {_MOST_FIELDS} fields.")
    return profiles, list(fields.values()), described


def _field(data: Any, place: str, origin: str) -> tuple[dict[str, Any], str]:
    data = _object(data, place)
    name = _line(data, "name", place)
    if not name or len(name) > _LONGEST_NAME or name != name.strip():
        raise _wrong(place, "name", "the name of a field")
    content: dict[str, Any] = {
        "name": name,
        "aliases": _lines(data, "aliases", place),
        "type": _TYPES.get(_text(data, "type", place), "string"),
        "sensitive": _flag(data, "sensitive", place),
        "values": _lines(data, "allowedValues", place),
        "deprecated": _flag(data, "deprecated", place),
        "origin": origin,
    }
    if _flag(data, "required", place):
        content["need"] = "stated"
    for key in ("default", "example"):
        # What is only shown may be left out.
        shown = isinstance(data.get(key), str | int | float)
        text = _unquoted(_text(data, key, place)) if shown else ""
        if text and _LINE.fullmatch(text):
            content[key] = text
    sides = _object(data.get("binding") or {}, _at(place, "binding"))
    direction = [side for side in ("input", "output") if _flag(sides, side, place)]
    if len(direction) == 1:
        content["direction"] = direction
    link = _text(_object(data.get("url") or {}, _at(place, "url")), "url", place)
    if _LINK.fullmatch(link):
        content["url"] = link
    return content, _markdown(_text(data, "description", place))


def _binding(data: Json, place: str) -> Json:
    if data.get("binding") is None:
        return {}
    where = _at(place, "binding")
    binding = _object(data["binding"], where)
    operations = _list(binding, "operations", where, _MOST_FIELDS)
    names = (
        _line(_object(each, f"{where}.operations[{index}]"), "name", where)
        for index, each in enumerate(operations)
    )
    return {
        "directions": [side for side in ("input", "output") if _flag(binding, side, where)],
        "operations": [name for name in names if name],
    }


def _links(data: Json, place: str) -> Iterator[str]:
    for index, each in enumerate(_list(data, "urls", place, _MOST_FIELDS)):
        where = f"{_at(place, 'urls')}[{index}]"
        link = _text(_object(each, where), "url", where)
        if _LINK.fullmatch(link):
            yield link


def _wrong(place: str, key: str, expected: str) -> BundleError:
    return BundleError(f"'{_at(place, key)}' must be {expected}.")


def _at(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _object(data: Any, place: str) -> Json:
    if not isinstance(data, Mapping):
        raise BundleError(f"'{place}' must be an object.")
    return data


def _list(data: Json, key: str, place: str, most: int) -> list[Any]:
    found = data.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise _wrong(place, key, "a list")
    if len(found) > most:
        raise _wrong(place, key, f"a list of at most {most}")
    return found


def _flag(data: Json, key: str, place: str) -> bool:
    found = data.get(key, False)
    if not isinstance(found, bool):
        raise _wrong(place, key, "true or false")
    return found


def _text(data: Json, key: str, place: str) -> str:
    """A text; a number or truth value stands for its own text, and what is absent for none."""
    found = data.get(key)
    match found:
        case None:
            return ""
        case bool():
            return str(found).lower()
        case str() | int() | float():
            return str(found)
    raise _wrong(place, key, "a text")


def _line(data: Json, key: str, place: str) -> str:
    """A text that may be written into a file or a list as it is."""
    found = _text(data, key, place)
    if not _LINE.fullmatch(found):
        raise _wrong(place, key, "one line of text")
    return found


def _lines(data: Json, key: str, place: str) -> list[str]:
    listed = {str(index): each for index, each in enumerate(_list(data, key, place, _MOST_FIELDS))}
    return [_unquoted(_line(listed, index, _at(place, key))) for index in listed]


def _matching(data: Json, key: str, place: str, form: re.Pattern[str], expected: str) -> str:
    found = data.get(key)
    if not isinstance(found, str) or len(found) > _LONGEST_NAME or not form.fullmatch(found):
        raise _wrong(place, key, expected)
    return found


def _unquoted(text: str) -> str:
    """The text without the quotes that upstream's files have around some of theirs."""
    text = text.strip()
    quoted = len(text) > 1 and text[0] == text[-1] == '"' and text.count('"') == 2
    return text[1:-1] if quoted else text


def _markdown(text: str) -> str:
    """A description as one paragraph that shows no picture, which an editor would have to fetch."""
    text = " ".join(text.split()).replace("![", "[")
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT].rstrip() + "…"
