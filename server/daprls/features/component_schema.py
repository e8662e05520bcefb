"""A JSON Schema of component files, for editors that speak to no language server.

A schema has only errors, so it refuses only what `az`, the service or the sidecar surely refuses:
names, types and values that it does not know pass. Wherever a pipeline or a person may fill
something in later, nothing is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from daprls.catalog import Catalog, ComponentType, MetadataField, Need
from daprls.features.field_text import field_markdown
from daprls.features.type_text import type_summary
from daprls.model.dialect import FAMILIES, Dialect
from daprls.model.value_form import accepted, word_problem
from daprls.schema import envelope

Json = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_LATER = r"[^A-Za-z0-9 ,.:/_-]|__|[yY][oO][uU][rR][-_ ]"
"""Signs of what is filled in later; words that a component knows have none of them."""
_SCALAR: Json = {
    "type": ["string", "number", "boolean", "null", "array"],
    "maxItems": 1,
}
"""What goes as a text; `[name]` is how many write what has to be filled in."""
_KEYS = {Dialect.ACA: ("componentType", "secretRef"), Dialect.OSS: ("type", "secretKeyRef")}
_SPECIAL = re.compile(r"[\\^$.*+?()\[\]{}|/]")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def component_schema(catalog: Catalog, dialect: Dialect) -> Json:
    """The schema of a dialect's files, as JSON Schema 2020-12."""
    schema = envelope(dialect).schema
    writer = _Writer(catalog, dialect)
    definitions = {name: _level(each) for name, each in schema["$defs"].items()}
    holder = definitions["componentKeys" if dialect is Dialect.ACA else "spec"]
    key = _KEYS[dialect][0]
    holder["properties"][key] = writer.types(holder["properties"][key])
    holder["allOf"] = [*writer.rules()]
    # What is said of a name as such would hide what is said of this one.
    definitions["metadataItem"]["properties"]["name"] = {}
    definitions |= writer.definitions
    return {
        "$schema": _DRAFT,
        "$id": f"urn:daprls:component.{dialect.value}.schema.json",
        "title": schema["title"],
        "description": _ABOUT[dialect],
        **_ROOTS[dialect],
        "$defs": definitions,
    }


def rendered(schema: Json) -> str:
    """The text of a schema: each definition on a line of its own."""
    outer = {**schema, "$defs": "…"}
    head = json.dumps(outer, ensure_ascii=False, indent=2)
    lines = (
        f"    {json.dumps(name)}: {json.dumps(each, ensure_ascii=False, separators=(',', ':'))}"
        for name, each in schema["$defs"].items()
    )
    return head.replace('"…"', "{\n" + ",\n".join(lines) + "\n  }") + "\n"


_ABOUT = {
    Dialect.ACA: "A Dapr component in a file for `az containerapp env dapr-component set --yaml`. "
    "What is refused here is refused by `az`, the service or the sidecar; daprls knows more.",
    Dialect.OSS: "A Dapr component for the sidecar itself or Kubernetes; other resources in the "
    "same file pass. What is refused here is refused by Kubernetes or the sidecar; daprls knows "
    "more.",
}
_ROOTS: Mapping[Dialect, Json] = {
    Dialect.ACA: {
        "type": "object",
        "if": {"required": ["properties"]},
        "then": {"$ref": "#/$defs/wrapped"},
        "else": {"$ref": "#/$defs/flat"},
    },
    Dialect.OSS: {
        "if": {
            "type": "object",
            "properties": {"kind": {"const": "Component"}},
            "required": ["kind", "apiVersion"],
        },
        "then": {"$ref": "#/$defs/resource"},
    },
}


def _level(definition: Mapping[str, Any]) -> Json:
    """A level of the envelope: keys that it does not know are ignored, not refused."""
    kept = {
        name: each
        for name, each in definition.items()
        if name not in ("additionalProperties", "unevaluatedProperties", "required", "properties")
    }
    properties = {name: _described(each) for name, each in definition.get("properties", {}).items()}
    if "componentType" in definition.get("required", ()):
        kept["required"] = ["componentType"]
    return {**_open(kept), **({"properties": properties} if properties else {})}


def _described(schema: Mapping[str, Any]) -> Json:
    """The schema of a key, whose form is the linter's business, with its description twice."""
    dropped = {"pattern", "const", "minimum", "maximum", *(["type"] * ("readOnly" in schema))}
    loose = {name: each for name, each in schema.items() if name not in dropped}
    if "const" in schema:
        loose["examples"] = [schema["const"]]
    return {**_open(loose), **_told(schema["description"])}


def _open(schema: Json) -> Json:
    """The schema with room for what a pipeline or a person fills in."""
    types = schema.get("type", ())
    types = [types] if isinstance(types, str) else list(types)
    if not types:
        return schema
    opened = {**schema, "type": list(dict.fromkeys([*types, "null"]))}
    if "object" in types or "array" in types:
        opened["type"] = list(dict.fromkeys([*opened["type"], "string", "array", "object"]))
        if "string" not in types:
            opened["pattern"] = _LATER
        if types == ["object"]:
            opened["maxItems"] = 1
        if "object" not in types:
            opened["maxProperties"] = 0
    elif "boolean" in types or "integer" in types:
        # YAML 1.1 has more words for them than editors know.
        opened["type"] = list(dict.fromkeys([*opened["type"], "string"]))
    if "string" in types and "array" not in types:
        opened |= {**_SCALAR, "type": [*opened["type"], "array"]}
    if "type" in schema.get("items", ()):
        opened["items"] = _open(schema["items"])
    return opened


def _told(markdown: str) -> Json:
    return {"description": _plain(markdown), "markdownDescription": markdown}


def _plain(markdown: str) -> str:
    return _LINK.sub(r"\1", markdown).replace("**", "").replace("`", "")


def _is_link(text: str) -> bool:
    return _LINK.fullmatch(text) is not None


class _Writer:
    """Writes what is known of types; what several say alike becomes one definition."""

    def __init__(self, catalog: Catalog, dialect: Dialect) -> None:
        self.catalog = catalog
        self.dialect = dialect
        self.definitions: dict[str, Json] = {}
        self._names: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    @property
    def known(self) -> tuple[str, ...]:
        """The types to offer."""
        support = self.catalog.aca
        if self.dialect is Dialect.OSS:
            return self.catalog.types
        return tuple(
            name
            for name in self.catalog.types
            if name not in support.unsupported_types and not self.catalog.summary(name).pluggable
        )

    def types(self, key: Json) -> Json:
        """The schema of the key that holds the type: any of a category that there is."""
        choices = [
            {"const": name, **_told(type_summary(self.catalog, name))} for name in self.known
        ]
        families = "|".join(FAMILIES)
        open_ = {**_SCALAR, "pattern": rf"^(?:{families})\.|{_LATER}|^$"}
        return {
            **{name: each for name, each in key.items() if name not in (*_SCALAR, "examples")},
            "anyOf": [*choices, open_],
            "errorMessage": f"A component type begins with one of {', '.join(FAMILIES)}.",
        }

    def rules(self) -> Iterator[Json]:
        """What holds for a component of a type, for each type."""
        key = _KEYS[self.dialect][0]
        for name in self.known:
            summary = self.catalog.summary(name)
            spelt = "|".join(_any_case(each) for each in (name, *summary.aliases))
            versions = [
                known
                for version in self.catalog.versions(name)
                if (known := self.catalog.find(name, version)) is not None
            ]
            yield {
                "if": {
                    "properties": {key: {"type": "string", "pattern": f"^(?:{spelt})$"}},
                    "required": [key],
                },
                "then": self._shared(f"type.{name}", self._type(versions)),
            }

    def _type(self, versions: Sequence[ComponentType]) -> Json:
        fields = {
            field.name: (field, known) for known in reversed(versions) for field in known.fields
        }
        ordered = sorted(fields.values(), key=lambda pair: _rank(pair[0]))
        names = [self._field_name(field, known) for field, known in ordered]
        values = [each for field, _ in ordered for each in self._value(field, versions)]
        item: Json = {"properties": {"name": {"anyOf": [*names, {}]}}}
        if values:
            item["allOf"] = values
        metadata: Json = {"items": item}
        needed = [_needed(group) for group in _groups(versions)]
        if needed:
            metadata["allOf"] = needed
        return {
            "properties": {"version": _version(versions), "metadata": metadata},
            **({"required": ["metadata"]} if needed else {}),
        }

    def _field_name(self, field: MetadataField, known: ComponentType) -> Json:
        markdown = field_markdown(self.catalog, field, known)
        # The links of types would make each field another one.
        markdown = "\n\n".join(part for part in markdown.split("\n\n") if not _is_link(part))
        plain = self.catalog.field_description(known, field) or markdown.partition("\n")[0]
        told = {"description": _plain(plain), "markdownDescription": markdown}
        return self._shared(f"field.{field.name}", {"const": field.name, **told})

    def _value(self, field: MetadataField, versions: Sequence[ComponentType]) -> Iterator[Json]:
        """What is proposed for a field's value, and what is refused in it."""
        found: Json = {}
        words = ("true", "false") if field.type == "bool" else field.allowed_values
        if words:
            found["anyOf"] = [{"enum": list(words)}, {}]
        if field.default and not field.sensitive:
            found["default"] = field.default
        elif field.example and not field.sensitive and not words:
            found["examples"] = [field.example]
        alike = all(each.field(field.name) == field for each in versions)
        judged = field.enforced and alike and word_problem("?", field) is not None
        if judged and field.otherwise is None and field.type == "string":
            found.setdefault("allOf", []).append(_words(field))
        if found:
            value = self._shared(f"value.{field.name}", found)
            yield {
                "if": {"properties": {"name": {"const": field.name}}, "required": ["name"]},
                "then": {"properties": {"value": value}},
            }

    def _shared(self, name: str, schema: Json) -> Json:
        """A reference to the schema as a definition; what is alike is written once."""
        text = json.dumps(schema)
        if text not in self._names:
            self._counts[name] = count = self._counts.get(name, 0) + 1
            self._names[text] = name if count == 1 else f"{name}-{count}"
            self.definitions[self._names[text]] = schema
        return {"$ref": f"#/$defs/{_escaped(self._names[text])}"}


def _rank(field: MetadataField) -> tuple[bool, bool, bool]:
    """Required names come first, those that nobody should write any more last."""
    needed = field.need in (Need.INIT, Need.ONE_OF, Need.USE, Need.STATED)
    return field.deprecated, not (field.documented and field.effective), not needed


def _groups(versions: Sequence[ComponentType]) -> list[tuple[MetadataField, ...]]:
    """The fields of which one must be there in whatever version."""
    found = [_of_version(known) for known in versions]
    return [group for names, group in found[0].items() if all(names in each for each in found[1:])]


def _of_version(known: ComponentType) -> dict[frozenset[str], tuple[MetadataField, ...]]:
    groups: dict[frozenset[str], tuple[MetadataField, ...]] = {}
    for field in known.fields:
        if field.need in (Need.INIT, Need.ONE_OF):
            members = {field.name, *field.need_group}
            fields = tuple(each for each in known.fields if each.name in members)
            groups[frozenset(name for each in fields for name in each.names)] = fields
    return groups


def _needed(group: Sequence[MetadataField]) -> Json:
    """Says that one of the fields is there, or something that nobody can tell yet."""
    spelt = "|".join(
        _literal(name) if field.exact_case else _any_case(name)
        for field in group
        for name in field.names
    )
    names = " or ".join(f"'{field.name}'" for field in group if not field.deprecated)
    named = {"type": "string", "not": {"pattern": f"^(?:{spelt})$|{_LATER}"}}
    given = {"not": {"type": "object", "properties": {"name": named}, "required": ["name"]}}
    return {"contains": given, "errorMessage": f"{names} is missing; the component fails at start."}


def _version(versions: Sequence[ComponentType]) -> Json:
    """The versions to offer, and those that daprd does not find."""
    known = tuple(each.version for each in versions)
    initial = () if len(known) > 1 else ("v0", "v1")
    spelt = "|".join(_any_case(each) for each in dict.fromkeys((*known, *initial)))
    words = " or ".join(f"'{each}'" for each in known)
    return {
        "anyOf": [{"enum": list(known)}, {"pattern": f"^(?:{spelt}|)$|{_LATER}"}],
        "errorMessage": f"The version must be {words}.",
    }


def _words(field: MetadataField) -> Json:
    words = accepted(field)
    spelt = "|".join(_literal(w) if field.values_exact_case else _any_case(w) for w in words)
    listed = " or ".join(f"'{word}'" for word in field.allowed_values)
    return {"pattern": rf"^(?:{spelt}|\s*)$|{_LATER}", "errorMessage": f"It must be {listed}."}


def _any_case(text: str) -> str:
    """A pattern for the text in any case, which patterns of JSON Schema cannot say by a flag."""
    return "".join(
        f"[{sign.lower()}{sign.upper()}]" if sign.isalpha() else _literal(sign) for sign in text
    )


def _literal(text: str) -> str:
    """A pattern for the text itself; other engines refuse to have more escaped than is needed."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _escaped(name: str) -> str:
    """The name of a definition as it stands in a reference."""
    return quote(name.replace("~", "~0").replace("/", "~1"), safe="~.-_")
