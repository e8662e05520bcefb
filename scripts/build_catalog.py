"""Builds `schemas/catalog/` and `schemas/types.json` from the facts in `schemas/facts/`.

The facts are kept by hand; what many components share (profiles, the runtime's own keys) stands
there once and is written out here for every type. `schemas/README.md` says where each fact is from.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
WIDTH = 100

Json = dict[str, Any]

_TYPE_KEYS = ("title", "status", "docs", "source", "decoder", "directions", "operations",
              "capabilities", "complete")  # fmt: skip
_NAME_KEYS = ("patterns", "ignored", "requestLevel", "renamed", "exclusive", "conflicts",
              "errors")  # fmt: skip
_FIELD_KEYS = ("name", "match", "aliases", "type", "fractions", "sensitive", "need", "oneOf",
               "when", "emptyOk", "default", "example", "values", "alsoAccepted",
               "refuted", "valuesExactCase", "open", "enforced", "min", "above", "max", "form",
               "pattern", "expects", "refusal", "otherwise", "logged", "exactCase", "undocumented",
               "effective", "since", "older", "deprecated", "replacedBy", "otherValue", "profiles",
               "runtime", "direction", "note", "url")  # fmt: skip


def build(facts: Mapping[str, Json]) -> dict[str, str]:
    """The text of every file of the catalog, by its path below `schemas/`.

    `facts` holds the facts files by their stem.
    """
    shared, registrations = facts["shared"], facts["registrations"]
    records = [
        record
        for stem, content in sorted(facts.items())
        if stem not in ("shared", "registrations")
        for record in content["components"]
    ]
    known = {(record["type"], record["version"]): record for record in records}
    built: dict[str, dict[str, Json]] = {}
    for name, version in sorted(known):
        record = _resolved(known, known[name, version])
        built.setdefault(name, {})[version] = _component(record, shared)
    files = {
        f"catalog/{name}.json": layout(_type_file(name, versions, registrations)) + "\n"
        for name, versions in built.items()
    }
    files["types.json"] = layout(_index(built, registrations, shared)) + "\n"
    return files


def _resolved(known: Mapping[tuple[str, str], Json], record: Json) -> Json:
    """The record, on top of the one that it says it is the same as."""
    same_as = record.get("sameAs")
    if same_as is None:
        return record
    name, version = same_as.split()
    own = {key: value for key, value in record.items() if key != "sameAs"}
    return {**_resolved(known, known[name, version]), **own}


def _type_file(name: str, versions: Mapping[str, Json], registrations: Json) -> Json:
    versioning = registrations["versioned"].get(name, {})
    reason = registrations["notRegistered"].get(name)
    content: Json = {"$schema": "../catalog.schema.json", "type": name}
    if reason is not None:
        content["notRegistered"] = reason
    content["versions"] = {version: versions[version] for version in sorted(versions)}
    assert sorted(versioning.get("versions", versions)) == sorted(versions), name
    return content


def _component(record: Json, shared: Json) -> Json:
    """One version of a type with everything that it shares with others written out."""
    fields = _fields(record, shared)
    profiles = list(_profiles(record, shared, fields))
    patterns = [
        *record.get("patterns", ()),
        *(shared["retryPatterns"] if "retry" in record else ()),
    ]
    content = {
        **{key: record[key] for key in _TYPE_KEYS if key in record},
        "profiles": profiles,
        "fields": [_field(field, profiles) for field in fields],
        **{key: record.get(key) for key in _NAME_KEYS},
        "requestLevel": _request_level(record, shared, fields),
        "patterns": [_field(pattern, ()) for pattern in patterns],
    }
    return {key: value for key, value in content.items() if value not in (None, [], {})}


def _request_level(record: Json, shared: Json, fields: Iterable[Json]) -> Json:
    """The names that count elsewhere, with those that do so in the whole category."""
    spoken_for = {
        name.lower() for field in fields for name in (field["name"], *field.get("aliases", ()))
    } | {name.lower() for name in (*record.get("renamed", ()), *record.get("requestLevel", ()))}
    common = shared["requestLevel"].get(record["type"].partition(".")[0], {})
    own: Json = record.get("requestLevel", {})
    return own | {name: where for name, where in common.items() if name.lower() not in spoken_for}


def _profiles(record: Json, shared: Json, fields: Iterable[Json]) -> Iterator[Json]:
    """The ways to authenticate, those shared by many types written out.

    Names become those of the type's own fields; what no code reads is left out.
    """
    names = {
        name: field["name"]
        for field in fields
        for name in (field["name"], *field.get("aliases", ()))
    }
    for profile in record.get("profiles", ()):
        builtin = profile.get("builtin")
        for common in shared["profiles"].get(builtin, ({},)):
            dropped = tuple(common.get("drops", ()))
            entry: Json = {"title": common.get("title", profile.get("title"))}
            if builtin is not None:
                entry["builtin"] = builtin
            for key in ("fields", "required"):
                own = [name for name in profile.get(key, ()) if not name.startswith(dropped)]
                listed = (names.get(name) for name in (*own, *common.get(key, ())))
                entry[key] = [name for name in dict.fromkeys(listed) if name is not None]
            entry["values"] = profile.get("values", {})
            optional = ("required", "values")
            yield {key: value for key, value in entry.items() if value or key not in optional}


def _fields(record: Json, shared: Json) -> list[Json]:
    """The fields that the component reads, then those of shared profiles, then the runtime's."""
    own = record.get("fields", [])
    merged = {field["name"]: dict(field) for field in own}
    spoken_for = {
        name.lower() for field in own for name in (field["name"], *field.get("aliases", ()))
    } | {name.lower() for name in record.get("ignored", {})}
    for profile in record.get("profiles", ()):
        for field in shared["profileFields"].get(profile.get("builtin"), ()):
            _merge(merged, spoken_for, field)
    for field in shared["retryFields"] if record.get("retry") else ():
        _merge(merged, spoken_for, {**field, "exactCase": True, "undocumented": True})
    for field in _runtime_fields(record, shared):
        _merge(merged, spoken_for, field)
    return list(merged.values())


def _merge(merged: dict[str, Json], spoken_for: Iterable[str], field: Json) -> None:
    """Add a shared field; what the component says of it itself wins."""
    own = merged.get(field["name"])
    if own is not None:
        told = {"need", "when"} if "need" in own else set()
        merged[field["name"]] = {key: field[key] for key in field.keys() - told} | own
    elif field["name"].lower() not in spoken_for:
        merged[field["name"]] = dict(field)


def _runtime_fields(record: Json, shared: Json) -> Iterator[Json]:
    """The runtime's own keys; those that the component can make no use of are undocumented."""
    abilities = {*record.get("capabilities", ()), *record.get("directions", ())}
    for field in shared["runtimeFields"].get(record["type"].partition(".")[0], ()):
        needed = field.get("capability")
        content = {key: value for key, value in field.items() if key != "capability"}
        if needed is not None and abilities and needed not in abilities:
            content["undocumented"] = True
        yield {**content, "runtime": True}


def _field(field: Json, profiles: Iterable[Json]) -> Json:
    """The field with the profiles that it belongs to, its keys in one order."""
    titles = [
        profile["title"] for profile in profiles if field["name"] in profile.get("fields", ())
    ]
    content = {**field, "profiles": titles} if titles else field
    unknown = content.keys() - set(_FIELD_KEYS)
    assert not unknown, (field["name"], unknown)
    assert "type" in content, field["name"]
    return {key: content[key] for key in _FIELD_KEYS if key in content}


def _index(built: Mapping[str, Mapping[str, Json]], registrations: Json, shared: Json) -> Json:
    """What is asked of a type before its file is opened."""
    types: Json = {}
    for name, versions in built.items():
        if name in registrations["notRegistered"]:
            continue
        versioning = registrations["versioned"].get(name, {})
        default = versioning.get("default", "v1")
        summary: Json = {
            "title": versions[default].get("title", name),
            "status": versions[default].get("status", "stable"),
            "versions": list(versioning.get("versions", versions)),
            "default": default,
        }
        if "deprecated" in versioning:
            summary["deprecated"] = versioning["deprecated"]
        if name in registrations["internal"]:
            summary["internal"] = registrations["internal"][name]
        if name in registrations["development"]:
            summary["development"] = registrations["development"][name]
        if name in registrations["since"]:
            summary["since"] = registrations["since"][name]
        types[name] = summary
    aliases: Json = {}
    for alias, name in sorted(registrations["aliases"].items()):
        if name in types:
            versioning = registrations["versioned"].get(alias)
            own = {} if versioning is None else {
                "versions": versioning["versions"], "default": versioning["default"]
            }  # fmt: skip
            aliases[alias] = {"type": name, **own}
            if alias in registrations["currentAliases"]:
                aliases[alias]["current"] = True
    return {
        "$schema": "types.schema.json",
        "types": types,
        "aliases": aliases,
        "notRegistered": registrations["notRegistered"],
        "meant": registrations["meant"],
        "retired": registrations["retired"],
        "upstream": registrations["upstream"],
        "profiles": {
            profile["title"]: builtin
            for builtin, profiles in shared["profiles"].items()
            for profile in profiles
        },
    }


def layout(value: Any, depth: int = 0, *, row: bool = False) -> str:
    """JSON that diffs well: what stands in a list of mappings has a line of its own."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or row:
        return flat
    inner = depth + 1
    rows = list(value.values() if isinstance(value, dict) else value)
    of_rows = all(isinstance(item, dict) and _is_plain(item) for item in rows)
    if not of_rows and _is_plain(value) and len(flat) + depth < WIDTH and depth > 0:
        return flat
    if isinstance(value, dict):
        parts = [
            f"{json.dumps(key, ensure_ascii=False)}: {layout(item, inner, row=of_rows)}"
            for key, item in value.items()
        ]
    else:
        parts = [layout(item, inner, row=of_rows) for item in value]
    begin, end = ("{", "}") if isinstance(value, dict) else ("[", "]")
    lines = ",\n".join(" " * inner + part for part in parts)
    return f"{begin}\n{lines}\n{' ' * depth}{end}"


def _is_plain(value: Any) -> bool:
    """Whether the value holds no mapping below its first level."""
    items = value.values() if isinstance(value, dict) else value
    return not any(isinstance(item, dict) for item in items) and all(
        not isinstance(part, dict) for item in items if isinstance(item, list) for part in item
    )


def read_facts(folder: Path = SCHEMAS / "facts") -> dict[str, Json]:
    """The facts files by their stem."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
    }


def main() -> None:
    """Write what changed, the facts' own layout included; take away what has no facts any more."""
    facts = read_facts()
    files = build(facts)
    files |= {f"facts/{stem}.json": layout(content) + "\n" for stem, content in facts.items()}
    (SCHEMAS / "catalog").mkdir(exist_ok=True)
    for path in (SCHEMAS / "catalog").glob("*.json"):
        if f"catalog/{path.name}" not in files:
            path.unlink()
    changed = 0
    for name, text in files.items():
        path = SCHEMAS / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed += 1
    sys.stdout.write(f"{len(files)} files, {changed} changed\n")


if __name__ == "__main__":
    main()
